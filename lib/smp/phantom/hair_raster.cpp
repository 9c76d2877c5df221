#include <algorithm>
#include <cmath>

#include "smp/phantom/camera.h"
#include "smp/phantom/layers.h"

namespace smp::phantom {
namespace {

constexpr double kSoftShadowMm = 0.5;  // of a coat of hair

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
  HairLayers layers;
  layers.shadow = Image<float>(scene.width, scene.height, 1, 0.0f);
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
  StrandCanvas canvas({0, 0, scene.width, scene.height});
  for (const HairCurve& hair : hairs) canvas.draw(hair.nodes);
  layers.clear = canvas.take_clear();
  layers.shade = canvas.take_shade();
  if (!combed(scene.hair)) return layers;
  layers.cast = layers.clear;
  for (float& v : layers.cast.values()) v = 1 - v;
  blur(layers.cast, kSoftShadowMm * ppm);
  return layers;
}

}  // namespace smp::phantom
