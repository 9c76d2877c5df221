// Constants and formula: optics notes, section 4 (fitted to the project's photon Monte Carlo).
// Convolutions of radial functions are products of their Hankel transforms. On a disc of radius R
// the transform is needed only at the zeros of J0 over R (Fourier-Bessel series), which is exact for
// what has died away at R.
#include "smp/optics/dot_profile.h"

#include <math.h>  // j0, j1: POSIX, not in namespace std

#include <algorithm>
#include <cmath>

#include "smp/base/point.h"
#include "smp/optics/smooth_plateau.h"

namespace smp {
namespace {

constexpr double kHeightMm = 0.3;
constexpr double kDiscMm = 5.0;
constexpr std::size_t kTerms = 300;  // frequencies up to about 188 per mm
constexpr std::size_t kChannels = 3;

struct Constants {
  double s0, s1, s2, k1, k2, a0, a1, a2, q0, q1, b0, b1;
};
constexpr Constants kModel[kChannels] = {{-0.30103, 2.43202, 0.60967, 0.72616, 1.24169, 0.64487, 2.02372,
                                          0.31537, 0.25364, 0.46262, 0.38894, 1.24094},
                                         {-0.37770, 3.35117, 1.18389, 0.75231, 1.56573, 0.35943, 1.90620,
                                          0.54517, 0.16826, 0.39796, 0.40699, 1.22427},
                                         {-0.52299, 5.12657, 1.63017, 0.82011, 2.22587, 0.07704, 1.42640,
                                          1.48167, 0.13491, 0.31242, 0.46082, 1.23584}};

// n-th zero of J0, n >= 1: McMahon's expansion, then Newton.
double bessel_zero(std::size_t n) {
  const double b = (static_cast<double>(n) - 0.25) * kPi;
  double x = b + 1 / (8 * b);
  for (int i = 0; i < 3; ++i) x += j0(x) / j1(x);
  return x;
}

// J0 by cubic Hermite interpolation between tabulated values, error below 1e-9 for x below 150. The
// library's own costs thirty times as much, and one profile needs some thousands.
class BesselTable {
 public:
  BesselTable() : values_(kCount + 1) {
    for (std::size_t i = 0; i <= kCount; ++i)
      values_[i] = {j0(kStep * static_cast<double>(i)), -kStep * j1(kStep * static_cast<double>(i))};
  }
  double operator()(double x) const {
    const double position = x * (1 / kStep);
    const auto i = static_cast<std::size_t>(position);
    if (i >= kCount) return j0(x);
    const double t = position - static_cast<double>(i), u = 1 - t;
    const Sample &a = values_[i], &b = values_[i + 1];
    return u * u * ((1 + 2 * t) * a.value + t * a.slope) + t * t * ((1 + 2 * u) * b.value - u * b.slope);
  }

 private:
  struct Sample {
    double value, slope;  // slope per step
  };
  static constexpr double kStep = 0.04;
  static constexpr std::size_t kCount = 3750;
  std::vector<Sample> values_;
};

// Nodes and weights of Gauss-Legendre quadrature on [0, 1].
struct Quadrature {
  std::vector<double> node, weight;
};
Quadrature gauss_legendre(int n) {
  Quadrature q;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(kPi * (i + 0.75) / (n + 0.5)), slope = 1;
    for (int step = 0; step < 8; ++step) {
      double p = 1, before = 0;
      for (int k = 1; k <= n; ++k) {
        const double next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
        before = p;
        p = next;
      }
      slope = n * (x * p - before) / (x * x - 1);
      x -= p / slope;
    }
    q.node.push_back(0.5 * (x + 1));
    q.weight.push_back(1 / ((1 - x * x) * slope * slope));
  }
  return q;
}

constexpr double kFineStepMm = 0.0125;
constexpr int kFineSteps = 48;  // to 0.6 mm, where little but the smooth shadow is left

std::vector<double> make_radii() {
  std::vector<double> radii;
  for (int i = 0; i <= kFineSteps; ++i) radii.push_back(kFineStepMm * i);
  for (int i = 1; i <= 52; ++i) radii.push_back(kFineStepMm * kFineSteps + 0.05 * i);
  return radii;
}

constexpr int kDiscNodes = 28;
constexpr double kWideBlurMm = 0.10;

// Frequency, 1/mm, above which the edge blur of a deposit leaves less than 1e-6.
double sharpest_frequency(double depth_mm) { return 5.3 / (kModel[0].b0 * std::pow(depth_mm, kModel[0].b1)); }

}  // namespace

