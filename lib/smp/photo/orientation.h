#pragma once  // EXIF orientation: finding it and applying it. Private to the module.
#include <cstdint>
#include <span>

#include "smp/photo/photo.h"

namespace smp {

/// Orientation 1 to 8 from EXIF data, with or without the leading "Exif\0\0"; 1 where it is absent,
/// invalid or broken.
int exif_orientation(std::span<const std::uint8_t> exif);

/// `value` where it is 1 to 8, else 1.
inline int valid_orientation(int value) { return value >= 1 && value <= 8 ? value : 1; }

/// True where the orientation swaps width and height.
inline bool swaps_sides(int orientation) { return orientation >= 5; }

/// Pixels turned upright. 1 moves, 2 to 4 work in place, 5 to 8 need a second frame.
PixelBuffer upright(PixelBuffer pixels, int orientation);

}  // namespace smp
