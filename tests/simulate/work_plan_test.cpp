// The work that a treatment is: counts, hours, pigment, prices, touch-ups.
#include "smp/simulate/work_plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/treatment/appearance.h"
#include "support/head_photo.h"

namespace smp {
namespace {

using testing::head_photo;
using testing::head_scene;
using testing::head_spec;
using testing::HeadPhoto;
using testing::simulated;

// Dots of 0.25 mm at 9 parts of water, as many in each session.
Treatment dots_in(const std::vector<std::size_t>& by_visit, const TimelineOptions& timeline = {}) {
  Treatment treatment;
  treatment.regions = {"front", "back"};
  treatment.needles = {"1RL", "3RL", "5RL"};
  treatment.pigments = {"carbon-black"};
  treatment.timeline = lay_timeline(timeline, {.area_cm2 = 100});
  for (std::size_t visit = 0; visit < by_visit.size(); ++visit)
    for (std::size_t i = 0; i < by_visit[visit]; ++i)
      treatment.impressions.push_back({.region = static_cast<std::uint16_t>(i % 4 == 0),
                                       .session = static_cast<std::uint16_t>(visit + 1),
                                       .needle = static_cast<std::uint16_t>(i % 2),
                                       .diameter_mm = 0.25,
                                       .dilution = 9});
  return treatment;
}

double amount_of(const Price& price, const std::string& per) {
  for (const PricePart& part : price.parts)
    if (part.per == per) return part.amount;
  return NAN;
}

TEST(WorkPlan, CountsHoursAndPigment) {
  const WorkPlan plan = plan_work(dots_in({3000, 4000, 2000}), {}, {.area_cm2 = 100});
  ASSERT_EQ(plan.visits.size(), 3u);
  EXPECT_EQ(plan.visits[1].impressions, 4000u);
  EXPECT_EQ(plan.visits[1].visit.day, 14);
  EXPECT_DOUBLE_EQ(plan.hours, 2);  // 9000 dots at 4500 an hour
  // 9000 ellipsoids of 0.25 x 0.25 x 0.3 mm are 88 mm^3; ten times as much is poured out.
  EXPECT_NEAR(plan.mixed_ml, 0.884, 0.001);
  EXPECT_NEAR(plan.pigment_ml, plan.mixed_ml / 10, 1e-9);
  ASSERT_EQ(plan.shades.size(), 1u);
  EXPECT_EQ(plan.shades[0].impressions, 9000u);
  EXPECT_EQ(plan.shades[0].visits, (std::vector<std::size_t>{1, 2, 3}));
  ASSERT_EQ(plan.needles.size(), 2u);  // no dot was set with the third
  EXPECT_EQ(plan.needles[0].impressions + plan.needles[1].impressions, 9000u);
  EXPECT_TRUE(plan.zones.empty());
  EXPECT_FALSE(plan.price);
}

TEST(WorkPlan, EveryRuleSaysWhatItRestsOn) {
  const WorkPlan plan = plan_work(dots_in({10, 10, 10}), {}, {});
  ASSERT_GT(plan.rules.size(), 5u);
  for (const PlanRule& rule : plan.rules) {
    EXPECT_NE(rule.trust, Trust::kNone) << rule.name;
    EXPECT_TRUE(rule.trust == Trust::kAssumption || !rule.source.empty()) << rule.name;
    EXPECT_FALSE(rule.meaning.empty()) << rule.name;
  }
}

TEST(WorkPlan, RulesOfTheSpecRestOnTheSpec) {
  TimelineOptions timeline;
  timeline.ageing.early_loss = 0.15;
  const WorkPlan plan = plan_work(dots_in({10, 10, 10}, timeline), {}, {});
  const auto rule = std::find_if(plan.rules.begin(), plan.rules.end(),
                                 [](const PlanRule& r) { return r.name == "early_loss"; });
  ASSERT_NE(rule, plan.rules.end());
  EXPECT_EQ(rule->value, 0.15);
  EXPECT_EQ(rule->source, "the spec");
  EXPECT_EQ(rule->trust, Trust::kNone);
}

TEST(WorkPlan, AddsEveryPriceThatIsGiven) {
  Spec spec;
  spec.prices = {.per_session = 300, .per_hour = 60, .per_cm2 = 5, .per_dot = 0.01};
  TimelineOptions timeline;
  timeline.touch_ups = {{.year = 4}};
  const WorkPlan plan = plan_work(dots_in({3000, 4000, 2000, 900}, timeline), spec, {.area_cm2 = 100});
  ASSERT_TRUE(plan.price);
  EXPECT_DOUBLE_EQ(amount_of(*plan.price, "session"), 1200);
  EXPECT_DOUBLE_EQ(amount_of(*plan.price, "hour"), 9900.0 / 4500 * 60);
  EXPECT_DOUBLE_EQ(amount_of(*plan.price, "cm2"), 500);
  EXPECT_DOUBLE_EQ(amount_of(*plan.price, "dot"), 99);
  double visits = 0;
  for (const VisitWork& work : plan.visits) visits += work.price.value();
  EXPECT_NEAR(visits, plan.price->total, 1e-9);
  EXPECT_NEAR(plan.price->total, 1200 + 132 + 500 + 99, 1e-9);
  // The area is paid for with the course, by its shares; 30 % on the first day.
  EXPECT_NEAR(plan.visits[0].price.value(), 300 + 40 + 150 + 30, 1e-9);
  EXPECT_NEAR(plan.visits[3].price.value(), 300 + 12 + 9, 1e-9);
}

TEST(WorkPlan, AsksNoPriceForVisitsWithoutDots) {
  Spec spec;
  spec.prices.per_session = 300, spec.prices.per_cm2 = 5, spec.prices.per_graft = 3;
  const WorkPlan plan = plan_work(dots_in({0, 0, 0}), spec, {.area_cm2 = 100, .grafts = 1000});
  EXPECT_DOUBLE_EQ(plan.price.value().total, 3000);
  EXPECT_TRUE(plan.touch_ups.empty());
}

TEST(TouchUpCalendar, IsDueWhenTheFieldHasPaled) {
  const Pigment carbon = *find_pigment("carbon-black");
  double of_more_sun = 100;
  for (const char* sun : {"shaded", "normal", "heavy"}) {
    TimelineOptions timeline;
    timeline.sun = sun;
    const auto list = touch_up_calendar(dots_in({10, 10, 10}, timeline), carbon);
    ASSERT_FALSE(list.empty());
    EXPECT_NEAR(list[0].share, 1 - kDueShare, 1e-6);
    EXPECT_LT(list[0].years, of_more_sun);
    of_more_sun = list[0].years;
    // Practitioners: 2 to 7, up to 10 years (domain notes 7).
    EXPECT_GT(list[0].years, 2);
    EXPECT_LT(list[0].years, 7);
    double before = 0;
    for (const TouchUpDue& due : list) {
      EXPECT_FALSE(due.asked);
      EXPECT_GT(due.years, before + 1);
      EXPECT_LE(due.years, kCalendarYears);
      EXPECT_LT(due.earliest_years.value(), due.years);
      EXPECT_GT(due.latest_years.value_or(kCalendarYears + 1), due.years);
      before = due.years;
    }
  }
}

TEST(TouchUpCalendar, HeedsTheTouchUpsAskedFor) {
  const Pigment carbon = *find_pigment("carbon-black");
  TimelineOptions timeline;
  const double first = touch_up_calendar(dots_in({10, 10, 10}), carbon).at(0).years;
  timeline.touch_ups = {{.year = 2}};
  const auto list = touch_up_calendar(dots_in({10, 10, 10}, timeline), carbon);
  ASSERT_GE(list.size(), 2u);
  EXPECT_TRUE(list[0].asked);
  EXPECT_NEAR(list[0].years, 2, 1e-9);
  EXPECT_FALSE(list[0].earliest_years);
  EXPECT_FALSE(list[1].asked);
  EXPECT_GT(list[1].years, first + 0.5);
  // A little late it is still the one that is due; much later one is due before.
  timeline.touch_ups[0].year = first + 0.7;
  EXPECT_TRUE(touch_up_calendar(dots_in({10, 10, 10}, timeline), carbon).at(0).asked);
  timeline.touch_ups[0].year = first + 2;
  EXPECT_NEAR(touch_up_calendar(dots_in({10, 10, 10}, timeline), carbon).at(0).years, first, 1e-9);
  timeline.touch_ups[0].year = 2;
  // One of a quarter of the dots restores that much less.
  timeline.touch_ups[0].region = "back";
  const auto part = touch_up_calendar(dots_in({100, 100, 100}, timeline), carbon);
  EXPECT_GT(part[1].years, first);
  EXPECT_LT(part[1].years, list[1].years);
}

// The range of a touch-up is that of the same one at other rates, not of one on the other side of what is
// asked for in between.
TEST(TouchUpCalendar, RangesLieBetweenTheTouchUpsAskedFor) {
  const Pigment carbon = *find_pigment("carbon-black");
  TimelineOptions timeline;
  timeline.touch_ups = {{.year = 3}, {.year = 8}};
  double asked_before = 0;
  int due = 0;
  for (const TouchUpDue& entry : touch_up_calendar(dots_in({10, 10, 10}, timeline), carbon)) {
    if (entry.asked) {
      asked_before = entry.years;
      continue;
    }
    ++due;
    EXPECT_GT(entry.earliest_years.value(), asked_before);
    EXPECT_LT(entry.earliest_years.value(), entry.years);
    if (asked_before == 3) {
      EXPECT_FALSE(entry.latest_years);  // that of year 8 comes first
    }
  }
  EXPECT_GE(due, 2);
}

TEST(TouchUpCalendar, ScarsAreDueEarlier) {
  const Pigment carbon = *find_pigment("carbon-black");
  Treatment treatment = dots_in({10, 10, 10});
  const double skin = touch_up_calendar(treatment, carbon).at(0).years;
  for (Impression& dot : treatment.impressions) dot.scarred = true;
  // 20 % instead of 10 % of the pigment are lost in the first half year (domain notes 7).
  EXPECT_LT(touch_up_calendar(treatment, carbon).at(0).years, skin - 0.4);
}

TEST(WorkPlan, OfAListOfImpressionsHasNoAreaAndNoMethods) {
  const Simulation drawn = simulated(
      testing::bald_head().photo,
      head_spec(testing::bald_head(), R"("regions": [{"pattern": "norwood-5"}], "impressions": "dots.csv",
      "prices": {"per_cm2": 5, "per_dot": 0.5})"),
      {}, {.compare_methods = true},
      "x_px,y_px,diameter_mm,depth_mm,mu_per_mm,session\n200,150,0.2,0.3,8,1\n210,160,0.2,0.3,8,2\n");
  EXPECT_FALSE(drawn.methods);
  ASSERT_EQ(drawn.work.visits.size(), 2u);
  EXPECT_EQ(drawn.work.visits[1].impressions, 1u);
  ASSERT_EQ(drawn.work.price.value().parts.size(), 1u);
  EXPECT_DOUBLE_EQ(drawn.work.price->total, 1);
  EXPECT_EQ(drawn.work.zones.size(), std::size_t{kZones} + 1);
}

// The top of a bald head from above: all of a pattern is seen.
const HeadPhoto& top_of_head() {
  static const HeadPhoto head = [] {
    PhantomScene scene = head_scene();
    scene.shape.angles.pitch_deg = 70;
    return head_photo(scene);
  }();
  return head;
}

// Domain notes 2.4: 100 to 150 cm^2, about 13,000 dots at the default density. The zones' lower densities at
// the hairline and temples (2.3) keep the whole below that; the fading into the hair around adds area.
TEST(WorkPlan, OfANorwoodFive) {
  const Simulation result = simulated(
      top_of_head().photo, head_spec(top_of_head(), R"("regions": [{"name": "top", "pattern": "norwood-5",
      "hairline": {"preset": "natural"}}])"),
      {}, {.compare_methods = true});
  const WorkPlan& work = result.work;
  const double dots = static_cast<double>(result.treatment.impressions.size());
  EXPECT_NEAR(dots, 13'000, 0.2 * 13'000);
  EXPECT_GT(dots / kUsualDensity, 90);  // cm^2 at full density
  EXPECT_LT(dots / kUsualDensity, 150);
  EXPECT_GT(work.area_cm2, 140);
  EXPECT_LT(work.area_cm2, 190);
  // Section 6: three sessions of 30, 40 and 30 % two weeks apart.
  ASSERT_EQ(work.visits.size(), 3u);
  for (const auto& [visit, share] : {std::pair{0, 0.3}, {1, 0.4}, {2, 0.3}}) {
    const VisitWork& session = work.visits[static_cast<std::size_t>(visit)];
    EXPECT_NEAR(static_cast<double>(session.impressions), share * dots, 0.01 * dots);
    EXPECT_EQ(session.visit.day, 14 * visit);
    EXPECT_DOUBLE_EQ(session.hours, static_cast<double>(session.impressions) / 4500);
  }
  // Between the speeds of clinics: 3500 to 7000 an hour.
  EXPECT_GT(work.hours, dots / 7000);
  EXPECT_LT(work.hours, dots / 3500);
  // Zones hold every dot; a fifth stage is bald in front and on the crown.
  ASSERT_EQ(work.zones.size(), std::size_t{kZones} + 1);
  double counted = 0;
  std::map<std::string, double> zones;
  for (const DotCount& zone : work.zones)
    zones[zone.name] = static_cast<double>(zone.impressions), counted += zones[zone.name];
  EXPECT_EQ(counted, dots);
  EXPECT_LT(zones["outside"], 0.005 * dots);
  EXPECT_EQ(zones["occipital"], 0);
  // The crown is some 75 cm^2 and 8,000 dots; the pattern leaves its borders.
  EXPECT_GT(zones["crown"], 2000);
  EXPECT_LT(zones["crown"], 8000);
  EXPECT_GT(zones["frontal"] + zones["mid-scalp"], zones["crown"]);
}

}  // namespace
}  // namespace smp
