// Hair that lies on the skin.
#include <gtest/gtest.h>

#include <cmath>

#include "phantom/scenes.h"
#include "smp/phantom/follicles.h"

namespace smp {
namespace {

using namespace phantom_test;

PhantomScene long_hair() {
  PhantomScene scene = hairy_patch();
  scene.hair.length_mm = 20;
  scene.hair.fu_per_cm2 = 20;
  return scene;
}

std::vector<phantom::HairCurve> hairs_of(const PhantomScene& scene) {
  const phantom::View view(scene);
  return phantom::grow_hairs(scene, view, phantom::grow_units(scene, view, {scene, view}));
}

double drawn_length(const phantom::HairCurve& hair) {
  double sum = 0;
  for (std::size_t i = 1; i < hair.nodes.size(); ++i) sum += distance(hair.nodes[i - 1].px, hair.nodes[i].px);
  return sum;
}

TEST(PhantomStrands, AreAboutAsLongAsAskedFor) {
  const PhantomScene scene = long_hair();
  double mean = 0;
  const auto hairs = hairs_of(scene);
  ASSERT_GT(hairs.size(), 1000u);
  for (const auto& hair : hairs)
    mean += drawn_length(hair) / scene.px_per_mm / static_cast<double>(hairs.size());
  EXPECT_NEAR(mean, 0.9 * 20, 1.5);
}

TEST(PhantomStrands, LieAlongTheFlow) {
  const PhantomScene scene = long_hair();
  const phantom::View view(scene);
  double along = 0, count = 0;
  for (const auto& hair : hairs_of(scene)) {
    const Point2 first = hair.nodes[1].px - hair.nodes[0].px;
    const Point3 flow = phantom::hair_flow(view, view.place_near(hair.shaft.root_mm));
    along += dot(first, {flow.x, flow.y}) / (length(first) * std::hypot(flow.x, flow.y)), ++count;
  }
  EXPECT_GT(along / count, 0.95);
}

TEST(PhantomStrands, StayOnAHead) {
  PhantomScene scene = small_head();
  scene.hair.length_mm = 15;
  const phantom::View view(scene);
  for (const auto& hair : hairs_of(scene)) {
    const double height = distance(hair.shaft.tip_mm, view.place_near(hair.shaft.tip_mm).position_mm);
    ASSERT_LT(height, 2.6);
    ASSERT_GT(height, 0.1);
  }
}

TEST(PhantomStrands, LocksBringHairsTogetherOnTheirWay) {
  PhantomScene scene = long_hair();
  constexpr std::size_t kNode = 14;          // some 11 mm from the root
  const auto apart_px = [&](double locks) {  // mean distance to the nearest hair of another unit
    scene.hair.locks = locks;
    const auto hairs = hairs_of(scene);
    double sum = 0, count = 0;
    for (const auto& hair : hairs) {
      if (hair.nodes.size() <= kNode) continue;
      double nearest = 1e9;
      for (const auto& other : hairs)
        if (other.shaft.unit != hair.shaft.unit && other.nodes.size() > kNode)
          nearest = std::min(nearest, distance(other.nodes[kNode].px, hair.nodes[kNode].px));
      sum += nearest, ++count;
    }
    return sum / count;
  };
  EXPECT_LT(apart_px(0.9), 0.85 * apart_px(0));
}

TEST(PhantomStrands, AThinnedPatchShowsItsSkinInTheMiddle) {
  PhantomScene scene = long_hair();
  scene.hair.fu_per_cm2 = 75;
  scene.hair.thin_top = 0.2;
  const Image<float> cover = make_phantom(scene, 2).truth.hair_cover;
  const auto mean = [&](int x0, int y0, int x1, int y1) {
    double sum = 0;
    for (int y = y0; y < y1; ++y)
      for (int x = x0; x < x1; ++x) sum += cover.at(x, y);
    return sum / ((x1 - x0) * (y1 - y0));
  };
  EXPECT_LT(mean(150, 120, 250, 200), 0.6);
  EXPECT_GT(mean(0, 0, 60, 60), 0.8);
}

TEST(PhantomStrands, AreTheSameOnAnyNumberOfThreads) {
  const PhantomScene scene = long_hair();
  EXPECT_EQ(make_phantom(scene, 1).rgb, make_phantom(scene, 3).rgb);
}

}  // namespace
}  // namespace smp
