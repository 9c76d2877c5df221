#pragma once  // Phantoms as photos, with the maps that a survey makes before it looks at hair.
#include <algorithm>
#include <cstdint>

#include "smp/phantom/phantom.h"
#include "smp/scalp/reduced_photo.h"
#include "smp/scalp/skin_map.h"

namespace smp::testing {

inline Photo photo_of(const Phantom& phantom) {
  Photo photo{.pixels = {}, .color = phantom.space};
  if (phantom.bits == 16) {
    photo.pixels = phantom.rgb;
    return photo;
  }
  Image<std::uint8_t> pixels(phantom.rgb.width(), phantom.rgb.height(), 3);
  std::transform(phantom.rgb.values().begin(), phantom.rgb.values().end(), pixels.values().begin(),
                 [](std::uint16_t code) { return static_cast<std::uint8_t>(code); });
  photo.pixels = std::move(pixels);
  return photo;
}

/// 1 where the phantom is skin, however hairy.
inline Image<float> skin_cells(const Phantom& phantom, const ReducedPhoto& reduced) {
  Image<float> out(reduced.width(), reduced.height());
  for (int j = 0; j < out.height(); ++j)
    for (int i = 0; i < out.width(); ++i) {
      const Point2 p = reduced.center_px(i, j);
      const int x = std::min(static_cast<int>(p.x), reduced.width_px - 1);
      const int y = std::min(static_cast<int>(p.y), reduced.height_px - 1);
      out.at(i, j) = phantom.truth.depth_mm.at(x, y) > 0 ? 1.0f : 0.0f;
    }
  return out;
}

/// A map with the phantom's own gloss, averaged over about 5 x 5 cells, and no body.
inline SkinMap gloss_map(const Phantom& phantom, const ReducedPhoto& reduced) {
  SkinMap map;
  map.step_px = reduced.step_px;
  map.gloss = Image<float>(reduced.width(), reduced.height());
  for (int j = 0; j < reduced.height(); ++j)
    for (int i = 0; i < reduced.width(); ++i) {
      float sum = 0, count = 0;
      for (int v = j - 2; v <= j + 2; ++v)
        for (int u = i - 2; u <= i + 2; ++u) {
          const Point2 p = reduced.center_px(u, v);
          const auto x = static_cast<int>(p.x), y = static_cast<int>(p.y);
          if (u < 0 || v < 0 || !phantom.truth.gloss.contains(x, y)) continue;
          sum += phantom.truth.gloss.at(x, y), count += 1;
        }
      map.gloss.at(i, j) = sum / std::max(1.0f, count);
    }
  return map;
}

}  // namespace smp::testing
