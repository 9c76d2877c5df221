#pragma once  // Native hair as a tone on the skin: what it takes of the light, and what is below it.
#include "smp/base/image.h"

namespace smp {

/// Over blocks of `block_px` pixels, values at their centres. Empty where the photo shows no field of short
/// hair.
struct HairCoat {
  int block_px = 1;
  Image<float> light;        ///< 3 channels, linear sRGB: mean of skin and hair together, without gloss
  Image<float> log_passing;  ///< 3 channels: ln of the share of bare skin's light that hair lets pass, <= 0
  Image<float> presence;     ///< 0..1, how surely there is hair; 0 on bald skin and off the head
  double contrast = 0;       ///< of luminance within the field, as a share, beyond bald skin's
  bool empty() const { return light.empty(); }
};

}  // namespace smp
