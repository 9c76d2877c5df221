#pragma once  // What a posed head says, in numbers.
#include <array>

#include "smp/geometry/surface.h"
#include "smp/scalp/head_pose.h"
#include "smp/treatment/head_lattice.h"
#include "smp/treatment/zones.h"

namespace smp {

/// How the template head fits its marks, and what lies on it.
struct HeadReading {
  HeadPoseResult pose;
  HeadAngles angles;
  double mid_height_mm = 0, width_mm = 0;  ///< of the hairline: over the glabella, between its corners
  struct ZoneArea {
    double cm2 = 0;         ///< on the whole head
    double seen_share = 0;  ///< of that: shown by the photo, turned away by less than 5:1
  };
  std::array<ZoneArea, kZones> zones{};
  double scalp_cm2 = 0;
};

HeadReading read_head(const HeadPoseResult& pose, const HeadLattice& lattice, const ScalpZones& zones);

/// Places along the skin from one place of a head to another, about 2 mm apart.
std::vector<Point3> skin_between(const HeadShape& shape, Point3 a, Point3 b);
double length_of(const std::vector<Point3>& places);

}  // namespace smp
