#pragma once  // Internal to the module: gradient noise in three dimensions.
#include <cstdint>

#include "smp/base/point.h"

namespace smp::phantom {

/// Gradient noise (Perlin 2002) of wavelength 1, mean 0, standard deviation about 0.28, within [-1, 1].
float gradient_noise(Point3 p, std::uint32_t seed);

/// The same at `wavelength` mm, scaled to a standard deviation of about 1. Its lattice is turned,
/// so that its planes line up with nothing on a head.
inline float noise_at(Point3 p, double wavelength_mm, std::uint32_t seed) {
  const double s = 1 / wavelength_mm;
  const Point3 turned = {0.36 * p.x + 0.48 * p.y - 0.8 * p.z, -0.8 * p.x + 0.6 * p.y,
                         0.48 * p.x + 0.64 * p.y + 0.6 * p.z};
  return 3.6f * gradient_noise(s * turned, seed);
}

}  // namespace smp::phantom
