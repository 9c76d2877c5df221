#pragma once  // Hairs that stand on the scalp, as they are seen in a photo.
#include <cstdint>

#include "smp/base/point.h"
#include "smp/geometry/metric.h"

namespace smp {

/// One hair above the skin: a parabola from its root through its middle to its tip.
struct HairShaft {
  Point2 root_px, middle_px, tip_px;
  double length_mm = 0;
  double diameter_mm = 0.075;
  double width_px = 1;  ///< its diameter in the photo
  float shade = 1;      ///< brightness relative to the hair colour
};

/// A follicular unit: hairs that leave the skin together.
struct HairUnit {
  Point2 root_px;      ///< its middle
  Point3 root_mm;      ///< the same on the surface
  Metric2 metric_mm2;  ///< of the surface there, mm^2 per px^2
  Point2 lean_px;      ///< 1 mm along the skin, the way its hairs lie
  int hairs = 1;       ///< 1 to 4
  std::uint32_t first_shaft = 0;
};

}  // namespace smp
