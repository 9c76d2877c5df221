#include "smp/scalp/skin_map.h"

#include <algorithm>

#include "smp/scalp/gloss_filter.h"

namespace smp {
namespace {

// Luminance of linear sRGB.
constexpr float kLumaR = 0.21264f, kLumaG = 0.71517f, kLumaB = 0.07219f;

// How pixels of skin vary within a few millimetres; tuned on phantoms of tones I to VI.
constexpr float kSparkle = 0.9f;  // of gloss, as a share of its local mean: fine relief breaks it up
constexpr float kShading = 0.10f, kMelanin = 0.03f, kBlood = 0.04f;
// A burnt-out pixel: its greatest and its least channel from here on up are no colour any more.
constexpr float kClippedFrom = 0.95f, kBurntFrom = 0.70f, kBurntTo = 0.92f;
constexpr float kLeastHairContrast = 0.02f;  // luminance of skin over hair below which cover cannot be seen

}  // namespace

SkinSplitter::SkinSplitter(const SkinMap& map) : map_(map) {
  if (map.body.empty()) return;
  const int w = map.body.width(), h = map.body.height();
  cells_ = std::vector<Cell>(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
  const auto hair_luminance = static_cast<float>(luminance(map.hair_color));
  for (int y = 0; y < h; ++y)
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
}

void SkinSplitter::split(int y, int x0, int width, const SkinPixel* light, float* gloss, float* hair) const {
  if (empty()) {
    std::fill(gloss, gloss + width, 0.0f);
    std::fill(hair, hair + width, 0.0f);
    return;
  }
  const int columns = map_.body.width(), rows = map_.body.height();
  const auto step = static_cast<float>(map_.step_px);
  const float v =
      std::clamp((static_cast<float>(y) + 0.5f) / step - 0.5f, 0.0f, static_cast<float>(rows - 1));
  const int j = std::min(static_cast<int>(v), std::max(0, rows - 2));
  const float below = v - static_cast<float>(j);
  const Cell* upper = cells_.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(columns);
  const Cell* lower = upper + (rows > 1 ? columns : 0);
  const auto floor = static_cast<float>(2 * map_.noise);

  for (int x = 0; x < width;) {
    // All pixels between the centres of two cells.
    const float u = (static_cast<float>(x0 + x) + 0.5f) / step - 0.5f;
    const int i = u < 0 ? -1 : std::min(static_cast<int>(u), columns - 1);
    const int left = std::max(i, 0), right = std::min(i + 1, columns - 1);
    int end = width;  // beyond the last centre: the last cell
    if (i + 1 < columns) {
      const int next =
          map_.step_px * (i + 1) + map_.step_px / 2;  // first pixel at or right of the next centre
      end = std::min(width, std::max(x + 1, next - x0));
    }
    const SkinPixel a =
        upper[left].gloss_of_light + below * (lower[left].gloss_of_light - upper[left].gloss_of_light);
    const SkinPixel b =
        upper[right].gloss_of_light + below * (lower[right].gloss_of_light - upper[right].gloss_of_light);
    const SkinPixel c = upper[left].around + below * (lower[left].around - upper[left].around);
    const SkinPixel d = upper[right].around + below * (lower[right].around - upper[right].around);
    const SkinPixel filter_step = (b - a) / step, around_step = (d - c) / step;
    const float start = i < 0 ? 0.0f : (u - static_cast<float>(i)) * step;
    SkinPixel filter = a + start * filter_step, around = c + start * around_step;
    for (; x < end; ++x, filter += filter_step, around += around_step) {
      const SkinPixel p = light[x];
      const float level = kLumaR * p[0] + kLumaG * p[1] + kLumaB * p[2];
      const float least = std::max(0.0f, std::min(std::min(p[0], p[1]), p[2]));
      const float most = std::max(std::max(p[0], p[1]), p[2]);
      float s = filter[0] * p[0] + filter[1] * p[1] + filter[2] * p[2] + filter[3];
      // Grey stubble is darker than the skin: gloss beyond the mean must show as light.
      s = std::min(s, std::max(around[1], level - around[0]));
      s = std::min(std::max(s, 0.0f), least);
      if (most > kClippedFrom) {
        const float burnt = std::clamp((least - kBurntFrom) / (kBurntTo - kBurntFrom), 0.0f, 1.0f) *
                            std::clamp((most - kClippedFrom) / (0.99f - kClippedFrom), 0.0f, 1.0f);
        s += burnt * (least - s);
      }
      gloss[x] = s;
      const float missing = std::max(0.0f, around[0] - (level - s) - floor);
      hair[x] = around[3] * std::min(1.0f, missing * around[2]);
    }
  }
}

}  // namespace smp
