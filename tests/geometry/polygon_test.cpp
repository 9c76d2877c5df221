#include "smp/geometry/polygon.h"

#include <cmath>

#include <gtest/gtest.h>

namespace smp {
namespace {

TEST(SelfCrossing, IsFoundInABowTieAndNotInAStar) {
  EXPECT_TRUE(self_crossing({{0, 0}, {10, 10}, {10, 0}, {0, 10}}));
  Polygon star;
  for (int i = 0; i < 20; ++i) {
    const double r = i % 2 ? 10 : 4, t = i * kPi / 10;
    star.push_back({r * std::cos(t), r * std::sin(t)});
  }
  EXPECT_FALSE(self_crossing(star));
  std::swap(star[3], star[8]);
  EXPECT_TRUE(self_crossing(star));
}

TEST(SelfCrossing, FindsACornerThatTouchesAnotherEdge) {
  EXPECT_TRUE(self_crossing({{0, 0}, {10, 0}, {10, 10}, {5, 0}, {0, 10}}));
}

TEST(PathCrossing, DoesNotJoinTheEnds) {
  // Closed, the way back from the end would cross the first stroke.
  const std::vector<Point2> hook = {{0, 0}, {10, 0}, {10, 10}, {5, 10}, {5, 5}, {4, -5}};
  EXPECT_TRUE(path_crossing(hook));
  const std::vector<Point2> open = {{0, 0}, {10, 0}, {10, 10}, {5, 10}, {20, -5}};
  EXPECT_TRUE(path_crossing(open));
  const std::vector<Point2> zigzag = {{0, 0}, {10, 0}, {0, 1}, {10, 2}, {4, -3 + 5.5}};
  EXPECT_FALSE(path_crossing(zigzag));
  EXPECT_TRUE(self_crossing(zigzag));
}

TEST(PixelBounds, AreClippedToThePhoto) {
  EXPECT_EQ(pixel_bounds({{-5, 2.5}, {20, 2.5}, {20, 7.1}}, 10, 100), (PixelRect{0, 2, 10, 6}));
  EXPECT_TRUE(pixel_bounds({{-5, -5}, {-2, -5}, {-2, -1}}, 10, 10).empty());
}

}  // namespace
}  // namespace smp
