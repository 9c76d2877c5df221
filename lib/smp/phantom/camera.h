#pragma once  // Internal to the module: what lens, sensor and file do to the light.
#include "smp/phantom/view.h"

namespace smp::phantom {

/// Blurs every channel by a Gaussian, in place; the picture's edge is repeated outwards.
void blur(Image<float>& image, double sigma_px);

/// Darkens towards the corners, in place.
void vignette(Image<float>& image, double amount, int threads);

/// Adds sensor noise to linear light and encodes it in the scene's colour space and depth.
Image<std::uint16_t> expose(const PhantomScene& scene, const ColorSpace& space, const Image<float>& linear,
                            int threads);

}  // namespace smp::phantom
