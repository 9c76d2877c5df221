#pragma once  // A polynomial in r^2 that continues a radial function smoothly to the centre.

namespace smp {

/// value + square (r^2 - R^2) + fourth (r^4 - R^4), with the value, slope and curvature that a radial
/// function has at R; even in r, so smooth at the centre too.
class SmoothPlateau {
 public:
  SmoothPlateau() = default;
  /// From the function's values at R - h, R and R + h.
  SmoothPlateau(double join, double before, double at, double after, double h)
      : join2_(join * join), value_(at) {
    const double slope = (after - before) / (2 * h), curvature = (after - 2 * at + before) / (h * h);
    fourth_ = (curvature - slope / join) / (8 * join2_);
    square_ = slope / (2 * join) - 2 * fourth_ * join2_;
  }
  double value(double r) const {
    const double r2 = r * r;
    return value_ + square_ * (r2 - join2_) + fourth_ * (r2 * r2 - join2_ * join2_);
  }
  /// In the plane.
  double laplacian(double r) const { return 4 * square_ + 16 * fourth_ * r * r; }

 private:
  double join2_ = 0, value_ = 0, square_ = 0, fourth_ = 0;
};

}  // namespace smp
