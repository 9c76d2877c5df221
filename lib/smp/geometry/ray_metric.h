#pragma once  // Internal to the module: the metric that all kinds of surface share.
#include "smp/base/point.h"
#include "smp/geometry/metric.h"

namespace smp {

inline Metric2 metric_from_steps(Point3 step_x, Point3 step_y) {
  return {dot(step_x, step_x), dot(step_x, step_y), dot(step_y, step_y)};
}

/// Metric of a surface with the given normal where a ray meets it, when one pixel to the right (down)
/// moves the ray sideways by `shift_x` (`shift_y`) at that place.
inline Metric2 metric_from_ray(Point3 ray, Point3 normal, Point3 shift_x, Point3 shift_y) {
  const auto step = [&](Point3 shift) { return shift - (dot(normal, shift) / dot(normal, ray)) * ray; };
  return metric_from_steps(step(shift_x), step(shift_y));
}

}  // namespace smp
