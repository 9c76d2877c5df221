#include "smp/optics/field_mean.h"

#include <math.h>  // j0: POSIX, not in namespace std

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/error.h"
#include "smp/base/point.h"
#include "smp/optics/dot_profile.h"

namespace smp {
namespace {

// Gauss-Hermite nodes of a standard normal.
constexpr std::array<double, 3> kNode = {-1.7320508075688772, 0, 1.7320508075688772};
constexpr std::array<double, 3> kWeight = {1.0 / 6, 2.0 / 3, 1.0 / 6};

// The renderer moves a dot's values to lattices of these steps, up or down at random by their distance
// (render/mark.cpp), which keeps means and adds a sixth of the step's square to the variance.
constexpr double kDepthStepMm = 0.05, kLogDiameterStep = 0.2, kLogMuStep = 0.45;
constexpr double kLatticeShare = 1.0 / 6;
constexpr double kShallowestMm = 0.15, kDeepestMm = 1.4;

// Strengths tabulated, evenly in the logarithm; a deposit fainter than the first is in proportion to it.
constexpr double kFaintestMu = 0.2, kStrongestMu = 500;
constexpr std::size_t kStrengths = 17;

// The closed form is this much too high, evenly over rendered fields: dots of one shade keep apart from each
// other more than it knows.
constexpr double kGrainCalibration = 0.93;

// Spatial frequencies, 1/mm.
constexpr double kFrequencyStep = 0.4;
constexpr std::size_t kFrequencies = 52;

// Power spectrum of `place_dots` with the planner's shade classes, by regularity and by frequency in
// steps of 0.1 sqrt(density) from 0.05: rings of four sets each, smoothed. Beyond it is 1.
constexpr std::size_t kRings = 20;
struct Spectrum {
  double regularity;
  std::array<double, kRings> power;
};
constexpr std::array<Spectrum, 7> kSpectra = {{
    {0.0, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {0.4, {.53, .54, .55, .58, .62, .65, .69, .74, .79, .83, .86, .90, .93, .96, .98, .99, 1, 1, 1, 1}},
    {0.5,
     {.28, .32, .37, .43, .48, .54, .61, .69, .77, .84, .89, .93, .97, 1, 1.02, 1.04, 1.04, 1.03, 1.02, 1}},
    {0.65,
     {.22, .23, .26, .31, .36, .44, .53, .63, .73, .83, .92, 1, 1.05, 1.09, 1.13, 1.16, 1.14, 1.11, 1.06, 1}},
    {0.8, {.18,  .18,  .19,  .21,  .25,  .30,  .38, .50, .67, .87,
           1.08, 1.24, 1.33, 1.32, 1.22, 1.08, .99, .94, .93, .93}},
    {0.9, {.11,  .11,  .12,  .13,  .16,  .20, .29, .43, .67, .95,
           1.26, 1.48, 1.52, 1.36, 1.16, .98, .83, .77, .76, .80}},
    {1.0, {.06,  .07,  .07,  .08,  .09, .12, .18, .36, .70, 1.17,
           1.58, 1.69, 1.51, 1.23, .98, .80, .72, .70, .73, .81}},
}};

double ring_power(const std::array<double, kRings>& power, double frequency) {
  const double at = frequency / 0.1 - 0.5;
  if (at <= 0) return power[0];
  const auto i = static_cast<std::size_t>(at);
  if (i + 1 >= kRings) return 1;
  const double t = at - static_cast<double>(i);
  return (1 - t) * power[i] + t * power[i + 1];
}

// Of a placement of the given regularity; frequency in units of sqrt(density).
double spectrum_at(double regularity, double frequency) {
  std::size_t i = 0;
  while (i + 2 < kSpectra.size() && kSpectra[i + 1].regularity < regularity) ++i;
  const Spectrum &a = kSpectra[i], &b = kSpectra[i + 1];
  const double t = std::clamp((regularity - a.regularity) / (b.regularity - a.regularity), 0.0, 1.0);
  return (1 - t) * ring_power(a.power, frequency) + t * ring_power(b.power, frequency);
}

struct Node {
  double value, weight;
};

// The mixture of diameters, each with its spread, as one lognormal of the same mean and variance of the
// logarithm.
std::vector<Node> diameter_nodes(const FieldDots& dots) {
  double sum = 0, mean = 0, square = 0;
  for (const FieldDots::Diameter& d : dots.diameters) {
    if (!(d.mm > 0 && d.share >= 0)) throw InvalidArgument("must be > 0, its share >= 0", "diameters");
    sum += d.share;
    mean += d.share * std::log(d.mm);
    square += d.share * std::log(d.mm) * std::log(d.mm);
  }
  if (!(sum > 0)) throw InvalidArgument("shares must sum to more than 0", "diameters");
  mean /= sum;
  const double lattice = kLatticeShare * kLogDiameterStep * kLogDiameterStep;
  const double variance =
      std::max(0.0, square / sum - mean * mean) + dots.diameter_spread * dots.diameter_spread + lattice;
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < 3; ++i)
    nodes.push_back({std::exp(mean - lattice / 2 + std::sqrt(variance) * kNode[i]), kWeight[i]});
  return nodes;
}

std::vector<Node> depth_nodes(const FieldDots& dots) {
  if (dots.depth_spread_mm <= 0) return {{dots.depth_mm, 1}};
  const double spread =
      std::sqrt(dots.depth_spread_mm * dots.depth_spread_mm + kLatticeShare * kDepthStepMm * kDepthStepMm);
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < 3; ++i)
    nodes.push_back(
        {std::clamp(dots.depth_mm + spread * kNode[i], 0.8 * kShallowestMm, kDeepestMm), kWeight[i]});
  return nodes;
}

// Where the shallowest of some thousand dots is drawn.
double shallowest_mm(const FieldDots& dots) {
  if (dots.depth_spread_mm <= 0) return dots.depth_mm;
  const double least = std::max(kShallowestMm, dots.depth_mm - 3 * dots.depth_spread_mm);
  return kDepthStepMm * std::floor(least / kDepthStepMm + 1e-9);
}

// As the renderer does (render/dot_tables.cpp): ends the drop smoothly where it has fallen below 0.0004. At
// 250 dots per cm^2 the tails beyond would be 1 % of the light.
void cut_tail(std::span<const double> radii, std::vector<PerChannel>& drop) {
  constexpr double kLeastDrop = 4e-4;
  std::size_t last = radii.size() - 1;
  while (last > 1 && *std::max_element(drop[last].begin(), drop[last].end()) < kLeastDrop) --last;
  const double reach = radii[std::min(last + 1, radii.size() - 1)];
  for (std::size_t i = 0; i < radii.size(); ++i) {
    const double t = std::clamp((radii[i] / reach - 5.0 / 6) * 6, 0.0, 1.0);
    for (double& value : drop[i]) value *= 1 - t * t * (3 - 2 * t);
  }
}

// Hankel transforms of the mean dot's drop and of the mean square of the drop.
struct Transforms {
  std::array<double, kFrequencies> drop{}, square{};
};

// The same of the dots of one strength, per channel.
using StrengthTable = std::array<Transforms, 3>;

// Areas of the rings around the radii: 2 pi r dr, trapezoid.
std::vector<double> ring_areas(std::span<const double> radii) {
  std::vector<double> ring(radii.size(), 0.0);
  for (std::size_t i = 0; i + 1 < radii.size(); ++i) {
    ring[i] += kPi * (radii[i + 1] - radii[i]) * radii[i];
    ring[i + 1] += kPi * (radii[i + 1] - radii[i]) * radii[i + 1];
  }
  ring[0] = kPi * radii[1] * radii[1] / 6;  // the trapezoid misses the r dr of the first half cell
  return ring;
}

// Weights of a Hankel transform, [frequency][radius].
std::vector<double> hankel_kernel(std::span<const double> radii) {
  const std::vector<double> ring = ring_areas(radii);
  std::vector<double> kernel;
  for (std::size_t q = 0; q < kFrequencies; ++q)
    for (std::size_t i = 0; i < radii.size(); ++i)
      kernel.push_back(ring[i] * j0(kFrequencyStep * static_cast<double>(q) * radii[i]));
  return kernel;
}

// Means over dots, per radius.
class MeanDot {
 public:
  explicit MeanDot(std::size_t radii) : drop_(radii), square_(radii) {}
  void add(const std::vector<PerChannel>& drop, double weight) {
    for (std::size_t i = 0; i < drop.size(); ++i)
      for (std::size_t c = 0; c < 3; ++c) {
        drop_[i][c] += weight * drop[i][c];
        square_[i][c] += weight * drop[i][c] * drop[i][c];
      }
  }
  StrengthTable transformed(const std::vector<double>& kernel) const {
    StrengthTable table;
    const std::size_t radii = drop_.size();
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t q = 0; q < kFrequencies; ++q)
        for (std::size_t i = 0; i < radii; ++i) {
          table[c].drop[q] += kernel[q * radii + i] * drop_[i][c];
          table[c].square[q] += kernel[q * radii + i] * square_[i][c];
        }
    return table;
  }

