#pragma once  // Colours of regions, measured in the photo.
#include <optional>

#include "smp/color/lab.h"
#include "smp/photo/photo.h"
#include "smp/treatment/region_area.h"

namespace smp {

/// Mean colour of a region's pixels: averaged in linear light, then L*a*b*. At most about 250 000
/// pixels, evenly spread, are looked at. Nothing where the region holds no pixel's centre.
std::optional<Lab> mean_lab(const Photo& photo, const RegionArea& area);

}  // namespace smp
