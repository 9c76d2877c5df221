#include "smp/batch/run_batch.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <set>

#include "batch/fake_jobs.h"

namespace smp {
namespace {

using test::contents;
using test::FakeBatch;
using test::put;

constexpr auto kDone = JobFate::kDone, kSkipped = JobFate::kSkipped, kRefused = JobFate::kRefused,
               kStillRefused = JobFate::kStillRefused, kNotStarted = JobFate::kNotStarted;

TEST(RunBatch, DoesEveryJobOnceAndNothingTheSecondTime) {
  const FakeBatch batch(20);
  const BatchReport first = batch.run();
  EXPECT_EQ(first.count(kDone), 20u);
  EXPECT_FALSE(first.interrupted);
  EXPECT_EQ(batch.all_results().size(), 20u);
  EXPECT_EQ(contents(batch.result(4)), "result of photo1draw spec4");
  const BatchReport second = batch.run();
  EXPECT_EQ(second.count(kSkipped), 20u);
  EXPECT_EQ(batch.begun(), 20);
  EXPECT_EQ(second.jobs[4].outcome.data, first.jobs[4].outcome.data);
}

TEST(RunBatch, RedoesOnlyWhatChanged) {
  FakeBatch batch(15);
  batch.run();
  batch.set_spec(0, "draw another");
  put(batch.inputs / "photo1", "another head");  // of jobs 3, 4 and 5
  std::filesystem::remove(batch.result(7));
  put(batch.result(9), "damaged");
  batch.jobs[11].overrides = {"/dots/seed=2"};
  const BatchReport report = batch.run();
  std::set<std::string> redone;
  for (const JobReport& job : report.jobs)
    if (job.fate == kDone) redone.insert(job.job->id);
  EXPECT_EQ(redone, (std::set<std::string>{"job0", "job3", "job4", "job5", "job7", "job9", "job11"}));
  EXPECT_EQ(report.count(kSkipped), 8u);
  EXPECT_EQ(contents(batch.result(9)), "result of photo3draw spec9");
}

TEST(RunBatch, OneBadJobStopsNoOther) {
  FakeBatch batch(12);
  batch.options.limits.timeout_s = 0.3;
  batch.set_spec(1, "refuse");
  batch.set_spec(3, "crash");
  batch.set_spec(5, "hang");
  batch.set_spec(8, "eat");
  std::filesystem::remove(batch.inputs / "spec10");
  const BatchReport report = batch.run();
  EXPECT_EQ(report.count(kDone), 7u);
  EXPECT_EQ(report.count(kRefused), 5u);
  const auto kind = [&](std::size_t i) { return report.jobs[i].outcome.refused.value(); };
  EXPECT_EQ(kind(1), ErrorKind::kBadInput);
  EXPECT_EQ(kind(3), ErrorKind::kInternal);
  EXPECT_EQ(kind(5), ErrorKind::kInterrupted);
  EXPECT_EQ(kind(8), ErrorKind::kBadInput);
  EXPECT_EQ(kind(10), ErrorKind::kMissingInput);
  EXPECT_EQ(report.jobs[5].outcome.error.cause, "took longer than 0.3 s");
  EXPECT_EQ(report.jobs[8].outcome.error.cause, "needs more than 2048 MiB of memory");
  EXPECT_EQ(batch.all_results().size(), 7u);
  for (const char* folder : {"f0", "f1"})
    EXPECT_FALSE(std::filesystem::exists(batch.results() / folder / ".smp-tmp-0123456789abcdef")) << folder;
}

TEST(RunBatch, RunsRefusedJobsAgainWhereThatMayHelp) {
  FakeBatch batch(5);
  batch.set_spec(0, "refuse");
  batch.set_spec(1, "disk full");
  batch.set_spec(2, "crash");
  batch.set_spec(3, "refuse this too");
  EXPECT_EQ(batch.run().count(kRefused), 4u);
  batch.set_spec(3, "draw now");
  const BatchReport again = batch.run();
  EXPECT_EQ(again.jobs[0].fate, kStillRefused);
  EXPECT_EQ(again.jobs[0].outcome.error.cause, "is refused");
  EXPECT_EQ(again.jobs[1].fate, kRefused);
  EXPECT_EQ(again.jobs[2].fate, kRefused);
  EXPECT_EQ(again.jobs[3].fate, kDone);
  EXPECT_EQ(batch.begun(0), 1);
  batch.options.retry_failed = true;
  EXPECT_EQ(batch.run().jobs[0].fate, kRefused);
  EXPECT_EQ(batch.begun(0), 2);
  EXPECT_EQ(batch.begun(3), 2);
}

TEST(RunBatch, RunsAJobAgainWhoseMissingInputIsThereNow) {
  const FakeBatch batch(2);
  std::filesystem::remove(batch.inputs / "spec1");
  EXPECT_EQ(batch.run().jobs[1].fate, kRefused);
  batch.set_spec(1, "draw now");
  EXPECT_EQ(batch.run().jobs[1].fate, kDone);
}

TEST(RunBatch, FailFastStartsNoJobAfterTheFirstRefusal) {
  FakeBatch batch(40);
  batch.options.fail_fast = true;
  batch.set_spec(0, "refuse");
  const BatchReport report = batch.run();
  EXPECT_EQ(report.count(kRefused), 1u);
  EXPECT_GE(report.count(kNotStarted), 20u);
  EXPECT_FALSE(report.interrupted);
}

TEST(RunBatch, NeverReplacesAFileThatIsNotOurs) {
  FakeBatch batch(4);
  put(batch.result(1), "somebody's");
  put(batch.result(2), "result of photo0draw spec2");  // as we would write it
  const BatchReport report = batch.run();
  EXPECT_EQ(report.jobs[1].outcome.refused, ErrorKind::kCannotCreate);
  EXPECT_EQ(contents(batch.result(1)), "somebody's");
  EXPECT_EQ(report.count(kDone), 3u);
  EXPECT_EQ(batch.run().jobs[1].fate, kRefused);
  batch.options.force = true;
  EXPECT_EQ(batch.run().jobs[1].fate, kDone);
  EXPECT_EQ(contents(batch.result(1)), "result of photo0draw spec1");
}

TEST(RunBatch, ReplacesItsResultAlsoAfterARefusalAndUnderAnotherJob) {
  FakeBatch batch(2);
  batch.run();
  batch.set_spec(0, "refuse");
  batch.run();
  batch.set_spec(0, "draw anew");
  batch.jobs[1].id = "renamed";
  batch.set_spec(1, "draw other things");
  EXPECT_EQ(batch.run().count(kDone), 2u);
}

TEST(RunBatch, FinishesWithoutItsJournal) {
  const FakeBatch batch(10);
  batch.run();
  const auto before = batch.all_results();
  std::filesystem::remove(batch.results() / "smp-journal.sqlite");
  EXPECT_EQ(batch.run().count(kDone), 10u);
  EXPECT_EQ(batch.all_results(), before);
}

TEST(RunBatch, SetsADamagedJournalAsideAndComesToTheSameEnd) {
  const FakeBatch batch(8);
  batch.run();
  const auto undisturbed = batch.all_results();
  const std::filesystem::path journal = batch.results() / "smp-journal.sqlite";
  const std::string sound = contents(journal);
  int notes = 0;
  for (int i = 0; i < 20; ++i) {
    std::string garbled = sound;
    const std::size_t at = sound.size() * static_cast<std::size_t>(i) / 20;
    garbled.replace(at, std::min<std::size_t>(150, sound.size() - at), 150, static_cast<char>(17 * i + 1));
    if (i % 5 == 4) garbled = sound.substr(0, at);
    put(journal, garbled);
    const BatchReport report = batch.run();
    EXPECT_EQ(report.count(kDone) + report.count(kSkipped), 8u) << i;
    EXPECT_EQ(batch.all_results(), undisturbed) << i;
    notes += report.journal_note.empty() ? 0 : 1;
  }
  EXPECT_GE(notes, 5);
  EXPECT_EQ(batch.run().count(kSkipped), 8u);
  EXPECT_TRUE(std::filesystem::exists(batch.results() / "smp-journal.sqlite.damaged"));
  EXPECT_TRUE(std::filesystem::exists(batch.results() / "smp-journal.sqlite.damaged-2"));
}

TEST(RunBatch, RemovesTemporaryFilesOfDeadRunsAndNoOthers) {
  const FakeBatch batch(2);
  const std::filesystem::path f0 = batch.results() / "f0";
  put(f0 / ".smp-tmp-00000000deadbeef", "");
  put(batch.results() / ".smp-tmp-00000000deadbeef", "");
  const std::vector<std::string> stay = {".smp-tmp-00000000DEADBEEF", ".smp-tmp-00000000deadbee",
                                         ".smp-tmp-00000000deadbeef0", "smp-tmp-00000000deadbeef",
                                         ".smp-tmp-"};
  for (const std::string& name : stay) put(f0 / name, "");
  std::filesystem::create_symlink(batch.inputs / "spec0", f0 / ".smp-tmp-1111111111111111");
  std::filesystem::create_directory(f0 / ".smp-tmp-2222222222222222");
  std::filesystem::create_directory(batch.results() / "other");
  put(batch.results() / "other/.smp-tmp-00000000deadbeef", "");
  batch.run();
  EXPECT_FALSE(std::filesystem::exists(f0 / ".smp-tmp-00000000deadbeef"));
  EXPECT_FALSE(std::filesystem::exists(batch.results() / ".smp-tmp-00000000deadbeef"));
  for (const std::string& name : stay) EXPECT_TRUE(std::filesystem::exists(f0 / name)) << name;
  EXPECT_TRUE(std::filesystem::is_symlink(f0 / ".smp-tmp-1111111111111111"));
  EXPECT_TRUE(std::filesystem::exists(f0 / ".smp-tmp-2222222222222222"));
  EXPECT_TRUE(std::filesystem::exists(batch.results() / "other/.smp-tmp-00000000deadbeef"));
}

TEST(RunBatch, PlanSaysWhatARunWouldDoAndWritesNothing) {
  FakeBatch batch(6);
  EXPECT_EQ(plan_batch(batch.jobs, batch.options).count(kNotStarted), 6u);
  EXPECT_FALSE(std::filesystem::exists(batch.results() / ".smp-lock"));
  batch.set_spec(2, "refuse");
  batch.run();
  batch.set_spec(0, "draw another");
  const std::string journal = contents(batch.results() / "smp-journal.sqlite");
  const BatchReport plan = plan_batch(batch.jobs, batch.options);
  EXPECT_EQ(plan.jobs[0].fate, kNotStarted);
  EXPECT_EQ(plan.jobs[0].reason, RunReason::kInputsChanged);
  EXPECT_EQ(plan.jobs[2].fate, kStillRefused);
  EXPECT_EQ(plan.count(kSkipped), 4u);
  EXPECT_EQ(contents(batch.results() / "smp-journal.sqlite"), journal);
  EXPECT_EQ(batch.begun(), 6);
  batch.options.retry_failed = true;
  EXPECT_EQ(plan_batch(batch.jobs, batch.options).jobs[2].reason, RunReason::kRefusedBefore);
}

TEST(RunBatch, PartsAreStableAndTogetherTheWhole) {
  FakeBatch batch(80);
  std::set<std::string> seen;
  for (int k = 1; k <= 4; ++k) {
    const auto part = jobs_of_shard(batch.jobs, {k, 4});
    EXPECT_GE(part.size(), 8u);
    for (const Job* job : part) EXPECT_TRUE(seen.insert(job->id).second) << job->id;
  }
  EXPECT_EQ(seen.size(), 80u);
  const std::string first = jobs_of_shard(batch.jobs, {3, 4})[0]->id;
  std::reverse(batch.jobs.begin(), batch.jobs.end());
  EXPECT_EQ(jobs_of_shard(batch.jobs, {3, 4}).back()->id, first);
}

// A run in a process of its own, which can be killed.
pid_t start(const FakeBatch& batch) {
  const pid_t child = ::fork();
  if (child == 0) {
    batch.run();
    ::_exit(0);
  }
  return child;
}

TEST(RunBatch, KilledAtAnyMomentItComesToTheSameEnd) {
  FakeBatch undisturbed(30), batch(30);
  undisturbed.run();
  constexpr int kRounds = 8;
  for (int round = 0; round < kRounds; ++round) {
    const pid_t child = start(batch);
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + 4 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  const BatchReport last = batch.run();
  EXPECT_EQ(last.count(kDone) + last.count(kSkipped), 30u);
  EXPECT_EQ(batch.all_results(), undisturbed.all_results());
  // A worker may be at a job while the row of its last one is written.
  EXPECT_LE(batch.begun(), 30 + kRounds * 2 * batch.options.workers);
  EXPECT_EQ(batch.run().count(kSkipped), 30u);
}

TEST(RunBatch, AStopSignalEndsItSoonAndTheNextRunContinues) {
  FakeBatch batch(20);
  for (int i = 0; i < 20; ++i) batch.set_spec(i, i == 5 ? "hang" : "slow " + std::to_string(i));
  int wake[2];
  ASSERT_EQ(::pipe2(wake, O_CLOEXEC), 0);
  struct StopAfterSome : BatchWatcher {
    explicit StopAfterSome(int fd_) : fd(fd_) {}
    void ended(const JobReport&, std::size_t ended, std::size_t) override {
      if (ended == 6) {
        EXPECT_EQ(::write(fd, "x", 1), 1);
      }
    }
    int fd;
  } watcher(wake[1]);
  batch.options.wake_fd = wake[0];
  const auto begin = std::chrono::steady_clock::now();
  const BatchReport report = run_batch(batch.jobs, batch.options, batch.runner(), watcher);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_TRUE(report.interrupted);
  EXPECT_GE(report.count(kDone), 6u);
  EXPECT_GE(report.count(kNotStarted), 5u);
  const std::size_t done = report.count(kDone);
  batch.options.wake_fd = -1;
  batch.set_spec(5, "draw");
  const BatchReport rest = batch.run();
  EXPECT_EQ(rest.count(kSkipped), done);
  EXPECT_EQ(rest.count(kDone), 20 - done);
  ::close(wake[0]), ::close(wake[1]);
}

}  // namespace
}  // namespace smp
