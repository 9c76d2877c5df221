#pragma once  // Internal to the module: where hair lies on the skin as strands.
#include <cstdint>

#include "smp/base/image.h"
#include "smp/geometry/surface.h"
#include "smp/photo/photo.h"
#include "smp/scalp/reduced_photo.h"

namespace smp::scalp {

/// Cells of `reduced` that show strands: 255, else 0. Thinning hair leaves skin between it, which by tone is
/// neither hair nor bald; but strands run side by side where furrows, pores and gloss of skin run every way.
/// @param where cells to look at; elsewhere 0.
Image<std::uint8_t> strand_cells(const Photo& photo, const ReducedPhoto& reduced, const Surface& surface,
                                 const Image<std::uint8_t>& where, int threads);

}  // namespace smp::scalp
