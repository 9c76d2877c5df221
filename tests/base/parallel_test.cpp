#include "smp/base/parallel.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace smp {
namespace {

TEST(ParallelFor, RunsEveryItemOnceForAnyThreadCount) {
  for (const int threads : {1, 2, 3, 8}) {
    std::vector<std::atomic<int>> seen(1000);
    parallel_for(threads, seen.size(), [&](std::size_t i) { ++seen[i]; });
    for (const auto& count : seen) ASSERT_EQ(count, 1);
  }
}

TEST(ParallelFor, DoesNothingForNoItems) {
  parallel_for(4, 0, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, RethrowsTheErrorOfTheSmallestItem) {
  for (int round = 0; round < 20; ++round) {
    try {
      parallel_for(4, 100, [](std::size_t i) {
        if (i % 10 == 7) throw std::runtime_error(std::to_string(i));
      });
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "7");
    }
  }
}

TEST(ParallelFor, RunsNestedLoopsToTheirEnd) {
  std::atomic<int> total = 0;
  parallel_for(4, 8, [&](std::size_t) { parallel_for(4, 50, [&](std::size_t) { ++total; }); });
  EXPECT_EQ(total, 400);
}

TEST(ParallelFor, SurvivesManyShortLoops) {
  std::atomic<int> total = 0;
  for (int i = 0; i < 2000; ++i) parallel_for(3, 3, [&](std::size_t) { ++total; });
  EXPECT_EQ(total, 6000);
}

TEST(AvailableThreads, IsAtLeastOne) { EXPECT_GE(available_threads(), 1); }

}  // namespace
}  // namespace smp
