#include "smp/simulate/method.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "smp/base/within.h"
#include "smp/treatment/grafts.h"
#include "smp/treatment/zones.h"

namespace smp {
namespace {

// Areas measured with cells of different sizes differ by some tenths of a percent: the donor area is not
// overdrawn for that.
constexpr double kMeasureMargin = 0.995;
constexpr double kDaysPerMonth = kDaysPerYear / 12;
constexpr double kDonorCaucasian = 91;  // 17 men, one site
constexpr double kDonorAsian = 63;      // mean of three groups of 70 men, donor area: 61, 64, 64

// A region as grafts see it.
struct Room {
  double weighted_cm2 = 0;  // area times the share of the density that is asked for at each place
  double goal_per_cm2 = 0;  // grafts at full density that would reach the goal
};

double integral(const PlannedRegion& region, double native_per_cm2, const RegionDesign& design,
                const Scalp& scalp, int threads) {
  const RegionDensity density = {region.options.density_per_cm2.value_or(kUsualDensity), kGraftRegularity,
                                 region.options.fade_mm, native_per_cm2};
  return build_region_area(region.shape, density, *scalp.surface, scalp.width_px, scalp.height_px, threads,
                           design)
      .expected;
}

Room room_in(const PlannedRegion& region, const Scalp& scalp, int threads) {
  const double density = region.options.density_per_cm2.value_or(kUsualDensity);
  RegionDesign bare = region.design;
  bare.present_per_cm2 = {};
  const double all = integral(region, 0, bare, scalp, threads);
  if (!(all > 0)) return {};
  const double lacking =
      integral(region, region.options.native_per_cm2.value_or(0), region.design, scalp, threads);
  return {all / density, density * lacking / all};
}

const GraftOptions* own_grafts(const Spec& spec, const PlannedRegion& region) {
  for (const GraftOptions& graft : spec.grafts)
    if (graft.region == region.options.name) return &graft;
  return nullptr;
}

std::vector<PlantOrder> own_orders(const Spec& spec, const std::vector<PlannedRegion>& regions) {
  std::vector<PlantOrder> orders;
  for (const GraftOptions& graft : spec.grafts) {
    const auto region = std::find_if(regions.begin(), regions.end(),
                                     [&](const PlannedRegion& r) { return r.options.name == graft.region; });
    orders.push_back({static_cast<std::size_t>(region - regions.begin()), graft});
  }
  return orders;
}

PlanRule donor_rule(double units_per_cm2, Trust trust, const char* source) {
  return {
      "donor_units_per_cm2", units_per_cm2, "per cm2", trust, source, "follicular units of the donor area"};
}

std::string look_at(double per_cm2) {
  return per_cm2 >= kReadsFull ? "full" : per_cm2 > kVisiblyThin ? "thin-in-bright-light" : "visibly-thin";
}

std::vector<MethodLimit> limits_of(const MethodOutcome& outcome, const MethodComparison& all,
                                   const MethodMeasure& measure) {
  std::vector<MethodLimit> limits;
  if (outcome.method == "dots") {
    limits.push_back(
        {"no-length", "dots have no length: native hair is kept at 0.2 to 0.5 mm, 2 to 3 times a week"});
    limits.push_back({"fades", "dots fade and need touch-ups, see there"});
  }
  if (outcome.method != "dots")
    limits.push_back(
        {"donor-limit", fmt::format("the donor area gives {:.0f} grafts at most ({:.3g} per cm2 x {:g} "
                                    "cm2 x {:g} %)",
                                    std::floor(all.donor.grafts()), all.donor.units_per_cm2,
                                    all.donor.area_cm2, 100 * all.donor.harvest_share)});
  if (static_cast<double>(outcome.grafts) > all.donor.grafts())
    limits.push_back({"donor-overdrawn", "the grafts that the spec asks for are more than that"});
  if (outcome.method == "grafts") {
    if (outcome.missing_units >= 1)
      limits.push_back(
          {"below-goal", fmt::format("{:.0f} units short of the goal: {:.0f} of {:.0f} per cm2 are reached",
                                     outcome.missing_units, outcome.reached_per_cm2, all.goal_per_cm2)});
    if (measure.densest_grafts_per_cm2 >= kMostSurgeries * kGraftsPerSurgery * kMeasureMargin)
      limits.push_back({"surgical-limit", fmt::format("no more than {} sessions of {:g} per cm2 are planned",
                                                      kMostSurgeries, kGraftsPerSurgery)});
  }
  if (outcome.method == "both")
    limits.push_back(
        {"dots-stay-flat",
         "dots lie flat: hair above 1 mm stands up beside them, above 3 mm they are a tone under it"});
  return limits;
}

// Nothing where a price is missing that it needs.
std::optional<double> price_of(const MethodOutcome& outcome, const PriceOptions& prices, double area_cm2) {
  double price = 0;
  if (outcome.dots > 0) {
    if (!prices.per_session && !prices.per_hour && !prices.per_cm2 && !prices.per_dot) return std::nullopt;
    price += static_cast<double>(outcome.sessions) * prices.per_session.value_or(0) +
             outcome.hours * prices.per_hour.value_or(0) + area_cm2 * prices.per_cm2.value_or(0) +
             static_cast<double>(outcome.dots) * prices.per_dot.value_or(0);
  }
  if (outcome.grafts > 0) {
    if (!prices.per_graft) return std::nullopt;
    price += static_cast<double>(outcome.grafts) * *prices.per_graft;
  }
  return price;
}

MethodOutcome outcome_of(const MethodMeasure& measure, const MethodComparison& all, double goal_units,
                         const Spec& spec, const Timeline& timeline) {
  MethodOutcome outcome{.method = measure.method, .dots = measure.dots, .grafts = measure.grafts, .look = {}};
  if (outcome.dots > 0) outcome.sessions = timeline.sessions();
  outcome.surgeries =
      static_cast<std::size_t>(std::ceil(measure.densest_grafts_per_cm2 / kGraftsPerSurgery - 1e-9));
  outcome.hours = static_cast<double>(outcome.dots) / kDotsPerHour;
  if (outcome.dots > 0) outcome.months = (timeline.last_session_day() + kHealingDays) / kDaysPerMonth;
  if (outcome.grafts > 0) outcome.months = std::max(outcome.months, kGraftMonths);
  const double reached = measure.native_units + static_cast<double>(measure.dots + measure.grafts);
  if (measure.area_cm2 > 0) outcome.reached_per_cm2 = reached / measure.area_cm2;
  outcome.missing_units = std::max(0.0, goal_units - reached);
  outcome.look = look_at(outcome.reached_per_cm2);
  outcome.price = price_of(outcome, spec.prices, measure.area_cm2);
  outcome.limits = limits_of(outcome, all, measure);
  return outcome;
}

std::vector<PlanRule> rules_of(const DonorSupply& donor) {
  return {
      donor.density_rule,
      rule_of_spec({"donor_area_cm2", donor.area_cm2, "cm2", Trust::kAssumption, "", "safe donor area"},
                   DonorOptions{}.area_cm2),
      rule_of_spec({"harvest_share", donor.harvest_share, "", Trust::kPractitioners, "domain notes 4",
                    "of the donor area's units, what can be taken unseen"},
                   DonorOptions{}.harvest_share),
      {"grafts_per_surgery", kGraftsPerSurgery, "per cm2", Trust::kPractitioners, "domain notes 9",
       "most that one surgical session plants"},
      {"most_surgeries", kMostSurgeries, "", Trust::kAssumption, "",
       "surgical sessions planned on one place"},
      {"grafts_among_dots", kGraftsAmongDots, "per cm2", Trust::kPractitioners, "domain notes 9",
       "planted where dots do the rest"},
      {"graft_months", kGraftMonths, "months", Trust::kPractitioners, "domain notes 9",
       "from transplantation to the result; 10 to 12, on the crown 12 to 18"},
      {"healing_days", kHealingDays, "days", Trust::kPractitioners, "domain notes 1.5",
       "from the last session with needles to the result"},
      {"reads_full", kReadsFull, "per cm2", Trust::kPractitioners, "domain notes 2.3",
       "units, native ones included, from which a scalp reads full (40 to 50)"},
      {"visibly_thin", kVisiblyThin, "per cm2", Trust::kPractitioners, "domain notes 2.3",
       "units up to which it is visibly thin even when dry"},
  };
}

}  // namespace

DonorSupply donor_supply(const DonorOptions& donor, const std::string& hair_type) {
  DonorSupply supply{.area_cm2 = donor.area_cm2, .harvest_share = donor.harvest_share, .density_rule = {}};
  if (donor.units_per_cm2)
    supply.density_rule = donor_rule(*donor.units_per_cm2, Trust::kNone, "the spec");
  else if (hair_type == "caucasian")
    supply.density_rule = donor_rule(kDonorCaucasian, Trust::kMeasured, "domain notes 2.1");
  else if (hair_type == "asian")
    supply.density_rule = donor_rule(kDonorAsian, Trust::kMeasured, "domain notes 2.1");
  else
    supply.density_rule =
        donor_rule(kDonorCaucasian * density_factor(hair_type), Trust::kDerived, "domain notes 2.1");
  supply.units_per_cm2 = supply.density_rule.value;
  return supply;
}

std::vector<PlantOrder> grafts_of_method(const Spec& spec, const std::vector<PlannedRegion>& regions,
                                         const Scalp& scalp, int threads) {
  if (spec.method == "dots") return {};
  std::vector<PlantOrder> orders = own_orders(spec, regions);
  if (spec.method == "as-given") return orders;
  const double most = spec.method == "both" ? kGraftsAmongDots : kMostSurgeries * kGraftsPerSurgery;
  double own = 0, wanted = 0;  // units
  const std::size_t first = orders.size();
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const Room room =
        within(fmt::format("/regions/{}", i), [&] { return room_in(regions[i], scalp, threads); });
    if (const GraftOptions* given = own_grafts(spec, regions[i])) {
      own += given->units_per_cm2 * room.weighted_cm2;
      continue;
    }
    const double units_per_cm2 = std::min(most, room.goal_per_cm2);
    if (!(units_per_cm2 * room.weighted_cm2 >= 1)) continue;
    wanted += units_per_cm2 * room.weighted_cm2;
    orders.push_back({i, {.region = regions[i].options.name, .units_per_cm2 = units_per_cm2}});
  }
  const double left = kMeasureMargin * std::max(0.0, donor_supply(spec.donor, spec.hair.type).grafts() - own);
  if (wanted > left)
    for (std::size_t k = first; k < orders.size(); ++k) orders[k].options.units_per_cm2 *= left / wanted;
  std::erase_if(orders, [](const PlantOrder& order) { return !(order.options.units_per_cm2 > 0.01); });
  return orders;
}

MethodComparison compare_methods(const std::vector<MethodMeasure>& measures, const Spec& spec,
                                 const Timeline& timeline) {
  MethodComparison all{.donor = donor_supply(spec.donor, spec.hair.type)};
  const MethodMeasure& goal = measures.front();
  const double goal_units = goal.native_units + static_cast<double>(goal.dots);
  all.area_cm2 = goal.area_cm2;
  if (goal.area_cm2 > 0) all.goal_per_cm2 = goal_units / goal.area_cm2;
  for (const MethodMeasure& measure : measures)
    all.outcomes.push_back(outcome_of(measure, all, goal_units, spec, timeline));
  all.rules = rules_of(all.donor);
  return all;
}

}  // namespace smp
