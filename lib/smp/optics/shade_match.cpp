#include "smp/optics/shade_match.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/error.h"
#include "smp/color/lab.h"

namespace smp {
namespace {

constexpr double kUsualDensity = 110;  // per cm^2 (domain notes 2.3)
constexpr double kStrongestMu = 400;   // per mm; beyond all pigments
constexpr int kHalvings = 24, kColorSteps = 16, kDensityHalvings = 12;
constexpr int kDensitiesTried = 9, kDensitySteps = 10;
// The colour difference up to which grain comes first: some of what is noticed is left to the reading of the
// field (phantoms) [assumption].
constexpr double kColorForGrain = 0.7;

Lab lab_of(const PerChannel& skin, const PerChannel& transmittance) {
  return lab_from_linear(
      {skin[0] * transmittance[0], skin[1] * transmittance[1], skin[2] * transmittance[2]});
}

double luminance_of(const PerChannel& skin, const PerChannel& transmittance) {
  return luminance({skin[0] * transmittance[0], skin[1] * transmittance[1], skin[2] * transmittance[2]});
}

// Smallest value of a function with one valley in [low, high].
template <class F>
double lowest(double low, double high, int steps, F value) {
  constexpr double kGolden = 0.6180339887498949;
  double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
  double at_a = value(a), at_b = value(b);
  for (int i = 0; i < steps; ++i) {
    if (at_a <= at_b) {
      high = b, b = a, at_b = at_a;
      a = high - kGolden * (high - low), at_a = value(a);
    } else {
      low = a, a = b, at_a = at_b;
      b = low + kGolden * (high - low), at_b = value(b);
    }
  }
  return at_a <= at_b ? a : b;
}

// The pigments, mixed or alone, at one dilution.
struct Candidate {
  Pigment pigment;
  std::string name;
  double dilution = 0, remaining_de = 0;
  FieldMean::Look look;
};

class Matcher {
 public:
  Matcher(const FieldMean& field, const MatchRequest& request)
      : field_(field), request_(request), wanted_(lab_of(request.skin, request.target)) {}

  /// The best candidate at a density: one pigment, or two where the second is worth it.
  Candidate best(double density) const {
    Candidate best = diluted(request_.pigments.front(), density);
    for (std::size_t i = 1; i < request_.pigments.size(); ++i)
      replace_if_worth(best, diluted(request_.pigments[i], density));
    if (request_.pigments.size() > 1 && best.remaining_de > request_.worth_another_pigment)
      replace_if_worth(best, best_pair(density));
    return best;
  }

  /// The pigment at the dilution that suits it best.
  Candidate diluted(const Pigment& pigment, double density) const {
    const double low = std::log1p(request_.dilution.low), high = std::log1p(request_.dilution.high);
    const double wanted = luminance_of(request_.skin, request_.target);
    double dark = low, light = high;
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = 0.5 * (dark + light);
      const bool too_dark = luminance_of(request_.skin, look(pigment, middle, density).mean) < wanted;
      (too_dark ? dark : light) = middle;
    }
    // Where the hue is off, the nearest colour is not quite the one of equal luminance.
    constexpr double kAround = 0.25;
    const double log_parts =
        lowest(std::max(low, dark - kAround), std::min(high, dark + kAround), kColorSteps,
               [&](double x) { return difference(look(pigment, x, density)); });
    Candidate result{pigment, pigment.name, std::expm1(log_parts), 0, look(pigment, log_parts, density)};
    result.remaining_de = difference(result.look);
    return result;
  }

 private:
  void replace_if_worth(Candidate& best, Candidate other) const {
    if (other.remaining_de < best.remaining_de - request_.worth_another_pigment) best = std::move(other);
  }

  double difference(const FieldMean::Look& look) const {
    return delta_e_2000(lab_of(request_.skin, look.mean), wanted_);
  }

  FieldMean::Look look(const Pigment& pigment, double log_parts, double density) const {
    std::vector<FieldShade> shades;
    for (const RelativeShade& part : request_.blend) {
      const double mu = diluted_mu_per_mm(pigment, part.dilution_factor * std::expm1(log_parts));
      shades.push_back({{mu * pigment.kappa[0], mu * pigment.kappa[1], mu * pigment.kappa[2]}, part.share});
    }
    return field_.look(density, shades);
  }

