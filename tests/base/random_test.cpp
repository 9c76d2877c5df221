#include "smp/base/random.h"

#include <cmath>

#include <gtest/gtest.h>

namespace smp {
namespace {

TEST(RandomStream, RepeatsForTheSameKeyAndDiffersForAnyOther) {
  RandomStream a(7, RandomPurpose::kTremor, 3), b(7, RandomPurpose::kTremor, 3);
  RandomStream other_seed(8, RandomPurpose::kTremor, 3), other_purpose(7, RandomPurpose::kDepth, 3),
      other_index(7, RandomPurpose::kTremor, 4);
  for (int i = 0; i < 8; ++i) {
    const auto bits = a.bits();
    EXPECT_EQ(bits, b.bits());
    EXPECT_NE(bits, other_seed.bits());
    EXPECT_NE(bits, other_purpose.bits());
    EXPECT_NE(bits, other_index.bits());
  }
}

TEST(RandomStream, KeepsItsNumbersBetweenReleases) {
  // Results are promised to the byte, so the stream itself is a contract.
  EXPECT_EQ(RandomStream(1, RandomPurpose::kPlacement, 0).bits(), 14512240895448352642ull);
}

TEST(RandomStream, HasTheMomentsOfItsDistributions) {
  double sum = 0, squares = 0, normal_sum = 0, normal_squares = 0;
  const int n = 100000;
  for (int i = 0; i < n; ++i) {
    RandomStream stream(5, RandomPurpose::kPlacement, static_cast<std::uint64_t>(i));
    const double u = stream.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    squares += u * u;
    const double z = stream.normal();
    normal_sum += z;
    normal_squares += z * z;
  }
  EXPECT_NEAR(sum / n, 0.5, 4 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(squares / n, 1.0 / 3, 0.005);
  EXPECT_NEAR(normal_sum / n, 0.0, 4 / std::sqrt(n));
  EXPECT_NEAR(normal_squares / n, 1.0, 0.03);
}

TEST(RandomStream, DrawsWholeNumbersBelowABound) {
  RandomStream stream(2, RandomPurpose::kShade);
  int seen[5] = {};
  for (int i = 0; i < 5000; ++i) ++seen[stream.below(5)];
  for (const int count : seen) EXPECT_NEAR(count, 1000, 130);
}

}  // namespace
}  // namespace smp
