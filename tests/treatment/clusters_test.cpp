#include "smp/treatment/clusters.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/sampling/statistics.h"
#include "smp/treatment/planner.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

constexpr int kSide = 480;
constexpr double kPxPerMm = 6;

RegionArea disc_area(const Surface& surface, double per_cm2 = 110) {
  return build_region_area({testing::disc({240, 240}, 230), {}}, {per_cm2}, surface, kSide, kSide, 1);
}

std::vector<Point2> in_mm(const std::vector<PlacedDot>& dots, const RegionArea& area) {
  std::vector<Point2> out;
  for (const PlacedDot& dot : dots) out.push_back((1 / kPxPerMm) * area.px_of_cell(dot.x, dot.y));
  return out;
}

TEST(Clusters, GroupDotsAroundWellSpreadCentres) {
  const auto surface = make_plane_surface(kPxPerMm);
  const RegionArea area = disc_area(*surface);
  const PointWindow window{{15, 15}, {65, 65}};  // well inside the disc
  for (const double mean : {2.0, 3.0, 5.0}) {
    PlacementOptions options;
    options.regularity = 0.65;
    options.seed = 2;
    const Groups groups = place_groups(area.placement, {}, options, {mean, 0.35});
    EXPECT_EQ(groups.dots.size(), static_cast<std::size_t>(std::llround(area.expected)));
    EXPECT_EQ(groups.centers.size(), static_cast<std::size_t>(std::llround(area.expected / mean)));
    EXPECT_LT(clark_evans(in_mm(groups.dots, area), window, 2), 0.9);
    EXPECT_GT(clark_evans(in_mm(groups.centers, area), window, 2), 1.25);
    for (const PlacedDot& dot : groups.dots) {
      ASSERT_TRUE(area.placement.allowed.test(static_cast<int>(dot.x), static_cast<int>(dot.y)));
      double nearest = INFINITY;
      for (const PlacedDot& center : groups.centers)
        nearest =
            std::min(nearest, double{std::hypot(dot.x - center.x, dot.y - center.y)} * area.px_per_cell);
      ASSERT_LE(nearest, 0.351 * kPxPerMm);
    }
  }
}

TEST(Clusters, KeepTheCountAndTheClassesOfAPlan) {
  const auto head = make_ellipsoid_surface({.center_px = {240, 260}, .angles = {30, 0, 0}}, 2);
  RegionOptions options{.name = "afro", .fade_mm = 6};
  options.clusters = {3, 0.35};
  const Plan plan = plan_treatment({{options, {testing::disc({240, 170}, 120), {}}, {}, {}}}, {0.25, 0.75},
                                   *head, {.width_px = kSide, .height_px = kSide, .seed = 5});
  const double n = static_cast<double>(plan.regions[0].placed);
  EXPECT_EQ(plan.regions[0].placed, static_cast<std::uint64_t>(std::llround(plan.regions[0].expected)));
  ASSERT_GT(n, 2000);
  double first = 0;
  for (const auto c : plan.shade_class) first += c == 0;
  EXPECT_NEAR(first, 0.25 * n, 5 * std::sqrt(n * 0.25 * 0.75));
}

TEST(Clusters, OfOneAreDotsByThemselves) {
  const auto surface = make_plane_surface(kPxPerMm);
  RegionOptions options{.name = "plain", .tremor_mm = 0};
  options.clusters = {1.0, 2.0};
  const auto plan_of = [&](const RegionOptions& o) {
    return plan_treatment({{o, {testing::disc({240, 240}, 100), {}}, {}, {}}}, {1.0}, *surface,
                          {.width_px = kSide, .height_px = kSide})
        .treatment.impressions;
  };
  EXPECT_EQ(plan_of(options), plan_of({.name = "plain", .tremor_mm = 0}));
}

}  // namespace
}  // namespace smp
