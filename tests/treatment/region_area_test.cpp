#include "smp/treatment/region_area.h"

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

using testing::disc;
using testing::inside;
using testing::Integral;
using testing::integrate;
using testing::rectangle;
using testing::smooth_step;

constexpr int kWidth = 400, kHeight = 300;

// A head so close that every fade and every slope fits into a small photo.
EllipsoidShape head() { return {.center_px = {200, 190}, .radii_mm = {77, 105, 98}, .angles = {30, -12, 8}}; }
constexpr double kHeadScale = 1.6;  // px per mm

// The region's integral straight from its definition, fade included.
Integral expected_of(const Polygon& outline, const RegionDensity& density, const Surface& surface,
                     int samples = 1) {
  const auto edge = testing::on_surface(testing::along(outline, 0.7), surface);
  return integrate(surface, kWidth, kHeight, density.density_per_cm2, samples,
                   [&](Point2 p, const SurfacePoint& here) -> std::optional<double> {
                     if (!inside(outline, p)) return std::nullopt;
                     if (density.fade_mm <= 0) return 1.0;
                     return smooth_step(testing::nearest_mm(here.position_mm, edge) / density.fade_mm);
                   });
}

void expect_within_a_percent(const RegionArea& area, const Integral& truth) {
  EXPECT_NEAR(area.area_cm2, truth.area_cm2, 0.01 * truth.area_cm2);
  // Of few dots a percent is far less than the rounding to a whole count.
  EXPECT_NEAR(area.expected, truth.dots, std::max(0.25, 0.01 * truth.dots));
}

RegionArea build(const Polygon& outline, const RegionDensity& density, const Surface& surface) {
  return build_region_area({outline, {}}, density, surface, kWidth, kHeight, 2);
}
RegionArea build(const Image<std::uint8_t>& mask, const RegionDensity& density, const Surface& surface) {
  return build_region_area({{}, mask}, density, surface, mask.width(), mask.height(), 2);
}

TEST(RegionArea, OfAPlaneIsTheIntegralOverTheScalp) {
  const auto plane = make_plane_surface(4);
  for (const double size : {60.0, 130.0, 270.0})
    for (const double fade : {0.0, 8.0, 18.0})
      for (const double per_cm2 : {40.0, 110.0}) {
        SCOPED_TRACE(::testing::Message() << size << " px, fade " << fade << ", " << per_cm2 << " per cm2");
        const Polygon shape = {
            {20.3, 15.7}, {20.3 + size, 25.2}, {10.1 + size, 15.7 + size}, {35.5, 5.5 + size}};
        const RegionDensity density = {.density_per_cm2 = per_cm2, .fade_mm = fade};
        expect_within_a_percent(build(shape, density, *plane),
                                expected_of(shape, density, *plane, size < 100 ? 4 : 1));
      }
}

TEST(RegionArea, OfARectangleIsExact) {
  const auto plane = make_plane_surface(10);
  const RegionArea area = build(rectangle(50, 40, 240, 180), {.density_per_cm2 = 110}, *plane);
  EXPECT_NEAR(area.area_cm2, 4.32, 0.01 * 4.32);
  EXPECT_NEAR(area.expected, 475.2, 0.01 * 475.2);
  EXPECT_EQ(area.left_out_share, 0);
}

TEST(RegionArea, OfAnEllipsoidIsTheIntegralOverTheScalp) {
  const auto surface = make_ellipsoid_surface(head(), kHeadScale);
  for (const double radius : {35.0, 90.0})
    for (const double fade : {0.0, 8.0, 18.0}) {
      SCOPED_TRACE(::testing::Message() << radius << " px, fade " << fade);
      const Polygon shape = disc({230, 130}, radius);
      const RegionDensity density = {.density_per_cm2 = 110, .fade_mm = fade};
      expect_within_a_percent(build(shape, density, *surface), expected_of(shape, density, *surface, 2));
    }
}

TEST(RegionArea, UpToTheGrazingSilhouetteIsTheIntegralOverTheScalp) {
  const auto surface = make_ellipsoid_surface(head(), kHeadScale);
  const Polygon everything = rectangle(0, 0, kWidth, kHeight);
  const RegionDensity density = {.density_per_cm2 = 60};
  const RegionArea area = build(everything, density, *surface);
  const Integral truth = expected_of(everything, density, *surface, 2);
  EXPECT_NEAR(area.area_cm2, truth.area_cm2, 0.01 * truth.area_cm2);
  EXPECT_NEAR(area.expected, truth.dots, 0.01 * truth.dots);
  // Share of the pixels that show no scalp or graze it, counted one by one.
  int left_out = 0;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      const auto here = surface->at({x + 0.5, y + 0.5});
      left_out += !here || here->metric.foreshortening() > kMaxForeshortening;
    }
  EXPECT_NEAR(area.left_out_share, left_out / (1.0 * kWidth * kHeight), 0.005);
}

