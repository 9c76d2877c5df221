#pragma once  // Cropping and side-by-side pictures.
#include "smp/photo/photo.h"

namespace smp {

/// The part of a photo inside `area`, which must lie within it and not be empty.
Photo cropped(const Photo& photo, const PixelRect& area);

/// Before on the left, after on the right, a white line between. Both have the same size and kind.
Photo side_by_side(const Photo& before, const Photo& after);

}  // namespace smp
