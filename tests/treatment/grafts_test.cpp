#include "smp/treatment/grafts.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

constexpr int kWidth = 900, kHeight = 700;
constexpr double kPxPerMm = 10;

RegionArea area_of(const Polygon& outline, double units_per_cm2, const Surface& surface) {
  return build_region_area({outline, {}}, {units_per_cm2, kGraftRegularity, 0}, surface, kWidth, kHeight, 2);
}

struct Planted {
  Grafts grafts;
  std::unique_ptr<Surface> surface = make_plane_surface(kPxPerMm);
};

Planted plant(double units_per_cm2, const RegionDesign& design = {}, const GraftHair& hair = {},
              std::uint64_t seed = 1, int threads = 2) {
  Planted out;
  GraftOptions options;
  options.units_per_cm2 = units_per_cm2;
  const RegionArea area =
      area_of(testing::rectangle(50, 50, 800, 600), units_per_cm2, *out.surface);  // 48 cm^2
  out.grafts = plant_grafts(area, design, options, hair, *out.surface, seed, threads);
  return out;
}

ScalpMap constant(std::initializer_list<float> values) {
  ScalpMap map;
  map.values = Image<float>(1, 1, static_cast<int>(values.size()));
  std::copy(values.begin(), values.end(), map.values.values().begin());
  return map;
}

TEST(Grafts, AreAsManyAsAskedFor) {
  for (const double density : {12.5, 30.0, 60.0})
    EXPECT_NEAR(static_cast<double>(plant(density).grafts.units.size()), density * 48,
                0.01 * density * 48 + 1);
}

TEST(Grafts, KeepTheDistancesOfNaturalUnits) {
  const Grafts grafts = plant(30).grafts;
  const double r_mm = kGraftRegularity * std::sqrt(0.697 / 0.30);
  double nearest = 1e9;
  for (std::size_t i = 0; i < grafts.units.size(); ++i)
    for (std::size_t j = i + 1; j < grafts.units.size(); ++j)
      nearest = std::min(nearest, distance(grafts.units[i].root_mm, grafts.units[j].root_mm));
  EXPECT_GT(nearest, 0.8 * r_mm);  // less the lattice of the sampler's cells
  EXPECT_LT(nearest, 1.1 * r_mm);
}

TEST(Grafts, HoldOneToFourHairsByTheTable) {
  const Grafts grafts = plant(80).grafts;
  std::array<double, 5> share{};
  std::size_t shafts = 0;
  for (const HairUnit& unit : grafts.units) {
    ASSERT_EQ(unit.first_shaft, shafts);
    shafts += static_cast<std::size_t>(unit.hairs);
    share[static_cast<std::size_t>(unit.hairs)] += 1.0 / static_cast<double>(grafts.units.size());
  }
  EXPECT_EQ(grafts.shafts.size(), shafts);
  const GraftOptions table;
  for (std::size_t k = 0; k < 4; ++k) {
    const double p = table.hairs_per_unit[k];
    EXPECT_NEAR(share[k + 1], p, 4 * std::sqrt(p * (1 - p) / static_cast<double>(grafts.units.size())))
        << k + 1;
  }
}

TEST(Grafts, HairsOfAUnitStandBesideEachOther) {
  const Grafts grafts = plant(30, {.flow = constant({1, 0})}).grafts;
  int pairs = 0;
  for (const HairUnit& unit : grafts.units)
    for (int k = 1; k < unit.hairs; ++k, ++pairs) {
      const std::size_t at = unit.first_shaft + static_cast<std::size_t>(k);
      const Point2 step = grafts.shafts[at].root_px - grafts.shafts[at - 1].root_px;
      ASSERT_GE(length(step) / kPxPerMm, 0.0999);
      ASSERT_LE(length(step) / kPxPerMm, 0.3001);
      ASSERT_LT(std::abs(dot(step, unit.lean_px)) / (length(step) * length(unit.lean_px)), 1e-6);
    }
  EXPECT_GT(pairs, 1000);
}

TEST(Grafts, LengthsSpreadByATenth) {
  const Grafts grafts = plant(60, {}, {.length_mm = 2}).grafts;
  double sum = 0, squares = 0;
  const auto n = static_cast<double>(grafts.shafts.size());
  for (const HairShaft& shaft : grafts.shafts)
    sum += shaft.length_mm, squares += shaft.length_mm * shaft.length_mm;
  EXPECT_NEAR(sum / n, 2, 0.02);
  EXPECT_NEAR(std::sqrt(squares / n - sum * sum / n / n), 0.2, 0.02);
}

TEST(Grafts, LeanAlongTheFlowAtTheirExitAngle) {
  ScalpMap flow;  // turns from right to down across the picture
  flow.step_px = kWidth;
  flow.values = Image<float>(2, 1, 2);
  flow.values.at(0, 0, 0) = 1, flow.values.at(0, 0, 1) = 0;
  flow.values.at(1, 0, 0) = 0, flow.values.at(1, 0, 1) = 1;
  const Grafts grafts = plant(40, {.flow = flow}, {.length_mm = 0.5}).grafts;
  double along = 0, lean = 0;
  for (const HairShaft& shaft : grafts.shafts) {
    const Point2 seen = shaft.tip_px - shaft.root_px;
    const Point2 wanted = {flow.at(shaft.root_px, 0), flow.at(shaft.root_px, 1)};
    const auto n = static_cast<double>(grafts.shafts.size());
    along += dot(seen, wanted) / (length(seen) * length(wanted)) / n;
    const double angle = degrees(std::acos(length(seen) / kPxPerMm / shaft.length_mm));
    ASSERT_GT(angle, 28);
    ASSERT_LT(angle, 46);
    lean += angle / n;
  }
  EXPECT_GT(along, 0.97);
  EXPECT_NEAR(lean, 38, 1.5);
}