TEST(RegionArea, LeavesOutEveryCellThatGrazesTheScalp) {
  const auto surface = make_ellipsoid_surface(head(), kHeadScale);
  const RegionArea area = build(rectangle(0, 0, kWidth, kHeight), {.density_per_cm2 = 60}, *surface);
  const BitGrid& cells = area.placement.allowed;
  std::size_t checked = 0;
  for (int y = 0; y < cells.height(); y += 3)
    for (int x = 0; x < cells.width(); x += 3) {
      if (!cells.test(x, y)) continue;
      const auto here = surface->at(area.px_of_cell(x + 0.5, y + 0.5));
      ASSERT_TRUE(here) << x << ", " << y;
      ASSERT_LT(here->metric.foreshortening(),
                1.3 * kMaxForeshortening);  // squares of 4 x 4 cells are judged as one
      ++checked;
    }
  EXPECT_GT(checked, 1000u);
}

TEST(RegionArea, OfADepthMapIsTheIntegralOverTheScalp) {
  Image<float> depth(kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      const double dx = (x + 0.5 - 200) / 2.0, dy = (y + 0.5 - 150) / 2.0;
      const double inside_sphere = 90 * 90 - dx * dx - dy * dy;
      depth.at(x, y) = inside_sphere > 0 ? static_cast<float>(600 - std::sqrt(inside_sphere)) : 0.0f;
    }
  const auto surface = make_depth_surface(depth, {1200, 1200, 200, 150}, 1.5);
  for (const double fade : {0.0, 18.0}) {
    const Polygon shape = disc({215, 140}, 100);
    const RegionDensity density = {.density_per_cm2 = 90, .fade_mm = fade};
    expect_within_a_percent(build(shape, density, *surface), expected_of(shape, density, *surface));
  }
}

TEST(RegionArea, OfAMaskScalesWithItsGreys) {
  const auto plane = make_plane_surface(5);
  Image<std::uint8_t> mask(kWidth, kHeight, 1, 0);
  double greys = 0;
  for (int y = 40; y < 260; ++y)
    for (int x = 30; x < 370; ++x) {
      if (std::hypot(x - 200.0, y - 150.0) < 40) continue;  // a hole
      mask.at(x, y) = static_cast<std::uint8_t>((x * 7 + y * 3) % 256);
      greys += mask.at(x, y) / 255.0;
    }
  double treated = 0;
  for (const auto grey : mask.values()) treated += grey > 0;
  const RegionArea area = build(mask, {.density_per_cm2 = 110}, *plane);
  EXPECT_NEAR(area.area_cm2, treated / 2500, 0.01 * treated / 2500);
  EXPECT_NEAR(area.expected, 110 * greys / 2500, 0.011 * 110 * greys / 2500);
  const Point2 hole = area.cell_of_px({200, 150});
  EXPECT_FALSE(area.placement.allowed.test(static_cast<int>(hole.x), static_cast<int>(hole.y)));
}

// A mask fades like the outline around the same pixels: its own edge counts, also where it touches
// its bounding box, and so do holes.
TEST(RegionArea, FadesAMaskLikeAnOutline) {
  const auto plane = make_plane_surface(5);
  Image<std::uint8_t> mask(kWidth, kHeight, 1, 0);
  for (int y = 30; y < 270; ++y)
    for (int x = 40; x < 360; ++x) mask.at(x, y) = 255;
  for (const double fade : {8.0, 18.0}) {
    const RegionDensity density = {.density_per_cm2 = 110, .fade_mm = fade};
    const RegionArea outlined = build(rectangle(40, 30, 320, 240), density, *plane);
    const RegionArea masked = build(mask, density, *plane);
    EXPECT_NEAR(masked.area_cm2, outlined.area_cm2, 0.01 * outlined.area_cm2);
    EXPECT_NEAR(masked.expected, outlined.expected, 0.015 * outlined.expected) << "fade " << fade;
  }
  for (int y = 110; y < 190; ++y)
    for (int x = 160; x < 240; ++x) mask.at(x, y) = 0;
  const auto hole_edge = testing::on_surface(testing::along(rectangle(160, 110, 80, 80), 0.7), *plane);
  const auto outer_edge = testing::on_surface(testing::along(rectangle(40, 30, 320, 240), 0.7), *plane);
  const Integral truth = integrate(
      *plane, kWidth, kHeight, 110, 1, [&](Point2 p, const SurfacePoint& here) -> std::optional<double> {
        if (!mask.at(static_cast<int>(p.x), static_cast<int>(p.y))) return std::nullopt;
        return smooth_step(std::min(testing::nearest_mm(here.position_mm, hole_edge),
                                    testing::nearest_mm(here.position_mm, outer_edge)) /
                           8);
      });
  const RegionArea holed = build(mask, {.density_per_cm2 = 110, .fade_mm = 8}, *plane);
  EXPECT_NEAR(holed.expected, truth.dots, 0.015 * truth.dots);
}

