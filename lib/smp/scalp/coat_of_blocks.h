#pragma once  // Internal to the module: from blocks of hair to the coat that they make.
#include "smp/scalp/hair_mask.h"

namespace smp::scalp {

/// @param field with `field_rgb`.
HairCoat coat_of_blocks(const HairBlocks& blocks, const HairReading& field);

}  // namespace smp::scalp
