#pragma once  // Internal to the module: the linear filter that tells gloss from body light by colour.
#include <array>

namespace smp::scalp {

/// Standard deviations of what may make a pixel differ from the body light around it.
struct LightVariation {
  float gloss = 0;    ///< linear light, equal in all channels
  float shading = 0;  ///< share of the body light, equal in all channels
  float melanin = 0;  ///< optical density in blue
  float blood = 0;    ///< optical density in green
  float noise = 0;    ///< linear light, each channel on its own
};

/// Weights w of the best linear estimate (least mean square error) of a gloss that differs by `s` from
/// its surroundings: s = w . (light - light around). The dichromatic model (optics notes, section 9)
/// with the mottling of skin along melanin and blood (Tsumura 1999) and noise as known disturbances.
/// Where gloss and shading vary much, w . body = 0 and w . (1, 1, 1) = 1.
/// @param body light of the skin around without gloss, linear sRGB, > 0.
std::array<float, 3> gloss_weights(const std::array<float, 3>& body, const LightVariation& variation);

/// Standard deviation of the gloss that such weights see in skin mottled by melanin and blood.
float feigned_gloss(const std::array<float, 3>& weights, const std::array<float, 3>& body,
                    const LightVariation& mottling);

}  // namespace smp::scalp
