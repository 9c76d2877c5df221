#include "smp/scalp/skin_map.h"

#include <algorithm>
#include <array>

#include "smp/base/parallel.h"
#include "smp/scalp/gloss_filter.h"
#include "smp/scalp/split_kernel.h"

namespace smp {
namespace {

// Luminance of linear sRGB.
constexpr float kLumaR = 0.21264f, kLumaG = 0.71517f, kLumaB = 0.07219f;

// How pixels of skin vary within a few millimetres; tuned on phantoms of tones I to VI.
constexpr float kSparkle = 0.8f;  // of gloss, as a share of its local mean: fine relief breaks it up
constexpr float kShading = 0.07f, kMelanin = 0.03f, kBlood = 0.04f;
constexpr float kLeastHairContrast = 0.02f;  // luminance of skin over hair below which cover cannot be seen

}  // namespace

SkinSplitter::SkinSplitter(const SkinMap& map, int threads) : map_(map) {
  if (map.body.empty()) return;
  const int w = map.body.width(), h = map.body.height();
  cells_ = std::vector<Cell>(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
  for (int k = 0; k < map.step_px; ++k)
    share_.push_back((static_cast<float>(k) + 0.5f * static_cast<float>(1 - map.step_px % 2)) /
                     static_cast<float>(map.step_px));
  const auto hair_luminance = static_cast<float>(luminance(map.hair_color));
  parallel_for(threads, static_cast<std::size_t>(h), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < w; ++x) {
      Cell& cell =
          cells_[static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x)];
      const float* body = &map.body.at(x, y);
      const float gloss = map.gloss.empty() ? 0.0f : map.gloss.at(x, y);
      const std::array<float, 3> weights =
          scalp::gloss_weights({body[0], body[1], body[2]}, {.gloss = kSparkle * gloss,
                                                             .shading = kShading,
                                                             .melanin = kMelanin,
                                                             .blood = kBlood,
                                                             .noise = static_cast<float>(map.noise)});
      float offset = gloss;
      for (std::size_t c = 0; c < 3; ++c) offset -= weights[c] * (body[c] + gloss);
      cell.gloss_of_light = SkinPixel{weights[0], weights[1], weights[2], offset};
      const float level = kLumaR * body[0] + kLumaG * body[1] + kLumaB * body[2];
      const float contrast = level - hair_luminance;
      const float presence = map.hair.empty() ? 0.0f : map.hair.at(x, y);
      cell.around = SkinPixel{level, gloss, contrast > kLeastHairContrast ? 1 / contrast : 0.0f, presence};
    }
  });
}

void SkinSplitter::split(int y, int x0, int width, const SkinPixel* light, float* gloss, float* hair) const {
  if (empty()) {
    std::fill(gloss, gloss + width, 0.0f);
    std::fill(hair, hair + width, 0.0f);
    return;
  }
  const int rows = map_.body.height();
  const auto [j, below] = phase_at(y);
  const std::size_t columns = static_cast<std::size_t>(map_.body.width());
  const Cell* upper = cells_.data() + static_cast<std::size_t>(std::max(j, 0)) * columns;
  const Cell* lower = cells_.data() + static_cast<std::size_t>(std::min(j + 1, rows - 1)) * columns;
  const auto floor = static_cast<float>(2 * map_.noise);
  scalp::SplitRun run;
  std::array<float, scalp::kSplitRun> gloss_run, hair_run;
  for (int x = 0; x < width; x += scalp::kSplitRun) {
    const int count = std::min(scalp::kSplitRun, width - x);
    look_up(upper, lower, below, x0 + x, count, light + x, run);
    for (int k = count; k % 8 != 0; ++k) run.light[k] = run.gloss_terms[k] = run.around[k] = SkinPixel{};
    scalp::finish_split(run, count, floor, gloss_run.data(), hair_run.data());
    std::copy_n(gloss_run.data(), count, gloss + x);
    std::copy_n(hair_run.data(), count, hair + x);
  }
}

SkinSplitter::Phase SkinSplitter::phase_at(int px) const {
  const int from_center = px - map_.step_px / 2;  // of the first cell
  const int cell = from_center < 0 ? -1 : from_center / map_.step_px;
  return {cell, share_[static_cast<std::size_t>(from_center - cell * map_.step_px)]};
}

void SkinSplitter::look_up(const Cell* upper, const Cell* lower, float below, int x0, int count,
                           const SkinPixel* light, scalp::SplitRun& run) const {
  const SkinPixel one = {0, 0, 0, 1};
  const int last = map_.body.width() - 1, step = map_.step_px;
  const auto blended = [&](int column) {
    const Cell &a = upper[std::clamp(column, 0, last)], &b = lower[std::clamp(column, 0, last)];
    return Cell{a.gloss_of_light + below * (b.gloss_of_light - a.gloss_of_light),
                a.around + below * (b.around - a.around)};
  };
  int cell = phase_at(x0).cell;
  int phase = x0 - step / 2 - cell * step;
  Cell right = blended(cell);
  for (int x = 0; x < count; phase = 0) {  // all pixels between the centres of two cells
    const Cell left = right;
    right = blended(++cell);
    const SkinPixel filter_change = right.gloss_of_light - left.gloss_of_light;
    const SkinPixel around_change = right.around - left.around;
    for (const int end = std::min(count, x + step - phase); x < end; ++x, ++phase) {
      const float share = share_[static_cast<std::size_t>(phase)];
      const SkinPixel p = light[x];
      run.light[x] = p;
      run.gloss_terms[x] = (left.gloss_of_light + share * filter_change) * (p * (1.0f - one) + one);
      run.around[x] = left.around + share * around_change;
    }
  }
}

}  // namespace smp
