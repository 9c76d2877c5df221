#include "smp/simulate/work_plan.h"

#include <algorithm>
#include <map>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "smp/base/parallel.h"
#include "smp/optics/pigment.h"

namespace smp {
namespace {

constexpr double kMm3PerMl = 1000;
constexpr std::size_t kRun = 1024;  // dots looked at by one thread at a time

double poured_ml(const Impression& dot) {
  const double ellipsoid_mm3 = std::numbers::pi / 6 * dot.diameter_mm * dot.diameter_mm * kDepositHeightMm;
  return ellipsoid_mm3 / kTransferShare / kMm3PerMl;
}

std::vector<VisitWork> visits_of(const Treatment& treatment) {
  std::vector<VisitWork> visits;
  for (const Visit& visit : treatment.timeline.visits) visits.push_back({.visit = visit});
  for (const Impression& dot : treatment.impressions) ++visits.at(dot.session - 1u).impressions;
  for (VisitWork& work : visits) work.hours = static_cast<double>(work.impressions) / kDotsPerHour;
  return visits;
}

std::vector<DotCount> count_zones(std::span<const std::uint8_t> zones) {
  std::vector<DotCount> counts;
  if (zones.empty()) return counts;
  for (int zone = 0; zone < kZones; ++zone)
    counts.push_back({std::string(zone_name(static_cast<Zone>(zone))), 0});
  counts.push_back({"outside", 0});
  for (const std::uint8_t zone : zones) ++counts.at(zone).impressions;
  return counts;
}

// Needles that no dot was set with are left out.
std::vector<DotCount> count_needles(const Treatment& treatment) {
  std::vector<DotCount> counts;
  for (const std::string& needle : treatment.needles) counts.push_back({needle, 0});
  for (const Impression& dot : treatment.impressions)
    if (dot.needle < counts.size()) ++counts[dot.needle].impressions;
  std::erase_if(counts, [](const DotCount& count) { return count.impressions == 0; });
  std::sort(counts.begin(), counts.end(),
            [](const DotCount& a, const DotCount& b) { return a.name < b.name; });
  return counts;
}

std::vector<ShadeWork> shades_of(const Treatment& treatment, const Spec& spec) {
  std::map<std::pair<std::uint16_t, double>, ShadeWork> by_shade;
  for (const Impression& dot : treatment.impressions) {
    ShadeWork& shade = by_shade[{dot.pigment, dot.dilution}];
    ++shade.impressions;
    shade.mixed_ml += poured_ml(dot);
    const auto at = std::lower_bound(shade.visits.begin(), shade.visits.end(), dot.session);
    if (at == shade.visits.end() || *at != dot.session) shade.visits.insert(at, dot.session);
  }
  std::vector<ShadeWork> shades;
  for (auto& [key, shade] : by_shade) {
    shade.pigment = treatment.pigments.at(key.first);
    shade.dilution = key.second;
    shade.pigment_ml = shade.mixed_ml / (1 + shade.dilution);
    shade.mu_per_mm =
        diluted_mu_per_mm(resolve_pigment(shade.pigment, own_pigments(spec.pigment)), shade.dilution);
    shades.push_back(std::move(shade));
  }
  return shades;
}

void add_part(const char* per, const std::optional<double>& unit_price, double quantity, Price& price) {
  if (!unit_price) return;
  price.parts.push_back({per, *unit_price, quantity, *unit_price * quantity});
  price.total += price.parts.back().amount;
}

std::size_t visits_with_dots(const WorkPlan& plan) {
  std::size_t count = 0;
  for (const VisitWork& work : plan.visits) count += work.impressions > 0;
  return count;
}

// Grafts have no part in the visits' prices.
void price_work(const PriceOptions& prices, std::size_t dots, WorkPlan& plan) {
  Price price;
  const double area_cm2 = dots > 0 ? plan.area_cm2 : 0;
  add_part("session", prices.per_session, static_cast<double>(visits_with_dots(plan)), price);
  add_part("hour", prices.per_hour, plan.hours, price);
  if (area_cm2 > 0) add_part("cm2", prices.per_cm2, area_cm2, price);
  add_part("dot", prices.per_dot, static_cast<double>(dots), price);
  const bool of_dots = !price.parts.empty();
  if (plan.grafts > 0) add_part("graft", prices.per_graft, static_cast<double>(plan.grafts), price);
  if (of_dots)
    for (VisitWork& work : plan.visits) {
      const bool course = work.visit.kind == Visit::Kind::kSession;
      work.price = (work.impressions > 0 ? prices.per_session.value_or(0) : 0) +
                   work.hours * prices.per_hour.value_or(0) +
                   (course ? area_cm2 * work.visit.share * prices.per_cm2.value_or(0) : 0) +
                   static_cast<double>(work.impressions) * prices.per_dot.value_or(0);
    }
  if (!price.parts.empty()) plan.price = std::move(price);
}

// Of the pigment that most dots are set with.
Pigment main_pigment(const WorkPlan& plan, const Spec& spec) {
  std::map<std::string, std::uint64_t> counts;
  for (const ShadeWork& shade : plan.shades) counts[shade.pigment] += shade.impressions;
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return resolve_pigment(most == counts.end() ? "carbon-black" : most->first, own_pigments(spec.pigment));
}

std::vector<PlanRule> rules_of(const Pigment& pigment, const Treatment& treatment, const Spec& spec) {
  const SunSetting* sun = find_sun_setting(spec.timeline.sun);
  const auto source = [](const Basis& basis) { return basis.source.empty() ? "the spec" : basis.source; };
  std::vector<PlanRule> rules = {
      {"dots_per_hour", kDotsPerHour, "per hour", Trust::kDerived, "domain notes 6",
       "speed of the needle; clinics' words make 3500 to 7000. What else a visit takes is not counted: they "
       "speak of 2 to 5 hours"},
      {"deposit_height_mm", kDepositHeightMm, "mm", Trust::kAssumption, "optics notes 6",
       "a deposit is an ellipsoid as wide as its healed dot and this high"},
      {"transfer_share", kTransferShare, "", Trust::kAssumption, "",
       "of the pigment poured out, what ends up in deposits"},
      {"fade_per_year", pigment.fade_per_year, "per year", pigment.fade_basis.trust,
       source(pigment.fade_basis),
       "share of the pigment lost in a year in the shade; the range of touch-ups is that of 8 to 25 % where "
       "this is 13 % (domain notes 0)"},
      {"sun_factor", treatment.timeline.sun_factor, "", sun ? sun->trust : Trust::kNone,
       sun ? sun->source : "", "fading relative to that in the shade"},
      rule_of_spec({"early_loss", treatment.timeline.ageing.early_loss, "", Trust::kDerived, "domain notes 7",
                    "share of the pigment lost in the first half year"},
                   AgeingOptions{}.early_loss),
      {"due_share", kDueShare, "", Trust::kDerived, "domain notes 7",
       "a touch-up is due when this share of the field's darkness is left, and restores the rest"},
      {"calendar_years", kCalendarYears, "years", Trust::kAssumption, "", "no touch-up is foretold beyond"},
  };
  const bool scars = std::any_of(treatment.impressions.begin(), treatment.impressions.end(),
                                 [](const Impression& dot) { return dot.scarred; });
  if (scars)
    rules.push_back(rule_of_spec({"scar_early_loss", treatment.timeline.ageing.scar_early_loss, "",
                                  Trust::kDerived, "domain notes 7", "the same of dots in scars"},
                                 AgeingOptions{}.scar_early_loss));
  return rules;
}

}  // namespace

PlanRule rule_of_spec(PlanRule rule, double usual) {
  if (rule.value != usual) rule.trust = Trust::kNone, rule.source = "the spec";
  return rule;
}

std::vector<std::uint8_t> zones_of_dots(const Treatment& treatment, const PosedHead& head,
                                        const ScalpZones& zones, int threads) {
  const std::vector<Impression>& dots = treatment.impressions;
  std::vector<std::uint8_t> found(dots.size(), kZones);
  parallel_for(threads, (dots.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(dots.size(), (run + 1) * kRun); ++i)
      if (const auto here = head.at(dots[i].position_px))
        if (const auto zone = zones.at(head.head_of(here->position_mm)))
          found[i] = static_cast<std::uint8_t>(*zone);
  });
  return found;
}

WorkPlan plan_work(const Treatment& treatment, const Spec& spec, const WorkInput& input) {
  WorkPlan plan;
  plan.method = spec.method;
  plan.currency = spec.prices.currency;
  plan.visits = visits_of(treatment);
  plan.zones = count_zones(input.zones);
  plan.needles = count_needles(treatment);
  plan.shades = shades_of(treatment, spec);
  plan.area_cm2 = input.area_cm2;
  plan.grafts = input.grafts;
  for (const VisitWork& work : plan.visits) plan.hours += work.hours;
  for (const ShadeWork& shade : plan.shades)
    plan.mixed_ml += shade.mixed_ml, plan.pigment_ml += shade.pigment_ml;
  price_work(spec.prices, treatment.impressions.size(), plan);
  const Pigment pigment = main_pigment(plan, spec);
  if (input.calendar) plan.touch_ups = touch_up_calendar(treatment, pigment);
  plan.rules = rules_of(pigment, treatment, spec);
  return plan;
}

}  // namespace smp
