#pragma once  // Internal to the module: gradient noise in three dimensions.
#include <cstdint>

#include "smp/base/point.h"

namespace smp::phantom {

/// Gradient noise (Perlin 2002) of wavelength 1, mean 0, standard deviation about 0.28, within [-1, 1].
float gradient_noise(Point3 p, std::uint32_t seed);

/// The same at `wavelength` mm, scaled to a standard deviation of about 1.
inline float noise_at(Point3 p_mm, double wavelength_mm, std::uint32_t seed) {
  return 3.6f * gradient_noise((1 / wavelength_mm) * p_mm, seed);
}

}  // namespace smp::phantom
