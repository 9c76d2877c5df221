#include "smp/batch/job_queue.h"

#include <gtest/gtest.h>

#include <set>

namespace smp {
namespace {

std::vector<Job> jobs_of(const std::vector<int>& per_photo) {
  std::vector<Job> jobs;
  for (std::size_t photo = 0; photo < per_photo.size(); ++photo)
    for (int i = 0; i < per_photo[photo]; ++i) jobs.emplace_back().photo_path = std::to_string(photo);
  return jobs;
}

std::vector<const Job*> pointers(const std::vector<Job>& jobs) {
  std::vector<const Job*> all;
  for (const Job& job : jobs) all.push_back(&job);
  return all;
}

// Workers that take turns; how often a worker got a job of another photo than its last one.
int changes_of_photo(const std::vector<Job>& jobs, int workers) {
  JobQueue queue(pointers(jobs), workers);
  std::vector<std::string> last(static_cast<std::size_t>(workers));
  std::set<std::size_t> given;
  int changes = 0;
  for (bool any = true; any;) {
    any = false;
    for (int worker = 0; worker < workers; ++worker)
      if (const auto job = queue.next(worker)) {
        any = true;
        EXPECT_TRUE(given.insert(*job).second) << *job;
        std::string& photo = last[static_cast<std::size_t>(worker)];
        changes += photo != jobs[*job].photo_path ? 1 : 0;
        photo = jobs[*job].photo_path;
      }
  }
  EXPECT_EQ(given.size(), jobs.size());
  return changes;
}

TEST(JobQueue, KeepsThePhotosOfNeighboursTogether) {
  EXPECT_EQ(changes_of_photo(jobs_of({10, 10, 10, 10}), 2), 4);
  EXPECT_EQ(changes_of_photo(jobs_of({100}), 4), 4);
  EXPECT_LE(changes_of_photo(jobs_of({40, 3, 3, 3}), 2), 6);
}

TEST(JobQueue, GivesEveryWorkerWorkToTheEnd) {
  const auto jobs = jobs_of({1, 100});
  JobQueue queue(pointers(jobs), 4);
  for (int round = 0; round < 25; ++round)
    for (int worker = 0; worker < 4; ++worker) EXPECT_TRUE(queue.next(worker)) << round;
  EXPECT_TRUE(queue.next(3));
  EXPECT_FALSE(queue.next(0));
  EXPECT_FALSE(queue.next(3));
}

TEST(JobQueue, HasNothingOfNothing) { EXPECT_FALSE(JobQueue({}, 1).next(0)); }

}  // namespace
}  // namespace smp
