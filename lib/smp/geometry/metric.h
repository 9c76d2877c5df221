#pragma once  // The 2x2 metric of a surface seen in a picture.
#include <cmath>

#include "smp/base/point.h"

namespace smp {

/// A symmetric positive-definite 2x2 form. As a surface metric G its unit is mm^2 per px^2: a step
/// d in the picture covers sqrt(d^T G d) mm on the scalp.
struct Metric2 {
  double xx = 1, xy = 0, yy = 1;

  double quadratic(Point2 d) const { return d.x * d.x * xx + 2 * d.x * d.y * xy + d.y * d.y * yy; }
  double determinant() const { return xx * yy - xy * xy; }
  /// mm^2 of scalp behind one px^2 of picture.
  double area() const { return std::sqrt(std::fmax(0.0, determinant())); }
  /// Longest over shortest semi-axis in mm per px: 1 face on, 2 where the surface is turned by 60 degrees.
  double foreshortening() const {
    const double mean = 0.5 * (xx + yy);
    const double spread = std::sqrt(0.25 * (xx - yy) * (xx - yy) + xy * xy);
    const double smallest = mean - spread;
    return smallest > 0 ? std::sqrt((mean + spread) / smallest) : INFINITY;
  }
  Metric2 inverse() const {
    const double s = 1.0 / determinant();
    return {s * yy, -s * xy, s * xx};
  }
  friend Metric2 operator*(double s, const Metric2& m) { return {s * m.xx, s * m.xy, s * m.yy}; }
  friend bool operator==(const Metric2&, const Metric2&) = default;
};

}  // namespace smp