struct DotOptics::Tables {
  ToneFactors tone;
  std::vector<double> radii;
  std::vector<double> frequency;      // zeros of J0 over the disc radius, 1/mm
  std::vector<double> series_weight;  // of each term in the inverse transform
  std::vector<double> kernel;         // J0(frequency * radius), [term][radius]
  std::vector<double> ring_weight;    // 2 pi r dr of the forward transform
  Quadrature disc = gauss_legendre(kDiscNodes);
  BesselTable bessel;

  explicit Tables(double ita_deg);
  std::vector<double> disc_kernel(double diameter_mm, std::size_t terms) const;
  std::vector<double> transform(const std::vector<double>& values, std::size_t terms) const;
  template <class Factor>
  void add_series(std::span<const double> spectrum, Factor factor, std::vector<double>& out) const;
  double outer_laplacian(const std::vector<double>& f, std::size_t i) const;
  void blur(std::vector<double>& drop, double blur_mm, double core_mm, std::size_t terms) const;
  std::size_t terms_below(double limit) const {
    return static_cast<std::size_t>(std::upper_bound(frequency.begin(), frequency.end(), limit) -
                                    frequency.begin());
  }
};

DotOptics::Tables::Tables(double ita_deg) : tone(tone_factors(ita_deg)), radii(make_radii()) {
  frequency.resize(kTerms);
  series_weight.resize(kTerms);
  kernel.resize(kTerms * radii.size());
  for (std::size_t n = 0; n < kTerms; ++n) {
    const double zero = bessel_zero(n + 1);
    const double slope = j1(zero);
    frequency[n] = zero / kDiscMm;
    series_weight[n] = 1 / (kPi * kDiscMm * kDiscMm * slope * slope);
    for (std::size_t i = 0; i < radii.size(); ++i) kernel[n * radii.size() + i] = j0(frequency[n] * radii[i]);
  }
  ring_weight.assign(radii.size(), 0.0);  // trapezoid in r
  for (std::size_t i = 0; i + 1 < radii.size(); ++i) {
    const double step = radii[i + 1] - radii[i];
    ring_weight[i] += kPi * step * radii[i];
    ring_weight[i + 1] += kPi * step * radii[i + 1];
  }
  // The trapezoid misses the r dr of the first half cell.
  ring_weight[0] = kPi * radii[1] * radii[1] / 6;
}

// J0(q rho) times the quadrature weight of a disc of the given diameter, [term][node]: with
// u = sqrt(1 - (2 rho / D)^2) the disc integral becomes 2 pi (D/2)^2 times an integral over u du.
std::vector<double> DotOptics::Tables::disc_kernel(double diameter_mm, std::size_t terms) const {
  const double radius = diameter_mm / 2;
  std::vector<double> out(terms * kDiscNodes);
  for (std::size_t n = 0; n < terms; ++n)
    for (std::size_t j = 0; j < kDiscNodes; ++j) {
      const double u = disc.node[j];
      out[n * kDiscNodes + j] = 2 * kPi * radius * radius * disc.weight[j] * u *
                                bessel(frequency[n] * radius * std::sqrt(1 - u * u));
    }
  return out;
}

// Inverse transform of the spectrum times a factor per term.
template <class Factor>
void DotOptics::Tables::add_series(std::span<const double> spectrum, Factor factor,
                                   std::vector<double>& out) const {
  for (std::size_t n = 0; n < spectrum.size(); ++n) {
    const double w = spectrum[n] * series_weight[n] * factor(n);
    const double* k = kernel.data() + n * radii.size();
    for (std::size_t i = 0; i < radii.size(); ++i) out[i] += w * k[i];
  }
}

