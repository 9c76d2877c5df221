#include "smp/treatment/appearance.h"

#include <algorithm>
#include <cmath>

#include "smp/base/random.h"
#include "smp/base/smooth_step.h"

namespace smp {
namespace {

constexpr double kEarlyYears = 0.5 - kHealingDays / kDaysPerYear;

// 1 up to a day of healing, 0 from another on.
double fall(double age_days, double from_day, double to_day) {
  return 1 - smooth_step((age_days - from_day) / (to_day - from_day));
}

// ---- healing

constexpr double kFreshMass = 1.5;  // a third is lost within weeks (optics notes 6)
constexpr double kRednessDays = 4;  // domain notes 1.5

// A scab falls off and flaking ends within ten days; the rest settles until the epidermis is renewed.
double swelling(double age_days) {
  return 0.85 * fall(age_days, 1, 11) + 0.15 * fall(age_days, 0, kHealingDays);
}

// Fits to `DotOptics` on skin of tone III, healed density of the middle of usual dots; docs/models/time.md
// has the errors.
double middle_density(const Impression& dot) {
  constexpr double kMost = 0.45;
  const double black = 0.178 * std::pow(dot.diameter_mm / 0.25, 1.4) * std::pow(dot.depth_mm / 0.30, -2.67);
  const double ratio = black / kMost;
  return black / std::sqrt(std::sqrt(1 + ratio * ratio * ratio * ratio)) * -std::expm1(-dot.mu_per_mm / 6.6);
}

// Density of the fresh deposit in the dermis relative to the healed one: swollen by 1.6, and not at all.
double dermal_density(const Impression& dot, double fresh_diameter) {
  const double unswollen = 1.14;
  const double swollen = std::clamp(
      1.302 - 0.93 * (dot.diameter_mm / dot.depth_mm - 0.25 / 0.30) + 0.15 * std::log(dot.mu_per_mm / 8.6),
      1.0, 2.0);
  return unswollen + (swollen - unswollen) * (fresh_diameter - 1) / 0.6;
}

// Pigment in the epidermis makes up what the middle of a fresh dot lacks of the density wanted. The last line
// is the absorption there that adds a density, fitted too.
double fresh_surface_mu(const Impression& dot, const HealingOptions& healing) {
  const double excess = healing.fresh_strength - dermal_density(dot, healing.fresh_diameter);
  if (!(excess > 0) || !(dot.mu_per_mm > 0)) return 0;
  const double lacking = middle_density(dot) * excess;
  return lacking * (6.2 + 4 * lacking);
}

void heal(const Impression& dot, const HealingOptions& healing, double age_days, Appearance& look) {
  if (age_days >= kHealingDays) return;
  const double swollen = 1 + (healing.fresh_diameter - 1) * swelling(age_days);
  const double mass = 1 + (kFreshMass - 1) * fall(age_days, 0, kHealingDays);
  look.diameter_mm *= swollen;
  look.mu_per_mm *= mass / (swollen * swollen);
  look.redness = fall(age_days, 0, kRednessDays);
  const double unshed = fall(age_days, 1, 11);
  if (!(unshed > 0)) return;
  look.surface_diameter_mm = look.diameter_mm;
  look.surface_mu_per_mm = unshed * fresh_surface_mu(dot, healing);
}

// ---- ageing

constexpr double kDeepMm = 0.375 * 1.5;  // 1.5 mm of needle travel (domain notes 7)
constexpr double kDeepGrowth = 0.10;     // a year (domain notes 7) [assumption]
constexpr double kMostDeepFactor = 2.5;  // of a rate that the user set: that of the defaults, 0.10 / 0.04
constexpr double kDeepDrift = 0.30;      // as ordinary ink's: docs/models/time.md [assumption]
constexpr double kMostSpread = 3;        // as wide as a blow-out (domain notes 1.3) [assumption]
// Absorption from which on a dot darkens more by its area than by its pigment, found with `DotOptics`.
constexpr double kSaturatedMu = 3.2;

bool is_deep(const Impression& dot) { return dot.depth_mm > kDeepMm; }

// A stretch of time in which the pigment falls by exp(-fading) and the diameter would grow by exp(growth) a
// year.
struct Stretch {
  double years, fading, growth;
};

// Growth in one stretch of a dot that must not darken what it covers, D^2 / sqrt(1 + w) with w = (saturated
// mu / mu)^2: it is bound to keep that until it is faint enough (w = 2 growth / fading) to grow freely.
// @param faintness w, moved to the end of the stretch.
double bound_growth(const Stretch& s, double& faintness) {
  const double faded_squared = std::exp(2 * s.fading * s.years);
  double bound = 1, free_years = s.years;
  if (faintness * s.fading < 2 * s.growth) {
    // 1 / (share of the pigment)^2 at which the dot is faint enough.
    const double enough = 2 * s.growth * (1 + faintness) / (faintness * (s.fading + 2 * s.growth));
    free_years = faded_squared > enough ? s.years - std::log(enough) / (2 * s.fading) : 0;
    bound = 1 / std::sqrt(std::sqrt(1 - faintness * (std::min(faded_squared, enough) - 1)));
  }
  const double factor = free_years > 0 ? bound * std::exp(s.growth * free_years) : bound;
  faintness *= faded_squared * factor * factor * factor * factor;
  return factor;
}

double spread(const Impression& dot, const Pigment& pigment, const Timeline& timeline, double years) {
  const PigmentAgeing& own = pigment.ageing;
  double rate = own.growth_per_year + own.usual_growth * timeline.ageing.growth_per_year;
  if (is_deep(dot)) rate = std::min(kMostDeepFactor * rate, std::max(rate, kDeepGrowth));
  const double growth = std::log1p(rate);
  double factor = 1;
  if (own.free_spread < 1) {
    const AgeingOptions& ageing = timeline.ageing;
    const double early_loss = dot.scarred ? ageing.scar_early_loss : ageing.early_loss;
    double faintness = kSaturatedMu / dot.mu_per_mm;
    faintness *= faintness;
    factor = bound_growth({std::min(years, kEarlyYears), -std::log1p(-early_loss) / kEarlyYears, growth},
                          faintness);
    if (years > kEarlyYears)
      factor *= bound_growth(
          {years - kEarlyYears,
           -timeline.sun_factor * ageing.fade_factor * std::log1p(-pigment.fade_per_year), growth},
          faintness);
  }
  if (own.free_spread > 0)
    factor = std::pow(factor, 1 - own.free_spread) * std::exp(own.free_spread * growth * years);
  return std::min(factor, kMostSpread);
}

void drift(double rate, double years, PerChannel& kappa) {
  if (!(rate > 0)) return;
  kappa[1] *= std::exp(-0.25 * rate * years);
  kappa[2] *= std::exp(-rate * years);
}

// ---- laser (domain notes 8)

constexpr double kLuckSpread = 0.1;
constexpr double kDeepClearance = 0.75;
constexpr double kLeastShare = 0.05;
constexpr double kOxideDarkening = 1.20;
constexpr std::uint64_t kMostVisits = 1024;

// What a visit leaves of one dot's pigment, iron oxide's first visit apart.
double remaining_of_visit(const Impression& dot, const LaserKind& kind, std::size_t visit) {
  const double mean = is_deep(dot) ? 1 - kDeepClearance * (1 - kind.remaining) : kind.remaining;
  RandomStream luck(/*seed=*/0, RandomPurpose::kLaser, dot.id * kMostVisits + visit);
  return std::clamp(mean + kLuckSpread * luck.normal(), 0.02, 1.0);
}

double laser_share(const Impression& dot, double made_day, const Pigment& pigment, const Timeline& timeline,
                   double day, LaserReach reach) {
  double log_share = 0, darkened = 0;  // darkened: share of the iron oxide that has had its first visit
  for (std::size_t v = 0; v < timeline.laser.size(); ++v) {
    const LaserVisit& visit = timeline.laser[v];
    const double strength = reach.empty() ? 1.0 : std::clamp(static_cast<double>(reach[v]), 0.0, 1.0);
    if (!(visit.day > made_day) || !(day > visit.day) || !(strength > 0)) continue;
    const double faded = remaining_of_visit(dot, *visit.kind, v);
    const double oxide = pigment.ageing.oxide_share * (1 - darkened);
    const double left = faded + oxide * (kOxideDarkening - faded);
    darkened += (1 - darkened) * strength;
    log_share += strength * smooth_step((day - visit.day) / kHealingDays) * std::log(left);
  }
  return log_share == 0 ? 1 : std::exp(log_share);
}

}  // namespace

double remaining_share(double fade_per_year, const AgeingOptions& ageing, double sun_factor, bool scarred,
                       double years) {
  if (!(years > 0)) return 1;
  const double early = 1 - (scarred ? ageing.scar_early_loss : ageing.early_loss);
  const double early_part = std::pow(early, std::min(1.0, years / kEarlyYears));
  if (years <= kEarlyYears) return early_part;
  return early_part * std::pow(1 - fade_per_year, sun_factor * ageing.fade_factor * (years - kEarlyYears));
}

double pigment_left(const Timeline& timeline, std::size_t visits, const std::string& region, double day,
                    double fade_per_year) {
  double left = 0;
  for (const Visit& visit : std::span(timeline.visits).first(visits))
    if (visit.region.empty() || visit.region == region)
      left += visit.share * remaining_share(fade_per_year, timeline.ageing, timeline.sun_factor,
                                            /*scarred=*/false, (day - visit.settled_day) / kDaysPerYear);
  return left;
}

Appearance appearance(const Impression& dot, const Pigment& pigment, const Timeline& timeline,
                      const Moment& moment, LaserReach reach) {
  const Visit& visit = timeline.visits.at(dot.session - 1u);
  Appearance look;
  look.made = moment.is_after(visit.day);
  if (!look.made) return look;
  look.diameter_mm = dot.diameter_mm;
  look.depth_mm = dot.depth_mm;
  look.mu_per_mm = dot.mu_per_mm;
  look.kappa = pigment.kappa;
  heal(dot, timeline.healing, moment.day - visit.day, look);
  const double years = (moment.day - visit.settled_day) / kDaysPerYear;
  const double faded =
      remaining_share(pigment.fade_per_year, timeline.ageing, timeline.sun_factor, dot.scarred, years);
  const double lasered = faded * laser_share(dot, visit.day, pigment, timeline, moment.day, reach);
  look.mu_per_mm *= std::max(lasered, std::min(faded, kLeastShare));
  if (!(years > 0)) return look;
  const double wider = spread(dot, pigment, timeline, years);
  look.diameter_mm *= wider;
  look.mu_per_mm /= wider * wider;
  drift(pigment.ageing.drift_per_year + (is_deep(dot) ? kDeepDrift : 0), years, look.kappa);
  return look;
}

}  // namespace smp
