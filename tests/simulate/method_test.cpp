// Dots, grafts or both for the same goal.
#include "smp/simulate/method.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/base/error.h"
#include "smp/simulate/plan_report.h"
#include "smp/simulate/summary.h"
#include "support/head_photo.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::bald_head;
using testing::head_spec;
using testing::pixels_of;
using testing::simulated;

std::string spec_with(const std::string& rest = "", const std::string& region = "") {
  return head_spec(bald_head(),
                   R"("hair": {"color": "black"}, "pigment": {"dilution": 6}, "regions": [{"name": "top",
    "pattern": "norwood-5", "hairline": {"preset": "natural"})" +
                       region + "}]" + rest);
}
Simulation by(const std::string& method, const std::string& spec = spec_with(),
              const SimulateOptions& options = {}) {
  return simulated(bald_head().photo, spec, {"/method=\"" + method + "\""}, options);
}
std::size_t dots_of(const Simulation& result) { return result.treatment.impressions.size(); }

TEST(Method, SetsDotsGraftsOrBoth) {
  const Simulation given = by("as-given"), dots = by("dots"), grafts = by("grafts"), both = by("both");
  EXPECT_EQ(dots_of(dots), dots_of(given));
  EXPECT_EQ(dots.grafted_units, 0u);
  EXPECT_EQ(dots_of(grafts), 0u);
  EXPECT_GT(grafts.grafted_units, 1000u);
  EXPECT_GT(both.grafted_units, 500u);
  // What grafts do is left out of the dots: 30 of 110 units wherever both are wanted.
  const double share = static_cast<double>(both.grafted_units) / static_cast<double>(dots_of(dots));
  EXPECT_NEAR(share, 30.0 / 110, 0.02);
  EXPECT_NEAR(static_cast<double>(dots_of(both) + both.grafted_units), static_cast<double>(dots_of(dots)),
              0.01 * static_cast<double>(dots_of(dots)));
  EXPECT_NEAR(static_cast<double>(grafts.grafted_units) / static_cast<double>(dots_of(dots)), 70.0 / 110,
              0.03);
  for (const Simulation* result : {&dots, &grafts, &both}) {
    EXPECT_NEAR(result->work.area_cm2, given.work.area_cm2, 0.01 * given.work.area_cm2);
    EXPECT_FALSE(pixels_of(result->photo) == pixels_of(bald_head().photo));
  }
  EXPECT_FALSE(pixels_of(dots.photo) == pixels_of(grafts.photo));
  EXPECT_FALSE(pixels_of(dots.photo) == pixels_of(both.photo));
  EXPECT_FALSE(pixels_of(grafts.photo) == pixels_of(both.photo));
}

TEST(Method, NeverOverdrawsTheDonorArea) {
  const std::string donor = R"(, "donor": {"units_per_cm2": 80, "area_cm2": 30, "harvest_share": 0.25})";
  for (const char* method : {"grafts", "both"}) {
    const Simulation result = by(method, spec_with(donor));
    EXPECT_LE(result.grafted_units, 600u) << method;
    EXPECT_GE(result.grafted_units, 590u) << method;
  }
}

TEST(Method, KeepsGraftsOfTheSpec) {
  const std::string own = R"(, "grafts": [{"region": "top", "units_per_cm2": 12}])";
  const std::size_t given = by("as-given", spec_with(own)).grafted_units;
  EXPECT_GT(given, 200u);
  EXPECT_EQ(by("grafts", spec_with(own)).grafted_units, given);
  EXPECT_EQ(by("both", spec_with(own)).grafted_units, given);
  EXPECT_EQ(by("dots", spec_with(own)).grafted_units, 0u);
}

TEST(Method, TakesNativeHairOff) {
  const std::string spec = spec_with("", R"(, "density_per_cm2": 110, "native_per_cm2": 60)");
  const Simulation grafts = by("grafts", spec, {.compare_methods = true});
  // Less is wanting than a surgeon can plant: the goal is reached.
  const double wanting = static_cast<double>(dots_of(by("dots", spec)));
  EXPECT_GT(wanting, 200);
  EXPECT_NEAR(static_cast<double>(grafts.grafted_units), wanting, 0.02 * wanting);
  EXPECT_EQ(grafts.methods->outcomes[1].surgeries, 1u);
  EXPECT_LT(grafts.methods->outcomes[1].missing_units, 0.02 * wanting);
}

TEST(Method, OfGraftsLeavesScarsWithoutDots) {
  const Simulation result =
      by("grafts", spec_with(R"(, "scars": [{"kind": "fut", "path": [[150, 60], [250, 60]]}])"));
  EXPECT_EQ(dots_of(result), 0u);
  EXPECT_FALSE(summary_json(result, "a.png").empty());
}

