#include "smp/simulate/field_measures.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/random.h"
#include "smp/phantom/phantom.h"
#include "smp/simulate/field_pattern.h"
#include "smp/spec/read_spec.h"
#include "support/phantom_survey.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

// 20 x 20 mm of flat scalp with an edge of skin around it.
constexpr int kSide = 200;
const std::string kSpec = R"({"smp": 1, "seed": 3, "photo": {"scale": {"px_per_mm": 8}},
  "skin": {"tone": {"ita_deg": 40}}, "camera": {"blur_px": 0.4},
  "regions": [{"outline": [[20, 20], [180, 20], [180, 180], [20, 180]]}]})";

Case case_of(const std::vector<std::string>& overrides = {},
             Photo photo = testing::skin_photo(kSide, kSide)) {
  const Spec spec = read_spec(kSpec, overrides);
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  return {std::move(photo), spec, std::move(files), {.threads = 1, .measure_colors = true}};
}
FieldMeasures measured(const std::vector<std::string>& overrides = {}, const std::string& moment = "healed") {
  const Case one = case_of(overrides);
  return measure_field(one.record(), one.draw(one.moment(moment)), 1);
}

TEST(FieldMeasures, OfAPlane) {
  const FieldMeasures m = measured({"/regions/0/density_per_cm2=150"});
  EXPECT_NEAR(m.area_cm2, 4.0, 0.01);
  EXPECT_NEAR(static_cast<double>(m.placed), 600, 2);
  EXPECT_NEAR(m.density_per_cm2, 150, 0.5);
  // A hexagonal lattice of this density has neighbours at 0.877 mm, chance at 0.408 mm.
  EXPECT_GT(*m.nearest_mm, 0.45);
  EXPECT_LT(*m.nearest_mm, 0.75);
  EXPECT_LT(m.lab_after->l, m.lab_before->l);
  EXPECT_GT(m.spread_after->l, m.spread_before->l);
  EXPECT_FALSE(m.de_to_hair);  // none in sight
}

TEST(FieldMeasures, DifferenceToSkinIsThatOfTheSummary) {
  const Case one = case_of();
  const Drawn drawn = one.draw(one.moment("healed"));
  const FieldMeasures m = measure_field(one.record(), drawn, 1);
  EXPECT_EQ(m.de_to_skin, mean_de_to_skin(one.record(), drawn.result));
  EXPECT_GT(*m.de_to_skin, 0.5);
}

TEST(FieldMeasures, BeforeTheTreatmentThereIsNothing) {
  const FieldMeasures m = measured({}, "before");
  EXPECT_EQ(m.placed, 0u);
  EXPECT_EQ(m.density_per_cm2, 0);
  EXPECT_EQ(m.coverage, 0);
  EXPECT_FALSE(m.nearest_mm || m.nearest_cv || m.clark_evans);
  EXPECT_EQ(m.lab_before, m.lab_after);
  EXPECT_EQ(m.spread_before, m.spread_after);
  EXPECT_EQ(m.de_to_skin, 0);
  EXPECT_EQ(m.visibility, 0);
}

TEST(FieldMeasures, FewerDotsAfterTheFirstSession) {
  EXPECT_LT(measured({}, "session-1").placed, measured({}, "healed").placed);
}

TEST(FieldMeasures, SameForAnyThreads) {
  const Case one = case_of();
  const Drawn drawn = one.draw(one.moment("healed"));
  const FieldMeasures a = measure_field(one.record(), drawn, 1), b = measure_field(one.record(), drawn, 3);
  for (const MeasureColumn& column : measure_columns())
    EXPECT_EQ(column.value(a), column.value(b)) << column.name;
}

TEST(FieldMeasures, WithoutThePhotoOnlyDotsAreMeasured) {
  Case one = case_of();
  const Drawn drawn = one.draw_last(one.moment("healed"));
  const FieldMeasures m = measure_field(one.record(), drawn, 1);
  EXPECT_GT(m.placed, 0u);
  EXPECT_TRUE(m.nearest_mm && m.lab_after);
  EXPECT_FALSE(m.lab_before || m.spread_before || m.de_to_skin || m.de_to_hair || m.visibility);
}

