#pragma once  // Smooth quantities over a photo, kept on a coarse lattice.
#include <algorithm>
#include <cmath>

#include "smp/base/image.h"
#include "smp/base/point.h"

namespace smp {

/// Values at the lattice points `origin_px + step_px * (i, j)`, interpolated linearly between and held
/// beyond. Empty: nothing is known; see the holder for what that means.
struct ScalpMap {
  Point2 origin_px;
  double step_px = 1;
  Image<float> values;  ///< one or more channels

  bool empty() const { return values.width() == 0; }
  float at(Point2 p_px, int channel = 0) const {
    const double x = std::clamp((p_px.x - origin_px.x) / step_px, 0.0, values.width() - 1.0);
    const double y = std::clamp((p_px.y - origin_px.y) / step_px, 0.0, values.height() - 1.0);
    const int i = std::min(static_cast<int>(x), std::max(0, values.width() - 2));
    const int j = std::min(static_cast<int>(y), std::max(0, values.height() - 2));
    const int right = std::min(i + 1, values.width() - 1), below = std::min(j + 1, values.height() - 1);
    const float u = static_cast<float>(x - i), v = static_cast<float>(y - j);
    const float top = (1 - u) * values.at(i, j, channel) + u * values.at(right, j, channel);
    const float bottom = (1 - u) * values.at(i, below, channel) + u * values.at(right, below, channel);
    return (1 - v) * top + v * bottom;
  }
};

}  // namespace smp
