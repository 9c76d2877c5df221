#pragma once  // Rows of a photo as the writers want them. Private to the module.
#include <cstdint>

#include "smp/photo/photo.h"

namespace smp {

/// Row `y` as 8-bit RGB: 16 bits rounded, transparency composed over white in encoded values.
void opaque_row8(const Photo& photo, int y, std::uint8_t* out);

/// Row `y` in 8 bits with the photo's channels; pixels of alpha 0 become white.
void row8(const Photo& photo, int y, std::uint8_t* out);

/// Row `y` in 16 bits with the photo's channels; pixels of alpha 0 become white.
/// Precondition: the photo has 16 bits.
void row16(const Photo& photo, int y, std::uint16_t* out);

/// Makes every pixel of alpha 0 white, so that hidden colours go no further. Needs 4 channels.
template <class T>
void whiten_transparent(T* row, int count) {
  constexpr T kWhite = static_cast<T>(~T{0});
  for (int i = 0; i < count; ++i, row += 4)
    if (row[3] == 0) row[0] = row[1] = row[2] = kWhite;
}

}  // namespace smp
