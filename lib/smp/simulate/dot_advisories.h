#pragma once  // Internal to the module: too dense, too big, too deep, too dark.
#include <vector>

#include "smp/simulate/advisory.h"
#include "smp/simulate/ground.h"
#include "smp/simulate/shade_plan.h"

namespace smp {

/// Advisories on the dots of every region, as healed after the last session; touch-ups apart.
/// @param plan with its shades mixed; one that was drawn from a list has no regions to judge.
std::vector<Advisory> dot_advisories(const Ground& ground, const Survey& survey, const ShadePlan& shades,
                                     const Plan& plan);

/// Dots and hair per cm^2 where a region asks for most: its density where its zones or scars raise it most.
double densest_per_cm2(const PlannedRegion& region, const RegionReport& report);

}  // namespace smp
