#include "smp/treatment/hair_flow.h"

#include <gtest/gtest.h>

#include <cmath>

#include "heads.h"

namespace smp {
namespace {

using testing::average_man;

Point3 flow(Point3 place) { return hair_flow(average_man().head, average_man().zones.whorl(), place); }

TEST(HairFlow, IsAUnitTangentEverywhere) {
  for (const SurfaceCell& cell : testing::cells_of_average_man()) {
    const Point3 f = flow(cell.place_mm);
    ASSERT_NEAR(length(f), 1, 1e-9);
    ASSERT_NEAR(dot(f, average_man().head.normal(cell.place_mm)), 0, 1e-6);
  }
}

TEST(HairFlow, IsContinuousAwayFromTheWhorl) {
  const auto& [head, hairline, zones] = average_man();
  for (double x = -110; x <= 110; x += 3)
    for (double y = -110; y <= 120; y += 3) {
      const Point3 a = head.at_chart({x, y});
      if (zones.inside_mm(a) < 0 || distance(a, zones.whorl()) < 8) continue;
      for (const Point2 step : {Point2{0.3, 0}, Point2{0, 0.3}}) {
        const Point3 b = head.at_chart(Point2{x, y} + step);
        ASSERT_LT(distance(flow(a), flow(b)), 0.25 * distance(a, b)) << x << " " << y;
      }
    }
}

// Turns of the flow along a circle on the surface, in the tangent plane of its centre.
double turns_around(Point3 center, double radius_mm) {
  const HeadShape& head = average_man().head;
  const Point3 n = head.normal(center), u = normalized(cross(n, {1, 0, 0})), v = cross(n, u);
  double sum = 0, before = 0;
  constexpr int kSteps = 360;
  for (int i = 0; i <= kSteps; ++i) {
    const double t = 2 * kPi * i / kSteps;
    const Point3 f =
        flow(head.on_surface(center + radius_mm * std::cos(t) * u + radius_mm * std::sin(t) * v));
    const double angle = std::atan2(dot(f, v), dot(f, u));
    if (i > 0) sum += std::remainder(angle - before, 2 * kPi);
    before = angle;
  }
  return sum / (2 * kPi);
}

TEST(HairFlow, TurnsOnceAroundTheWhorlAndNowhereElse) {
  const Point3 whorl = average_man().zones.whorl();
  for (const double radius : {2.0, 10.0, 25.0, 40.0})
    EXPECT_NEAR(turns_around(whorl, radius), 1, 1e-6) << radius;
  EXPECT_NEAR(turns_around(average_man().head.at_chart({0, -10}), 25), 0, 1e-6);
  EXPECT_NEAR(turns_around(average_man().head.at_chart({60, 20}), 20), 0, 1e-6);
}

TEST(HairFlow, SpiralsClockwiseSeenFromAbove) {
  const auto& [head, hairline, zones] = average_man();
  const Point3 n = head.normal(zones.whorl()), u = normalized(cross(n, {1, 0, 0})), v = cross(n, u);
  for (int i = 0; i < 12; ++i) {
    const Point3 out = std::cos(i) * u + std::sin(i) * v;
    const Point3 f = flow(head.on_surface(zones.whorl() + 6.0 * out));
    EXPECT_GT(dot(f, out), 0.2);
    EXPECT_GT(dot(f, cross(out, n)), 0.5);  // clockwise for who looks at the skin
  }
}

TEST(HairFlow, GoesForwardOnTopAndDownAtSidesAndBack) {
  const auto& [head, hairline, zones] = average_man();
  for (double y = -45; y <= 15; y += 10)
    for (double x = -20; x <= 20; x += 10) EXPECT_LT(flow(head.at_chart({x, y})).z, -0.6) << x << " " << y;
  for (const double side : {1.0, -1.0}) {
    EXPECT_GT(flow(head.on_surface({side, -0.2, -0.35})).y, 0.8);  // temple
    EXPECT_GT(flow(head.on_surface({side, -0.2, 0.3})).y, 0.8);
  }
  EXPECT_GT(flow(head.on_surface({0, 0.1, 1})).y, 0.9);
}

TEST(HairFlow, LiesFlatAtTheTemplesAndStandsOnTop) {
  const auto& [head, hairline, zones] = average_man();
  // Domain notes 1.4.
  const double top = exit_angle_deg(head, head.at_chart({0, 5}));
  EXPECT_GE(top, 30);
  EXPECT_LE(top, 45);
  const double front = exit_angle_deg(head, hairline.mid_frontal());
  EXPECT_GE(front, 10);
  EXPECT_LE(front, 20);
  for (const double side : {1.0, -1.0}) {
    const double temple = exit_angle_deg(head, head.on_surface({side, -0.3, -0.6}));
    EXPECT_GE(temple, 3);
    EXPECT_LE(temple, 10);
  }
}

}  // namespace
}  // namespace smp
