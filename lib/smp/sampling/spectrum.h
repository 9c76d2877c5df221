#pragma once  // Power spectra of point sets, and what they say about evenness.
#include <span>
#include <vector>

#include "smp/sampling/statistics.h"

namespace smp {

/// A radially averaged periodogram. Frequencies are in units of sqrt(density), so that sets of any
/// size compare; power is 1 for independent points.
struct RadialSpectrum {
  struct Bin {
    double frequency = 0;   ///< centre of the ring
    double power = 0;       ///< mean over the ring
    double variance = 0;    ///< over the ring, of single frequencies
    std::size_t count = 0;  ///< frequencies in the ring
  };
  double bin_width = 0;
  std::vector<Bin> bins;
};

/// P(v) = |sum w exp(-2 pi i v x)|^2 / sum w^2 at the lattice frequencies of the window, up to
/// `highest`, with a Hann window w, which keeps the border of a set that is not periodic out of the
/// spectrum. The nine frequencies at the origin, which see the window itself, are left out. Points
/// are spread linearly over a grid of at least 3 `highest` cells per 1 / sqrt(density), transformed by FFT
/// and divided by what the spreading leaves of independent points (exact for those, within 1 % below
/// half of `highest` for others).
RadialSpectrum radial_spectrum(std::span<const Point2> points, const PointWindow& window,
                               double highest = 2.0, double bin_width = 0.02);

/// Frequency of the highest ring (smoothed over nine).
double peak_frequency(const RadialSpectrum& spectrum);

/// Mean of the rings below half the peak: 1 for independent points, about 0.075 for maximal sets.
double low_frequency_power(const RadialSpectrum& spectrum);

/// Heck, Schloemer and Deussen (2013): the frequency up to which the mean power of all lower
/// frequencies stays below 0.1.
double effective_nyquist(const RadialSpectrum& spectrum);

/// After Heck et al. (2013): ten times the root mean square of power - 1 from the peak to the highest ring,
/// weighted by area. Depends on `highest`, so compare equal ranges only.
double oscillation(const RadialSpectrum& spectrum);

/// Mean over rings of variance over squared mean, in dB: 0 for an isotropic set, above 0 where
/// directions differ. Rings from half the peak up.
double anisotropy_db(const RadialSpectrum& spectrum);

}  // namespace smp
