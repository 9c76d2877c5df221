#include "smp/treatment/dot_style.h"

#include <cmath>

#include <gtest/gtest.h>

namespace smp {
namespace {

// Domain notes 1.3.
TEST(DotStyle, WidensDeepDots) {
  const auto at_travel = [](double mm) { return diameter_factor_at_depth(kDepthPerNeedleTravel * mm); };
  EXPECT_EQ(at_travel(0.8), 1);
  EXPECT_NEAR(at_travel(1.0), 1, 1e-9);
  EXPECT_NEAR(at_travel(1.25), 1.3, 1e-9);
  EXPECT_NEAR(at_travel(1.5), 1.6, 1e-9);
  EXPECT_NEAR(at_travel(2.0), 3.0, 1e-9);
  EXPECT_NEAR(at_travel(3.0), 3.0, 1e-9);
}

TEST(DotStyle, LosesPigmentSetTooShallow) {
  EXPECT_NEAR(retained_share(0.1), 0.2, 1e-9);
  EXPECT_NEAR(retained_share(0.2), 0.6, 1e-9);
  EXPECT_EQ(retained_share(0.3), 1);
  EXPECT_EQ(retained_share(INFINITY), 1);
}

TEST(DotStyle, DrawsSharesOfABetaDistribution) {
  constexpr int kDraws = 20'000;
  for (const auto& [mean, sd] : {std::pair{0.6, 0.25}, {0.9, 0.1}, {0.3, 0.35}, {0.5, 0.05}}) {
    double sum = 0, squares = 0, cubes = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double x =
          beta_share(mean, sd, RandomStream(4, RandomPurpose::kRetention, static_cast<std::uint64_t>(i)));
      ASSERT_GE(x, 0);
      ASSERT_LE(x, 1);
      sum += x, squares += (x - mean) * (x - mean), cubes += std::pow(x - mean, 3);
    }
    EXPECT_NEAR(sum / kDraws, mean, 5 * sd / std::sqrt(kDraws));
    EXPECT_NEAR(std::sqrt(squares / kDraws), sd, 0.03 * sd);
    // Its skewness: 2 (b - a) sqrt(a + b + 1) / ((a + b + 2) sqrt(a b)).
    const double both = mean * (1 - mean) / (sd * sd) - 1, a = mean * both, b = both - a;
    const double skew = 2 * (b - a) * std::sqrt(both + 1) / ((both + 2) * std::sqrt(a * b));
    EXPECT_NEAR(cubes / kDraws / (sd * sd * sd), skew, 0.1);
  }
  EXPECT_EQ(beta_share(0.7, 0, RandomStream(1, RandomPurpose::kRetention)), 0.7);
  EXPECT_EQ(beta_share(1, 0.25, RandomStream(1, RandomPurpose::kRetention)), 1);
}

TEST(DotStyle, StepsInMillimetres) {
  const Metric2 metric{0.04, 0.015, 0.09};
  for (const Point2 step : {Point2{0.3, 0}, {0, 0.5}, {-0.2, 0.4}}) {
    const Point2 moved = step_on_scalp({10, 20}, metric, step) - Point2{10, 20};
    EXPECT_NEAR(metric.quadratic(moved), dot(step, step), 1e-12);
  }
}

}  // namespace
}  // namespace smp
