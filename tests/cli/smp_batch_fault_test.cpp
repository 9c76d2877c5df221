// smp-batch on a disk that fails at one call: nothing half-written, and running again completes.
#include <cstring>

#include "cli/batch_fixture.h"

namespace smp::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // their runtime must be the first library of a program
#else
constexpr bool kSanitized = false;
#endif

TEST_F(BatchTest, AFailureOfAnyCallToTheDiskCostsAtMostTheJobsItMeets) {
  if (kSanitized) GTEST_SKIP() << "a library is preloaded";
  put("night.jsonl", jobs(3));
  ASSERT_EQ(run({"night.jsonl", "-o", "undisturbed", "--jobs", "2"}).status, 0);
  const auto expected = pictures("undisturbed");
  constexpr int kMostCalls = 400;
  int call = 1;
  for (bool failed = true; failed && call < kMostCalls;
       call += 3) {  // all of a third: the test is to be short
    SCOPED_TRACE("call " + std::to_string(call));
    std::filesystem::remove_all(folder_ / "out");
    put("calls", std::string(sizeof(long), '\0'));
    const ProcessResult disturbed =
        run_process({"/bin/sh", "-c",
                     "cd \"$1\" && LD_PRELOAD=\"$2\" SMP_TEST_CALLS=calls SMP_TEST_FAILING_CALL=$3 exec "
                     "\"$4\" night.jsonl "
                     "-o out --quiet --jobs 2",
                     "sh", folder_.path().string(), SMP_FAILING_DISK, std::to_string(call), SMP_BATCH_TOOL});
    long calls = 0;
    std::memcpy(&calls, get("calls").data(), sizeof calls);
    ASSERT_GT(calls, 0) << "nothing was intercepted";
    failed = calls >= call;
    EXPECT_TRUE(disturbed.status == 0 || disturbed.status == 1 || disturbed.status == 73 ||
                disturbed.status == 74)
        << disturbed.status << disturbed.err;
    EXPECT_EQ(temporary_files(), 0u);
    for (const auto& [name, bytes] : pictures()) EXPECT_EQ(bytes, expected.at(name)) << "a stump of " << name;
    const ProcessResult again = batch();
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(pictures(), expected);
  }
  EXPECT_LT(call, kMostCalls) << "it never ran to its end";
}

}  // namespace
}  // namespace smp::testing
