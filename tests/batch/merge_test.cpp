// Parts of a batch, their locks, what their journals say and how they become one.
#include "smp/batch/merge.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch/fake_jobs.h"
#include "smp/batch/folder_lock.h"
#include "smp/batch/status.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

using test::contents;
using test::FakeBatch;
using test::put;

void run_parts(FakeBatch& batch, int from, int to, int count) {
  for (int k = from; k <= to; ++k) {
    batch.options.shard = {k, count};
    batch.run();
  }
  batch.options.shard = {};
}

TEST(Merge, AfterAllPartsNothingIsLeftToDo) {
  FakeBatch batch(20), undisturbed(20);
  undisturbed.run();
  run_parts(batch, 1, 4, 4);
  EXPECT_EQ(batch.all_results(), undisturbed.all_results());
  const MergeReport report = merge_journals(batch.jobs, batch.results());
  EXPECT_EQ(report.journals.size(), 4u);
  EXPECT_EQ(report.done, 20u);
  EXPECT_TRUE(report.gaps.empty());
  for (int k = 1; k <= 4; ++k) std::filesystem::remove(batch.results() / journal_name({k, 4}));
  EXPECT_EQ(batch.run().count(JobFate::kSkipped), 20u);
  EXPECT_EQ(batch.begun(), 20);
}

TEST(Merge, TellsEveryGap) {
  FakeBatch batch(20);
  batch.set_spec(4, "refuse");
  run_parts(batch, 1, 2, 3);
  const auto in_parts = [&](const std::string& id) {
    for (const Job* job : jobs_of_shard(batch.jobs, {3, 3}))
      if (job->id == id) return false;
    return true;
  };
  std::vector<int> done;
  for (int i = 0; i < 20; ++i)
    if (i != 4 && in_parts(batch.jobs[static_cast<std::size_t>(i)].id)) done.push_back(i);
  ASSERT_GE(done.size(), 4u);
  std::filesystem::remove(batch.result(done[0]));
  put(batch.result(done[1]), "damaged");
  batch.set_spec(done[2], "draw another");
  const MergeReport report = merge_journals(batch.jobs, batch.results());
  EXPECT_EQ(report.done, done.size() - 3);
  EXPECT_EQ(report.gaps.size(), 20 - report.done);
  std::map<std::string, MergeGap::Why> why;
  for (const MergeGap& gap : report.gaps) why[gap.job->id] = gap.why;
  EXPECT_EQ(why.at(fmt::format("job{}", done[0])), MergeGap::Why::kResultsMissing);
  EXPECT_EQ(why.at(fmt::format("job{}", done[1])), MergeGap::Why::kResultsMissing);
  EXPECT_EQ(why.at(fmt::format("job{}", done[2])), MergeGap::Why::kInputsChanged);
  for (const Job* job : jobs_of_shard(batch.jobs, {3, 3}))
    EXPECT_EQ(why.at(job->id), MergeGap::Why::kNotRun) << job->id;
  if (in_parts("job4")) {
    EXPECT_EQ(why.at("job4"), MergeGap::Why::kRefused);
  }
  EXPECT_NE(merge_table(report).find("results missing or changed"), std::string::npos);
  const JsonValue json = parse_json(merge_json(report));
  EXPECT_EQ(json.find("gaps")->get_if<JsonValue::Array>()->size(), report.gaps.size());

  const BatchReport rest = batch.run();
  EXPECT_EQ(rest.count(JobFate::kSkipped), report.done);
}

TEST(Merge, OfSeveralRowsTheCurrentOneCounts) {
  FakeBatch batch(6);
  batch.run();
  for (int i = 0; i < 6; ++i) batch.set_spec(i, "draw another");
  std::filesystem::rename(batch.results() / "smp-journal.sqlite", batch.results() / "kept");
  run_parts(batch, 1, 2, 2);  // finds results that no journal knows
  for (int i = 0; i < 6; ++i) EXPECT_EQ(contents(batch.result(i)).find("another"), std::string::npos);
  std::filesystem::rename(batch.results() / "kept", batch.results() / "smp-journal.sqlite");
  run_parts(batch, 1, 2, 2);
  EXPECT_EQ(merge_journals(batch.jobs, batch.results()).done, 6u);
  EXPECT_EQ(batch.run().count(JobFate::kSkipped), 6u);
}

TEST(Merge, ABatchMayBeDividedAnewWithoutIt) {
  FakeBatch batch(30);
  run_parts(batch, 1, 1, 2);
  const int so_far = batch.begun();
  run_parts(batch, 1, 3, 3);
  batch.run();
  EXPECT_GT(so_far, 5);
  EXPECT_EQ(batch.begun(), 30);
  EXPECT_EQ(read_status(batch.results()).done, 30u);
}

