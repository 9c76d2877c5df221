// Proportions after ANSUR II (ear length 64 mm); the rest is drawn by eye.
#include "smp/phantom/ears.h"

#include <algorithm>
#include <cmath>

namespace smp::phantom {
namespace {

constexpr double kHalfLengthMm = 29, kWidthMm = 15;

double bump(double x, double middle, double width) {
  const double t = (x - middle) / width;
  return std::exp(-t * t);
}

double step(double x, double from, double to) {
  const double t = std::clamp((x - from) / (to - from), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

// How far the ear stands out at v mm below its middle; negative beyond its ends.
double reach(double v) {
  const double s = v / kHalfLengthMm;
  const double round = 1 - std::pow(std::abs(s), 2.5);
  if (round <= 0) return -1 - 40 * (std::abs(s) - 1);
  const double lower = std::max(0.0, s);
  return kWidthMm * std::sqrt(round) * (1 - 0.38 * lower * lower - 0.05 * bump(s, 0.52, 0.2));
}

// Distance from the outline inwards, mm.
double inset(double u, double v) {
  const double slope = (reach(v + 0.5) - reach(v - 0.5));
  return (reach(v) - u) / std::sqrt(1 + slope * slope);
}

double height(double u, double v) {
  const double d = inset(u, v), s = v / kHalfLengthMm;
  const double cartilage = 1 - step(s, 0.35, 0.75);
  const double rim = 2.6 * bump(d, 2.2, 2.0) * (0.35 + 0.65 * cartilage);
  const double fold = 2.2 * bump(d, 8.0, 2.4) * cartilage * step(s, -0.95, -0.5);
  const double hollow = -3.5 * step(d, 9.5, 14) * cartilage;
  const double lobe = 1.6 * step(d, 0, 5) * step(s, 0.45, 0.8);
  return rim + fold + hollow + lobe - 2.0 * step(-d, -2.0, 0.5);
}

double openness(double u, double v) {
  const double d = inset(u, v), s = v / kHalfLengthMm;
  const double cartilage = 1 - step(s, 0.35, 0.75);
  const double groove = 0.30 * bump(d, 4.8, 1.5) * cartilage;
  const double hollow = 0.62 * step(d, 9.5, 13.5) * cartilage;
  return (1 - groove) * (1 - hollow) * (0.62 + 0.38 * step(u, -1, 7));
}

}  // namespace

Ears::Ears(const PhantomScene& scene, const View& view) {
  if (!view.is_head() || !scene.ears || std::abs(scene.shape.angles.yaw_deg) > 25) return;
  const Point3 radii = scene.shape.radii_mm;
  for (int i = 0; i < 2; ++i) {
    const double side = i == 0 ? -1 : 1;
    const auto place = [&](double x, double y) {
      return view.project(view.photo_from_head({side * x, y, 0.12 * radii.z}));
    };
    const double x = radii.x - 2.5, y = 0.20 * radii.y;
    const Point2 middle = place(x, y), out = place(x + 10, y - 1) - middle,
                 down = place(x - 1.5, y + 10) - middle;
    ears_[static_cast<std::size_t>(i)] =
        Ear{middle,           (1 / length(out)) * out, (1 / length(down)) * down,
            length(out) / 10, length(down) / 10,       side};
  }
}

EarSample Ears::sample(const Ear& ear, Point2 px) const {
  const Point2 d = px - ear.middle_px;
  const double u = dot(d, ear.out) / ear.px_per_mm_out, v = dot(d, ear.down) / ear.px_per_mm_down;
  if (u < -25 || u > kWidthMm + 3 || std::abs(v) > kHalfLengthMm + 3) return {};
  EarSample out;
  out.cover = static_cast<float>(std::clamp(inset(u, v) * ear.px_per_mm_down + 0.5, 0.0, 1.0));
  if (out.cover <= 0) return out;
  constexpr double h = 0.35;
  const double hu = (height(u + h, v) - height(u - h, v)) / (2 * h),
               hv = (height(u, v + h) - height(u, v - h)) / (2 * h);
  const double along_out = 0.30 - hu, along_down = -0.1 - hv;
  out.normal = normalized(
      {along_out * ear.out.x + along_down * ear.down.x, along_out * ear.out.y + along_down * ear.down.y, -1});
  out.open = static_cast<float>(openness(u, v));
  out.place_mm = {u, v, 500 * ear.side};
  return out;
}

EarSample Ears::at(Point2 px) const {
  for (const std::optional<Ear>& ear : ears_)
    if (ear) {
      const EarSample out = sample(*ear, px);
      if (out.cover > 0) return out;
    }
  return {};
}

}  // namespace smp::phantom
