// A template head seen by a camera.
#include "smp/geometry/posed_head.h"

#include <cmath>

#include <gtest/gtest.h>

namespace smp {
namespace {

// Turned by `yaw_deg` about the vertical and `pitch_deg` about the photo's x axis.
HeadPose pose_of(double yaw_deg, double pitch_deg) {
  const double cy = std::cos(radians(yaw_deg)), sy = std::sin(radians(yaw_deg));
  const double cp = std::cos(radians(pitch_deg)), sp = std::sin(radians(pitch_deg));
  HeadPose pose;
  pose.rotation = {Point3{cy, 0, -sy}, Point3{-sp * sy, cp, -sp * cy}, Point3{cp * sy, sp, cp * cy}};
  pose.translation_mm = {20, -15, 900};
  pose.camera = {4500, 4500, 500, 400};
  return pose;
}

class PosedHeads : public testing::TestWithParam<std::pair<double, double>> {
 protected:
  PosedHead head{HeadShape(), pose_of(GetParam().first, GetParam().second)};
};

TEST_P(PosedHeads, SeeWhatTheyProject) {
  int seen = 0;
  for (double x = 100; x < 1000; x += 23)
    for (double y = 0; y < 800; y += 23) {
      const auto place = head.at({x, y});
      if (!place) continue;
      ++seen;
      const Point3 here = head.head_of(place->position_mm);
      EXPECT_NEAR(head.shape().level(here), 0, 1e-4);
      EXPECT_LT(distance(head.project(here), Point2{x, y}), 1e-3);
      EXPECT_LT(distance(head.photo_of(here), place->position_mm), 1e-9);
      EXPECT_NEAR(length(place->normal), 1, 1e-9);
      const PixelRect box = head.bounds();
      EXPECT_TRUE(x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
    }
  EXPECT_GT(seen, 400);
  EXPECT_FALSE(head.at({5, 5}));
}

TEST_P(PosedHeads, SeeTheSameAlongARow) {
  int seen = 0, different = 0;
  for (double y = 20; y < 800; y += 57) {
    const auto row = head.row_mm({100.5, y}, 3, 300);
    for (int i = 0; i < 300; ++i) {
      const auto alone = head.at({100.5 + 3 * i, y});
      const auto& place = row[static_cast<std::size_t>(i)];
      different += alone.has_value() != place.has_value();
      if (!alone || !place) continue;
      ++seen;
      // Along the line of sight, where a surface that grazes it is least sure.
      EXPECT_LT(distance(*place, head.head_of(alone->position_mm)), 1e-4);
    }
  }
  EXPECT_GT(seen, 400);
  EXPECT_LE(different, 2);
}

TEST_P(PosedHeads, MetricIsWhatStepsCover) {
  for (const Point2 p : {Point2{560, 300}, Point2{620, 250}, Point2{500, 340}}) {
    constexpr double kStep = 0.05;
    const auto place = head.at(p);
    ASSERT_TRUE(place);
    if (place->metric.foreshortening() > kMaxForeshortening) continue;
    for (const Point2 way : {Point2{1, 0}, Point2{0, 1}, Point2{0.6, -0.8}}) {
      const auto from = head.at(p - kStep * way), to = head.at(p + kStep * way);
      const double mm = distance(from->position_mm, to->position_mm) / (2 * kStep);
      EXPECT_NEAR(std::sqrt(place->metric.quadratic(way)), mm, 0.002 * mm);
    }
  }
}

TEST_P(PosedHeads, KnowWhatTheyHide) {
  int facing = 0;
  for (double from_up = 5; from_up < 110; from_up += 5)
    for (double azimuth = 0; azimuth < 360; azimuth += 10) {
      const double s = std::sin(radians(from_up));
      const Point3 place = head.shape().on_surface(
          {s * std::sin(radians(azimuth)), -std::cos(radians(from_up)), s * std::cos(radians(azimuth))});
      if (!head.faces_camera(place)) continue;
      ++facing;
      const auto seen = head.at(head.project(place));
      ASSERT_TRUE(seen);
      EXPECT_LT(distance(head.head_of(seen->position_mm), place), 0.01);
    }
  EXPECT_GT(facing, 100);
}

INSTANTIATE_TEST_SUITE_P(Views, PosedHeads,
                         testing::Values(std::pair{0.0, 0.0}, std::pair{35.0, 25.0}, std::pair{-70.0, 10.0},
                                         std::pair{10.0, 85.0}, std::pair{170.0, 20.0}));

TEST(PosedHead, HasTheScaleOfItsDistance) {
  EXPECT_DOUBLE_EQ(PosedHead(HeadShape(), pose_of(0, 0)).px_per_mm(), 5);
}

}  // namespace
}  // namespace smp
