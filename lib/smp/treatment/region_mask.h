#pragma once  // Internal to the module: a painted mask as cells of a region's grid.
#include <cstdint>

#include "smp/base/image.h"
#include "smp/treatment/region_area.h"

namespace smp {

/// The smallest rectangle around all that is not black; empty where all is.
PixelRect mask_bounds(const Image<std::uint8_t>& mask);
/// Allows the cells whose centres lie in pixels that are not black. The grid is clear before.
void allow_mask(const Image<std::uint8_t>& mask, RegionArea& area);
/// Mean grey, as a share, of the pixels of a block that are not black.
double mask_share(const Image<std::uint8_t>& mask, const RegionArea& area, int block_x, int block_y);

}  // namespace smp