TEST(MethodComparison, SaysWhatEachMethodThenDoes) {
  const std::string spec = spec_with(R"(, "prices": {"per_hour": 100, "per_graft": 4})");
  const Simulation given = by("as-given", spec, {.compare_methods = true});
  ASSERT_TRUE(given.methods);
  ASSERT_EQ(given.methods->outcomes.size(), 3u);
  for (const MethodOutcome& outcome : given.methods->outcomes) {
    const Simulation done = by(outcome.method, spec);
    EXPECT_EQ(outcome.dots, dots_of(done)) << outcome.method;
    EXPECT_EQ(outcome.grafts, done.grafted_units) << outcome.method;
    EXPECT_DOUBLE_EQ(outcome.hours, done.work.hours) << outcome.method;
    EXPECT_NEAR(outcome.price.value(), done.work.price.value().total, 1e-6) << outcome.method;
    EXPECT_FALSE(outcome.limits.empty());
  }
  const MethodOutcome &dots = given.methods->outcomes[0], &grafts = given.methods->outcomes[1],
                      &both = given.methods->outcomes[2];
  EXPECT_EQ(dots.sessions, 3u);
  EXPECT_EQ(dots.surgeries, 0u);
  EXPECT_EQ(grafts.sessions, 0u);
  EXPECT_EQ(grafts.surgeries, 2u);
  EXPECT_EQ(both.surgeries, 1u);
  EXPECT_NEAR(dots.months, 56 / 30.44, 0.01);
  EXPECT_EQ(grafts.months, 12);
  EXPECT_EQ(both.months, 12);
  EXPECT_NEAR(dots.reached_per_cm2, given.methods->goal_per_cm2, 1e-6);
  EXPECT_NEAR(grafts.reached_per_cm2 / given.methods->goal_per_cm2, 70.0 / 110, 0.03);
  EXPECT_NEAR(both.reached_per_cm2, given.methods->goal_per_cm2, 0.02 * given.methods->goal_per_cm2);
  EXPECT_EQ(dots.missing_units, 0);
  EXPECT_GT(grafts.missing_units, 100);
}

// Under long hair few dots are allowed; the methods are compared as if it were cut.
TEST(MethodComparison, TakesHairForShort) {
  const auto compared = [](const std::string& length_mm) {
    return simulated(bald_head().photo, spec_with(), {"/hair/length_mm=" + length_mm},
                     {.compare_methods = true});
  };
  const Simulation long_hair = compared("20"), shaven = compared("0.4");
  EXPECT_LT(dots_of(long_hair), dots_of(shaven));
  for (std::size_t m = 0; m < 3; ++m) {
    EXPECT_EQ(long_hair.methods->outcomes[m].dots, shaven.methods->outcomes[m].dots);
    EXPECT_EQ(long_hair.methods->outcomes[m].grafts, shaven.methods->outcomes[m].grafts);
  }
}

TEST(MethodComparison, TellsWhereTheSpecsOwnGraftsOverdrawTheDonorArea) {
  const Simulation result =
      by("as-given", spec_with(R"(, "grafts": [{"region": "top"}], "donor": {"area_cm2": 5})"),
         {.compare_methods = true});
  const auto& limits = result.methods->outcomes[1].limits;
  EXPECT_TRUE(std::any_of(limits.begin(), limits.end(),
                          [](const MethodLimit& limit) { return limit.code == "donor-overdrawn"; }));
}

// Where a density is left open, methods are measured before any dot is placed.
TEST(MethodComparison, NamesTheRegionAtFault) {
  try {
    simulated(testing::skin_photo(200, 150),
              R"({"smp": 1, "photo": {"scale": {"px_per_mm": 8}}, "regions": [
                  {"outline": [[20, 20], [180, 20], [100, 140]], "density_per_cm2": "auto"},
                  {"outline": [[-50, -50], [-40, -50], [-40, -40]]}]})",
              {}, {.compare_methods = true});
    ADD_FAILURE();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.text().where, "/regions/1");
  }
}

TEST(MethodComparison, IsTheSameForAnyThreads) {
  const std::string one =
      plan_json(by("both", spec_with(), {.threads = 1, .compare_methods = true}), "a.png");
  EXPECT_EQ(plan_json(by("both", spec_with(), {.threads = 3, .compare_methods = true}), "a.png"), one);
}

TEST(MethodComparison, ReadsDensitiesAsPractitionersDo) {
  const Spec spec;
  const auto look = [&](double per_cm2) {
    MethodMeasure measure{.method = "dots", .area_cm2 = 100, .native_units = 100 * per_cm2};
    return compare_methods({measure}, spec, lay_timeline({}, {.area_cm2 = 100})).outcomes[0].look;
  };
  EXPECT_EQ(look(20), "visibly-thin");
  EXPECT_EQ(look(25), "visibly-thin");
  EXPECT_EQ(look(32), "thin-in-bright-light");
  EXPECT_EQ(look(45), "full");
}

// Domain notes 2.1 and 4: 91 FU per cm^2 (17 men) and 61 to 64 (70 Asian men), 27 % of them can go.
TEST(DonorSupply, IsThatOfTheTypeOfHair) {
  const DonorSupply usual = donor_supply({}, "caucasian");
  EXPECT_EQ(usual.units_per_cm2, 91);
  EXPECT_EQ(usual.density_rule.trust, Trust::kMeasured);
  EXPECT_NEAR(usual.grafts(), 91 * 200 * 0.27, 1e-9);
  EXPECT_NEAR(donor_supply({}, "asian").units_per_cm2, 63, 0.5);
  for (const char* type : {"hispanic", "african"}) {
    EXPECT_LT(donor_supply({}, type).units_per_cm2, 91) << type;
    EXPECT_GT(donor_supply({}, type).units_per_cm2, 55) << type;
    EXPECT_EQ(donor_supply({}, type).density_rule.trust, Trust::kDerived);
  }
  EXPECT_EQ(donor_supply({.units_per_cm2 = 70}, "asian").units_per_cm2, 70);
}

}  // namespace
}  // namespace smp