TEST(FieldMeasures, OfAListOfDots) {
  const Case planned = case_of();
  Spec spec = read_spec(kSpec);
  spec.regions.clear();
  spec.impressions = "dots.csv";
  SpecFiles files;
  files.impressions = impressions_csv(planned.record().treatment);
  const Case listed(testing::skin_photo(kSide, kSide), spec, std::move(files), {.threads = 1});
  const FieldMeasures a = measure_field(planned.record(), planned.draw(planned.moment("healed")), 1),
                      b = measure_field(listed.record(), listed.draw(listed.moment("healed")), 1);
  EXPECT_EQ(b.placed, a.placed);
  EXPECT_NEAR(*b.nearest_mm, *a.nearest_mm, 1e-9);
  EXPECT_NEAR(*b.visibility, *a.visibility, 1e-6);
  EXPECT_FALSE(b.clark_evans || b.lab_before || b.lab_after || b.de_to_skin);
  EXPECT_EQ(b.area_cm2, 0);
}

TEST(FieldMeasures, OfAListWithoutPlacesOnTheScalp) {
  Spec spec = read_spec(kSpec);
  spec.regions.clear();
  spec.impressions = "dots.csv";
  SpecFiles files;
  files.impressions = "x_px,y_px,diameter_mm,depth_mm,mu_per_mm\n50,50,0.25,0.3,8\n60,50,0.25,0.3,8\n";
  const Case listed(testing::skin_photo(kSide, kSide), spec, std::move(files), {.threads = 1});
  const FieldMeasures m = measure_field(listed.record(), listed.draw(listed.moment("healed")), 1);
  EXPECT_EQ(m.placed, 2u);
  EXPECT_NEAR(m.nearest_mm.value_or(0), 10 / 8.0, 1e-6);  // as on a flat scalp
}

TEST(FieldMeasures, VisibilityFallsWithWaterAndBlur) {
  const auto visibility = [](const std::vector<std::string>& overrides) {
    return *measured(overrides).visibility;
  };
  const double usual = visibility({"/pigment/dilution=8"});
  EXPECT_GT(usual, 3);
  EXPECT_LT(visibility({"/pigment/dilution=20"}), 0.8 * usual);
  EXPECT_LT(visibility({"/pigment/dilution=8", "/camera/blur_px=3"}), 0.5 * usual);
}

// Any dots show less than half a just noticeable difference where nothing was drawn: noise does not count.
TEST(FieldMeasures, WhatWasNotDrawnIsNotVisible) {
  const Case one = case_of();
  Drawn drawn = one.draw(one.moment("before"));
  drawn.result.moment = one.moment("healed");
  EXPECT_EQ(measure_field(one.record(), drawn, 1).visibility, 0);
}

TEST(FieldMeasures, AMatchComesAsNearToNativeHairAsItsPlanSays) {
  // Stubble on the left, bare skin on the right.
  const Phantom phantom = make_phantom(read_scene(
      R"({"seed": 5, "width_px": 480, "height_px": 400, "px_per_mm": 10, "surface": {"kind": "plane"},
          "skin": {"tone": 2}, "hair": {"where": "sides", "fade_mm": 2, "fu_per_cm2": 90, "length_mm": 0.6},
          "camera": {"blur_px": 0.8, "vignette": 0}})"));
  const auto case_with = [&](const std::vector<std::string>& overrides) {
    const Spec spec = read_spec(R"({"smp": 1, "photo": {"scale": {"px_per_mm": 10}},
      "hair": {"sample": [[10, 10], [210, 10], [210, 390], [10, 390]]},
      "regions": [{"outline": [[280, 20], [460, 20], [460, 380], [280, 380]], "native_per_cm2": 0}]})",
                                overrides);
    SpecFiles files;
    files.masks.resize(1);
    return Case(testing::photo_of(phantom), spec, std::move(files), {.threads = 1});
  };
  const auto difference = [](const Case& one) {
    return measure_field(one.record(), one.draw(one.moment("healed")), 1).de_to_hair.value_or(-1);
  };
  const Case matched = case_with({});
  ASSERT_TRUE(matched.record().survey.hair.field_rgb);
  ASSERT_EQ(matched.record().shades.source, "match");
  // What the plan expects from the model of a field, the picture shows.
  EXPECT_NEAR(difference(matched), matched.record().shades.remaining_de, 0.4);
  EXPECT_GT(difference(case_with({"/pigment/dilution=60"})), difference(matched) + 1);
}

// ---- made-up dots

