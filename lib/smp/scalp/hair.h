#pragma once  // Internal to the module: native hair.
#include "smp/scalp/survey.h"

namespace smp::scalp {

struct HairInput {
  const Photo& photo;
  const ReducedPhoto& reduced;
  const Image<float>& likelihood;       ///< of plain skin by colour, per cell
  const Image<std::uint8_t>& interest;  ///< cells of treated regions or of the skin found
  const Image<std::uint8_t>& sample;    ///< cells of the user's hair sample; empty or 0: none
  const HairOptions& options;
  const Surface* surface = nullptr;  ///< may be null: no scale, so no units per cm^2
  int threads = 0;
  double blur_px = 0.7;  ///< of the photo: how far it smears single hairs
  bool found = false;    ///< `interest` was found in the photo and not told: its lower end is about the brows
};

/// Finds native hair around and inside the area of interest; fills `hair` and `hair_color` of the map,
/// whose body and gloss are known.
HairReading read_hair(const HairInput& input, SkinMap& map);

}  // namespace smp::scalp