TEST(RegionArea, TakesThePhotosBorderForNoEdge) {
  const auto plane = make_plane_surface(5);
  const RegionDensity faded = {.density_per_cm2 = 110, .fade_mm = 8};
  // All edges are out of sight, by far more than the fade.
  EXPECT_NEAR(build(rectangle(-100, -100, 700, 600), faded, *plane).expected, 110 * 48.0, 0.01 * 110 * 48);
  const Image<std::uint8_t> white(kWidth, kHeight, 1, 255);
  EXPECT_NEAR(build(white, faded, *plane).expected, 110 * 48.0, 0.01 * 110 * 48);
  // An edge just out of sight still fades what is seen of the region.
  for (const double beyond : {2.0, 12.0, 25.0}) {
    const Polygon shape = rectangle(-beyond, 60, 200, 150);
    const Integral truth = expected_of(shape, faded, *plane);
    EXPECT_NEAR(build(shape, faded, *plane).expected, truth.dots, 0.012 * truth.dots)
        << beyond << " px beyond";
  }
}

TEST(RegionArea, ClipsOutlinesToThePhoto) {
  const auto plane = make_plane_surface(5);
  const RegionArea area = build(rectangle(-1e5, 100, 1e5 + 200, 1e5), {.density_per_cm2 = 110}, *plane);
  EXPECT_NEAR(area.area_cm2, 200 * 200 / 2500.0, 0.01 * 16);
  const BitGrid& cells = area.placement.allowed;
  for (int y = 0; y < cells.height(); ++y)
    for (int x = 0; x < cells.width(); ++x) {
      const Point2 p = area.px_of_cell(x + 0.5, y + 0.5);
      ASSERT_TRUE(!cells.test(x, y) || (p.x >= 0 && p.y >= 0 && p.x < kWidth && p.y < kHeight));
    }
}

TEST(RegionArea, SaysWhatIsWrongWithARegionThatCannotBe) {
  const auto plane = make_plane_surface(5);
  const auto cause = [&](auto&& make) -> std::string {
    try {
      make();
    } catch (const InvalidArgument& error) {
      return error.text().cause;
    }
    return "";
  };
  for (const Polygon& away : {rectangle(400, 0, 50, 50), rectangle(-90, 0, 90, 50), rectangle(0, -60, 50, 50),
                              rectangle(1e5, 1e5, 9, 9)})
    EXPECT_NE(cause([&] { build(away, {}, *plane); }).find("outside the photo (400 x 300 px)"),
              std::string::npos);
  EXPECT_NE(cause([&] { build(Image<std::uint8_t>(40, 30, 1, 0), {}, *plane); }).find("black everywhere"),
            std::string::npos);
  const auto far_head = make_ellipsoid_surface({.center_px = {5000, 5000}}, 5);
  EXPECT_NE(cause([&] { build(rectangle(10, 10, 99, 99), {}, *far_head); }).find("no scalp"),
            std::string::npos);
}

TEST(RegionArea, MayBeSmallerThanADot) {
  for (const double px_per_mm : {0.3, 5.0, 40.0, 200.0}) {
    const auto plane = make_plane_surface(px_per_mm);
    for (const double per_cm2 : {0.5, 110.0, 400.0})
      for (const double side : {0.4, 1.0, 3.0, 20.0})
        for (const double fade : {0.0, 8.0}) {
          SCOPED_TRACE(::testing::Message() << px_per_mm << " px/mm, " << per_cm2 << " per cm2, side " << side
                                            << ", fade " << fade);
          const double truth = per_cm2 * side * side / (100 * px_per_mm * px_per_mm);
          RegionArea area;
          ASSERT_NO_THROW(area = build(rectangle(100.3, 50.3, side, side),
                                       {.density_per_cm2 = per_cm2, .fade_mm = fade}, *plane));
          if (fade > 0)
            EXPECT_LE(area.expected, 1.05 * truth + 0.1);
          else
            EXPECT_NEAR(area.expected, truth, 0.02 * truth + 0.1);
        }
  }
}

TEST(RegionArea, NeverDependsOnThreads) {
  const auto surface = make_ellipsoid_surface(head(), kHeadScale);
  const auto with = [&](int threads) {
    return build_region_area({disc({230, 130}, 90), {}}, {.density_per_cm2 = 110, .fade_mm = 8}, *surface,
                             kWidth, kHeight, threads);
  };
  const RegionArea one = with(1);
  for (const int threads : {2, 3, 8}) {
    const RegionArea many = with(threads);
    EXPECT_EQ(many.expected, one.expected);
    EXPECT_EQ(many.placement.allowed.count(), one.placement.allowed.count());
  }
}

}  // namespace
}  // namespace smp
