#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "phantom/scenes.h"
#include "smp/base/error.h"
#include "smp/color/color_space.h"

namespace smp {
namespace {

using namespace phantom_test;

PhantomScar band(std::vector<Point2> path, double width_mm) {
  return {.kind = PhantomScarKind::kBand, .path = std::move(path), .width_mm = width_mm, .outline = {}};
}
PhantomScar dots(std::vector<Point2> outline) {
  return {.kind = PhantomScarKind::kDots, .path = {}, .outline = std::move(outline)};
}

double distance_to_row(Point2 p, double y) { return std::abs(p.y - y); }

TEST(PhantomScars, ABandHasItsWidthTimesItsLength) {
  PhantomScene scene = hairy_patch();  // 80 x 60 mm
  scene.hair.where = HairPattern::kNone;
  scene.scars = {band({{50, 150}, {350, 150}}, 3)};  // 60 mm
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  ASSERT_EQ(truth.scars.size(), 1u);
  EXPECT_NEAR(truth.scars[0].area_cm2, 0.1 * 60 * 3 / 10 + kPi * 1.5 * 1.5 / 100, 0.25);
  EXPECT_TRUE(truth.scars[0].dots_px.empty());
}

TEST(PhantomScars, ABandOnAHeadHasItsWidthOnTheSkin) {
  PhantomScene scene = small_head();
  scene.px_per_mm = 4;
  scene.width = 800, scene.height = 720, scene.shape.center_px = {412, 480};
  scene.scars = {band({{300, 300}, {500, 300}}, 6)};
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const auto surface =
      make_perspective_ellipsoid_surface(scene.shape, scene.px_per_mm, *scene.distance_mm, {400, 360});
  double length_mm = 0;
  for (int x = 300; x < 500; x += 5)
    length_mm += distance(surface->at({x + 0.0, 300})->position_mm, surface->at({x + 5.0, 300})->position_mm);
  EXPECT_NEAR(truth.scars[0].area_cm2 / ((length_mm * 6 + kPi * 9) / 100), 1, 0.2);
}

TEST(PhantomScars, DotsAreAsDenseAndAsLargeAsAskedFor) {
  PhantomScene scene = hairy_patch();
  scene.px_per_mm = 10;
  scene.width = 800, scene.height = 600;
  scene.scars = {dots({{100, 100}, {700, 100}, {700, 500}, {100, 500}})};  // 24 cm^2
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const auto count = static_cast<double>(truth.scars[0].dots_px.size());
  EXPECT_NEAR(count, 24 * 22, 0.1 * 24 * 22);
  EXPECT_NEAR(100 * truth.scars[0].area_cm2 / count, kPi * 0.45 * 0.45, 0.07);
  for (const Point2 p : truth.scars[0].dots_px) {
    ASSERT_GE(p.x, 100);
    ASSERT_LE(p.y, 500);
  }
}

TEST(PhantomScars, NoHairGrowsInThem) {
  PhantomScene scene = hairy_patch();
  scene.scars = {band({{50, 150}, {350, 150}}, 4), dots({{20, 20}, {380, 20}, {380, 120}, {20, 120}})};
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  ASSERT_GT(truth.hairs.size(), 2000u);
  int on_band = 0, on_dots = 0;
  const auto inside = [&](Point2 p) { return p.x > 55 && p.x < 345 && distance_to_row(p, 150) < 4; };
  for (const PhantomHairShaft& hair : truth.hairs) {
    on_band += inside(hair.root_px);
    for (const Point2 dot : truth.scars[1].dots_px) on_dots += distance(hair.root_px, dot) < 0.5;  // 0.1 mm
  }
  EXPECT_EQ(on_band, 0);
  EXPECT_EQ(on_dots, 0);
}

TEST(PhantomScars, AreLighterAndLessRedByTheNotes) {
  PhantomScene scene = plain_patch();
  scene.width = 400, scene.height = 200;
  scene.bits = 16;
  scene.scars = {band({{-50, 100}, {450, 100}}, 12)};
  const Phantom phantom = make_phantom(scene, 2);
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 16);
  const auto mean_lab = [&](int y0, int y1) {
    LinearRgb sum;
    double n = 0;
    for (int y = y0; y < y1; ++y)
      for (int x = 0; x < scene.width; ++x, ++n)
        sum.r += linear[phantom.rgb.at(x, y, 0)], sum.g += linear[phantom.rgb.at(x, y, 1)],
            sum.b += linear[phantom.rgb.at(x, y, 2)];
    return lab_from_linear({sum.r / n, sum.g / n, sum.b / n});
  };
  const Lab skin = mean_lab(5, 15), scar = mean_lab(90, 110);
  EXPECT_NEAR(scar.l - skin.l, 4, 1.2);  // a scar is not scarred everywhere to the full
  EXPECT_NEAR(scar.a - skin.a, -2, 0.7);
}

TEST(PhantomScars, TruthListsThem) {
  PhantomScene scene = hairy_patch();
  scene.scars = {band({{50, 250}, {350, 250}}, 3), dots({{20, 20}, {380, 20}, {380, 120}})};
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const auto json = nlohmann::json::parse(truth_json(scene, truth));
  EXPECT_EQ(json.at("scars").at(0).at("kind"), "fut");
  EXPECT_NEAR(json.at("scars").at(0).at("area_cm2").get<double>(), truth.scars[0].area_cm2, 1e-4);
  EXPECT_EQ(json.at("scars").at(1).at("points_px").size(), truth.scars[1].dots_px.size());
  scene.scars.clear();
  EXPECT_FALSE(nlohmann::json::parse(truth_json(scene, make_phantom(scene, 2).truth)).contains("scars"));
}

TEST(PhantomScars, NeedAPathOrAnOutline) {
  EXPECT_THROW(read_scene(R"({"scars": [{"kind": "fut"}]})"), Error);
  EXPECT_THROW(read_scene(R"({"scars": [{"kind": "fue", "path": [[1, 2], [3, 4]]}]})"), Error);
}

}  // namespace
}  // namespace smp
