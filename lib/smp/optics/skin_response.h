#pragma once  // How skin tone and depth shape what is seen of pigment below the surface.
#include <array>

namespace smp {

/// One value per channel of linear sRGB.
using PerChannel = std::array<double, 3>;

/// Factors on the closed-form dot for a skin tone (optics notes, section 4).
struct ToneFactors {
  PerChannel eta;   ///< on the share of light that came from beneath the pigment
  PerChannel zeta;  ///< on the soft shadow
};

/// Tone factors, linear in the individual typology angle between tones I to VI, clamped outside.
ToneFactors tone_factors(double ita_deg);

/// Transmittance of an unbroken black layer at `depth_mm`: what no number of dots can go below
/// (optics notes, section 5). Linear in depth and ITA between the Monte Carlo values, clamped in ITA
/// and below 0.2 mm extrapolated towards 0 at the surface. [MC]
PerChannel floor_transmittance(double depth_mm, double ita_deg);

}  // namespace smp
