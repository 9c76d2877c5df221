#pragma once  // The undulations of an edge as an outsider measures them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "smp/geometry/head_curve.h"

namespace smp {

struct WaveSize {
  double amplitude_mm = 0;   ///< square root of 2 times the standard deviation
  double wavelength_mm = 0;  ///< mean distance of upward zero crossings
};

/// Deviations of an edge from its course, > 0 behind it, every `step_mm` of the course between two arcs.
inline std::vector<double> deviations(const HeadCurve& edge, const HeadCurve& course, double from_mm,
                                      double to_mm, double step_mm = 0.25) {
  std::vector<Point2> samples;  // arc, deviation
  for (const Point3& p : edge.places_mm()) {
    const auto near = course.nearest(p);
    samples.push_back({near.arc_mm, near.distance_mm});
  }
  std::sort(samples.begin(), samples.end(), [](Point2 a, Point2 b) { return a.x < b.x; });
  std::vector<double> out;
  std::size_t i = 0;
  for (double arc = from_mm; arc <= to_mm; arc += step_mm) {
    while (i + 2 < samples.size() && samples[i + 1].x <= arc) ++i;
    const Point2 a = samples[i], b = samples[i + 1];
    const double t = b.x > a.x ? std::clamp((arc - a.x) / (b.x - a.x), 0.0, 1.0) : 0;
    out.push_back(a.y + t * (b.y - a.y));
  }
  return out;
}

/// The part of a signal with wavelengths between two, by its cosine transform (which does not mind that the
/// ends differ).
inline std::vector<double> band(const std::vector<double>& signal, double step_mm, double shortest_mm,
                                double longest_mm) {
  const std::size_t n = signal.size();
  const double length = step_mm * static_cast<double>(n);
  std::vector<double> out(n, 0.0);
  for (std::size_t k = 1; k < n; ++k) {
    const double wavelength = 2 * length / static_cast<double>(k);
    if (wavelength < shortest_mm) break;
    if (wavelength >= longest_mm) continue;
    const auto wave = [&](std::size_t i) {
      return std::cos(kPi * static_cast<double>(k) * (static_cast<double>(i) + 0.5) / static_cast<double>(n));
    };
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += signal[i] * wave(i);
    for (std::size_t i = 0; i < n; ++i) out[i] += 2 * sum / static_cast<double>(n) * wave(i);
  }
  return out;
}

inline WaveSize wave_size(const std::vector<double>& signal, double step_mm) {
  double sum = 0, squares = 0;
  for (const double v : signal) sum += v, squares += v * v;
  const double n = static_cast<double>(signal.size()), mean = sum / n;
  std::vector<double> rises;
  for (std::size_t i = 1; i < signal.size(); ++i)
    if (signal[i - 1] < mean && signal[i] >= mean)
      rises.push_back(step_mm * (static_cast<double>(i) - (signal[i] - mean) / (signal[i] - signal[i - 1])));
  WaveSize size;
  size.amplitude_mm = std::sqrt(2 * std::max(0.0, squares / n - mean * mean));
  if (rises.size() > 1)
    size.wavelength_mm = (rises.back() - rises.front()) / static_cast<double>(rises.size() - 1);
  return size;
}

}  // namespace smp
