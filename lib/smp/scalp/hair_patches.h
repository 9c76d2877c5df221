#pragma once  // Internal to the module: which of the places that look like hair are hair of the scalp.
#include "smp/scalp/hair_mask.h"

namespace smp::scalp {

/// Takes presence away where it is none of the scalp's: brows, eyes, ears, glasses, the shade of a
/// silhouette, beards and clothes.
void keep_scalp_hair(const HairInput& input, HairBlocks& blocks);

}  // namespace smp::scalp
