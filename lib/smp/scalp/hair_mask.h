#pragma once  // Internal to the module: where hair is, by tone, colour and texture at a coarse scale.
#include "smp/scalp/block_filters.h"
#include "smp/scalp/hair.h"

namespace smp::scalp {

/// Blocks of cells of a reduced photo, a millimetre or so of scalp wide: several hairs.
struct HairBlocks {
  int cells = 2;  ///< of the reduced photo along a block's side
  int block_px = 1;
  double block_mm = 1.2;  ///< side on the scalp, about
  bool sampled = false;   ///< the user marked a field
  int width = 0, height = 0;
  Image<float> rgb;           ///< 3 channels, linear sRGB, without gloss
  Image<float> luma;          ///< of `rgb`
  Image<float> log_luma;      ///< of `luma`
  Image<float> redness;       ///< log(R / G)
  Image<float> dark, bright;  ///< log of the mean over the darkest, of the brightest over the mean pixel
  Image<float> gloss;         ///< share of the light that is gloss
  Image<float> plain;         ///< 0..1, how surely plain skin by colour
  Image<float> clipped;       ///< share of its cells that are not fully seen
  Image<float> interest;      ///< share of its cells
  Image<float> distance;      ///< to the interest, in blocks
  Image<float> skin_luma;     ///< of the bare skin in the light of this place, from bald skin around
  Image<float> skin_redness;  ///< log(R / G) of bare skin around
  Image<float> facing;        ///< cosine to the camera where a surface is given, else 1
  Image<float> presence;      ///< 0..1, how surely hair of the scalp
  Image<float> likely;        ///< 0..1, how surely hair by itself, brows and outlines included
  Image<std::uint8_t> head;   ///< 0: background or too far from the interest
  double extent = 1;          ///< root of the interest's area in blocks
  bool empty() const { return width == 0; }
};

/// Empty where there is nothing of interest.
HairBlocks find_hair(const HairInput& input, const SkinMap& map);

}  // namespace smp::scalp
