#pragma once  // The smooth course of a hairline over a head, from sideburn to sideburn.
#include <array>
#include <cstdint>

#include "smp/geometry/head_curve.h"
#include "smp/geometry/head_shape.h"
#include "smp/treatment/hairline.h"

namespace smp {

/// Index 0 is the head's right, 1 its left.
struct HairlineCourse {
  HeadCurve curve;
  Point3 mid_frontal;
  std::array<Point3, 2> corners, peaks, feet;  ///< fronto-temporal corners, temporal peaks, sideburns
  std::array<double, 2> corner_arcs_mm{}, peak_arcs_mm{};
  double mid_arc_mm = 0;
};

/// Distance along the skin, at the level of the mid-frontal point, between the verticals through the outer
/// corners of the eyes, less what hairlines of women are narrower (domain notes 3.1, 3.3).
double usual_width_mm(const HeadShape& head, double mid_height_mm);

/// Lays the course through the places of domain notes 3.1.
/// @param seed decides which side is the higher one.
/// @throws InvalidArgument where it does not fit on the head.
HairlineCourse lay_hairline(const HeadShape& head, const HairlineShape& shape, std::uint64_t seed);

}  // namespace smp