TEST(Grafts, LieAsTheOptionsTellWhereNoMapDoes) {
  for (const auto& [flow, wanted] :
       {std::pair{FlowOptions{.direction_deg = 30}, Point2{std::cos(kPi / 6), std::sin(kPi / 6)}},
        std::pair{FlowOptions{}, Point2{0, 1}}}) {
    Point2 mean;
    const Grafts grafts = plant(30, {}, {.length_mm = 0.5, .flow = flow}).grafts;
    for (const HairShaft& shaft : grafts.shafts) mean = mean + (shaft.tip_px - shaft.root_px);
    EXPECT_GT(dot(mean, wanted) / length(mean), 0.999);
  }
}

TEST(Grafts, TakeTheirExitAngleFromTheMap) {
  ScalpMap exit;  // flat at the left, upright at the right
  exit.step_px = kWidth;
  exit.values = Image<float>(2, 1);
  exit.values.at(0, 0) = 10, exit.values.at(1, 0) = 70;
  const Grafts grafts = plant(30, {}, {.length_mm = 0.5, .exit_angle_map = exit}).grafts;
  for (const HairShaft& shaft : grafts.shafts) {
    const double seen = length(shaft.tip_px - shaft.root_px) / kPxPerMm / shaft.length_mm;
    const double wanted = exit.at(shaft.root_px);
    constexpr double kSpread = 7.5, kLiesDown = 2;
    ASSERT_NEAR(degrees(std::acos(std::min(1.0, seen))), wanted, kSpread + kLiesDown) << shaft.root_px.x;
  }
}

TEST(Grafts, StandUpTowardsTheCamera) {
  // On the far flank of a head seen from the front, hair that leans down still rises over the outline.
  const EllipsoidShape shape{.center_px = {450, 500}, .radii_mm = {40, 40, 40}};
  const auto surface = make_ellipsoid_surface(shape, kPxPerMm);
  GraftOptions options;
  const Polygon outline = testing::rectangle(400, 160, 100, 60);  // upper rim
  const RegionArea area = area_of(outline, options.units_per_cm2, *surface);
  const Grafts grafts =
      plant_grafts(area, {}, options, {.length_mm = 1, .exit_angle_deg = 80}, *surface, 1, 2);
  ASSERT_GT(grafts.shafts.size(), 20u);
  for (const HairShaft& shaft : grafts.shafts) EXPECT_LT(shaft.tip_px.y, shaft.root_px.y);
}

TEST(Grafts, RiseBehindTheHairlineAndStayBehindIt) {
  ScalpMap hairline;  // its edge runs through x = 450 px
  hairline.step_px = kWidth;
  hairline.values = Image<float>(2, 1);
  hairline.values.at(0, 0) = -45, hairline.values.at(1, 0) = 45;
  const Grafts grafts = plant(60, {.hairline_mm = hairline, .edge = {.transition_mm = 10}}).grafts;
  int in_front = 0, transition = 0, behind = 0;
  for (const HairUnit& unit : grafts.units) {
    in_front += unit.root_px.x < 449;
    transition += unit.root_px.x >= 449 && unit.root_px.x < 550;
    behind += unit.root_px.x >= 600 && unit.root_px.x < 700;
  }
  EXPECT_EQ(in_front, 0);
  EXPECT_NEAR(behind, 60 * 6, 30);
  EXPECT_NEAR(transition, 0.5 * 60 * 6, 30);
}

TEST(Grafts, FollowTheDensityShareAndTellIt) {
  const Grafts grafts = plant(60, {.density_share = constant({0.5f})}).grafts;
  EXPECT_NEAR(static_cast<double>(grafts.units.size()), 30 * 48, 20);
  EXPECT_NEAR(grafts.per_cm2.at({400, 300}), 30, 1e-3);
}

TEST(Grafts, KeepOffUnitsThatAreThere) {
  RegionDesign design;
  for (int y = 60; y < 640; y += 40)
    for (int x = 60; x < 840; x += 40) design.units_px.push_back({x + 0.0, y + 0.0});
  const Grafts grafts = plant(15, design).grafts;
  EXPECT_NEAR(static_cast<double>(grafts.units.size()), 15 * 48, 8);
  const double r_mm = 0.6 * kGraftRegularity * std::sqrt(0.697 / 0.15);
  for (const HairUnit& unit : grafts.units)
    for (const Point2 other : design.units_px)
      ASSERT_GT(distance(unit.root_px, other) / kPxPerMm, 0.85 * r_mm);
}

TEST(Grafts, AreTheSameOnAnyNumberOfThreadsAndOthersForAnotherSeed) {
  const Grafts one = plant(30, {}, {}, 5, 1).grafts, three = plant(30, {}, {}, 5, 3).grafts,
               other = plant(30, {}, {}, 6, 3).grafts;
  ASSERT_EQ(one.shafts.size(), three.shafts.size());
  for (std::size_t i = 0; i < one.shafts.size(); ++i) {
    ASSERT_EQ(one.shafts[i].tip_px, three.shafts[i].tip_px);
    ASSERT_EQ(one.shafts[i].shade, three.shafts[i].shade);
  }
  EXPECT_NE(one.units[0].root_px, other.units[0].root_px);
}

TEST(Grafts, NeedAShareOfHairs) {
  const auto surface = make_plane_surface(kPxPerMm);
  GraftOptions options;
  options.hairs_per_unit = {0, 0, 0, 0};
  const RegionArea area = area_of(testing::rectangle(50, 50, 100, 100), 30, *surface);
  EXPECT_THROW(plant_grafts(area, {}, options, {}, *surface, 1, 1), InvalidArgument);
}

}  // namespace
}  // namespace smp