// A wide blur needs only frequencies that the coarse outer radii can carry, and is done directly. A
// narrow one splits the drop: within `core_mm` a polynomial in r^2 with the value, slope and curvature that
// the drop has there; it and all beyond are so smooth that the blur adds half its variance times the
// Laplacian. What is left is a compact core, blurred by the series.
void DotOptics::Tables::blur(std::vector<double>& drop, double blur_mm, double core_mm,
                             std::size_t terms) const {
  if (blur_mm <= 0) return;
  const auto gauss = [&](std::size_t n) {
    return std::exp(-0.5 * frequency[n] * frequency[n] * blur_mm * blur_mm);
  };
  if (blur_mm > kWideBlurMm) {
    const std::vector<double> spectrum = transform(drop, std::min(terms, terms_below(5.3 / blur_mm) + 1));
    std::fill(drop.begin(), drop.end(), 0.0);
    add_series(spectrum, gauss, drop);
    return;
  }
  const auto join = static_cast<std::size_t>(std::lround(core_mm / kFineStepMm));
  const SmoothPlateau plateau(radii[join], drop[join - 2], drop[join], drop[join + 2], 2 * kFineStepMm);
  std::vector<double> core(join), blurred(drop.size());
  for (std::size_t i = 0; i < drop.size(); ++i) {
    const double smooth = i < join ? plateau.value(radii[i]) : drop[i];
    if (i < join) core[i] = drop[i] - smooth;
    blurred[i] = smooth + 0.5 * blur_mm * blur_mm *
                              (i < join ? plateau.laplacian(radii[i]) : outer_laplacian(drop, i));
  }
  add_series(transform(core, std::min(terms, terms_below(5.3 / blur_mm) + 1)), gauss, blurred);
  drop.swap(blurred);
}

std::vector<double> DotOptics::Tables::transform(const std::vector<double>& values, std::size_t terms) const {
  std::vector<double> weighted(values.size()), spectrum(terms);
  for (std::size_t i = 0; i < values.size(); ++i) weighted[i] = ring_weight[i] * values[i];
  for (std::size_t n = 0; n < terms; ++n) {
    const double* k = kernel.data() + n * radii.size();
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += weighted[i] * k[i];
    spectrum[n] = sum;
  }
  return spectrum;
}

double DotOptics::Tables::outer_laplacian(const std::vector<double>& f, std::size_t i) const {
  if (i + 1 >= f.size()) return 0;
  const double below = radii[i] - radii[i - 1], above = radii[i + 1] - radii[i];
  const double falling = (f[i] - f[i - 1]) / below, next = (f[i + 1] - f[i]) / above;
  const double slope = (falling * above + next * below) / (below + above);
  return 2 * (next - falling) / (below + above) + slope / radii[i];
}

DotOptics::DotOptics(double ita_deg) : tables_(std::make_unique<Tables>(ita_deg)) {}
DotOptics::~DotOptics() = default;
DotOptics::DotOptics(DotOptics&&) noexcept = default;
DotOptics& DotOptics::operator=(DotOptics&&) noexcept = default;

std::span<const double> DotOptics::radii_mm() const { return tables_->radii; }

// Shallow deposits are sharp: no deposit needs more terms than one at this depth.
constexpr double kShallowestMm = 0.12;

DotOptics::Disc DotOptics::disc(double diameter_mm) const {
  const std::size_t terms = tables_->terms_below(std::max(sharpest_frequency(kShallowestMm), 110.0));
  return {diameter_mm, tables_->disc_kernel(diameter_mm, terms)};
}

