#include "smp/geometry/head_curve.h"

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/base/random.h"

namespace smp {
namespace {

// A wavy ring around the crown, anticlockwise seen from outside (from above: from the front to the left).
HeadCurve ring(const HeadShape& head, bool closed = true) {
  std::vector<Point2> chart;
  for (int k = 0; k < 24; ++k) {
    const double around = 2 * kPi * k / 24, size = 45 + 8 * std::cos(5 * around);
    chart.push_back({size * std::sin(around), -size * std::cos(around)});
  }
  return HeadCurve::through_chart(head, chart, closed);
}

// Distance to every segment in turn.
double plain_distance(const HeadCurve& curve, Point3 p) {
  double best = 1e9;
  for (std::size_t i = 0; i + 1 < curve.places_mm().size(); ++i) {
    const Point3 a = curve.places_mm()[i], along = curve.places_mm()[i + 1] - a;
    const double t = std::clamp(dot(p - a, along) / dot(along, along), 0.0, 1.0);
    best = std::min(best, distance(p, a + t * along));
  }
  return best;
}

TEST(HeadCurve, FindsTheNearestPlaceAsASearchOfAllSegmentsDoes) {
  const HeadShape head;
  RandomStream random(3, RandomPurpose::kPhantom);
  for (const bool closed : {false, true}) {
    const HeadCurve curve = ring(head, closed);
    for (int k = 0; k < 2000; ++k) {
      const double u = random.uniform(-120, 120), v = random.uniform(-120, 120);
      const Point3 p = head.at_chart({u, v});
      const auto near = curve.nearest(p);
      ASSERT_NEAR(std::abs(near.distance_mm), plain_distance(curve, p), 1e-9);
      ASSERT_NEAR(distance(curve.at(near.arc_mm), p), std::abs(near.distance_mm), 1e-6);
    }
  }
}

TEST(HeadCurve, FindsItInVeryLongCurvesToo) {
  const HeadShape head;
  std::vector<Point2> spiral;
  for (int k = 0; k < 1200; ++k)
    spiral.push_back({(20 + 0.07 * k) * std::cos(0.05 * k), (20 + 0.07 * k) * std::sin(0.05 * k)});
  const HeadCurve curve = HeadCurve::through_chart(head, spiral, false, 0.7);
  ASSERT_GT(curve.places_mm().size(), 5000u);
  for (double x = -100; x <= 100; x += 8)
    for (double y = -100; y <= 100; y += 8) {
      const Point3 p = head.at_chart({x, y});
      ASSERT_NEAR(std::abs(curve.nearest(p).distance_mm), plain_distance(curve, p), 1e-9);
    }
}

TEST(HeadCurve, HasItsInsideAtPositiveDistancesWhenItRunsAnticlockwise) {
  const HeadShape head;
  const HeadCurve curve = ring(head);
  int inside = 0, outside = 0;
  for (double x = -90; x <= 90; x += 3)
    for (double y = -90; y <= 90; y += 3) {
      const double around = std::atan2(x, -y), size = std::hypot(x, y), edge = 45 + 8 * std::cos(5 * around);
      if (std::abs(size - edge) < 2) continue;
      const double mm = curve.nearest(head.at_chart({x, y})).distance_mm;
      ASSERT_EQ(mm > 0, size < edge) << x << ' ' << y;
      ++(size < edge ? inside : outside);
    }
  EXPECT_GT(inside, 500);
  EXPECT_GT(outside, 500);
}

// In the wedge beyond a sharp corner the nearest place is the corner for all, on either side.
TEST(HeadCurve, TellsSidesApartAtSharpCorners) {
  const HeadShape head;
  std::vector<Point3> places;
  for (int k = -20; k <= 20; ++k)  // up and down again over the forehead, as a steep roof
    places.push_back(head.at_chart({0.6 * k, -60 + 3.0 * (20 - std::abs(k)) * 0.6}));
  const HeadCurve roof(places, false);
  // It runs from the right to the left, so what lies over the roof lies to its left.
  for (double x = -8; x <= 8; x += 1)
    EXPECT_GT(roof.nearest(head.at_chart({x, -20 + 1.5 * std::abs(x)})).distance_mm, 0) << x;
  for (double y = -58; y < -32; y += 2) EXPECT_LT(roof.nearest(head.at_chart({0.1, y})).distance_mm, 0) << y;
}

TEST(HeadCurve, GoesSmoothlyThroughItsChartPoints) {
  const HeadShape head;
  const std::vector<Point2> chart = {{-40, -30}, {-20, -55}, {5, -50}, {30, -52}, {45, -20}};
  const HeadCurve curve = HeadCurve::through_chart(head, chart, false);
  for (const Point2 p : chart) EXPECT_LT(std::abs(curve.nearest(head.at_chart(p)).distance_mm), 0.01);
  for (const Point3& p : curve.places_mm()) EXPECT_NEAR(head.level(p), 0, 1e-6);
  for (double arc = 1; arc < curve.length_mm() - 1; arc += 0.5)
    EXPECT_GT(dot(curve.direction(arc - 0.5), curve.direction(arc + 0.5)), 0.95);
}

TEST(HeadCurve, MeasuresArcs) {
  const HeadShape head;
  const HeadCurve open = ring(head, false), closed = ring(head);
  EXPECT_EQ(open.at(-5), open.places_mm().front());
  EXPECT_LT(distance(open.at(1e9), open.places_mm().back()), 1e-9);
  EXPECT_LT(distance(closed.at(closed.length_mm() + 7), closed.at(7)), 1e-9);
  EXPECT_LT(distance(closed.at(-7), closed.at(closed.length_mm() - 7)), 1e-9);
  EXPECT_NEAR(distance(open.at(50), open.at(50.5)), 0.5, 0.01);
  for (const double arc : {-10.0, 0.0, 80.0, open.length_mm() + 10})
    EXPECT_NEAR(length(open.direction(arc)), 1, 1e-12) << arc;
}

TEST(HeadCurve, RefusesTooFewPlaces) {
  EXPECT_THROW(HeadCurve({{0, -90, 0}}, false), InvalidArgument);
  EXPECT_THROW(HeadCurve({{0, -90, 0}, {1, -90, 0}}, true), InvalidArgument);
}

}  // namespace
}  // namespace smp
