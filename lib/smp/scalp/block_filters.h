#pragma once  // Internal to the module: smoothing of maps of blocks and small windows.
#include "smp/base/image.h"

namespace smp::scalp {

/// Mean over (2 r + 1)^2 pixels as far as they are inside the picture.
Image<float> box_mean(const Image<float>& in, int radius);

/// Mean of `value` weighted by `weight` over about the Gaussian of standard deviation `sigma` pixels;
/// where there is no weight at all, of the whole picture.
Image<float> weighted_blur(const Image<float>& value, const Image<float>& weight, double sigma);

/// A smooth map at a place in px, bilinear between cell centres; `empty` where the map is empty.
float sample_map(const Image<float>& map, int step_px, double x, double y, int channel, float empty);

/// Chamfer distance (3-4 mask, Borgefors 1986) in pixels to those above 0.
Image<float> distance_to(const Image<float>& image);

}  // namespace smp::scalp
