#include "smp/treatment/planner.h"

#include <chrono>
#include <cmath>
#include <map>
#include <tuple>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/optics/pigment.h"
#include "smp/sampling/statistics.h"
#include "smp/treatment/needles.h"
#include "support/timelines.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

using testing::disc;
using testing::one_session;
using testing::rectangle;

constexpr int kWidth = 600, kHeight = 500;

PlannedRegion region(const Polygon& outline, RegionOptions options = {}) {
  if (options.name.empty()) options.name = "frontal";
  options.outline = outline;
  return {options, {outline, {}}};
}

Plan plan(const std::vector<PlannedRegion>& regions, const Surface& surface, std::uint64_t seed = 1,
          int threads = 2, const PigmentOptions& pigment = {}, const TimelineOptions& timeline = {}) {
  Plan planned = plan_treatment(
      regions, class_shares_of(pigment), surface,
      {.width_px = kWidth, .height_px = kHeight, .seed = seed, .threads = threads, .timeline = timeline});
  const Pigment ink = resolve_pigment(pigment.name.value_or("carbon-black"), {}, "/pigment/name");
  mix_shades(planned, {ink, shades_of(pigment, ink, pigment.dilution.value_or(12))}, seed, threads);
  return planned;
}

const Surface& plane() {
  static const auto surface = make_plane_surface(6);
  return *surface;
}

struct Spread {
  double mean = 0, sd = 0;
};
template <class Value>
Spread spread_of(const std::vector<Impression>& dots, Value value) {
  double sum = 0, squares = 0;
  for (const Impression& dot : dots) sum += value(dot);
  const double mean = sum / static_cast<double>(dots.size());
  for (const Impression& dot : dots) squares += (value(dot) - mean) * (value(dot) - mean);
  return {mean, std::sqrt(squares / static_cast<double>(dots.size() - 1))};
}

// A count of `n` draws with probability `p`, five standard deviations wide.
void expect_binomial(double count, double n, double p) {
  EXPECT_NEAR(count, n * p, 5 * std::sqrt(n * p * (1 - p)));
}

TEST(Planner, PlacesTheExpectedCount) {
  for (const double per_cm2 : {3.0, 25.0, 110.0, 250.0})
    for (const double regularity : {0.0, 0.35, 0.65, 1.0})
      for (const double fade : {0.0, 8.0})
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
          SCOPED_TRACE(::testing::Message() << per_cm2 << " per cm2, regularity " << regularity << ", fade "
                                            << fade << ", seed " << seed);
          RegionOptions options{.density_per_cm2 = per_cm2, .regularity = regularity, .fade_mm = fade};
          const Plan planned = plan({region(disc({300, 250}, 150), options)}, plane(), seed);
          const RegionReport& report = planned.regions.at(0);
          EXPECT_EQ(report.placed, static_cast<std::uint64_t>(std::llround(report.expected)));
          EXPECT_EQ(planned.treatment.impressions.size(), report.placed);
          if (fade == 0) {
            const double area = kPi * 25 * 25 / 100 * (std::sin(2 * kPi / 90) / (2 * kPi / 90));
            EXPECT_NEAR(static_cast<double>(report.placed), per_cm2 * area, 0.01 * per_cm2 * area + 0.5);
          }
        }
}

TEST(Planner, NeverDependsOnThreads) {
  const auto head = make_ellipsoid_surface({.center_px = {300, 300}, .angles = {30, 10, 0}}, 2.4);
  const std::vector<PlannedRegion> regions = {region(disc({300, 200}, 130), {.fade_mm = 8}),
                                              region(disc({380, 250}, 60), {.name = "other"})};
  const Plan one = plan(regions, *head, 7, 1);
  ASSERT_GT(one.treatment.impressions.size(), 1000u);
  for (const int threads : {2, 3, 8})
    EXPECT_EQ(plan(regions, *head, 7, threads).treatment.impressions, one.treatment.impressions) << threads;
}

