#include "smp/render/mark.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/random.h"

namespace smp {
namespace {

TEST(TiltedMetric, StretchesTheDotAlongTheStroke) {
  const Metric2 face_on{0.01, 0, 0.01};
  const Metric2 tilted = tilted_metric(face_on, 60, 30);
  const Point2 along{std::cos(radians(30.0)), std::sin(radians(30.0))}, across{-along.y, along.x};
  EXPECT_NEAR(tilted.quadratic(along) / face_on.quadratic(along), 0.25, 1e-12);  // twice as long
  EXPECT_NEAR(tilted.quadratic(across) / face_on.quadratic(across), 1, 1e-12);
  EXPECT_EQ(tilted_metric(face_on, 0, 77), face_on);
}

std::vector<Mark> varied_marks(std::size_t count) {
  std::vector<Mark> marks(count);
  for (std::size_t i = 0; i < count; ++i) {
    RandomStream random(3, RandomPurpose::kDiameter, i);
    marks[i].diameter_mm = 0.25 * std::exp(0.15 * random.normal());
    marks[i].depth_mm = 0.30 + 0.03 * random.normal();
    marks[i].mu_per_mm = 8.6 * std::exp(0.2 * random.normal());
  }
  return marks;
}

TEST(DepositClasses, KeepFewDepositsExactly) {
  const auto marks = varied_marks(kExactDeposits);
  const auto classes = classify_deposits(marks);
  ASSERT_EQ(classes.deposits.size(), kExactDeposits);
  for (std::size_t i = 0; i < marks.size(); ++i)
    EXPECT_EQ(classes.deposits[classes.of_mark[i]].diameter_mm, marks[i].diameter_mm);
}

TEST(DepositClasses, KeepTheMeansOfMany) {
  const auto marks = varied_marks(20000);
  const auto classes = classify_deposits(marks);
  EXPECT_LT(classes.deposits.size(), 600u);
  double diameter = 0, depth = 0, mu = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const Deposit& deposit = classes.deposits[classes.of_mark[i]];
    diameter += deposit.diameter_mm / marks[i].diameter_mm;
    depth += deposit.depth_mm - marks[i].depth_mm;
    mu += deposit.mu_per_mm[1] / marks[i].mu_per_mm;
  }
  const double n = static_cast<double>(marks.size());
  EXPECT_NEAR(diameter / n, 1, 0.004);
  EXPECT_NEAR(depth / n, 0, 0.001);
  EXPECT_NEAR(mu / n, 1, 0.008);
}

}  // namespace
}  // namespace smp
