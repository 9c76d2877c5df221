#pragma once  // A picture of what the toolkit sees in a photo.
#include "smp/photo/photo.h"
#include "smp/simulate/inspect.h"

namespace smp {

inline constexpr int kOverlayLeastWidth = 900, kOverlayMostSide = 2400;

/// The photo with outlines, samples, hair and gloss marked, and below it swatches of skin, hair and
/// shades. The photo is enlarged to `kOverlayLeastWidth` px of width and reduced to `kOverlayMostSide`
/// on each side; the panel below fits the width. 8 bits, sRGB.
Photo draw_overlay(const Inspection& inspection);

}  // namespace smp
