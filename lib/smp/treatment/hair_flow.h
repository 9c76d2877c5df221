#pragma once  // Which way hair lies on a head: forward on top, down at the sides, round a whorl at the crown.
#include "smp/geometry/head_shape.h"

namespace smp {

/// Unit tangent from root to tip at a place on the surface, in the head's frame.
/// @param whorl centre on the surface. Clockwise seen from above, as in most people.
Point3 hair_flow(const HeadShape& head, Point3 whorl, Point3 place_mm);

/// Angle between hair and skin in degrees: flat at the temples, steeper on top (domain notes 1.4).
double exit_angle_deg(const HeadShape& head, Point3 place_mm);

}  // namespace smp