TEST(Planner, MakesAnotherTreatmentForAnotherSeed) {
  const std::vector<PlannedRegion> regions = {region(disc({300, 250}, 150))};
  const auto first = plan(regions, plane(), 1).treatment.impressions;
  EXPECT_EQ(plan(regions, plane(), 1).treatment.impressions, first);
  const auto second = plan(regions, plane(), 2).treatment.impressions;
  ASSERT_EQ(first.size(), second.size());
  std::size_t same_place = 0, same_diameter = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    same_place += first[i].position_px == second[i].position_px;
    same_diameter += first[i].diameter_mm == second[i].diameter_mm;
  }
  EXPECT_LT(same_place, first.size() / 100);
  EXPECT_LT(same_diameter, first.size() / 50);
}

// Changing how one region looks leaves the luck of every dot as it was.
TEST(Planner, KeysEveryDotsLuckByTheDot) {
  RegionOptions options;
  const auto first = plan({region(disc({300, 250}, 150), options)}, plane()).treatment.impressions;
  options.depth_mm = 0.5;
  options.diameter_spread = 0;
  options.needles = {{{"3RL", 1}}};
  const auto second = plan({region(disc({300, 250}, 150), options)}, plane()).treatment.impressions;
  ASSERT_EQ(first.size(), second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].id, i);
    EXPECT_EQ(second[i].position_px, first[i].position_px);
    EXPECT_EQ(second[i].mu_per_mm, first[i].mu_per_mm);
    EXPECT_NEAR(second[i].depth_mm - first[i].depth_mm, 0.2, 1.1e-4);
  }
}

TEST(Planner, MixesNeedlesAndShadesAsAsked) {
  RegionOptions options{.needles = {{{"1RL", 1}, {"3RL", 2}, {"5RL", 1}, {"0805RL", 0}}},
                        .tilt_deg = 0,
                        .depth_spread_mm = 0,
                        .diameter_spread = 0};
  PigmentOptions pigment{.name = "carbon-black", .blend = std::vector<BlendPart>{{8, 3}, {20, 1}}};
  const Treatment done =
      plan({region(rectangle(0, 0, kWidth, kHeight), options)}, plane(), 3, 2, pigment, one_session())
          .treatment;
  const double n = static_cast<double>(done.impressions.size());
  ASSERT_GT(n, 5000);
  std::map<std::string, double> needles;
  std::map<double, double> shades;
  for (const Impression& dot : done.impressions) {
    ++needles[done.needles.at(dot.needle)];
    ++shades[dot.dilution];
    ASSERT_DOUBLE_EQ(dot.diameter_mm, find_needle(done.needles[dot.needle])->dot_diameter_mm);
  }
  expect_binomial(needles["1RL"], n, 0.25);
  expect_binomial(needles["3RL"], n, 0.50);
  expect_binomial(needles["5RL"], n, 0.25);
  EXPECT_EQ(needles.count("0805RL"), 0u);
  EXPECT_NEAR(shades[8], n * 0.75, 1);
  EXPECT_NEAR(shades[20], n * 0.25, 1);
}

std::vector<Point2> places_of_class(const Plan& planned, int shade_class) {
  std::vector<Point2> places;
  for (std::size_t i = 0; i < planned.shade_class.size(); ++i)
    if (shade_class < 0 || planned.shade_class[i] == shade_class)
      places.push_back(planned.treatment.impressions[i].position_px);
  return places;
}

