#include "smp/treatment/scars.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/treatment/needles.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

constexpr int kWidth = 900, kHeight = 500;
constexpr double kPxPerMm = 8;
const PlanOptions kPhoto{.width_px = kWidth, .height_px = kHeight, .seed = 11};

const Surface& plane() {
  static const auto surface = make_plane_surface(kPxPerMm);
  return *surface;
}

ScarOptions strip() {
  ScarOptions scar;
  scar.name = "strip";
  scar.path = {{150, 250}, {450, 250}, {750, 250}};
  return scar;
}

Plan plan(const PlannedRegion& region, const Surface& surface = plane()) {
  return plan_treatment({region}, {1.0}, surface, kPhoto);
}

// Dots per cm^2 of a straight strip scar between two distances in mm from its middle line.
double density_between(const std::vector<Impression>& dots, double from_mm, double to_mm) {
  double count = 0;
  for (const Impression& dot : dots) {
    const double away = std::fabs(dot.position_px.y - 250) / kPxPerMm;
    count += away >= from_mm && away < to_mm && dot.position_px.x > 200 && dot.position_px.x < 700;
  }
  return count / (2 * (to_mm - from_mm) * 500 / kPxPerMm / 100);
}

TEST(Scars, AreDenserThanWhatSurroundsThem) {
  ScarOptions scar = strip();
  scar.width_mm = 6;
  scar.density_per_cm2 = 100;
  const Plan done = plan(plan_scar(scar, plane(), kPhoto));
  EXPECT_EQ(done.regions[0].placed, static_cast<std::uint64_t>(std::llround(done.regions[0].expected)));
  const auto& dots = done.treatment.impressions;
  EXPECT_NEAR(density_between(dots, 0, 3), 120, 8);
  EXPECT_NEAR(density_between(dots, 3, 5), 100 * (1 - testing::smooth_step(1.0 / 15)), 8);
  EXPECT_NEAR(density_between(dots, 9.5, 11.5), 50, 6);
  EXPECT_LT(density_between(dots, 16, 18), 5);
  EXPECT_EQ(density_between(dots, 18.2, 24), 0);
}

TEST(Scars, EndSharplyWithoutABlend) {
  ScarOptions scar = strip();
  scar.blend_mm = 0;
  scar.width_mm = 2;
  const PlannedRegion region = plan_scar(scar, plane(), kPhoto);
  const Plan done = plan(region);
  EXPECT_NEAR(density_between(done.treatment.impressions, 0, 1), 132, 12);
  EXPECT_EQ(density_between(done.treatment.impressions, 1.2, 20), 0);
  // The band and the half discs at its ends.
  EXPECT_NEAR(done.regions[0].area_cm2, (600 / kPxPerMm * 2 + kPi) / 100, 0.03);
}

TEST(Scars, KeepPigmentAndSpreadOnTheScarOnly) {
  ScarOptions scar = strip();
  scar.width_mm = 8;
  PlannedRegion region = plan_scar(scar, plane(), kPhoto);
  region.options.diameter_spread = 0;
  region.options.tilt_deg = 0;
  region.options.depth_spread_mm = 0;
  region.options.needles = {{{"3RL", 1}}};
  const Plan done = plan(region);
  const double usual = find_needle("3RL")->dot_diameter_mm;
  double n = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < done.treatment.impressions.size(); ++i) {
    const Impression& dot = done.treatment.impressions[i];
    const double away = std::fabs(dot.position_px.y - 250) / kPxPerMm;
    const bool beyond_ends = dot.position_px.x < 150 || dot.position_px.x > 750;
    const double kept = double{done.strength_factor[i]};
    if (!beyond_ends && away < 3.95) {
      ASSERT_NEAR(dot.diameter_mm, 1.3 * usual, 1e-4);
      ASSERT_TRUE(dot.scarred);
      ++n, sum += kept, squares += (kept - 0.6) * (kept - 0.6);
    } else if (away > 4.05) {
      ASSERT_NEAR(dot.diameter_mm, usual, 1e-4);
      ASSERT_EQ(kept, 1);
      ASSERT_FALSE(dot.scarred);
    }
  }
  ASSERT_GT(n, 500);
  EXPECT_NEAR(sum / n, 0.6, 5 * 0.25 / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(squares / n), 0.25, 0.03);
}

// A strip around a head keeps its width on the scalp, also where it turns away.
TEST(Scars, MeasureTheirWidthOnTheScalp) {
  const auto head = make_ellipsoid_surface({.center_px = {450, 260}, .radii_mm = {77, 105, 98}}, 2.5);
  ScarOptions scar = strip();
  scar.width_mm = 4;
  scar.path = {{320, 350}, {380, 350}, {450, 350}, {520, 350}, {590, 350}};
  const PlannedRegion region = plan_scar(scar, *head, kPhoto);
  const auto line = testing::on_surface(testing::along({{320, 350}, {590, 350}, {590, 350}}, 0.1), *head);
  for (int x = 325; x < 590; x += 20)
    for (int y = 330; y < 370; y += 3) {
      const Point2 p{x + 0.5, y + 0.5};
      const double inside = 2 - testing::nearest_mm(head->at(p)->position_mm, line);
      // Linear between places half a millimetre apart.
      ASSERT_NEAR(region.design.scar_mm.at(p), inside, inside > 1.5 ? 0.4 : 0.08) << x << " " << y;
    }
}

