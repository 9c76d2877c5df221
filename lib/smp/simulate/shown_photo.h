#pragma once  // A photo as pictures for people show it.
#include "smp/photo/photo.h"

namespace smp {

/// The photo at a size in px, in 8-bit sRGB.
Image<std::uint8_t> shown_photo(const Photo& photo, int width_px, int height_px);
/// The same of a part of it, not empty.
Image<std::uint8_t> shown_photo(const Photo& photo, const PixelRect& part, int width_px, int height_px);

}  // namespace smp