// Independent chance would give each class a Clark-Evans index of 1.03 to 1.2, and white noise at low
// frequencies.
TEST(Planner, SpreadsEveryShadeEvenlyByItself) {
  const PointWindow window{{0, 0}, {kWidth, kHeight}};
  for (const auto& [regularity, all_least, class_least] :
       {std::tuple{0.65, 1.38, 1.34}, {0.8, 1.50, 1.45}, {1.0, 1.70, 1.28}}) {
    SCOPED_TRACE(regularity);
    RegionOptions options{.density_per_cm2 = 150, .regularity = regularity, .tremor_mm = 0};
    const Plan planned = plan({region(rectangle(0, 0, kWidth, kHeight), options)}, plane());
    EXPECT_GT(clark_evans(places_of_class(planned, -1), window, 15), all_least);
    const double n = static_cast<double>(planned.shade_class.size());
    const double shares[] = {0.20, 0.55, 0.25};
    for (int c = 0; c < 3; ++c) {
      const auto places = places_of_class(planned, c);
      EXPECT_NEAR(static_cast<double>(places.size()), n * shares[c], 1);
      EXPECT_GT(clark_evans(places, window, 15), class_least) << c;
    }
  }
}

// Shades within a region do not cost the whole its distances, on slants and between regions neither.
TEST(Planner, KeepsItsDistancesWithShades) {
  const auto head = make_ellipsoid_surface({.center_px = {300, 300}, .angles = {30, 10, 0}}, 2.4);
  const std::vector<PlannedRegion> regions = {region(disc({300, 200}, 130), {.regularity = 0.8}),
                                              region(disc({380, 250}, 60), {.name = "other"})};
  const PlanOptions options{.width_px = kWidth, .height_px = kHeight, .seed = 3};
  const Plan one = plan_treatment(regions, {1.0}, *head, options);
  const Plan three = plan_treatment(regions, {0.2, 0.55, 0.25}, *head, options);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    EXPECT_EQ(three.regions[i].placed, one.regions[i].placed);
    EXPECT_NEAR(three.regions[i].spacing_mm, one.regions[i].spacing_mm, 0.02 * one.regions[i].spacing_mm);
  }
}

TEST(Planner, PlacesDotsWithoutKnowingTheirShades) {
  const std::vector<PlannedRegion> regions = {region(disc({300, 250}, 150))};
  const Plan dark = plan(regions, plane(), 1, 2, {.dilution = 3});
  const Plan light =
      plan(regions, plane(), 1, 2, {.name = "carbon-black:0.3+brown-oxide:0.7", .dilution = 20});
  ASSERT_EQ(dark.treatment.impressions.size(), light.treatment.impressions.size());
  for (std::size_t i = 0; i < dark.treatment.impressions.size(); ++i) {
    const Impression &a = dark.treatment.impressions[i], &b = light.treatment.impressions[i];
    ASSERT_EQ(a.position_px, b.position_px);
    EXPECT_EQ(a.depth_mm, b.depth_mm);
    EXPECT_NEAR(b.dilution / a.dilution, 20.0 / 3, 1e-9);
    // One luck for both: equal strengths apart from the dilution. Values are rounded to 1e-4.
    EXPECT_NEAR(a.mu_per_mm * (a.dilution + 1), b.mu_per_mm * (b.dilution + 1), 5e-3);
  }
}

TEST(Planner, MixesThreeShadesByDefault) {
  const Pigment& carbon = *find_pigment("carbon-black");
  const auto shades = shades_of({}, carbon, 10);
  ASSERT_EQ(shades.size(), 3u);
  const double undiluted = carbon.mu_healed_per_mm;
  EXPECT_DOUBLE_EQ(shades[0].dilution, 8);
  EXPECT_DOUBLE_EQ(shades[1].mu_per_mm, undiluted / 11);
  EXPECT_DOUBLE_EQ(shades[2].dilution, 12.5);
  EXPECT_NEAR(shades[0].share + shades[1].share + shades[2].share, 1, 1e-12);
  EXPECT_THROW(class_shares_of({.blend = std::vector<BlendPart>{{8, 0}}}), InvalidArgument);
}