std::vector<PerChannel> DotOptics::drop(const Deposit& deposit, const Disc& shape) const {
  const Tables& t = *tables_;
  const double z = deposit.depth_mm;
  std::vector<PerChannel> result(t.radii.size());
  const std::vector<double>& disc = shape.kernel;
  const std::size_t most_terms =
      std::min(disc.size() / kDiscNodes, t.terms_below(std::max(sharpest_frequency(z), 110.0)));
  for (std::size_t c = 0; c < kChannels; ++c) {
    const Constants& m = kModel[c];
    const double share = std::min(1.0, std::exp(-(m.s0 + m.s1 * z + m.s2 * z * z)));
    const double weight = std::exp(m.a0 + m.a1 * z + m.a2 * z * z);
    const double ell = m.q0 + m.q1 * z;
    const double sigma = m.b0 * std::pow(z, m.b1);

    // alpha of both kinds at the disc's nodes.
    double alpha_view[kDiscNodes], alpha_shadow[kDiscNodes];
    for (std::size_t j = 0; j < kDiscNodes; ++j) {
      const double path = deposit.mu_per_mm[c] * kHeightMm * t.disc.node[j];
      alpha_view[j] = -std::expm1(-m.k1 * path);
      alpha_shadow[j] = -std::expm1(-m.k2 * path);
    }
    std::vector<double> view(std::min(most_terms, t.terms_below(5.3 / sigma)));
    std::vector<double> shadow(std::min(most_terms, t.terms_below(std::max(20 / ell, 60.0))));
    for (std::size_t n = 0; n < std::max(view.size(), shadow.size()); ++n) {
      const double* k = disc.data() + n * kDiscNodes;
      double sum_view = 0, sum_shadow = 0;
      for (std::size_t j = 0; j < kDiscNodes; ++j) {
        sum_view += alpha_view[j] * k[j];
        sum_shadow += alpha_shadow[j] * k[j];
      }
      const double q = t.frequency[n];
      const double spread = 1 + q * q * ell * ell;
      if (n < view.size()) view[n] = sum_view * std::exp(-0.5 * q * q * sigma * sigma);
      if (n < shadow.size()) shadow[n] = sum_shadow / (spread * std::sqrt(spread));
    }
    std::vector<double> a(t.radii.size(), 0.0), b(t.radii.size(), 0.0);
    const auto unchanged = [](std::size_t) { return 1.0; };
    t.add_series(view, unchanged, a);
    t.add_series(shadow, unchanged, b);
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double seen = 1 - std::clamp(a[i], 0.0, 1.0);
      const double shade = std::exp(-t.tone.zeta[c] * weight * std::max(0.0, b[i]));
      result[i][c] = t.tone.eta[c] * share * (1 - seen * shade);
    }
  }
  return result;
}

std::vector<PerChannel> DotOptics::blurred(const std::vector<PerChannel>& drop, const Deposit& deposit,
                                           double blur_mm) const {
  std::vector<PerChannel> result = drop;
  // What the dot's own soft edge has already removed needs no blurring.
  const std::size_t terms = tables_->terms_below(std::max(sharpest_frequency(deposit.depth_mm), 40.0));
  const double edge_mm = kModel[2].b0 * std::pow(deposit.depth_mm, kModel[2].b1);
  const double core_mm = std::clamp(deposit.diameter_mm / 2 + 3 * edge_mm, 0.4, 0.575);
  std::vector<double> channel(drop.size());
  for (std::size_t c = 0; c < kChannels; ++c) {
    for (std::size_t i = 0; i < drop.size(); ++i) channel[i] = drop[i][c];
    tables_->blur(channel, blur_mm, core_mm, terms);
    for (std::size_t i = 0; i < drop.size(); ++i) result[i][c] = std::max(0.0, channel[i]);
  }
  return result;
}

PerChannel drop_at(std::span<const double> radii_mm, std::span<const PerChannel> drop, double r_mm) {
  if (r_mm >= radii_mm.back()) return {};
  const auto above = std::upper_bound(radii_mm.begin(), radii_mm.end(), std::max(0.0, r_mm));
  const auto i = static_cast<std::size_t>(above - radii_mm.begin()) - 1;
  // Cubic Hermite with slopes from neighbours; the profile is even in r, so the slope at 0 is 0.
  const auto slope = [&](std::size_t k, std::size_t c) {
    if (k == 0) return 0.0;
    const std::size_t next = std::min(k + 1, radii_mm.size() - 1);
    return (drop[next][c] - drop[k - 1][c]) / (radii_mm[next] - radii_mm[k - 1]);
  };
  const double h = radii_mm[i + 1] - radii_mm[i];
  const double t = (r_mm - radii_mm[i]) / h;
  PerChannel out{};
  for (std::size_t c = 0; c < kChannels; ++c) {
    const double a = drop[i][c], b = drop[i + 1][c];
    const double u = 1 - t;
    out[c] = u * u * (1 + 2 * t) * a + t * t * (1 + 2 * u) * b +
             t * u * h * (u * slope(i, c) - t * slope(i + 1, c));
  }
  return out;
}

}  // namespace smp
