// Dark dots are the minima of luminance between two scales, that of a unit and that of its distance to the
// next. Neighbours closer than a unit is wide merge: the share lost grows with their density.
#include "smp/scalp/hair_units.h"

#include <algorithm>
#include <cmath>

namespace smp::scalp {
namespace {

constexpr double kDotMm = 0.13, kApartMm = 0.45;          // radii of the two scales
constexpr float kLeastDepth = 0.035f;                     // of the luminance around
constexpr float kLeastDeep = 0.08f, kShallowest = 0.35f;  // of the deepest: what still counts
constexpr double kLeastDots = 40, kMostBlurMm = 0.18;

struct Count {
  std::vector<float> depths;  // of all minima, shares of the luminance around
  double area_mm2 = 0;
};

Count count_in(const FieldWindow& window, double px_per_mm, double mm2_per_px) {
  const int w = window.rect.width, h = window.rect.height;
  Image<float> luma(w, h);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float* p = &window.rgb.at(x, y);
      luma.at(x, y) = 0.2126f * p[0] + 0.7152f * p[1] + 0.0722f * p[2];
    }
  const int fine = std::max(1, static_cast<int>(kDotMm * px_per_mm));
  const int broad = std::max(fine + 1, static_cast<int>(std::lround(kApartMm * px_per_mm)));
  const Image<float> near = box_mean(luma, fine), around = box_mean(box_mean(luma, broad), broad);
  const int reach = std::max(1, static_cast<int>(std::lround(0.22 * px_per_mm)));
  Count count;
  for (int y = broad; y + broad < h; ++y)
    for (int x = broad; x + broad < w; ++x) {
      if (!window.field.at(x, y)) continue;
      count.area_mm2 += mm2_per_px;
      const float depth = around.at(x, y) - near.at(x, y);
      if (depth < kLeastDepth * around.at(x, y)) continue;
      bool deepest = true;
      for (int v = -reach; v <= reach && deepest; ++v)
        for (int u = -reach; u <= reach && deepest; ++u) {
          if (u == 0 && v == 0) continue;
          const float other = around.at(x + u, y + v) - near.at(x + u, y + v);
          // Of equals the first counts.
          deepest = other < depth || (other == depth && (v > 0 || (v == 0 && u > 0)));
        }
      if (deepest) count.depths.push_back(depth / around.at(x, y));
    }
  return count;
}

}  // namespace

std::optional<UnitCount> count_units(const FieldWindows& windows, const Surface& surface, double blur_px) {
  if (windows.px_per_mm < kLeastUnitScale || blur_px > kMostBlurMm * windows.px_per_mm) return {};
  Count all;
  for (const FieldWindow& window : windows.hair) {
    const auto at =
        surface.at({window.rect.x + 0.5 * window.rect.width, window.rect.y + 0.5 * window.rect.height});
    if (!at || at->metric.foreshortening() > 2) continue;
    const Count one = count_in(window, windows.px_per_mm, at->metric.area());
    all.depths.insert(all.depths.end(), one.depths.begin(), one.depths.end());
    all.area_mm2 += one.area_mm2;
  }
  if (static_cast<double>(all.depths.size()) < kLeastDots) return {};
  // Pores, relief and noise make shallow minima.
  std::sort(all.depths.begin(), all.depths.end());
  const float deep = all.depths[all.depths.size() * 95 / 100];
  if (deep < kLeastDeep) return {};
  const auto first = std::lower_bound(all.depths.begin(), all.depths.end(), kShallowest * deep);
  const auto dots = static_cast<double>(all.depths.end() - first);
  if (dots < kLeastDots) return {};
  const double seen = 100 * dots / all.area_mm2;
  // Merged neighbours: phantoms of 40, 75 and 110 per cm^2 at 6.5 to 10 px/mm.
  const double merged = std::min(0.5, 0.0036 * std::pow(7.2 / windows.px_per_mm, 2) * seen);
  UnitCount out;
  out.per_cm2 = seen / (1 - merged);
  out.error_per_cm2 = std::hypot(0.16 * out.per_cm2, out.per_cm2 / std::sqrt(dots), 5.0);
  return out;
}

}  // namespace smp::scalp