std::vector<SeenDot> dots_of(const std::vector<Point2>& places_mm, double radius_mm) {
  std::vector<SeenDot> dots;
  for (const Point2& p : places_mm) dots.push_back({8 * p, {p.x, p.y, 0}, radius_mm});
  return dots;
}
std::vector<Point2> at_random(std::size_t count, double side_mm, std::uint64_t seed = 1) {
  RandomStream random(seed, RandomPurpose::kPhantom);
  std::vector<Point2> places;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = random.uniform(0, side_mm);
    places.push_back({x, random.uniform(0, side_mm)});
  }
  return places;
}
double covered_by_raster(const std::vector<SeenDot>& dots, double low_mm, double high_mm) {
  const double step = 0.04;
  double covered = 0;
  for (double y = low_mm; y < high_mm; y += step)
    for (double x = low_mm; x < high_mm; x += step)
      for (const SeenDot& dot : dots)
        if (std::hypot(x - dot.position_mm.x, y - dot.position_mm.y) < dot.radius_mm) {
          covered += step * step;
          break;
        }
  return covered;
}

TEST(FieldPattern, CoverageIsThatOfARaster) {
  for (const double radius : {0.1, 0.3, 0.6}) {  // 6, 43 and 89 % of the square
    const std::vector<SeenDot> dots = dots_of(at_random(200, 10), radius);
    const double truth = covered_by_raster(dots, -1, 11);
    EXPECT_NEAR(find_pattern(dots, {}, nullptr, nullptr).covered_mm2, truth, 0.01 * truth) << radius;
  }
}

TEST(FieldPattern, CoverageOfASlantedSurface) {
  std::vector<SeenDot> flat = dots_of(at_random(200, 10), 0.4), slanted = flat;
  for (SeenDot& dot : slanted)
    dot.position_mm = {0.5 * dot.position_mm.x, dot.position_mm.y, std::sqrt(0.75) * dot.position_mm.x};
  const double truth = find_pattern(flat, {}, nullptr, nullptr).covered_mm2;
  EXPECT_NEAR(find_pattern(slanted, {}, nullptr, nullptr).covered_mm2, truth, 0.01 * truth);
}

TEST(FieldPattern, OfOneDot) {
  const FieldPattern one = find_pattern(dots_of({{1, 1}}, 0.5), {}, nullptr, nullptr);
  EXPECT_NEAR(one.covered_mm2, kPi / 4, 1e-9);
  EXPECT_FALSE(one.nearest_mm || one.clark_evans || one.visibility);
}

// The region of a case holds the made-up dots.
class Regularity : public ::testing::Test {
 protected:
  double index(const std::vector<Point2>& places_mm) {
    return find_pattern(dots_of(places_mm, 0.1), case_.record().regions, nullptr, nullptr)
        .clark_evans.value_or(-1);
  }
  Case case_ = case_of();
};

TEST_F(Regularity, OfChanceIsOne) {
  double mean = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) mean += index(at_random(3000, 25, seed)) / 8;
  EXPECT_NEAR(mean, 1, 0.02);
}

TEST_F(Regularity, OfAHexagonalLattice) {
  std::vector<Point2> places;
  for (int j = 0; j < 60; ++j)
    for (int i = 0; i < 60; ++i) places.push_back({0.45 * (i + 0.5 * (j % 2)), 0.45 * std::sqrt(0.75) * j});
  EXPECT_NEAR(index(places), 2.149, 0.04);
}

TEST_F(Regularity, OfAFadeOfChanceIsStillOne) {
  std::vector<Point2> places;
  for (const Point2& p : at_random(6000, 25))
    if (std::fmod(p.x * 7919 + p.y * 104729, 1.0) < 0.2 + 0.03 * p.x) places.push_back(p);
  EXPECT_NEAR(index(places), 1, 0.04);
}

TEST(FieldMeasures, RegularityOrdersTheIndex) {
  const auto index = [](const char* regularity) {
    return *measured({"/regions/0/density_per_cm2=200", std::string("/regions/0/regularity=") + regularity})
                .clark_evans;
  };
  const double chance = index("0"), usual = index("0.65"), even = index("1");
  EXPECT_NEAR(chance, 1, 0.1);
  EXPECT_GT(usual, chance + 0.15);
  EXPECT_GT(even, usual + 0.1);
}

}  // namespace
}  // namespace smp
