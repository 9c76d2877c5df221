#pragma once  // Internal to the module: the outline of a mask.
#include <cstdint>

#include "smp/base/image.h"
#include "smp/geometry/polygon.h"

namespace smp::scalp {

/// Outline of a mask of one piece without holes, in px. It does not cross itself.
/// @param size_px of a place of the mask; place (0, 0) begins at the photo's corner.
/// @param most_corners at least 4. Empty where the mask is.
Polygon outline_of(const Image<std::uint8_t>& mask, int size_px, std::size_t most_corners);

}  // namespace smp::scalp
