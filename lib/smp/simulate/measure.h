#pragma once  // Colours of regions, measured in the photo.
#include <optional>

#include "smp/color/lab.h"
#include "smp/photo/photo.h"
#include "smp/treatment/region_area.h"

namespace smp {

/// Mean colour of a region's pixels: averaged in linear light, then L*a*b*. At most about 250 000
/// pixels, evenly spread, are looked at. Nothing where the region holds no pixel's centre.
std::optional<Lab> mean_lab(const Photo& photo, const RegionArea& area);

/// A region's colour and how much it varies from pixel to pixel.
struct RegionColor {
  LinearRgb mean;  ///< of linear light, as `mean_lab`
  Lab pixel_mean;  ///< of the pixels' own L*a*b*, about which they vary
  Lab variance;    ///< of L*, a* and b*, squared units
};
/// The mean looks at the pixels that `mean_lab` looks at, the spread at about 40 000 of them.
std::optional<RegionColor> region_color(const Photo& photo, const RegionArea& area);

}  // namespace smp