TEST(Status, CountsWhatTheJournalsSay) {
  FakeBatch batch(12);
  EXPECT_THROW(read_status(batch.results()), Error);
  batch.set_spec(2, "refuse");
  batch.set_spec(3, "disk full");
  batch.run();
  batch.run();
  const JournalStatus status = read_status(batch.results());
  EXPECT_EQ(status.jobs, 12u);
  EXPECT_EQ(status.done, 10u);
  EXPECT_EQ(status.not_run, 0u);
  EXPECT_EQ(status.runs, 13u);  // the full disk was tried again
  EXPECT_EQ(status.refused_by_kind.at(ErrorKind::kBadInput), 1u);
  EXPECT_EQ(status.refused_by_kind.at(ErrorKind::kReadWrite), 1u);
  ASSERT_EQ(status.refused.size(), 2u);
  EXPECT_EQ(status.refused[0].id, "job2");
  EXPECT_EQ(status.slowest.size(), 5u);
  EXPECT_NE(status_table(status).find("job3: the disk is full"), std::string::npos) << status_table(status);
  const JsonValue json = parse_json(status_json(status));
  EXPECT_EQ(*json.find("done")->get_if<std::uint64_t>(), 10u);
}

TEST(Status, AddsPartsUpAndNamesThoseThatHaveNotBegun) {
  FakeBatch batch(30);
  run_parts(batch, 1, 2, 3);
  const std::size_t held = 30 - jobs_of_shard(batch.jobs, {3, 3}).size();
  JournalStatus status = read_status(batch.results());
  EXPECT_EQ(status.done, held);
  EXPECT_EQ(status.jobs, held);
  EXPECT_EQ(status.missing_parts, std::vector<std::string>{"smp-journal-3-of-3.sqlite"});
  EXPECT_FALSE(status.complete);
  put(batch.results() / journal_name({2, 3}), "no journal");
  status = read_status(batch.results());
  EXPECT_EQ(status.parts[1].fault, "is not a journal");
  EXPECT_EQ(contents(batch.results() / journal_name({2, 3})), "no journal");
  batch.run();  // of all jobs, whatever the parts say
  EXPECT_TRUE(read_status(batch.results()).complete);
}

TEST(Status, AStrayNameClaimsNoBillionsOfParts) {
  const test::TempDir folder;
  put(folder / "smp-journal-1-of-2147483647.sqlite", "");
  EXPECT_THROW(read_status(folder.path()), Error);
}

TEST(Status, AnUnreadableJournalIsNotTakenForACompleteOne) {
  const test::TempDir folder;
  put(folder / journal_name({}), "no journal");
  const JournalStatus status = read_status(folder.path());
  EXPECT_EQ(status.done, status.jobs);
  EXPECT_FALSE(status.complete);
}

TEST(FolderLock, ARunOfAllKeepsEveryOtherOut) {
  const test::TempDir folder;
  const FolderLock lock = FolderLock::take(folder.path(), {});
  EXPECT_TRUE(lock.alone());
  int wake[2];
  ASSERT_EQ(::pipe(wake), 0);
  ASSERT_EQ(::write(wake[1], "x", 1), 1);  // no patience in a test
  for (const Shard& shard : {Shard{}, Shard{1, 2}}) {
    try {
      FolderLock::take(folder.path(), shard, wake[0]);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
      EXPECT_NE(std::string(error.what()).find(folder.path().filename()), std::string::npos);
    }
  }
  ::close(wake[0]), ::close(wake[1]);
}

TEST(FolderLock, PartsShareTheFolderButNotTheirPart) {
  const test::TempDir folder;
  FolderLock first = FolderLock::take(folder.path(), {1, 2});
  EXPECT_TRUE(first.alone());
  first.share();
  const FolderLock second = FolderLock::take(folder.path(), {2, 2});
  EXPECT_FALSE(second.alone());
  int wake[2];
  ASSERT_EQ(::pipe(wake), 0);
  ASSERT_EQ(::write(wake[1], "x", 1), 1);
  EXPECT_THROW(FolderLock::take(folder.path(), {2, 2}, wake[0]), Error);
  EXPECT_THROW(FolderLock::take(folder.path(), {}, wake[0]), Error);
  ::close(wake[0]), ::close(wake[1]);
}

TEST(FolderLock, IsHeldByWorkersThatOutliveTheirRunAndWaitedFor) {
  const test::TempDir folder;
  const pid_t run = ::fork();
  if (run == 0) {
    const FolderLock lock = FolderLock::take(folder.path(), {});
    if (::fork() == 0) {
      ::usleep(300'000);
      put(folder / "worker", "has ended");
    }
    ::_exit(0);
  }
  ::waitpid(run, nullptr, 0);
  const FolderLock lock = FolderLock::take(folder.path(), {});
  EXPECT_EQ(contents(folder / "worker"), "has ended");
}

TEST(FolderLock, IsNoLinkAndNeedsAFolder) {
  const test::TempDir folder;
  EXPECT_THROW(FolderLock::take(folder / "missing", {}), Error);
  put(folder / "elsewhere", "");
  std::filesystem::create_symlink(folder / "elsewhere", folder / ".smp-lock");
  EXPECT_THROW(FolderLock::take(folder.path(), {}), Error);
}

}  // namespace
}  // namespace smp
