#include "smp/geometry/polygon.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace smp {
namespace {

double covered_px(const Polygon& polygon, const PixelRect& area) {
  const auto coverage = polygon_coverage(polygon, area);
  double sum = 0;
  for (const std::uint8_t value : coverage.values()) sum += value / 255.0;
  return sum;
}

TEST(PolygonCoverage, EqualsTheArea) {
  const Polygon triangle = {{3.25, 2.5}, {40.5, 10.75}, {12, 33}};
  EXPECT_NEAR(covered_px(triangle, {0, 0, 50, 50}), std::abs(signed_area(triangle)), 1.5);
}

TEST(PolygonCoverage, IsExactOnPixelBorders) {
  const Polygon square = {{2, 3}, {6, 3}, {6, 8}, {2, 8}};
  const auto coverage = polygon_coverage(square, {0, 0, 10, 10});
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 10; ++x)
      EXPECT_EQ(coverage.at(x, y), x >= 2 && x < 6 && y >= 3 && y < 8 ? 255 : 0) << x << ", " << y;
}

TEST(PolygonCoverage, ClipsToItsArea) {
  EXPECT_EQ(covered_px({{-100, -100}, {100, -100}, {100, 100}, {-100, 100}}, {5, 5, 10, 10}), 100);
  EXPECT_EQ(covered_px({{-9, -9}, {-5, -9}, {-5, -5}}, {0, 0, 10, 10}), 0);
}

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

TEST(PixelBounds, AreClippedToThePhoto) {
  EXPECT_EQ(pixel_bounds({{-5, 2.5}, {20, 2.5}, {20, 7.1}}, 10, 100), (PixelRect{0, 2, 10, 6}));
  EXPECT_TRUE(pixel_bounds({{-5, -5}, {-2, -5}, {-2, -1}}, 10, 10).empty());
}

}  // namespace
}  // namespace smp
