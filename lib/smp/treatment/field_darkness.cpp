#include "smp/treatment/field_darkness.h"

#include "smp/treatment/appearance.h"

namespace smp {
namespace {

constexpr double kUsualIta = 45;  // the skin matters little

}  // namespace

FieldDarkness::FieldDarkness(const TypicalDot& dot) : optics_(kUsualIta), pigment_(dot.pigment) {
  dot_.mu_per_mm = dot.mu_per_mm;
  dot_.depth_mm = dot.depth_mm;
  dot_.diameter_mm = dot.diameter_mm;
  healed_ = light_taken(dot_.diameter_mm, dot_.mu_per_mm, pigment_.kappa);
}

double FieldDarkness::left(const Timeline& timeline, bool scarred, double years) const {
  if (!(years > 0) || !(healed_ > 0)) return 1;
  const Timeline alone = {.visits = {Visit{}}, .ageing = timeline.ageing, .sun_factor = timeline.sun_factor};
  Impression dot = dot_;
  dot.scarred = scarred;
  const double day = alone.visits[0].settled_day + years * kDaysPerYear;
  const Appearance look = appearance(dot, pigment_, alone, {.day = day});
  return light_taken(look.diameter_mm, look.mu_per_mm, look.kappa) / healed_;
}

double FieldDarkness::light_taken(double diameter_mm, double mu_per_mm, const PerChannel& kappa) const {
  constexpr PerChannel kLuminance = {0.2126, 0.7152, 0.0722};
  const auto radii = optics_.radii_mm();
  const std::vector<PerChannel> drop = optics_.drop(
      {dot_.depth_mm, diameter_mm, {mu_per_mm * kappa[0], mu_per_mm * kappa[1], mu_per_mm * kappa[2]}});
  double sum = 0;
  for (std::size_t i = 1; i < radii.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c)
      sum += kLuminance[c] * 0.5 * (drop[i][c] + drop[i - 1][c]) * kPi *
             (radii[i] * radii[i] - radii[i - 1] * radii[i - 1]);
  return sum;
}

}  // namespace smp
