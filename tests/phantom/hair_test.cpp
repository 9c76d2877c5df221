#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "phantom/scenes.h"
#include "smp/phantom/follicles.h"

namespace smp {
namespace {

using namespace phantom_test;

// Nearest-neighbour distances of the places well inside the picture.
std::vector<double> nearest_distances(const std::vector<phantom::SkinPlace>& places, double margin_px,
                                      int width, int height) {
  std::vector<double> out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Point2 p = places[i].px;
    if (p.x < margin_px || p.y < margin_px || p.x > width - margin_px || p.y > height - margin_px) continue;
    double best = 1e9;
    for (std::size_t j = 0; j < places.size(); ++j)
      if (j != i) best = std::min(best, distance(places[i].position_mm, places[j].position_mm));
    out.push_back(best);
  }
  return out;
}

TEST(PhantomHair, UnitsAreAsDenseAsAskedFor) {
  for (const double density : {40.0, 75.0, 110.0}) {
    PhantomScene scene = hairy_patch();
    scene.hair.fu_per_cm2 = density;
    const phantom::View view(scene);
    int inside = 0;
    for (const phantom::FollicularUnit& unit : phantom::grow_units(scene, view, {scene, view})) {
      const Point2 p = unit.place.px;
      inside += p.x >= 0 && p.y >= 0 && p.x < scene.width && p.y < scene.height;
    }
    EXPECT_NEAR(inside / (density * 48), 1, 0.05) << density;
  }
}

TEST(PhantomHair, UnitsOnAHeadAreAsDenseAsAskedForPerAreaOfScalp) {
  PhantomScene scene = small_head();
  scene.hair.fu_per_cm2 = 60;
  const phantom::View view(scene);
  const auto places = phantom::scatter(view, 60, 0.55, phantom::stream(scene, phantom::Stage::kDarts));
  const std::unique_ptr<Surface> surface = make_perspective_ellipsoid_surface(
      scene.shape, scene.px_per_mm, *scene.distance_mm, {0.5 * scene.width, 0.5 * scene.height});
  double area_cm2 = 0;
  for (int y = 60; y < 130; ++y)
    for (int x = 70; x < 140; ++x) area_cm2 += surface->at({x + 0.5, y + 0.5})->metric.area() / 100;
  int inside = 0;
  for (const phantom::SkinPlace& place : places)
    inside += view.visible(place, 0) && place.px.x >= 70 && place.px.x < 140 && place.px.y >= 60 &&
              place.px.y < 130;
  EXPECT_NEAR(inside / (60 * area_cm2), 1, 0.05);
}

TEST(PhantomHair, UnitsAreNeitherRegularNorRandom) {
  const PhantomScene scene = hairy_patch();
  const phantom::View view(scene);
  const auto places = phantom::scatter(view, 75, 0.55, phantom::stream(scene, phantom::Stage::kDarts));
  const std::vector<double> nearest = nearest_distances(places, 10, scene.width, scene.height);
  ASSERT_GT(nearest.size(), 2000u);
  double mean = 0, variance = 0;
  for (const double d : nearest) mean += d / static_cast<double>(nearest.size());
  for (const double d : nearest) variance += (d - mean) * (d - mean) / static_cast<double>(nearest.size());
  const double cv = std::sqrt(variance) / mean;
  EXPECT_GT(cv, 0.18);
  EXPECT_LT(cv, 0.32);
}

TEST(PhantomHair, UnitsHoldOneToFourHairs) {
  const PhantomScene scene = hairy_patch();
  const phantom::View view(scene);
  const auto units = phantom::grow_units(scene, view, {scene, view});
  std::array<double, 5> share{};
  for (const phantom::FollicularUnit& unit : units) {
    ASSERT_GE(unit.hairs, 1);
    ASSERT_LE(unit.hairs, 4);
    share[static_cast<std::size_t>(unit.hairs)] += 1.0 / static_cast<double>(units.size());
  }
  EXPECT_NEAR(share[1], 0.28, 0.03);
  EXPECT_NEAR(share[2], 0.53, 0.03);
  EXPECT_NEAR(share[3], 0.17, 0.03);
  EXPECT_NEAR(share[4], 0.02, 0.01);
}

TEST(PhantomHair, ShaftsLeaveTheSkinAtTwentyToFortyDegrees) {
  const PhantomScene scene = hairy_patch();
  for (const PhantomHairShaft& hair : make_phantom(scene, 2).truth.hairs) {
    const Point3 d = normalized(hair.tip_mm - hair.root_mm);
    const double lift = degrees(std::asin(-d.z));
    ASSERT_GT(lift, 18);
    ASSERT_LT(lift, 41);
  }
}

TEST(PhantomHair, SidesLeaveTheTopBare) {
  const PhantomScene scene = small_head();
  const phantom::View view(scene);
  const auto density_at = [&](double azimuth_deg, double elevation_deg) {
    const double a = radians(azimuth_deg), e = radians(elevation_deg);
    phantom::SkinPlace place;
    place.head_mm = {77 * std::sin(a) * std::cos(e), -98 * std::sin(e), -99 * std::cos(a) * std::cos(e)};
    return phantom::hair_density(scene.hair, view, place);
  };
  EXPECT_EQ(density_at(0, 70), 0);    // top
  EXPECT_EQ(density_at(0, 20), 0);    // forehead
  EXPECT_EQ(density_at(180, 70), 0);  // crown
  EXPECT_GT(density_at(95, 28), 0.95);
  EXPECT_GT(density_at(-95, 28), 0.95);
  EXPECT_GT(density_at(180, 0), 0.95);
}

TEST(PhantomHair, NoneMeansNone) {
  const PhantomScene scene = plain_patch();
  const PhantomTruth truth = make_phantom(scene, 1).truth;
  EXPECT_TRUE(truth.hairs.empty());
  for (const float share : truth.hair_cover.values()) ASSERT_EQ(share, 0);
}

}  // namespace
}  // namespace smp
