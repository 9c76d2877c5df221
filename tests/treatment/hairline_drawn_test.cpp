// Hairlines drawn in a photo, on surfaces of different kinds; outlines and distances behind them.
#include <gtest/gtest.h>

#include "edge_waves.h"
#include "smp/base/error.h"
#include "smp/treatment/hairline.h"

namespace smp {
namespace {

constexpr double kPxPerMm = 8;

// The hairline and outline of the example spec.
const std::vector<Point2> kPoints = {{1380, 800}, {1650, 640}, {1940, 590}, {2230, 640}, {2500, 800}};
const Polygon kOutline = {{1200, 500}, {1940, 80}, {2680, 500}, {2500, 800}, {1940, 560}, {1380, 800}};
const Point2 kCrown = {1940, 300};

HairlineOptions drawn(std::uint64_t seed = 1) {
  HairlineOptions options;
  options.points = kPoints;
  options.seed = seed;
  return options;
}

// On the surface, moved off the origin so that curves on a flat surface have sides too.
std::vector<Point3> places(const std::vector<Point2>& px, const Surface& surface) {
  std::vector<Point3> mm;
  for (const Point2 p : px) mm.push_back(surface.at(p)->position_mm + Point3{0, 0, -1});
  return mm;
}

std::unique_ptr<const Surface> ellipsoid() {
  return make_ellipsoid_surface(
      {.center_px = {1940, 900}, .radii_mm = {85, 120, 98}, .angles = {.pitch_deg = -10}}, kPxPerMm);
}

TEST(DrawnHairline, GoesThroughTheDrawnPointsFromEndToEnd) {
  const auto surface = make_plane_surface(kPxPerMm);
  const DrawnHairline hairline = draw_hairline(drawn(), *surface, kCrown);
  EXPECT_LT(distance(hairline.edge_px.front(), kPoints.front()), 1e-6);
  EXPECT_LT(distance(hairline.edge_px.back(), kPoints.back()), 1e-6);
  const HeadCurve course(places(hairline.course_px, *surface), false);
  for (const Point2 p : kPoints)
    EXPECT_LT(std::abs(course.nearest(places({p}, *surface).front()).distance_mm), 0.01);
}

// On a slanted surface px per mm differ from place to place and by direction; the waves are in mm all the
// same.
TEST(DrawnHairline, UndulatesInMillimetresOnFlatAndCurvedSurfaces) {
  for (const bool curved : {false, true}) {
    const std::unique_ptr<const Surface> surface = curved ? ellipsoid() : make_plane_surface(kPxPerMm);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE(std::to_string(curved) + " seed " + std::to_string(seed));
      HairlineOptions options = drawn(seed);
      options.macro_mm = 3, options.micro_mm = 1;
      const DrawnHairline hairline = draw_hairline(options, *surface, kCrown);
      const HeadCurve course(places(hairline.course_px, *surface), false),
          edge(places(hairline.edge_px, *surface), false);
      const auto all = deviations(edge, course, 0, course.length_mm());
      const WaveSize macro = wave_size(band(all, 0.25, 12, 1e9), 0.25);
      const WaveSize micro = wave_size(band(all, 0.25, 0.5, 12), 0.25);
      EXPECT_NEAR(macro.amplitude_mm, 3, 0.45);
      EXPECT_NEAR(macro.wavelength_mm, 30, 4.5);
      EXPECT_NEAR(micro.amplitude_mm, 1, 0.15);
      EXPECT_NEAR(micro.wavelength_mm, 5, 0.75);
    }
  }
}

TEST(DrawnHairline, KnowsFrontFromBackWhicheverWayItIsDrawn) {
  const auto surface = make_plane_surface(kPxPerMm);
  for (const bool reversed : {false, true}) {
    HairlineOptions options = drawn();
    if (reversed) std::reverse(options.points.begin(), options.points.end());
    options.sentinels_per_side = 8;
    const DrawnHairline hairline = draw_hairline(options, *surface, kCrown);
    const ScalpMap behind = hairline_map(hairline.edge_px, *surface, kCrown, {1200, 0, 1500, 1000});
    EXPECT_GT(behind.at(kCrown), 30);
    EXPECT_LT(behind.at({1940, 900}), -30);
    ASSERT_EQ(hairline.sentinels_px.size(), 16u);
    for (const Point2 p : hairline.sentinels_px) {
      EXPECT_LT(behind.at(p), -0.85);
      EXPECT_GT(behind.at(p), -4.3);
    }
  }
}

TEST(DrawnHairline, RepeatsForASeedAndDiffersBetweenSeeds) {
  const auto surface = make_plane_surface(kPxPerMm);
  EXPECT_EQ(draw_hairline(drawn(), *surface, kCrown).edge_px,
            draw_hairline(drawn(), *surface, kCrown).edge_px);
  EXPECT_NE(draw_hairline(drawn(1), *surface, kCrown).edge_px,
            draw_hairline(drawn(2), *surface, kCrown).edge_px);
}

TEST(DrawnHairline, HasTheGapOfAFauxScarAndNoOtherStyleHas) {
  const auto surface = make_plane_surface(kPxPerMm);
  HairlineOptions options = drawn();
  EXPECT_TRUE(draw_hairline(options, *surface, kCrown).gap_px.empty());
  options.style = "faux-scar";
  options.gap_mm = 3;
  const Polygon gap = draw_hairline(options, *surface, kCrown).gap_px;
  ASSERT_FALSE(self_crossing(gap));
  // 3 mm wide, from 6 mm in front of the course to 35 mm behind it.
  EXPECT_NEAR(std::abs(signed_area(gap)) / (kPxPerMm * kPxPerMm), 3 * 41, 8);
}

TEST(HairlineMap, IsTheDistanceInMillimetresBehindTheEdge) {
  const auto surface = make_plane_surface(kPxPerMm);
  const std::vector<Point2> level = {{100, 500}, {300, 500}, {700, 500}};
  const ScalpMap map = hairline_map(level, *surface, {400, 100}, {200, 300, 400, 400});
  for (const double y : {300.0, 420.0, 497.0, 503.0, 560.0, 700.0})
    EXPECT_NEAR(map.at({400, y}), (500 - y) / kPxPerMm, 0.01);
}

TEST(HairlineMap, MeasuresAlongTheSkinWhereItIsSeenAtASlant) {
  const auto surface = ellipsoid();
  HairlineOptions options = drawn();
  options.macro_mm = 0, options.micro_mm = 0;
  const DrawnHairline hairline = draw_hairline(options, *surface, kCrown);
  const ScalpMap map = hairline_map(hairline.edge_px, *surface, kCrown, {1200, 200, 1500, 800});
  const Point2 middle = hairline.edge_px[hairline.edge_px.size() / 2];
  for (const double px : {16.0, 40.0, 80.0}) {
    const double mm =
        distance(surface->at(middle)->position_mm, surface->at(middle - Point2{0, px})->position_mm);
    EXPECT_NEAR(map.at(middle - Point2{0, px}), mm, 0.15 + 0.02 * mm);
    EXPECT_GT(mm, 1.05 * px / kPxPerMm);  // else the case would not show anything
  }
}

TEST(OutlineBehind, ReplacesTheFrontOfTheExampleOutline) {
  const auto surface = make_plane_surface(kPxPerMm);
  const DrawnHairline hairline = draw_hairline(drawn(), *surface, kCrown);
  const Polygon result = outline_behind(kOutline, hairline.edge_px, {1940, 80});
  EXPECT_FALSE(self_crossing(result));
  EXPECT_EQ(std::count(result.begin(), result.end(), Point2{1940, 560}), 0);
  for (const Point2 corner : {Point2{1200, 500}, Point2{1940, 80}, Point2{2680, 500}})
    EXPECT_EQ(std::count(result.begin(), result.end(), corner), 1);
  EXPECT_EQ(signed_area(result) > 0, signed_area(kOutline) > 0);
  Polygon by_points = {{1200, 500}, {1940, 80}, {2680, 500}};
  by_points.insert(by_points.end(), kPoints.rbegin(), kPoints.rend());
  EXPECT_NEAR(signed_area(result), signed_area(by_points), 0.04 * std::abs(signed_area(by_points)));
}

TEST(OutlineBehind, DoesNotDependOnTheSenseOfEitherCurve) {
  const std::vector<Point2> line = {{0, 60}, {50, 70}, {100, 60}};
  const Polygon square = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};
  for (const bool turn_line : {false, true})
    for (const bool turn_square : {false, true})
      for (int first = 0; first < 4; ++first) {
        Polygon outline = square;
        std::rotate(outline.begin(), outline.begin() + first, outline.end());
        if (turn_square) std::reverse(outline.begin(), outline.end());
        std::vector<Point2> edge = line;
        if (turn_line) std::reverse(edge.begin(), edge.end());
        const Polygon above = outline_behind(outline, edge, {100, 0});
        EXPECT_NEAR(std::abs(signed_area(above)), 100 * 65, 1e-6);
        EXPECT_EQ(signed_area(above) > 0, signed_area(outline) > 0);
        const Polygon below = outline_behind(outline, edge, {0, 100});
        EXPECT_NEAR(std::abs(signed_area(below)), 100 * 35, 1e-6);
      }
}