 private:
  std::vector<PerChannel> drop_, square_;
};

// Weights of the four entries around `position` of a table; cubic in between.
struct Cubic {
  std::size_t first;
  std::array<double, 4> weight;
};
Cubic cubic_at(double position, std::size_t count) {
  const std::size_t i = std::clamp(static_cast<std::size_t>(position), std::size_t{1}, count - 3);
  const double t = position - static_cast<double>(i);
  return {i - 1,
          {-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2,
           (t + 1) * t * (t - 1) / 6}};
}

double log_step() { return std::log(kStrongestMu / kFaintestMu) / (kStrengths - 1); }

// The tabulated strengths around one.
Cubic entries_of(double mu) {
  const double position = std::log(std::max(mu, kFaintestMu) / kFaintestMu) / log_step();
  return cubic_at(std::min(position, static_cast<double>(kStrengths - 1)), kStrengths);
}

}  // namespace

struct FieldMean::Tables {
  FieldDots dots;
  PerChannel floor{};
  std::array<StrengthTable, kStrengths> of_strength;  // of one strength exactly
  std::array<PerChannel, kStrengths> darkest{};       // drop at the centre of the darkest dot

  void fill(const DotOptics& optics);
  void add(double mu, std::size_t c, double share, Transforms& sum) const;
  double floor_for(std::size_t c, double strongest_mu) const;
};

