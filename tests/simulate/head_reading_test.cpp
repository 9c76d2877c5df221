#include "smp/simulate/head_reading.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace smp {
namespace {

using Rotation = std::array<Point3, 3>;

Rotation product(const Rotation& a, const Rotation& b) {
  Rotation out;
  for (std::size_t i = 0; i < 3; ++i) out[i] = a[i].x * b[0] + a[i].y * b[1] + a[i].z * b[2];
  return out;
}

// As smp/geometry/surface.h defines the angles.
Rotation rotation_of(const HeadAngles& angles) {
  const double p = radians(angles.pitch_deg), w = radians(angles.yaw_deg), r = radians(angles.roll_deg);
  const Rotation pitch = {{{1, 0, 0}, {0, std::cos(p), -std::sin(p)}, {0, std::sin(p), std::cos(p)}}};
  const Rotation yaw = {{{std::cos(w), 0, -std::sin(w)}, {0, 1, 0}, {std::sin(w), 0, std::cos(w)}}};
  const Rotation roll = {{{std::cos(r), -std::sin(r), 0}, {std::sin(r), std::cos(r), 0}, {0, 0, 1}}};
  return product(roll, product(yaw, pitch));
}

HeadReading read(const HeadAngles& angles) {
  HeadPoseResult result;
  result.pose = {rotation_of(angles), {0, 0, 1200}, {600, 600, 60, 60}};
  const PosedHead head(result.shape, result.pose);
  return read_head(result, HeadLattice(head, 120, 120, 1),
                   ScalpZones(result.shape, HeadHairline(result.shape, {})));
}

TEST(HeadReading, TellsTheAnglesOfAViewAsItWasTurned) {
  for (const HeadAngles& angles : {HeadAngles{20, -30, 5}, HeadAngles{75, 10, -100}, HeadAngles{100, 0, 20},
                                   HeadAngles{10, 175, -4}, HeadAngles{-12, -160, 8}}) {
    const HeadAngles read_angles = read(angles).angles;
    EXPECT_NEAR(read_angles.pitch_deg, angles.pitch_deg, 1e-6);
    EXPECT_NEAR(read_angles.yaw_deg, angles.yaw_deg, 1e-6);
    EXPECT_NEAR(read_angles.roll_deg, angles.roll_deg, 1e-6);
  }
}

TEST(HeadReading, SeesTheBackFromBehindOnly) {
  const auto seen = [](const HeadReading& reading, Zone zone) {
    return reading.zones[static_cast<std::size_t>(zone)].seen_share;
  };
  const HeadReading front = read({0, 0, 0}), back = read({0, 180, 0});
  EXPECT_LT(seen(front, Zone::kOccipital), 0.05);
  EXPECT_GT(seen(front, Zone::kLeadingEdge), 0.6);
  EXPECT_GT(seen(back, Zone::kOccipital), 0.8);
  EXPECT_LT(seen(back, Zone::kLeadingEdge), 0.05);
}

}  // namespace
}  // namespace smp
