#include "smp/sampling/poisson_disk.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"

namespace smp {
namespace {

PlacementArea square(int side, double r) {
  PlacementArea area{BitGrid(side, side), {}};
  for (int y = 0; y < side; ++y) area.allowed.set_run(y, 0, side);
  area.field.columns = area.field.rows = (side + 15) / 16;
  area.field.blocks.assign(static_cast<std::size_t>(area.field.columns) * area.field.rows,
                           {{}, kMaximalFill / (r * r)});
  return area;
}

TEST(PlaceDots, KeepsEveryPairApartAndMeetsTheCount) {
  const PlacementArea area = square(400, 9);
  const Placement result = place_dots(area, {}, {.seed = 3});
  ASSERT_GT(result.dots.size(), 500u);
  EXPECT_EQ(result.dots.size(), static_cast<std::size_t>(std::llround(result.expected)));
  for (std::size_t i = 0; i < result.dots.size(); ++i)
    for (std::size_t j = i + 1; j < result.dots.size(); ++j)
      ASSERT_GE(std::hypot(result.dots[i].x - result.dots[j].x, result.dots[i].y - result.dots[j].y),
                9 * result.distance_factor);
}

}  // namespace
}  // namespace smp
