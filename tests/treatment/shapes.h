#pragma once  // Regions and slow, independent integrals over them.
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include "smp/base/image.h"
#include "smp/geometry/polygon.h"
#include "smp/geometry/surface.h"

namespace smp::testing {

inline Polygon rectangle(double x, double y, double width, double height) {
  return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
}

inline Polygon disc(Point2 center, double radius, int corners = 90) {
  Polygon out;
  for (int i = 0; i < corners; ++i)
    out.push_back(center + radius * Point2{std::cos(2 * kPi * i / corners), std::sin(2 * kPi * i / corners)});
  return out;
}

/// Even-odd test by a ray to the left.
inline bool inside(const Polygon& polygon, Point2 p) {
  bool in = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Point2 a = polygon[i], b = polygon[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) * (b.x - a.x) / (b.y - a.y)) in = !in;
  }
  return in;
}

/// Places along an outline, `step` px apart.
inline std::vector<Point2> along(const Polygon& polygon, double step) {
  std::vector<Point2> out;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point2 a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    const int n = std::max(1, static_cast<int>(distance(a, b) / step));
    for (int k = 0; k < n; ++k) out.push_back(a + (static_cast<double>(k) / n) * (b - a));
  }
  return out;
}

/// Distance in space from `p` to the nearest of the places; infinite where there is none.
inline double nearest_mm(Point3 p, const std::vector<Point3>& places) {
  double best = INFINITY;
  for (const Point3 q : places) best = std::min(best, dot(p - q, p - q));
  return std::sqrt(best);
}

inline std::vector<Point3> on_surface(const std::vector<Point2>& places, const Surface& surface) {
  std::vector<Point3> out;
  for (const Point2 p : places)
    if (const auto point = surface.at(p)) out.push_back(point->position_mm);
  return out;
}

struct Integral {
  double area_cm2 = 0, dots = 0;
};

/// Sums scalp area and density over `samples` x `samples` places of every pixel of the photo.
/// @param density share of 0 to 1 at a place and its scalp; outside the region it is nothing.
inline Integral integrate(const Surface& surface, int width, int height, double per_cm2, int samples,
                          const std::function<std::optional<double>(Point2, const SurfacePoint&)>& density) {
  Integral sum;
  for (int y = 0; y < height * samples; ++y)
    for (int x = 0; x < width * samples; ++x) {
      const Point2 p = {(x + 0.5) / samples, (y + 0.5) / samples};
      const auto here = surface.at(p);
      if (!here || here->metric.foreshortening() > kMaxForeshortening) continue;
      const auto share = density(p, *here);
      if (!share) continue;
      const double cm2 = here->metric.area() / (100.0 * samples * samples);
      sum.area_cm2 += cm2;
      sum.dots += *share * per_cm2 * cm2;
    }
  return sum;
}

inline double smooth_step(double t) {
  t = std::clamp(t, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

}  // namespace smp::testing
