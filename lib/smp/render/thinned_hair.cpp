#include "smp/render/thinned_hair.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"

namespace smp {
namespace {

constexpr float kLeastChange = 0.004f;  // of h: less is none
// Of pores and creases within a few millimetres, and of hair among them [assumption].
constexpr double kSkinContrast = 0.02, kLeastHairContrast = 0.06;
constexpr float kDarkest = 1e-4f;  // linear light whose logarithm is still taken

}  // namespace

ThinnedHair::ThinnedHair(const HairCoat& coat, const ScalpMap& left, int width, int height, int threads)
    : block_px_(coat.block_px), columns_(coat.light.width()), rows_(coat.light.height()) {
  changes_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
  const auto relief =
      static_cast<float>(kSkinContrast / (kSkinContrast + std::max(kLeastHairContrast, coat.contrast)));
  parallel_for(threads, static_cast<std::size_t>(rows_), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i < columns_; ++i) {
      const float lost = 1 - std::clamp(left.at({(i + 0.5) * block_px_, (j + 0.5) * block_px_}), 0.0f, 1.0f);
      Change& change = changes_[row * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(i)];
      for (int c = 0; c < 3; ++c) {
        change.log_light[c] = std::log(std::max(kDarkest, coat.light.at(i, j, c)));
        if (lost > kLeastChange) change.log_gain[c] = -lost * coat.log_passing.at(i, j, c);
      }
      if (lost > kLeastChange) change.log_gain[3] = lost * coat.presence.at(i, j) * (1 - relief);
    }
  });
  find_tiles(width, height);
}

void ThinnedHair::find_tiles(int width, int height) {
  const auto is_changed = [&](const PixelRect& tile) {
    const int x1 = std::min(columns_ - 1, (tile.x + tile.width) / block_px_),
              y1 = std::min(rows_ - 1, (tile.y + tile.height) / block_px_);
    for (int y = std::max(0, tile.y / block_px_ - 1); y <= y1; ++y)
      for (int x = std::max(0, tile.x / block_px_ - 1); x <= x1; ++x)
        if (changes_[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) +
                     static_cast<std::size_t>(x)]
                .log_gain[3] > 0)
          return true;
    return false;
  };
  for (int y = 0; y < height; y += kTilePx)
    for (int x = 0; x < width; x += kTilePx) {
      const PixelRect tile = {x, y, std::min(kTilePx, width - x), std::min(kTilePx, height - y)};
      if (is_changed(tile)) tiles_.push_back(tile);
    }
}

void ThinnedHair::over(int x0, int y, int width, const float* gloss, Grain::Run grain, NoiseVariance noise,
                       Float4* light, bool* changed) const {
  constexpr float kZero = 2 * Grain::kZero * Grain::kUnit;
  const auto row = [&](int j) {
    return changes_.data() +
           static_cast<std::size_t>(std::clamp(j, 0, rows_ - 1)) * static_cast<std::size_t>(columns_);
  };
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(block_px_) - 0.5f;
  const int j = static_cast<int>(std::floor(v));
  const Change *upper = row(j), *lower = row(j + 1);
  const float below = v - static_cast<float>(j);
  for (int k = 0; k < width; ++k) {
    const float u = (static_cast<float>(x0 + k) + 0.5f) / static_cast<float>(block_px_) - 0.5f;
    const int i = static_cast<int>(std::floor(u));
    const int a = std::clamp(i, 0, columns_ - 1), b = std::clamp(i + 1, 0, columns_ - 1);
    const float right = u - static_cast<float>(i);
    const auto between = [&](Float4 Change::*value) {
      const Float4 top = upper[a].*value + right * (upper[b].*value - upper[a].*value);
      const Float4 bottom = lower[a].*value + right * (lower[b].*value - lower[a].*value);
      return top + below * (bottom - top);
    };
    const Float4 log_gain = between(&Change::log_gain);
    changed[k] = log_gain[3] > 0;
    if (!changed[k]) continue;
    const Float4 log_light = between(&Change::log_light);
    const std::uint32_t bytes = grain.first ? grain.first[k] + grain.second[k] : 0;
    for (int c = 0; c < 3; ++c) {
      const float own = std::max(kDarkest, light[k][c] - gloss[k]);
      const float gain = std::exp(log_gain[c] - log_gain[3] * (std::log(own) - log_light[c]));
      const float lit = own * gain;
      float speck = 0;
      if (grain.first) {
        const float slope = gain * (1 - log_gain[3]);  // what the photo's own noise is multiplied by
        const float missing = noise.read + noise.shot * lit - slope * slope * (noise.read + noise.shot * own);
        speck = std::sqrt(std::max(0.0f, missing)) *
                (static_cast<float>(bytes >> (8 * c) & 0xFFu) * Grain::kUnit - kZero);
      }
      light[k][c] = std::clamp(gloss[k] + lit + speck, 0.0f, 1.0f);
    }
  }
}

}  // namespace smp
