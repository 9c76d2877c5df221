#pragma once  // Internal to the module: smoothing of small pictures.
#include "smp/base/image.h"

namespace smp::scalp {

/// Nearly Gaussian smoothing in place by `passes` means over (2 radius + 1)^2; outside of the picture is 0,
/// so that a weight smoothed along tells how much was there.
void smooth(Image<float>& image, int radius, int passes);

/// Value between the cells of a coarse picture, by bilinear interpolation; constant beyond the outermost
/// centres. Holds one place and reads several channels there.
struct Bilinear {
  int x0, x1, y0, y1;
  float tx, ty;
  /// @param x, y in cells of `image`, 0.5 = centre of the first.
  Bilinear(const Image<float>& image, float x, float y);
  float operator()(const Image<float>& image, int channel = 0) const {
    const float a = image.at(x0, y0, channel), b = image.at(x1, y0, channel);
    const float c = image.at(x0, y1, channel), d = image.at(x1, y1, channel);
    const float upper = a + tx * (b - a), lower = c + tx * (d - c);
    return upper + ty * (lower - upper);
  }
};

}  // namespace smp::scalp