  // The pair by non-negative least squares, then its share by the colour itself.
  Candidate best_pair(double density) const {
    const auto [first, second] = nearest_pair(density);
    const auto mixed = [&, first = first, second = second](double percent) {
      const std::vector<PigmentPart> parts = {{request_.pigments[first], 100 - percent},
                                              {request_.pigments[second], percent}};
      const std::string name = mix_name(parts);
      return diluted(mix_pigments(name, parts), density);
    };
    const double percent = std::round(lowest(1, 99, 12, [&](double p) { return mixed(p).remaining_de; }));
    return mixed(std::clamp(percent, 1.0, 99.0));
  }

  // Absorption per channel that would give the target, and how much it matters there.
  struct Wanted {
    PerChannel mu{}, weight{};
  };
  Wanted absorption(double density) const {
    PerChannel low{}, high = {kStrongestMu, kStrongestMu, kStrongestMu};
    const auto mean_at = [&](const PerChannel& mu) {
      const FieldShade shade{mu, 1};
      return field_.mean(density, std::span(&shade, 1));
    };
    for (int i = 0; i < kHalvings; ++i) {
      PerChannel middle{};
      for (std::size_t c = 0; c < 3; ++c) middle[c] = 0.5 * (low[c] + high[c]);
      const PerChannel mean = mean_at(middle);
      for (std::size_t c = 0; c < 3; ++c) (mean[c] > request_.target[c] ? low : high)[c] = middle[c];
    }
    Wanted wanted{low, {}};
    PerChannel more = low;
    for (double& mu : more) mu = 1.05 * mu + 1e-3;
    const PerChannel at = mean_at(low), there = mean_at(more);
    // Change of the channel's cube root, as in CIELAB, per absorption.
    for (std::size_t c = 0; c < 3; ++c)
      wanted.weight[c] =
          std::cbrt(request_.skin[c]) * (std::cbrt(at[c]) - std::cbrt(there[c])) / (more[c] - low[c]);
    return wanted;
  }

  std::array<std::size_t, 2> nearest_pair(double density) const {
    const Wanted wanted = absorption(density);
    std::array<std::size_t, 2> best = {0, 1};
    double least = INFINITY;
    for (std::size_t i = 0; i < request_.pigments.size(); ++i)
      for (std::size_t j = i + 1; j < request_.pigments.size(); ++j) {
        const double residual = residual_of(wanted, request_.pigments[i], request_.pigments[j]);
        if (residual < least) least = residual, best = {i, j};
      }
    return best;
  }

  // Of non-negative least squares with two unknowns: the plain solution, or the better of the two alone.
  static double residual_of(const Wanted& wanted, const Pigment& first, const Pigment& second) {
    PerChannel a{}, b{}, y{};
    double aa = 0, ab = 0, bb = 0, ay = 0, by = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      a[c] = wanted.weight[c] * first.mu_healed_per_mm * first.kappa[c];
      b[c] = wanted.weight[c] * second.mu_healed_per_mm * second.kappa[c];
      y[c] = wanted.weight[c] * wanted.mu[c];
      aa += a[c] * a[c], ab += a[c] * b[c], bb += b[c] * b[c], ay += a[c] * y[c], by += b[c] * y[c];
    }
    const auto residual = [&](double u, double v) {
      double sum = 0;
      for (std::size_t c = 0; c < 3; ++c) sum += std::pow(u * a[c] + v * b[c] - y[c], 2);
      return sum;
    };
    const double determinant = aa * bb - ab * ab;
    if (determinant > 1e-12 * aa * bb) {
      const double u = (ay * bb - by * ab) / determinant, v = (by * aa - ay * ab) / determinant;
      if (u >= 0 && v >= 0) return residual(u, v);
    }
    return std::min(aa > 0 ? residual(ay / aa, 0) : INFINITY, bb > 0 ? residual(0, by / bb) : INFINITY);
  }

  const FieldMean& field_;
  const MatchRequest& request_;
  Lab wanted_;
};

