#pragma once  // Follicular units, native or grafted, that dots leave room for.
#include <cstdint>
#include <vector>

#include "smp/treatment/planner.h"

namespace smp {

/// How close dots come to a unit, as a share of the distance that dots would keep if the units were dots too
/// (sampling notes: smaller to a hair than to a dot) [assumption].
inline constexpr double kUnitDistance = 0.7;

/// What keeps dots away from the units: those of the design, or units placed at random at the density of
/// `present_per_mm2` where nobody knows their places.
std::vector<ExistingDot> units_in_the_way(const RegionDesign& design, const RegionArea& area,
                                          std::uint64_t seed, int threads);

/// Places units over a region at `units_per_cm2` behind its hairline, thinning out as its dots do; in px.
/// As even as hair (regularity 0.65), away from the design's own units.
/// @throws InvalidArgument as `build_region_area`.
std::vector<Point2> place_units(const PlannedRegion& region, double units_per_cm2, const Surface& surface,
                                const PlanOptions& options);

}  // namespace smp
