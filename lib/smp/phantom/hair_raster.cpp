// Shafts are drawn as two straight pieces. A piece narrower than a pixel is drawn one pixel wide and
// as much fainter, so that the hidden area is right at any scale.
#include <algorithm>
#include <cmath>

#include "smp/phantom/layers.h"

namespace smp::phantom {
namespace {

struct Brush {
  Image<float>& clear;
  Image<float>& shade;
};

// Coverage of a pixel by a long band of the given width whose axis is `off` px away.
double band(double width, double off) {
  if (width < 1) return width * std::max(0.0, 1 - std::abs(off));
  return std::clamp(0.5 * width + 0.5 - std::abs(off), 0.0, 1.0);
}

void draw_piece(Brush& brush, Point2 a, Point2 b, double width_a, double width_b, float tone) {
  const Point2 d = b - a;
  const double reach = 0.5 * std::max({1.0, width_a, width_b}) + 1;
  const double long_px = length(d);
  const Point2 unit = long_px > 1e-6 ? (1 / long_px) * d : Point2{1, 0};
  const int x0 = std::max(0, static_cast<int>(std::floor(std::min(a.x, b.x) - reach)));
  const int x1 = std::min(brush.clear.width() - 1, static_cast<int>(std::floor(std::max(a.x, b.x) + reach)));
  const int y0 = std::max(0, static_cast<int>(std::floor(std::min(a.y, b.y) - reach)));
  const int y1 = std::min(brush.clear.height() - 1, static_cast<int>(std::floor(std::max(a.y, b.y) + reach)));
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const Point2 p = Point2{x + 0.5, y + 0.5} - a;
      const double t = dot(p, unit), off = p.x * unit.y - p.y * unit.x;
      // Share of the pixel between the two ends.
      const double ends = std::min(t + 0.5, long_px) - std::max(t - 0.5, 0.0);
      if (ends <= 0) continue;
      const double share = std::clamp(t / std::max(long_px, 1e-6), 0.0, 1.0);
      const double cover = band(width_a + share * (width_b - width_a), off) * std::min(1.0, ends);
      if (cover <= 0) continue;
      float& clear = brush.clear.at(x, y);
      brush.shade.at(x, y) += tone * static_cast<float>(cover) * clear;
      clear *= 1 - static_cast<float>(cover);
    }
}

}  // namespace

void splat(Image<float>& image, Point2 center, Point2 direction, double along, double across, double amount) {
  const double reach = 3 * std::max(along, across);
  const int x0 = std::max(0, static_cast<int>(std::floor(center.x - reach)));
  const int x1 = std::min(image.width() - 1, static_cast<int>(std::floor(center.x + reach)));
  const int y0 = std::max(0, static_cast<int>(std::floor(center.y - reach)));
  const int y1 = std::min(image.height() - 1, static_cast<int>(std::floor(center.y + reach)));
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const Point2 p = Point2{x + 0.5, y + 0.5} - center;
      const double u = dot(p, direction) / along, v = (p.x * direction.y - p.y * direction.x) / across;
      const double q = u * u + v * v;
      if (q < 9) image.at(x, y) += static_cast<float>(amount * std::exp(-0.5 * q));
    }
}

HairLayers draw_hairs(const PhantomScene& scene, const std::vector<FollicularUnit>& units,
                      const std::vector<HairCurve>& hairs) {
  HairLayers layers{Image<float>(scene.width, scene.height, 1, 1.0f),
                    Image<float>(scene.width, scene.height, 1, 0.0f),
                    Image<float>(scene.width, scene.height, 1, 0.0f)};
  // A spot of 0.13 mm below the skin; a pixel wider than that sees its average.
  const double ppm = scene.px_per_mm, spot_px = std::hypot(0.13 * ppm, 0.35);
  const double dilution = std::pow(0.13 * ppm / spot_px, 2);
  for (const FollicularUnit& unit : units) {
    const double facing = std::max(0.15, -unit.place.normal.z);
    const Point2 slope = {unit.flow.x, unit.flow.y};
    const double tilt = length(slope);
    const Point2 direction = tilt > 1e-6 ? (1 / tilt) * slope : Point2{1, 0};
    const double amount = scene.hair.root_shadow * 0.28 * std::sqrt(unit.hairs) * dilution;
    splat(layers.shadow, unit.place.px - (0.12 * ppm) * slope, direction, spot_px * (0.8 + 0.5 * tilt),
          spot_px * std::max(0.5, facing), amount);
    // Light lost between the hairs and in the deeper bulbs: a wide, faint veil.
    splat(layers.shadow, unit.place.px - (0.4 * ppm) * slope, direction, std::hypot(0.5 * ppm, 0.35),
          std::hypot(0.5 * ppm, 0.35), 0.13 * amount / dilution);
  }
  Brush brush{layers.clear, layers.shade};
  for (const HairCurve& hair : hairs) {
    const double width = hair.shaft.diameter_mm * ppm;
    draw_piece(brush, hair.shaft.root_px, hair.middle_px, width, 0.95 * width, hair.shade);
    draw_piece(brush, hair.middle_px, hair.shaft.tip_px, 0.95 * width, 0.7 * width, hair.shade);
  }
  return layers;
}

}  // namespace smp::phantom