TEST(Planner, SpreadsDiameterDepthAndStrengthAsAsked) {
  RegionOptions options{.needles = {{{"3RL", 1}}},
                        .tilt_deg = 0,
                        .depth_mm = 0.34,
                        .depth_spread_mm = 0.01,
                        .diameter_spread = 0.2,
                        .strength_spread = 0.25};
  PigmentOptions pigment{.dilution = 12, .blend = std::vector<BlendPart>{{12, 1}}};
  const auto dots =
      plan({region(rectangle(0, 0, kWidth, kHeight), options)}, plane(), 5, 2, pigment, one_session())
          .treatment.impressions;
  const double root = std::sqrt(static_cast<double>(dots.size()));
  const Spread diameter = spread_of(dots, [](const Impression& i) { return std::log(i.diameter_mm); });
  EXPECT_NEAR(diameter.mean, std::log(find_needle("3RL")->dot_diameter_mm), 5 * 0.2 / root);
  EXPECT_NEAR(diameter.sd, 0.2, 5 * 0.2 / root);
  const Spread depth = spread_of(dots, [](const Impression& i) { return i.depth_mm; });
  EXPECT_NEAR(depth.mean, 0.34, 5 * 0.01 / root);
  EXPECT_NEAR(depth.sd, 0.01, 5 * 0.01 / root);
  const Spread strength = spread_of(dots, [](const Impression& i) { return std::log(i.mu_per_mm); });
  EXPECT_NEAR(strength.mean, std::log(diluted_mu_per_mm(*find_pigment("carbon-black"), 12)), 5 * 0.25 / root);
  EXPECT_NEAR(strength.sd, 0.25, 5 * 0.25 / root);
}

TEST(Planner, TremblesInMillimetresOnASlant) {
  // About 60 degrees off to the side of a large sphere: a step in x covers twice as many mm.
  const auto sphere = make_ellipsoid_surface({.center_px = {-480, 250}, .radii_mm = {200, 200, 200}}, 5);
  RegionOptions still{.regularity = 0.65, .tremor_mm = 0}, shaky = still;
  shaky.tremor_mm = 0.2;
  const Polygon patch = rectangle(340, 200, 100, 100);
  ASSERT_NEAR(sphere->at({390, 250})->metric.foreshortening(), 2, 0.2);
  const auto aimed = plan({region(patch, still)}, *sphere).treatment.impressions;
  const auto hit = plan({region(patch, shaky)}, *sphere).treatment.impressions;
  ASSERT_EQ(aimed.size(), hit.size());
  ASSERT_GT(aimed.size(), 400u);
  double squares = 0, squares_y = 0;
  for (std::size_t i = 0; i < aimed.size(); ++i) {
    const Point3 step = hit[i].position_mm - aimed[i].position_mm;
    squares += dot(step, step);
    squares_y += step.y * step.y;
  }
  const double n = static_cast<double>(aimed.size()), tolerance = 4 / std::sqrt(2 * n);
  EXPECT_NEAR(std::sqrt(squares / (2 * n)), 0.2, 0.2 * tolerance);
  EXPECT_NEAR(std::sqrt(squares_y / n), 0.2, 0.2 * tolerance * 1.5);
}

TEST(Planner, KeepsOverlappingRegionsApart) {
  RegionOptions sparse{.density_per_cm2 = 60, .regularity = 1, .tremor_mm = 0};
  RegionOptions other = sparse;
  other.name = "other";
  const Plan both =
      plan({region(rectangle(100, 100, 240, 240), sparse), region(rectangle(220, 100, 240, 240), other)},
           plane(), 1, 2, {}, {.free_share = 0});
  const auto& dots = both.treatment.impressions;
  for (const RegionReport& report : both.regions)
    EXPECT_EQ(report.placed, static_cast<std::uint64_t>(std::llround(report.expected)));
  // Spacing of the second region, lowered where both share the place.
  ASSERT_GT(both.regions[1].spacing_mm, 0.2);
  for (std::size_t i = 0; i < dots.size(); ++i)
    for (std::size_t j = i + 1; j < dots.size(); ++j) {
      const double apart = distance(dots[i].position_mm, dots[j].position_mm);
      ASSERT_GE(apart, 0.99 * std::min(both.regions[dots[i].region].spacing_mm,
                                       both.regions[dots[j].region].spacing_mm) -
                           0.002);
    }
}

