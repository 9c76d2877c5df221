#pragma once  // Who does which job: neighbours on one photo stay together, and nobody idles.
#include <cstddef>
#include <optional>
#include <vector>

#include "smp/batch/job.h"

namespace smp {

/// Hands out jobs to workers. A worker gets the jobs of a run (neighbours on one photo) one after the other;
/// where no run is left, it takes over the later half of the longest one another is at.
class JobQueue {
 public:
  /// @param jobs to be done, in this order; they outlive the queue.
  JobQueue(std::vector<const Job*> jobs, int workers);

  /// Index of the next job for this worker; nothing where all are given out.
  std::optional<std::size_t> next(int worker);

 private:
  struct Run {
    std::size_t begin = 0, end = 0;
    std::size_t size() const { return end - begin; }
  };
  Run find_run();

  std::vector<const Job*> jobs_;
  std::size_t untouched_ = 0;  // jobs from here on are in nobody's run
  std::vector<Run> runs_;      // of each worker
};

}  // namespace smp