TEST(OutlineBehind, JoinsEndsThatStopShortOfTheOutline) {
  const Polygon square = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};
  const Polygon result = outline_behind(square, {{5, 80}, {50, 85}, {95, 80}}, {0, 0});
  EXPECT_NEAR(std::abs(signed_area(result)), 0.5 * 90 * (80 + 85) + 2 * 5 * 80 - 0.5 * 0, 250);
  EXPECT_FALSE(self_crossing(result));
}

TEST(OutlineBehind, RefusesALineThatCrossesTheOutlineBetweenItsEnds) {
  const Polygon square = {{0, 0}, {100, 0}, {100, 100}, {0, 100}};
  EXPECT_THROW(outline_behind(square, {{0, 60}, {30, -20}, {60, 120}, {100, 60}}, {0, 0}), InvalidArgument);
}

std::string refused_at(const HairlineOptions& options, const Surface& surface) {
  try {
    draw_hairline(options, surface, kCrown);
  } catch (const InvalidArgument& error) {
    return error.text().where;
  }
  return "accepted";
}

TEST(DrawnHairline, RefusesWhatCannotBeDrawn) {
  const auto plane = make_plane_surface(kPxPerMm);
  HairlineOptions options = drawn();
  options.points[3] = options.points[1];
  EXPECT_EQ(refused_at(options, *plane), "hairline/points/3");
  options = drawn();
  std::swap(options.points[1], options.points[3]);
  options.points.insert(options.points.begin() + 3, {1500, 300});
  EXPECT_EQ(refused_at(options, *plane), "hairline/points");
  options = drawn();
  options.points[4] = {3900, 800};
  EXPECT_EQ(refused_at(options, *ellipsoid()), "hairline/points/4");
  EXPECT_EQ(refused_at(drawn(), *make_plane_surface(0.5)), "hairline/points");  // over two metres long
  options = drawn();
  options.points.resize(1);
  EXPECT_EQ(refused_at(options, *plane), "hairline/points");
}

}  // namespace
}  // namespace smp