void FieldMean::Tables::fill(const DotOptics& optics) {
  const std::vector<double> kernel = hankel_kernel(optics.radii_mm());
  const std::vector<Node> diameters = diameter_nodes(dots), depths = depth_nodes(dots);
  std::vector<DotOptics::Disc> discs;
  for (const Node& diameter : diameters) discs.push_back(optics.disc(diameter.value));
  for (std::size_t s = 0; s < kStrengths; ++s) {
    const double mu = kFaintestMu * std::exp(log_step() * static_cast<double>(s));
    const auto profile = [&](double depth_mm, std::size_t diameter) {
      const Deposit deposit{depth_mm, diameters[diameter].value, {mu, mu, mu}};
      auto drop = optics.blurred(optics.drop(deposit, discs[diameter]), deposit, dots.blur_mm);
      cut_tail(optics.radii_mm(), drop);
      return drop;
    };
    MeanDot mean(optics.radii_mm().size());
    for (std::size_t d = 0; d < diameters.size(); ++d)
      for (const Node& depth : depths) mean.add(profile(depth.value, d), diameters[d].weight * depth.weight);
    of_strength[s] = mean.transformed(kernel);
    darkest[s] = profile(shallowest_mm(dots), diameters.size() - 1).front();
  }
}

// Adds the dots of one shade, spread about its strength.
void FieldMean::Tables::add(double mu, std::size_t c, double share, Transforms& sum) const {
  const double lattice = kLatticeShare * kLogMuStep * kLogMuStep;
  const double spread = std::sqrt(dots.strength_spread * dots.strength_spread + lattice);
  for (std::size_t n = 0; n < 3; ++n) {
    const double strength = mu * std::exp(spread * kNode[n] - lattice / 2);
    // Fainter than the table the drop is in proportion to the strength.
    const double faint = std::min(1.0, strength / kFaintestMu);
    const Cubic at = entries_of(strength);
    for (std::size_t k = 0; k < 4; ++k) {
      const StrengthTable& table = of_strength[at.first + k];
      const double w = share * kWeight[n] * at.weight[k] * faint;
      for (std::size_t q = 0; q < kFrequencies; ++q) {
        sum.drop[q] += w * table[c].drop[q];
        sum.square[q] += w * faint * table[c].square[q];
      }
    }
  }
}

