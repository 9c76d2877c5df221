#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "phantom/scenes.h"
#include "smp/phantom/view.h"

namespace smp {
namespace {

using namespace phantom_test;

std::unique_ptr<Surface> surface_of(const PhantomScene& scene) {
  if (!scene.distance_mm) return make_ellipsoid_surface(scene.shape, scene.px_per_mm);
  return make_perspective_ellipsoid_surface(scene.shape, scene.px_per_mm, *scene.distance_mm,
                                            {0.5 * scene.width, 0.5 * scene.height});
}

void expect_surface_truth(const PhantomScene& scene) {
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const std::unique_ptr<Surface> surface = surface_of(scene);
  int skin = 0;
  for (int y = 0; y < scene.height; ++y)
    for (int x = 0; x < scene.width; ++x) {
      const std::optional<SurfacePoint> hit = surface->at({x + 0.5, y + 0.5});
      const float* n = &truth.normals.at(x, y);
      ASSERT_EQ(hit.has_value(), truth.depth_mm.at(x, y) > 0);
      if (!hit) continue;
      ++skin;
      ASSERT_NEAR(truth.depth_mm.at(x, y),
                  hit->position_mm.z + scene.distance_mm.value_or(kParallelDistanceMm), 1e-4);
      ASSERT_NEAR(n[0] * n[0] + n[1] * n[1] + n[2] * n[2], 1, 1e-5);
      ASSERT_NEAR(n[0], hit->normal.x, 1e-6);
      ASSERT_NEAR(n[1], hit->normal.y, 1e-6);
    }
  EXPECT_GT(skin, 5000);
}

TEST(PhantomTruth, DepthAndNormalsAreTheSurfaces) {
  PhantomScene scene = small_head();
  expect_surface_truth(scene);
  scene.distance_mm.reset();
  expect_surface_truth(scene);
}

TEST(PhantomTruth, RootsLieOnTheSurfaceWhereTheyAreSeen) {
  PhantomScene scene = small_head();
  for (const bool perspective : {true, false}) {
    if (!perspective) scene.distance_mm.reset();
    const PhantomTruth truth = make_phantom(scene, 2).truth;
    const std::unique_ptr<Surface> surface = surface_of(scene);
    ASSERT_GT(truth.hairs.size(), 1000u);
    int checked = 0;
    for (const PhantomHairShaft& hair : truth.hairs) {
      const std::optional<SurfacePoint> hit = surface->at(hair.root_px);
      if (!hit || hit->normal.z > -0.4) continue;  // where the skin grazes the view, small steps go deep
      ++checked;
      // Hairs of a unit stand beside its middle on the tangent plane, so not exactly on the surface.
      ASSERT_LT(distance(hit->position_mm, hair.root_mm), 0.01);
    }
    EXPECT_GT(checked, 500);
  }
}

TEST(PhantomTruth, PositionUndoesProjection) {
  PhantomScene scene = small_head();
  for (const bool perspective : {true, false}) {
    if (!perspective) scene.distance_mm.reset();
    const phantom::View view(scene);
    const Point3 p = {30, -40, -60};
    EXPECT_LT(distance(view.position(view.project(p), view.depth(p)), p), 1e-9);
    EXPECT_LT(distance(view.photo_from_head(view.head_from_photo(p)), p), 1e-9);
  }
}

TEST(PhantomTruth, AreaIsThatOfTheSphereForEqualRadii) {
  PhantomScene scene = small_head();
  scene.shape.radii_mm = {80, 80, 80};
  EXPECT_NEAR(phantom::View(scene).area_mm2(), 4 * kPi * 6400, 1);
}

TEST(PhantomTruth, DepthCodesGiveTheDepthBack) {
  const PhantomScene scene = small_head();
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const Image<std::uint16_t> code = depth_code(truth, 800, 0.02);
  for (int y = 0; y < scene.height; ++y)
    for (int x = 0; x < scene.width; ++x) {
      if (truth.depth_mm.at(x, y) > 0)
        ASSERT_NEAR(800 + 0.02 * code.at(x, y), truth.depth_mm.at(x, y), 0.0101);
      else
        ASSERT_EQ(code.at(x, y), 0);
    }
}

TEST(PhantomTruth, JsonNamesScaleSurfaceAndSkin) {
  const PhantomScene scene = small_head();
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const auto json = nlohmann::json::parse(truth_json(scene, truth));
  EXPECT_DOUBLE_EQ(json.at("photo").at("scale").at("px_per_mm").get<double>(), scene.px_per_mm);
  EXPECT_EQ(json.at("surface").at("kind"), "ellipsoid");
  EXPECT_DOUBLE_EQ(json.at("surface").at("distance_mm").get<double>(), 1000);
  // Type II of the optical model: ITA 48 in its table of rounded values.
  EXPECT_NEAR(json.at("skin").at("ita_deg").get<double>(), 48, 1.0);
  EXPECT_EQ(json.at("hair").at("hairs").get<std::size_t>(), truth.hairs.size());
}

TEST(PhantomTruth, DepthAndItsCameraMakeTheSameSurface) {
  const PhantomScene scene = small_head();
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  const auto camera = nlohmann::json::parse(truth_json(scene, truth)).at("depth_camera");
  const std::unique_ptr<Surface> from_depth = make_depth_surface(
      truth.depth_mm, {camera.at("fx_px"), camera.at("fy_px"), camera.at("cx_px"), camera.at("cy_px")}, 1.5);
  const std::unique_ptr<Surface> surface = surface_of(scene);
  for (int y = 70; y < 130; y += 7)
    for (int x = 60; x < 150; x += 7) {
      const Metric2 wanted = surface->at({x + 0.5, y + 0.5})->metric;
      const Metric2 got = from_depth->at({x + 0.5, y + 0.5})->metric;
      ASSERT_NEAR(got.area() / wanted.area(), 1, 0.01) << x << ", " << y;
    }
}

TEST(PhantomTruth, CsvHasALineForEveryHair) {
  const PhantomTruth truth = make_phantom(small_head(), 2).truth;
  std::istringstream text(hairs_csv(truth));
  std::string line;
  std::size_t lines = 0;
  while (std::getline(text, line)) {
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 11) << line;
    ++lines;
  }
  EXPECT_EQ(lines, truth.hairs.size() + 1);
}

TEST(PhantomTruth, HairCoverIsTheAreaOfTheShafts) {
  PhantomScene scene = hairy_patch();
  scene.camera.blur_px = 0;
  scene.hair.fu_per_cm2 = 10;  // few overlaps
  const PhantomTruth truth = make_phantom(scene, 2).truth;
  double covered = 0, shafts = 0;
  for (const float share : truth.hair_cover.values()) covered += share;
  for (const PhantomHairShaft& hair : truth.hairs)  // tapering to 0.95 half way and 0.7 at the tip
    shafts += distance(hair.root_px, hair.tip_px) * hair.diameter_mm * scene.px_per_mm * 0.9;
  EXPECT_NEAR(covered / shafts, 1, 0.08);
}

}  // namespace
}  // namespace smp
