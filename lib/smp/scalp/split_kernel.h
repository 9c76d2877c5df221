#pragma once  // Internal to the module: the innermost loop of splitting pixels. Same bits with and without
              // AVX2.
#include "smp/scalp/skin_map.h"

namespace smp::scalp {

inline constexpr int kSplitRun = 64;  ///< pixels at once

/// Neighbouring pixels, with what the map says at each. Filled up to a multiple of 8 pixels.
struct SplitRun {
  SkinPixel light[kSplitRun];
  SkinPixel gloss_terms[kSplitRun];  ///< their four values sum up to the estimate of gloss
  SkinPixel around[kSplitRun];       ///< luminance of the body, mean gloss, 1 / (body - hair) luminance, hair
};

/// @param floor luminance below the body's that is still skin. @param gloss, hair have room for a
/// multiple of 8 values.
void finish_split(const SplitRun& run, int pixels, float floor, float* gloss, float* hair);

}  // namespace smp::scalp
