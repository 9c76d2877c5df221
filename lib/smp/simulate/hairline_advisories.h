#pragma once  // Internal to the module: hairlines that are too low, too sharp, too straight, too flat.
#include <vector>

#include "smp/simulate/advisory.h"
#include "smp/simulate/ground.h"

namespace smp {

/// Advisories on the hairlines of the spec's regions. Height and temples are those of the design; of a drawn
/// hairline, an outline or a mask they are measured on the posed head, and not known without one.
std::vector<Advisory> hairline_advisories(const Ground& ground, const std::vector<RegionReport>& regions);

}  // namespace smp
