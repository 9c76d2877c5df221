#pragma once  // Internal to the module: body colour, shading and gloss of skin over blocks of cells.
#include "smp/base/image.h"
#include "smp/geometry/surface.h"
#include "smp/scalp/chroma_trend.h"

namespace smp::scalp {

/// What blocks tell about every cell inside.
struct GlossBlocks {
  Image<float> chroma;  ///< 3 channels: body colour at luminance 1
  Image<float> gloss;   ///< mean gloss around
  /// 4 channels: what a cell's light says of its own gloss is first three . light + fourth.
  Image<float> filter;
  Image<float> unsure;  ///< standard deviation of what the filter is told by mottling and shading
  Image<float> bound;   ///< luminance above which light may be gloss
};

/// Finds the body colour and shading that explain most of the skin without gloss, and takes as gloss what is
/// both brighter and paler than they allow. Where brightness and colour disagree, the smaller gloss counts.
/// @param block_px side of a block. @param surface null where no curved one is known.
GlossBlocks gloss_of_blocks(const Blocks& blocks, double block_px, const Surface* surface);

}  // namespace smp::scalp