TEST(Planner, RefusesMoreThanTheLimit) {
  const PlanOptions few{.width_px = kWidth, .height_px = kHeight, .max_impressions = 1500};
  const std::vector<PlannedRegion> fits = {region(rectangle(0, 0, 200, 200))};
  EXPECT_NO_THROW(plan_treatment(fits, {1.0}, plane(), few));
  try {
    plan_treatment({fits[0], region(rectangle(200, 200, 200, 200), {.name = "second"})}, {1.0}, plane(), few);
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.text().where, "/regions/1");
    EXPECT_NE(error.text().cause.find("at most 1500"), std::string::npos);
  }
}

// The sum is known before the first dot: a spec that asks for too much in its last region costs nothing.
TEST(Planner, RefusesTooMuchBeforePlacing) {
  std::vector<PlannedRegion> many(
      1000, region(rectangle(0, 0, kWidth, kHeight), {.density_per_cm2 = 400, .fade_mm = 60}));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(plan_treatment(many, {1.0}, plane(),
                              {.width_px = kWidth, .height_px = kHeight, .max_impressions = 100'000'000}),
               InvalidArgument);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 30);
}

TEST(Planner, NamesThePlaceOfAFault) {
  const auto where = [&](const std::vector<PlannedRegion>& regions,
                         const PigmentOptions& pigment = {}) -> std::string {
    try {
      plan(regions, plane(), 1, 2, pigment);
    } catch (const Error& error) {
      return error.text().where;
    }
    return "nothing";
  };
  const PlannedRegion good = region(rectangle(10, 10, 90, 90));
  EXPECT_EQ(where({good}), "nothing");
  EXPECT_EQ(where({good}, {.name = "soot"}), "/pigment/name");
  EXPECT_EQ(where({good, region(rectangle(10, 10, 90, 90), {.needles = {{{"4RL", 1}}}})}),
            "/regions/1/needles");
  EXPECT_EQ(where({region(rectangle(10, 10, 90, 90), {.needles = {{{"3RL", 0}}}})}), "/regions/0/needles");
  EXPECT_EQ(where({region(rectangle(900, 10, 90, 90))}), "/regions/0");
}

TEST(Planner, TakesDepthFromTheNeedlesTravel) {
  EXPECT_DOUBLE_EQ(deposit_depth_mm({.depth_mm = 0.42}), 0.42);
  EXPECT_DOUBLE_EQ(deposit_depth_mm({.needle_depth_mm = 0.8}), 0.3);
  EXPECT_DOUBLE_EQ(deposit_depth_mm({.needle_depth_mm = 0.3}), 0.15);
  EXPECT_DOUBLE_EQ(deposit_depth_mm({.needle_depth_mm = 4}), 1.4);
}

// The random choices of a fixed job, as bytes. Equal in every build on every machine; changes only
// together with a note in the change log.
TEST(Planner, GivesTheSameBytesInEveryBuild) {
  const auto head = make_ellipsoid_surface({.center_px = {300, 300}, .angles = {30, 10, 0}}, 2.4);
  const Plan planned =
      plan({region(disc({300, 200}, 120), {.regularity = 0.75, .fade_mm = 8}),
            region(disc({390, 250}, 50), {.name = "other", .density_per_cm2 = 60, .needle_depth_mm = 1.0})},
           *head, 7, 2, {}, {.touch_ups = {{.year = 4}}});
  std::uint64_t hash = 0xcbf29ce484222325ull;  // FNV-1a
  for (const char c : impressions_csv(planned.treatment))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  EXPECT_EQ(hash, 5838958121997020619ull) << std::hex << hash;
}

}  // namespace
}  // namespace smp
