#pragma once  // Coordinates of a spec in pixels.
#include "smp/spec/spec.h"

namespace smp {

/// The spec with every coordinate in px: shares of the photo are multiplied by its size.
Spec in_pixels(Spec spec, int width_px, int height_px);

}  // namespace smp
