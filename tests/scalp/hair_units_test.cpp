// Places of single follicular units.
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "smp/scalp/survey.h"
#include "support/phantom_survey.h"

namespace smp {
namespace {

PhantomScene patch(HairPattern where, double px_per_mm, double units_per_cm2 = 70) {
  PhantomScene scene;
  scene.width = 640, scene.height = 480;
  scene.px_per_mm = px_per_mm;
  scene.hair.where = where;
  scene.hair.fu_per_cm2 = units_per_cm2;
  return scene;
}

Polygon rectangle(const PhantomScene& scene, double x0, double y0, double x1, double y1) {
  const double w = scene.width, h = scene.height;
  return {{x0 * w, y0 * h}, {x1 * w, y0 * h}, {x1 * w, y1 * h}, {x0 * w, y1 * h}};
}

HairReading look(const Phantom& phantom, const Surface& surface, const std::vector<Polygon>& regions,
                 bool unit_places = true, int threads = 2, double length_mm = 0.5) {
  const Photo photo = testing::photo_of(phantom);
  const ReducedPhoto reduced = reduce_photo(photo, threads);
  SurveyPlaces places;
  for (const Polygon& region : regions) places.regions.push_back(cells_in(reduced, region));
  SurveyOptions options;
  options.surface = &surface;
  options.unit_places = unit_places;
  options.threads = threads;
  options.hair.length_mm = length_mm;
  return survey_photo(photo, reduced, places, options).hair;
}

// Middles of the roots of each unit.
std::vector<Point2> true_units(const PhantomTruth& truth, const Polygon& area) {
  std::map<int, std::pair<Point2, int>> sums;
  for (const PhantomHairShaft& hair : truth.hairs) {
    auto& [sum, count] = sums[hair.unit];
    sum = sum + hair.root_px, ++count;
  }
  std::vector<Point2> out;
  for (const auto& [unit, entry] : sums) {
    const Point2 p = (1.0 / entry.second) * entry.first;
    if (p.x > area[0].x && p.x < area[2].x && p.y > area[0].y && p.y < area[2].y) out.push_back(p);
  }
  return out;
}

double share_near(const std::vector<Point2>& places, const std::vector<Point2>& others, double within_px) {
  double near = 0;
  for (const Point2 p : places)
    for (const Point2 q : others)
      if (distance(p, q) < within_px) {
        ++near;
        break;
      }
  return near / static_cast<double>(places.size());
}

TEST(UnitPlaces, LieWhereUnitsAre) {
  for (const double px_per_mm : {7.0, 10.0}) {
    SCOPED_TRACE(px_per_mm);
    const PhantomScene scene = patch(HairPattern::kEverywhere, px_per_mm);
    const Phantom phantom = make_phantom(scene);
    const HairReading hair = look(phantom, *make_plane_surface(px_per_mm), {rectangle(scene, 0, 0, 1, 1)});
    const Polygon inner = rectangle(scene, 0.05, 0.05, 0.95, 0.95);
    std::vector<Point2> found;
    for (const Point2 p : hair.units_px)
      if (p.x > inner[0].x && p.x < inner[2].x && p.y > inner[0].y && p.y < inner[2].y) found.push_back(p);
    ASSERT_GT(found.size(), 300u);
    const double near_px = 0.4 * px_per_mm;
    EXPECT_GT(share_near(true_units(phantom.truth, inner), found, near_px), 0.8) << "recall";
    EXPECT_GT(share_near(found, true_units(phantom.truth, rectangle(scene, 0, 0, 1, 1)), near_px), 0.9)
        << "precision";
  }
}

TEST(UnitPlaces, BaldSkinHasNone) {
  for (const int tone : {1, 3, 5}) {
    SCOPED_TRACE(tone);
    PhantomScene scene = patch(HairPattern::kNone, 10);
    scene.skin.tone = tone;
    scene.skin.freckles_per_cm2 = 1;
    const HairReading hair =
        look(make_phantom(scene), *make_plane_surface(10), {rectangle(scene, 0, 0, 1, 1)});
    EXPECT_LT(hair.units_px.size(), 15u) << "of 30 cm^2";
    ASSERT_EQ(hair.region_units.size(), 1u);
    EXPECT_LT(hair.region_units[0].per_cm2, 1);
  }
}

TEST(UnitPlaces, TellHairyFromBaldRegions) {
  PhantomScene scene = patch(HairPattern::kSides, 9);
  scene.width = 1000;
  scene.hair.fade_mm = 5;
  const Polygon hairy = rectangle(scene, 0.02, 0.05, 0.42, 0.95),
                bald = rectangle(scene, 0.6, 0.05, 0.98, 0.95);
  const HairReading hair = look(make_phantom(scene), *make_plane_surface(9), {hairy, bald});
  ASSERT_EQ(hair.region_units.size(), 2u);
  EXPECT_NEAR(hair.region_units[0].per_cm2, 70, 2 * hair.region_units[0].error_per_cm2);
  EXPECT_LT(hair.region_units[0].error_per_cm2, 20);
  EXPECT_LT(hair.region_units[1].per_cm2, 2);
  int on_bald = 0;
  for (const Point2 p : hair.units_px) on_bald += p.x > bald[0].x;
  EXPECT_LT(on_bald, 10);
}

TEST(UnitPlaces, AreNotToldWhereTheyAreNotResolvedOrHidden) {
  PhantomScene scene = patch(HairPattern::kEverywhere, 4.5);
  EXPECT_TRUE(
      look(make_phantom(scene), *make_plane_surface(4.5), {rectangle(scene, 0, 0, 1, 1)}).units_px.empty());
  scene = patch(HairPattern::kEverywhere, 9);
  scene.hair.length_mm = 12;
  EXPECT_TRUE(look(make_phantom(scene), *make_plane_surface(9), {rectangle(scene, 0, 0, 1, 1)}, true, 2, 12)
                  .units_px.empty());
}

TEST(UnitPlaces, AreOnlyLookedForOnDemandAndTheSameOnAnyNumberOfThreads) {
  const PhantomScene scene = patch(HairPattern::kEverywhere, 8);
  const Phantom phantom = make_phantom(scene);
  const std::vector<Polygon> all = {rectangle(scene, 0, 0, 1, 1)};
  EXPECT_TRUE(look(phantom, *make_plane_surface(8), all, false).units_px.empty());
  const HairReading one = look(phantom, *make_plane_surface(8), all, true, 1),
                    three = look(phantom, *make_plane_surface(8), all, true, 3);
  EXPECT_EQ(one.units_px, three.units_px);
  EXPECT_FALSE(one.units_px.empty());
}

}  // namespace
}  // namespace smp
