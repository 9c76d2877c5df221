#include "smp/treatment/shade_choice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "smp/treatment/dot_style.h"
#include "smp/treatment/needles.h"
#include "smp/treatment/planner.h"

namespace smp {
namespace {

constexpr std::size_t kRows = 5, kColumns = 5;
using Row = std::array<double, kColumns>;

constexpr std::array<double, kRows> kMinusIta = {-55, -34.5, -19, 10, 40};  // rising
constexpr Row kHairLightness = {18.4, 23, 32, 42, 57};
// The two empty entries for light brown hair on brown and dark skin lie on the line between their neighbours.
constexpr std::array<Row, kRows> kParts = {{{12, 15, 18, 21, 25},
                                            {10, 13, 16, 20, 24},
                                            {8, 11, 14, 18, 22},
                                            {5, 8, 12, 15.2, 20},
                                            {3, 6, 10, 13.2, 18}}};

// Monotone cubic interpolation (Fritsch, Carlson 1980, with the harmonic mean of Fritsch, Butland 1984 as
// slope); constant outside.
template <std::size_t N>
double monotone_cubic(const std::array<double, N>& x, const std::array<double, N>& y, double at) {
  if (at <= x.front()) return y.front();
  if (at >= x.back()) return y.back();
  std::size_t i = 0;
  while (at > x[i + 1]) ++i;
  const auto rise = [&](std::size_t k) { return (y[k + 1] - y[k]) / (x[k + 1] - x[k]); };
  const auto slope = [&](std::size_t k) {
    if (k == 0 || k + 1 == N) return 0.0;  // it is constant beyond
    const double before = rise(k - 1), after = rise(k);
    if (before * after <= 0) return 0.0;
    const double h0 = x[k] - x[k - 1], h1 = x[k + 1] - x[k];
    return 3 * (h0 + h1) / ((2 * h1 + h0) / before + (h1 + 2 * h0) / after);
  };
  const double h = x[i + 1] - x[i], t = (at - x[i]) / h, u = 1 - t;
  return u * u * ((1 + 2 * t) * y[i] + t * h * slope(i)) +
         t * t * ((1 + 2 * u) * y[i + 1] - u * h * slope(i + 1));
}

}  // namespace

double auto_dilution(double ita_deg, double hair_lightness) {
  std::array<double, kRows> by_tone{};
  for (std::size_t row = 0; row < kRows; ++row)
    by_tone[row] = monotone_cubic(kHairLightness, kParts[row], hair_lightness);
  return monotone_cubic(kMinusIta, by_tone, -ita_deg);
}

std::vector<Pigment> own_pigments(const PigmentOptions& options) {
  std::vector<Pigment> pigments;
  for (const OwnPigment& own : options.catalogue) {
    Pigment pigment;
    pigment.name = own.name;
    pigment.kappa = own.kappa;
    pigment.mu_healed_per_mm = own.mu_healed_per_mm;
    pigment.fade_per_year = own.fade_per_year;
    pigment.ageing = {.growth_per_year = own.growth_per_year.value_or(0),
                      .usual_growth = own.growth_per_year ? 0.0 : 1.0,
                      .free_spread = own.free_spread,
                      .drift_per_year = own.drift_per_year,
                      .oxide_share = own.oxide_share ? *own.oxide_share : oxide_share_of(own.kappa),
                      .basis = {Trust::kNone, own.source}};
    pigment.kappa_basis.source = pigment.mu_basis.source = pigment.fade_basis.source = own.source;
    pigments.push_back(std::move(pigment));
  }
  return pigments;
}

std::vector<BlendPart> blend_around(double dilution) {
  return {{0.8 * dilution, 0.20}, {dilution, 0.55}, {1.25 * dilution, 0.25}};
}

FieldDots field_dots_of(const RegionOptions& region, double blur_mm,
                        const std::vector<OwnNeedle>& own_needles) {
  FieldDots dots;
  dots.depth_mm = deposit_depth_mm(region);
  dots.diameters.clear();
  for (const auto& [code, share] : needles_of(region))
    if (const auto diameter_mm = dot_diameter_mm(code, own_needles))
      dots.diameters.push_back({*diameter_mm * diameter_factor_at_depth(dots.depth_mm), share});
  dots.depth_spread_mm = region.depth_spread_mm;
  dots.diameter_spread = region.diameter_spread;
  dots.strength_spread = region.strength_spread;
  dots.regularity = region.regularity;
  dots.tremor_mm = region.tremor_mm;
  dots.blur_mm = blur_mm;
  return dots;
}

}  // namespace smp
