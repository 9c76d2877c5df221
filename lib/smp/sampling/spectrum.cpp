// Lagae & Dutre, A Comparison of Methods for Generating Poisson Disk Distributions, 2008; Heck,
// Schloemer & Deussen, Blue Noise Sampling with Controlled Aliasing, 2013.
#include "smp/sampling/spectrum.h"

#include <bit>
#include <cmath>
#include <complex>
#include <vector>

namespace smp {
namespace {

using Complex = std::complex<double>;

// In-place transform of 2^k values; std::complex products would check for NaN, so they are written out.
void fft(Complex* values, std::size_t n, const std::vector<Complex>& roots) {
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  for (std::size_t half = 1; half < n; half *= 2) {
    const std::size_t stride = roots.size() / half;
    for (std::size_t start = 0; start < n; start += 2 * half)
      for (std::size_t k = 0; k < half; ++k) {
        const Complex a = values[start + k], b = values[start + k + half], w = roots[k * stride];
        const Complex c(b.real() * w.real() - b.imag() * w.imag(), b.real() * w.imag() + b.imag() * w.real());
        values[start + k] = a + c;
        values[start + k + half] = a - c;
      }
  }
}

std::vector<Complex> roots_of_unity(std::size_t n) {
  std::vector<Complex> roots(n / 2);
  for (std::size_t k = 0; k < roots.size(); ++k)
    roots[k] = std::polar(1.0, -2 * kPi * static_cast<double>(k) / static_cast<double>(n));
  return roots;
}

struct Grid {
  std::size_t width, height;
  std::vector<Complex> values;
};

// Spreads weighted points linearly over the four cells around each, on a torus.
double deposit(std::span<const Point2> points, const PointWindow& window, Grid& grid) {
  double squares = 0;
  for (const Point2& p : points) {
    const double u = (p.x - window.low.x) / (window.high.x - window.low.x);
    const double v = (p.y - window.low.y) / (window.high.y - window.low.y);
    if (!(u >= 0 && u < 1 && v >= 0 && v < 1)) continue;
    const double su = std::sin(kPi * u), sv = std::sin(kPi * v), weight = su * su * sv * sv;
    squares += weight * weight;
    const double x = u * static_cast<double>(grid.width), y = v * static_cast<double>(grid.height);
    const auto x0 = static_cast<std::size_t>(x), y0 = static_cast<std::size_t>(y);
    const std::size_t x1 = (x0 + 1) % grid.width, y1 = (y0 + 1) % grid.height;
    const double fx = x - static_cast<double>(x0), fy = y - static_cast<double>(y0);
    grid.values[y0 * grid.width + x0] += weight * (1 - fx) * (1 - fy);
    grid.values[y0 * grid.width + x1] += weight * fx * (1 - fy);
    grid.values[y1 * grid.width + x0] += weight * (1 - fx) * fy;
    grid.values[y1 * grid.width + x1] += weight * fx * fy;
  }
  return squares;
}

void transform(Grid& grid) {
  const auto row_roots = roots_of_unity(grid.width), column_roots = roots_of_unity(grid.height);
  for (std::size_t y = 0; y < grid.height; ++y) fft(&grid.values[y * grid.width], grid.width, row_roots);
  std::vector<Complex> column(grid.height);
  for (std::size_t x = 0; x < grid.width; ++x) {
    for (std::size_t y = 0; y < grid.height; ++y) column[y] = grid.values[y * grid.width + x];
    fft(column.data(), grid.height, column_roots);
    for (std::size_t y = 0; y < grid.height; ++y) grid.values[y * grid.width + x] = column[y];
  }
}

// Power that linear spreading leaves of independent points at frequency k of n cells, aliases included.
double spreading(double k, double n) {
  const double sine = std::sin(kPi * k / n);
  return 1 - 2.0 / 3.0 * sine * sine;
}

}  // namespace

RadialSpectrum radial_spectrum(std::span<const Point2> points, const PointWindow& window, double highest,
                               double bin_width) {
  RadialSpectrum spectrum{.bin_width = bin_width, .bins = {}};
  const double width = window.high.x - window.low.x, height = window.high.y - window.low.y;
  const double root_density = std::sqrt(static_cast<double>(points.size()) / window.area());
  const auto cells = [&](double length) {
    return std::bit_ceil(static_cast<std::size_t>(std::fmax(4.0, 3 * highest * length * root_density)));
  };
  Grid grid{cells(width), cells(height), {}};
  grid.values.assign(grid.width * grid.height, Complex{});
  const double squares = deposit(points, window, grid);
  transform(grid);

  spectrum.bins.resize(static_cast<std::size_t>(highest / bin_width));
  for (std::size_t b = 0; b < spectrum.bins.size(); ++b)
    spectrum.bins[b].frequency = (static_cast<double>(b) + 0.5) * bin_width;
  const auto signed_index = [](std::size_t k, std::size_t n) {
    return k < n / 2 ? static_cast<double>(k) : static_cast<double>(k) - static_cast<double>(n);
  };
  for (std::size_t j = 0; j < grid.height; ++j)
    for (std::size_t i = 0; i < grid.width; ++i) {
      const double kx = signed_index(i, grid.width), ky = signed_index(j, grid.height);
      if (std::fabs(kx) <= 1 && std::fabs(ky) <= 1) continue;
      const double frequency = std::hypot(kx / width, ky / height) / root_density;
      const auto b = static_cast<std::size_t>(frequency / bin_width);
      if (b >= spectrum.bins.size()) continue;
      const double left =
          spreading(kx, static_cast<double>(grid.width)) * spreading(ky, static_cast<double>(grid.height));
      const double power = std::norm(grid.values[j * grid.width + i]) / (squares * left);
      spectrum.bins[b].power += power;
      spectrum.bins[b].variance += power * power;
      ++spectrum.bins[b].count;
    }
  for (RadialSpectrum::Bin& bin : spectrum.bins) {
    if (bin.count == 0) continue;
    bin.power /= static_cast<double>(bin.count);
    bin.variance = bin.variance / static_cast<double>(bin.count) - bin.power * bin.power;
  }
  return spectrum;
}

double peak_frequency(const RadialSpectrum& spectrum) {
  double best = 0, frequency = 0;
  for (std::size_t b = 4; b + 4 < spectrum.bins.size(); ++b) {
    double sum = 0;
    for (std::size_t k = b - 4; k <= b + 4; ++k) sum += spectrum.bins[k].power;
    if (sum > best) {
      best = sum;
      frequency = spectrum.bins[b].frequency;
    }
  }
  return frequency;
}

double low_frequency_power(const RadialSpectrum& spectrum) {
  const double limit = peak_frequency(spectrum) / 2;
  double sum = 0, count = 0;
  for (const auto& bin : spectrum.bins) {
    if (bin.frequency > limit) break;
    if (bin.count == 0) continue;
    sum += bin.power;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

double effective_nyquist(const RadialSpectrum& spectrum) {
  double sum = 0, count = 0;
  for (const auto& bin : spectrum.bins) {
    sum += bin.power * static_cast<double>(bin.count);
    count += static_cast<double>(bin.count);
    // A handful of frequencies at the origin is too noisy to judge.
    if (count >= 300 && sum > 0.1 * count) return bin.frequency - spectrum.bin_width / 2;
  }
  return spectrum.bins.empty() ? 0 : spectrum.bins.back().frequency;
}

double oscillation(const RadialSpectrum& spectrum) {
  const double from = peak_frequency(spectrum);
  double sum = 0, weight = 0;
  for (const auto& bin : spectrum.bins) {
    if (bin.frequency < from) continue;
    sum += (bin.power - 1) * (bin.power - 1) * bin.frequency;
    weight += bin.frequency;
  }
  return weight > 0 ? 10 * std::sqrt(sum / weight) : 0;
}

double anisotropy_db(const RadialSpectrum& spectrum) {
  const double from = peak_frequency(spectrum) / 2;
  double sum = 0, rings = 0;
  for (const auto& bin : spectrum.bins) {
    if (bin.frequency < from || bin.count < 50) continue;
    // Each frequency appears twice (v and -v), which does not change the ratio.
    sum += 10 * std::log10(bin.variance / (bin.power * bin.power));
    ++rings;
  }
  return rings > 0 ? sum / rings : 0;
}

}  // namespace smp
