// smp-batch stopped at any moment loses nothing.
#include <chrono>
#include <iterator>
#include <set>
#include <thread>

#include "cli/batch_fixture.h"
#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/batch/journal.h"

namespace smp::testing {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

std::ptrdiff_t entries_of(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

TEST_F(BatchTest, AStopSignalEndsItWithinTwoSecondsAndRunningAgainContinues) {
  put("night.jsonl", jobs(400));
  BackgroundProcess running(line_of({"night.jsonl", "-o", "out", "--jobs", "2"}), folder_.path());
  while (pictures().size() < 3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  // A fork copies one thread: whatever lock another held would stay locked in the worker.
  EXPECT_EQ(entries_of("/proc/" + std::to_string(running.pid()) + "/task"), 1);
  const auto asked = Clock::now();
  running.send(SIGTERM);
  EXPECT_EQ(running.wait(), 75);
  EXPECT_LT(Seconds(Clock::now() - asked).count(), 2);
  EXPECT_EQ(temporary_files(), 0u);
  EXPECT_LT(pictures().size(), 400u);

  put("night.jsonl", jobs(static_cast<int>(pictures().size()) + 5));
  const ProcessResult again = batch();
  EXPECT_EQ(again.status, 0) << again.err;
}

// True from the moment on when a signal no longer ends the process by itself, or where it has ended.
bool heeds_sigterm(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;)
    if (word == "SigCgt:" && status >> word) return std::stoull(word, nullptr, 16) >> (SIGTERM - 1) & 1;
  return true;
}

TEST_F(BatchTest, AStopSignalWhileTheManifestIsReadIsHeededToo) {
  put("night.jsonl", jobs(20000));  // takes long to check, of which a moment is needed here
  BackgroundProcess running(line_of({"night.jsonl", "-o", "out"}), folder_.path());
  while (!heeds_sigterm(running.pid())) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  running.send(SIGTERM);
  EXPECT_EQ(running.wait(), 75);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

// Jobs that the journal says are done.
std::set<std::string> recorded(const std::filesystem::path& journal) {
  std::set<std::string> ids;
  try {
    for (const auto& [id, row] : Journal::read(journal).rows())
      if (row.outcome.done()) ids.insert(id);
  } catch (const Error&) {  // killed before there was one
  }
  return ids;
}

TEST_F(BatchTest, KilledAtRandomMomentsItLosesAndRepeatsNothing) {
  constexpr int kJobs = 12, kRounds = 20;
  put("night.jsonl", jobs(kJobs));
  const auto line = line_of({"night.jsonl", "-o", "out", "--jobs", "2"});
  const auto start = Clock::now();
  ASSERT_EQ(run({"night.jsonl", "-o", "undisturbed", "--jobs", "2"}).status, 0);
  const Seconds whole = Clock::now() - start;
  const auto expected = pictures("undisturbed");
  ASSERT_EQ(expected.size(), std::size_t{kJobs});

  const auto journal = folder_ / "out" / journal_name({});
  RandomStream random(9, RandomPurpose::kPhantom);
  std::set<std::string> done;
  for (int round = 0; round < kRounds; ++round) {
    BackgroundProcess running(line, folder_.path());
    std::this_thread::sleep_for(whole * (0.5 * random.uniform(0, 1)));
    running.send(SIGKILL);
    running.wait();
    const auto now = recorded(journal);
    EXPECT_TRUE(std::includes(now.begin(), now.end(), done.begin(), done.end())) << "a finished job is lost";
    for (const auto& [name, bytes] : pictures()) EXPECT_EQ(bytes, expected.at(name)) << "a stump of " << name;
    done = now;
  }
  const ProcessResult last = batch();
  EXPECT_EQ(last.status, 0) << last.err;
  EXPECT_EQ(pictures(), expected);
  EXPECT_EQ(temporary_files(), 0u);
  for (const auto& [id, row] : Journal::read(journal).rows())
    EXPECT_EQ(row.runs, 1) << id << " was finished before and done again";
}

}  // namespace
}  // namespace smp::testing