// The renderer's: none where it lies above what a single dot reaches.
double FieldMean::Tables::floor_for(std::size_t c, double strongest_mu) const {
  const double mu = strongest_mu * std::exp(2.5 * dots.strength_spread);
  const Cubic at = entries_of(mu);
  double drop = 0;
  for (std::size_t k = 0; k < 4; ++k) drop += at.weight[k] * darkest[at.first + k][c];
  return floor[c] >= 1 - drop ? 0 : floor[c];
}

FieldMean::FieldMean(const FieldDots& dots, double ita_deg) : tables_(std::make_unique<Tables>()) {
  tables_->dots = dots;
  tables_->floor = floor_transmittance(shallowest_mm(dots), ita_deg);
  for (double& floor : tables_->floor)
    if (floor > 0.99) floor = 0;
  tables_->fill(DotOptics(ita_deg));
}
FieldMean::~FieldMean() = default;
FieldMean::FieldMean(FieldMean&&) noexcept = default;
FieldMean& FieldMean::operator=(FieldMean&&) noexcept = default;

FieldMean::Look FieldMean::look(double density_per_cm2, std::span<const FieldShade> shades) const {
  double shares = 0;
  for (const FieldShade& shade : shades) shares += shade.share;
  if (!(shares > 0) || !(density_per_cm2 >= 0))
    throw InvalidArgument("a field needs shades and a density of at least 0");
  const Tables& t = *tables_;
  const double n = density_per_cm2 / 100;
  std::array<double, kFrequencies> pair{};  // (S - 1) q dq / (2 pi)
  for (std::size_t q = 0; q < kFrequencies && n > 0; ++q) {
    const double frequency = kFrequencyStep * static_cast<double>(q);
    const double correlated = spectrum_at(t.dots.regularity, frequency / (2 * kPi * std::sqrt(n))) - 1;
    const double steady = std::exp(-frequency * frequency * t.dots.tremor_mm * t.dots.tremor_mm);
    pair[q] = correlated * steady * frequency * kFrequencyStep / (2 * kPi);
  }
  Look look;
  for (std::size_t c = 0; c < 3; ++c) {
    Transforms sum;
    double strongest = 0;
    for (const FieldShade& shade : shades) {
      t.add(shade.mu_per_mm[c], c, shade.share / shares, sum);
      strongest = std::max(strongest, shade.mu_per_mm[c]);
    }
    const double floor = t.floor_for(c, strongest), range = 1 - floor;
    double log_mean = -n * sum.drop[0] / range;  // of prod g
    // Of the mean square of prod g over its squared mean.
    double log_square = n * sum.square[0] / (range * range);
    for (std::size_t q = 0; q < kFrequencies; ++q) {
      const double h = sum.drop[q] / range, both = 2 * h - sum.square[q] / (range * range);
      log_mean += n / 2 * h * h * pair[q];
      log_square += n / 2 * (both * both - 2 * h * h) * pair[q];
    }
    const double above = range * std::exp(log_mean);
    look.mean[c] = floor + above;
    look.deviation[c] = above / look.mean[c] * std::sqrt(std::max(0.0, std::expm1(log_square)));
  }
  return look;
}

double field_contrast(const FieldMean::Look& look, const PerChannel& skin) {
  // Dots darken the three channels at the same places, so deviations add.
  constexpr PerChannel kLuminance = {0.2126, 0.7152, 0.0722};
  double light = 0, sd = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    light += kLuminance[c] * skin[c] * look.mean[c];
    sd += kLuminance[c] * skin[c] * look.mean[c] * look.deviation[c];
  }
  return light > 0 ? kGrainCalibration * sd / light : 0;
}

}  // namespace smp
