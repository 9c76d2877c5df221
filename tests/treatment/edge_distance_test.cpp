#include "smp/treatment/edge_distance.h"

#include <gtest/gtest.h>

#include "treatment/shapes.h"

namespace smp {
namespace {

using testing::disc;
using testing::rectangle;

BlockLattice lattice() { return {.columns = 60, .rows = 45, .block_px = 6, .origin_px = {10, 20}}; }

// Largest difference to the distance to densely sampled places, where scalp is seen.
double worst_error_mm(const Polygon& outline, const BlockLattice& blocks, const Surface& surface) {
  const std::vector<float> measured = edge_distance_mm(blocks, outline_edge(outline, blocks), surface);
  const auto edge = testing::on_surface(testing::along(outline, 0.3), surface);
  double worst = 0;
  for (int j = 0; j < blocks.rows; ++j)
    for (int i = 0; i < blocks.columns; ++i)
      if (const auto here = surface.at(blocks.center_px(i, j)))
        worst = std::max(worst, std::abs(measured[static_cast<std::size_t>(j) * blocks.columns + i] -
                                         testing::nearest_mm(here->position_mm, edge)));
  return worst;
}

TEST(EdgeDistance, OnAPlaneIsExactToAFractionOfABlock) {
  const auto plane = make_plane_surface(5);
  const double block_mm = 6.0 / 5;
  EXPECT_LT(worst_error_mm(rectangle(40, 50, 250, 180), lattice(), *plane), 0.3 * block_mm);
  EXPECT_LT(worst_error_mm(disc({190, 150}, 95), lattice(), *plane), 0.3 * block_mm);
  EXPECT_LT(worst_error_mm({{60, 60}, {330, 90}, {200, 130}, {310, 250}, {90, 230}}, lattice(), *plane),
            0.3 * block_mm);
}

TEST(EdgeDistance, OnAHeadIsTheStraightLineInSpace) {
  const EllipsoidShape head = {.center_px = {190, 190}, .angles = {30, 10, 0}};
  for (const double px_per_mm : {1.7, 3.0}) {
    const auto surface = make_ellipsoid_surface(head, px_per_mm);
    // A block covers more of the scalp where it turns away.
    EXPECT_LT(worst_error_mm(disc({190, 120}, 70), lattice(), *surface), 0.6 * 6 / px_per_mm);
  }
}

TEST(EdgeDistance, IsInfiniteWithoutAnEdge) {
  const auto plane = make_plane_surface(5);
  for (const float d : edge_distance_mm(lattice(), {}, *plane)) ASSERT_TRUE(std::isinf(d));
}

TEST(OutlineEdge, CostsNothingFarAway) {
  const Polygon far = {{-1e6, -1e6}, {1e6, -1e6}, {1e6, 1e6}, {-1e6, 1e6}};
  EXPECT_TRUE(outline_edge(far, lattice()).empty());
  const Polygon crossing = {{-1e6, 100}, {1e6, 100}, {1e6, 1e6}, {-1e6, 1e6}};
  EXPECT_LT(outline_edge(crossing, lattice()).size(), 400u);
  EXPECT_GT(outline_edge(crossing, lattice()).size(), 100u);
}

TEST(OutlineEdge, OfAnIntricateOutlineCostsNoMoreThanItsLattice) {
  Polygon zigzag;
  for (int i = 0; i < 20000; ++i) zigzag.push_back({10 + i * 360.0 / 20000, i % 2 ? 20.0 : 280.0});
  const BlockLattice blocks = lattice();
  EXPECT_LE(outline_edge(zigzag, blocks).size(),
            static_cast<std::size_t>(16 * (blocks.columns + 2) * (blocks.rows + 2)));
}

TEST(OutlineEdge, LiesOnTheOutlineWithoutGaps) {
  const auto places = outline_edge(rectangle(40, 50, 250, 180), lattice());
  for (const Point2 p : testing::along(rectangle(40, 50, 250, 180), 1)) {
    double best = 1e9;
    for (const Point2 q : places) best = std::min(best, distance(p, q));
    ASSERT_LT(best, 3);
  }
}

TEST(MaskEdge, FindsStepsButNotTheBorder) {
  BitGrid mask(960, 720);
  const BlockLattice blocks = lattice();
  for (int y = 0; y < 720; ++y) mask.set_run(y, 0, 480);
  const auto places = mask_edge(mask, 16, blocks);
  ASSERT_FALSE(places.empty());
  for (const Point2 p : places) EXPECT_NEAR(p.x, 10 + 480 * 6 / 16.0, 1e-9);
}

}  // namespace
}  // namespace smp