TEST(Scars, ListedPunchesGetADotEach) {
  ScarOptions scar;
  scar.name = "punches";
  scar.kind = "fue";
  for (int i = 0; i < 60; ++i) scar.points.push_back({100.5 + 11 * i, 200 + 13.0 * (i % 7)});
  const PlannedRegion region = plan_scar(scar, plane(), kPhoto);
  const Plan done = plan(region);
  EXPECT_EQ(done.regions[0].placed, static_cast<std::uint64_t>(std::llround(done.regions[0].expected)));
  EXPECT_GE(done.regions[0].singles, 60u);
  for (const Point2 center : scar.points) {
    double nearest = INFINITY;
    for (const Impression& dot : done.treatment.impressions)
      nearest = std::min(nearest, distance(dot.position_px, center) / kPxPerMm);
    ASSERT_LT(nearest, 0.45);
  }
  // Between them only the extra density is added.
  double between = 0;
  for (std::size_t i = done.regions[0].singles; i < done.treatment.impressions.size(); ++i) {
    const Point2 p = done.treatment.impressions[i].position_px;
    between += p.x > 150 && p.x < 700 && p.y > 190 && p.y < 290;
  }
  EXPECT_NEAR(between, 0.2 * 110 * 550 * 100 / (100 * kPxPerMm * kPxPerMm), 30);
}

TEST(Scars, PunchesFillAnOutline) {
  ScarOptions scar;
  scar.kind = "fue";
  scar.outline = testing::rectangle(200, 100, 400, 300);
  scar.scar_diameter_mm = 2;
  scar.blend_mm = 5;
  const PlannedRegion region = plan_scar(scar, plane(), kPhoto);
  const double scars = 22 * 400 * 300 / (100 * kPxPerMm * kPxPerMm);
  // 132 per cm^2 on discs of 2 mm: 4.1 dots each.
  EXPECT_NEAR(static_cast<double>(region.design.scar_dots_px.size()), scars * 1.32 * kPi, 0.04 * scars * 4.1);
  for (const Point2 p : region.design.scar_dots_px) ASSERT_GT(region.design.scar_mm.at(p), 0);
}

TEST(Scars, OfAnyAreaFadeOutAroundTheirOutline) {
  ScarOptions scar;
  scar.kind = "area";
  scar.outline = testing::rectangle(300, 150, 300, 200);
  scar.blend_mm = 10;
  const Plan done = plan(plan_scar(scar, plane(), kPhoto));
  double on = 0, far = 0;
  for (const Impression& dot : done.treatment.impressions) {
    const Point2 p = dot.position_px;
    on += p.x > 300 && p.x < 600 && p.y > 150 && p.y < 350;
    far += p.x < 300 - 10.3 * kPxPerMm || p.y > 350 + 10.3 * kPxPerMm;
  }
  const double expected = 132 * 300 * 200 / (100 * kPxPerMm * kPxPerMm);
  EXPECT_NEAR(on, expected, 0.03 * expected);
  EXPECT_EQ(far, 0);
}

TEST(Scars, AreDrawnAnewForAnotherSeedOnly) {
  ScarOptions scar;
  scar.kind = "fue";
  scar.outline = testing::rectangle(200, 100, 200, 200);
  PlanOptions other = kPhoto;
  other.seed = 12;
  const auto dots = plan_scar(scar, plane(), kPhoto).design.scar_dots_px;
  EXPECT_EQ(plan_scar(scar, plane(), kPhoto).design.scar_dots_px, dots);
  EXPECT_NE(plan_scar(scar, plane(), other).design.scar_dots_px, dots);
}

std::string fault_of(const ScarOptions& scar, const Surface& surface = plane()) {
  try {
    plan_scars({strip(), scar}, surface, kPhoto);
  } catch (const InvalidArgument& error) {
    return error.text().where;
  }
  return "none";
}

TEST(Scars, NameWhatTheyLack) {
  ScarOptions scar = strip();
  EXPECT_EQ(fault_of(scar), "none");
  scar.path = {{100, 100}};
  EXPECT_EQ(fault_of(scar), "/scars/1/path");
  scar.path = {{100, 100}, {300, 300}, {300, 100}, {100, 300}};
  EXPECT_EQ(fault_of(scar), "/scars/1/path");
  scar.path = {{100, 100}, {100, 100}};
  EXPECT_EQ(fault_of(scar), "/scars/1/path");
  scar.path = {{100, 100}, {300, 600}};
  EXPECT_EQ(fault_of(scar), "/scars/1/path/1");
  scar = strip();
  scar.outline = testing::rectangle(0, 0, 10, 10);
  EXPECT_EQ(fault_of(scar), "/scars/1/outline");
  scar = {.kind = "fue"};
  EXPECT_EQ(fault_of(scar), "/scars/1/outline");
  scar.points = {{20, 20}, {-4, 20}};
  EXPECT_EQ(fault_of(scar), "/scars/1/points/1");
  scar = {.kind = "area", .outline = {{0, 0}, {100, 100}}};
  EXPECT_EQ(fault_of(scar), "/scars/1/outline");
  scar = strip();
  scar.width_mm = 0;
  EXPECT_EQ(fault_of(scar), "/scars/1/width_mm");
  EXPECT_EQ(fault_of({.kind = "burn"}), "/scars/1/kind");
  const auto small = make_ellipsoid_surface({.center_px = {450, 250}, .radii_mm = {20, 20, 20}}, 8);
  scar = strip();
  scar.path = {{10, 10}, {60, 20}};
  EXPECT_EQ(fault_of(scar, *small), "/scars/1/path");
}

TEST(Scars, FaultsOfPlanningNameTheScar) {
  auto regions = plan_scars({strip()}, plane(), kPhoto);
  PlanOptions few = kPhoto;
  few.max_impressions = 10;
  try {
    plan_treatment(regions, {1.0}, plane(), few);
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.text().where, "/scars/0");
  }
}

}  // namespace
}  // namespace smp
