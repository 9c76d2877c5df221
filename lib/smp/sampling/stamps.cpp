#include "smp/sampling/stamps.h"

#include <cmath>

namespace smp::detail {

Stamp exact_stamp(const Metric2& conflict, double x, double y) {
  constexpr int kFar = 4096;  // beyond any ellipse
  Stamp stamp;
  const double determinant = conflict.determinant();
  const double height = std::sqrt(conflict.xx / determinant);
  const int half = std::min(static_cast<int>(std::ceil(height + std::fabs(y))), kReach);
  stamp.half_rows = half;
  for (int k = 0; k <= 2 * half; ++k) {
    const double dy = k - half - y;
    // Columns where xx dx^2 + 2 xy dx dy + yy dy^2 < 1.
    const double b = conflict.xy * dy;
    const double inside = b * b - conflict.xx * (conflict.yy * dy * dy - 1.0);
    stamp.rows[k] = 0;
    if (inside <= 0) continue;
    const double root = std::sqrt(inside);
    const auto in_ellipse = [&](int column) { return conflict.quadratic({column - x, dy}) < 1.0; };
    // Truncation of a positive number is the floor, and no call; the checks below make up for rounding.
    int left = kFar - static_cast<int>(kFar - ((-b - root) / conflict.xx + x));
    int right = static_cast<int>(kFar + ((-b + root) / conflict.xx + x)) - kFar;
    while (left <= right && !in_ellipse(left)) ++left;
    while (right >= left && !in_ellipse(right)) --right;
    left = std::max(left, -kReach);
    right = std::min(right, kReach);
    if (left <= right) stamp.rows[k] = ((std::uint64_t{1} << (right - left + 1)) - 1) << (left + kReach);
  }
  return stamp;
}

}  // namespace smp::detail
