// The template head: its measures, its outlines and its level function.
#include "smp/geometry/head_shape.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace smp {
namespace {

Point3 towards(double from_up_deg, double azimuth_deg) {
  const double s = std::sin(radians(from_up_deg));
  return {s * std::sin(radians(azimuth_deg)), -std::cos(radians(from_up_deg)),
          s * std::cos(radians(azimuth_deg))};
}

std::vector<Point3> places_of(const HeadShape& head) {
  std::vector<Point3> places;
  for (int up = 1; up < 180; up += 2)
    for (int azimuth = 0; azimuth < 360; azimuth += 2)
      places.push_back(head.on_surface(towards(up, azimuth)));
  return places;
}

class Template : public testing::TestWithParam<HeadSex> {
 protected:
  HeadMeasures measures = mean_measures(GetParam());
  HeadShape head{measures, GetParam()};
};

TEST_P(Template, HasItsMeasures) {
  double widest = 0, farthest = 0, foremost = 0, highest = 0;
  for (const Point3& p : places_of(head)) {
    widest = std::max(widest, p.x);
    foremost = std::min(foremost, p.z);
    farthest = std::max(farthest, p.z);
    highest = std::min(highest, p.y);
  }
  EXPECT_NEAR(2 * widest, measures.breadth_mm, 0.2);
  EXPECT_NEAR(farthest - foremost, measures.length_mm, 0.2);
  EXPECT_NEAR(head.landmark(HeadLandmark::kTragionLeft).y - highest, measures.tragion_to_top_mm, 0.2);
  EXPECT_NEAR(distance(head.landmark(HeadLandmark::kPupilLeft), head.landmark(HeadLandmark::kPupilRight)),
              measures.interpupillary_mm, 1e-9);
  EXPECT_NEAR(distance(head.landmark(HeadLandmark::kNasion), head.landmark(HeadLandmark::kChin)),
              measures.face_height_mm, 1.5);
  // The tape goes over hair, a millimetre of which is 6 mm: more on women (domain notes 11).
  const double tape = GetParam() == HeadSex::kMale ? 574.4 : 561.1;
  EXPECT_LT(head.circumference_mm(), tape);
  EXPECT_GT(head.circumference_mm(), tape - (GetParam() == HeadSex::kMale ? 9 : 21));
}

TEST_P(Template, LevelGrowsByOnePerMillimetre) {
  for (const Point3& p : places_of(head)) {
    ASSERT_NEAR(head.level(p), 0, 1e-9);
    const Point3 n = head.normal(p);
    ASSERT_NEAR(head.level(p + n) - head.level(p - n), 2, 0.25);
    constexpr double kStep = 1e-4;
    const auto slope = [&](Point3 d) {
      return (head.level(p + kStep * d) - head.level(p - kStep * d)) / (2 * kStep);
    };
    const Point3 numeric = {slope({1, 0, 0}), slope({0, 1, 0}), slope({0, 0, 1})};
    ASSERT_LT(distance(numeric, head.level_slope(p).slope), 1e-6);
    ASSERT_LT(distance(normalized(numeric), n), 1e-6);
  }
  EXPECT_LT(head.level({}), -50);
}

// What hides nothing of itself from outside: chords between places lie inside.
TEST_P(Template, IsConvexAboveTheNape) {
  for (const Point3& p : places_of(head)) {
    if (p.y > 60) continue;
    const Point3 n = head.normal(p);
    for (const Point3& hint : {Point3{0, 1, 0.3}, Point3{1, 0.2, 0}}) {
      const Point3 along = normalized(cross(n, hint));
      const Point3 middle = 0.5 * (head.on_surface(p + 8 * along) + head.on_surface(p - 8 * along));
      ASSERT_LT(head.level(middle), 0) << p.x << ' ' << p.y << ' ' << p.z;
    }
  }
}

TEST_P(Template, IsMirrorSymmetric) {
  for (const Point3& p : places_of(head)) ASSERT_NEAR(head.level({-p.x, p.y, p.z}), 0, 1e-9);
  for (int i = 0; i < kHeadLandmarks; ++i) {
    const auto right = static_cast<HeadLandmark>(i);
    if (!landmark_name(right).ends_with("_right")) continue;
    const Point3 r = head.landmark(right), l = head.landmark(static_cast<HeadLandmark>(i + 1));
    EXPECT_EQ(Point3(-r.x, r.y, r.z), l) << landmark_name(right);
  }
}

TEST_P(Template, IsNarrowerInFront) {
  const auto half_breadth = [&](double z) {
    double widest = 0;
    for (const Point3& p : places_of(head))
      if (std::abs(p.z - z) < 3) widest = std::max(widest, p.x);
    return widest;
  };
  EXPECT_LT(half_breadth(-60), 0.95 * half_breadth(60));
  EXPECT_LT(half_breadth(-30), 0.95 * half_breadth(25));
}

// The usual border of the hair: mid-frontal point 70 mm over the glabella, temples, before, over and behind
// the ears, nape. A scalp has about 492 cm^2 (domain notes 2.4).
TEST_P(Template, HasAScalpsArea) {
  const double size = measures.length_mm / 199.5;
  const std::vector<Point3> border = {head.above_glabella(70),     size * Point3{48, -60, -58},
                                      size * Point3{66, -30, -42}, size * Point3{70, 0, -25},
                                      size * Point3{75, -6, 8},    size * Point3{68, 22, 38},
                                      size * Point3{30, 50, 70},   size * Point3{0, 52, 76}};
  std::vector<std::pair<double, double>> limits;  // azimuth, angle from straight up
  for (const Point3& p : border)
    limits.emplace_back(degrees(std::atan2(p.x, -p.z)), degrees(std::atan2(std::hypot(p.x, p.z), -p.y)));
  double area = 0;
  constexpr double kStep = 1;
  for (double up = 0.5 * kStep; up < 180; up += kStep)
    for (double azimuth = 0.5 * kStep; azimuth < 180; azimuth += kStep) {
      const auto next =
          std::find_if(limits.begin() + 1, limits.end() - 1, [&](auto l) { return l.first > azimuth; });
      const auto [a0, u0] = *(next - 1);
      const auto [a1, u1] = *next;
      if (up > u0 + (u1 - u0) * (azimuth - a0) / (a1 - a0)) continue;
      const Point3 p = head.on_surface(towards(up, 180 - azimuth));
      const double slant = dot(head.normal(p), normalized(p)), step = radians(kStep);
      area += 2 * dot(p, p) * std::sin(radians(up)) * step * step / slant;
    }
  EXPECT_GT(area / 100, 0.9 * 492 * size * size);
  EXPECT_LT(area / 100, 1.1 * 492 * size * size);
}

INSTANTIATE_TEST_SUITE_P(Sexes, Template, testing::Values(HeadSex::kMale, HeadSex::kFemale),
                         [](const auto& sex) { return sex.param == HeadSex::kMale ? "Male" : "Female"; });

TEST(HeadShape, WalksItsSurface) {
  const HeadShape head;
  const Point3 from = head.landmark(HeadLandmark::kVertex);
  double gone = 0;
  Point3 before = from;
  for (int i = 1; i <= 50; ++i) {
    const Point3 here = head.walk(from, {0, 0, 1}, 2.0 * i);
    gone += distance(before, here);
    before = here;
    EXPECT_NEAR(head.level(here), 0, 1e-6);
  }
  EXPECT_NEAR(gone, 100, 0.3);
  // Forehead from the brows to a usual hairline: nearly upright.
  const Point3 hairline = head.above_glabella(70);
  EXPECT_NEAR(hairline.x, 0, 1e-6);
  EXPECT_GT(distance(hairline, head.landmark(HeadLandmark::kGlabella)), 66);
}

TEST(HeadShape, ChartGoesBothWays) {
  const HeadShape head;
  for (const Point2 chart : {Point2{0, 0}, Point2{30, -50}, Point2{-95, 20}, Point2{10, 110}}) {
    const Point2 back = HeadShape::chart_of(head.at_chart(chart));
    EXPECT_NEAR(back.x, chart.x, 1e-9);
    EXPECT_NEAR(back.y, chart.y, 1e-9);
  }
}

}  // namespace
}  // namespace smp
