#pragma once  // Internal to the module: where the fit of a head's pose starts.
#include <vector>

#include "smp/scalp/head_fit.h"

namespace smp {

/// Rotation turned further by a rotation vector in photo axes.
std::array<Point3, 3> turned(const std::array<Point3, 3>& rotation, Point3 by_radians);

/// Starts from the marks alone: SQPNP where there are four landmarks, and views from all plausible sides.
std::vector<HeadGuess> head_starts(const HeadMarks& marks);

}  // namespace smp
