#pragma once  // Smooth curves through points.
#include <algorithm>
#include <cmath>

#include "smp/base/point.h"

namespace smp {

/// The centripetal Catmull-Rom spline from `b` (t = 0) to `c` (t = 1), with `a` before and `d` behind them:
/// no loops and no overshoot between neighbours (Yuksel, Schaefer, Keyser 2011). Of 2 or 3 coordinates.
template <class Point>
Point catmull_rom(Point a, Point b, Point c, Point d, double t) {
  const auto knot = [](Point p, Point q) { return std::sqrt(std::max(1e-9, distance(p, q))); };
  const double t1 = knot(a, b), t2 = t1 + knot(b, c), t3 = t2 + knot(c, d);
  const double s = t1 + t * (t2 - t1);
  const auto mix = [s](Point p, Point q, double tp, double tq) {
    return ((tq - s) / (tq - tp)) * p + ((s - tp) / (tq - tp)) * q;
  };
  const Point a1 = mix(a, b, 0, t1), a2 = mix(b, c, t1, t2), a3 = mix(c, d, t2, t3);
  return mix(mix(a1, a2, 0, t2), mix(a2, a3, t1, t3), t1, t2);
}

}  // namespace smp