// The density in the range whose grain is nearest to the one wanted, among those whose colour is near enough.
// The mixture hardly depends on the density, so one is used throughout.
double density_of_contrast(const Matcher& matcher, const MatchRequest& request) {
  const double low = std::log(request.density_per_cm2.low), high = std::log(request.density_per_cm2.high);
  const double step = (high - low) / (kDensitiesTried - 1);
  const Pigment pigment = matcher.best(std::exp(0.5 * (low + high))).pigment;
  std::vector<Candidate> tried;
  for (int i = 0; i < kDensitiesTried; ++i)
    tried.push_back(matcher.diluted(pigment, std::exp(low + step * i)));
  double least = INFINITY;
  for (const Candidate& candidate : tried) least = std::min(least, candidate.remaining_de);
  const double near_enough = std::max(least + 0.05, kColorForGrain);
  const auto cost = [&](const Candidate& candidate) {
    // Where the colour is near enough, a hundredth of the grain is worth 0.02 of CIEDE2000 [assumption].
    constexpr double kColorWeight = 0.5, kTooFar = 10, kNone = 1e-6;
    const double grain = std::max(kNone, field_contrast(candidate.look, request.skin));
    return std::abs(std::log(grain / *request.contrast)) + kColorWeight * candidate.remaining_de +
           kTooFar * std::max(0.0, candidate.remaining_de - near_enough);
  };
  int best = 0;
  for (int i = 1; i < kDensitiesTried; ++i)
    if (cost(tried[static_cast<std::size_t>(i)]) < cost(tried[static_cast<std::size_t>(best)])) best = i;
  const double middle = low + step * best;
  return std::exp(lowest(std::max(low, middle - step), std::min(high, middle + step), kDensitySteps,
                         [&](double x) { return cost(matcher.diluted(pigment, std::exp(x))); }));
}

// The density in the range nearest to the usual one at which the colour is reached.
double density_of_color(const Matcher& matcher, const MatchRequest& request) {
  const NumberRange range = request.density_per_cm2;
  const double usual = std::clamp(kUsualDensity, range.low, range.high);
  const Candidate there = matcher.best(usual);
  if (there.remaining_de <= kReachedDeltaE) return usual;
  const Candidate fewest = matcher.best(range.low), most = matcher.best(range.high);
  const bool more = most.remaining_de <= fewest.remaining_de;
  const Candidate& best = more ? most : fewest;
  const double nearest = std::max(best.remaining_de + 0.05, kReachedDeltaE);
  if (nearest >= there.remaining_de) return usual;  // more or fewer dots do not help
  double near = usual, far = more ? range.high : range.low;
  for (int i = 0; i < kDensityHalvings; ++i) {
    const double middle = 0.5 * (near + far);
    (matcher.diluted(best.pigment, middle).remaining_de > nearest ? near : far) = middle;
  }
  return far;
}

void check(const MatchRequest& request) {
  if (request.pigments.empty()) throw InvalidArgument("a match needs at least one pigment", "pigments");
  if (request.blend.empty()) throw InvalidArgument("must have at least one shade", "blend");
  const NumberRange dilution = request.dilution, density = request.density_per_cm2;
  if (!(dilution.low >= 0 && dilution.low <= dilution.high))
    throw InvalidArgument("must be a range from 0 up", "dilution");
  if (!(density.low > 0 && density.low <= density.high))
    throw InvalidArgument("must be a range above 0", "density_per_cm2");
  if (request.contrast && !(*request.contrast > 0)) throw InvalidArgument("must be > 0", "contrast");
}

}  // namespace

MatchResult match_shade(const FieldMean& field, const MatchRequest& request) {
  check(request);
  const Matcher matcher(field, request);
  double density = request.density_per_cm2.low;
  if (request.density_per_cm2.high > density)
    density = request.contrast ? density_of_contrast(matcher, request) : density_of_color(matcher, request);
  // In whole dots: nobody sets fractions.
  density = std::clamp(std::round(density), request.density_per_cm2.low, request.density_per_cm2.high);
  const Candidate best = matcher.best(density);
  MatchResult result;
  result.pigment = best.name;
  result.dilution = best.dilution;
  result.density_per_cm2 = density;
  result.predicted = best.look.mean;
  result.contrast = field_contrast(best.look, request.skin);
  result.remaining_de = best.remaining_de;
  result.reached = best.remaining_de <= kReachedDeltaE;
  return result;
}

}  // namespace smp
