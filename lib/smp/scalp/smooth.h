#pragma once  // Internal to the module: smoothing of pictures of cells, and filling what is unknown.
#include <vector>

#include "smp/base/image.h"

namespace smp::scalp {

/// Nearly Gaussian smoothing in place by `passes` means over (2 radius + 1)^2; outside of the picture is
/// 0, so that a weight smoothed along tells how much was there.
void smooth(Image<float>& image, int radius, int passes);

/// Values smoothed over `radius` cells where there is weight, over ever wider surroundings where there is
/// none, their overall mean where there is none at all (0 without any weight).
/// @param sums channel 0: values times weights, channel 1: weights, 0 to 1.
Image<float> filled(Image<float> sums, int radius);

/// Row y of a picture `size` times finer than `coarse`, between whose cells it interpolates.
/// @param out gets `width` places of as many channels.
void finer_row(const Image<float>& coarse, int size, int y, int width, std::vector<float>& out);

}  // namespace smp::scalp
