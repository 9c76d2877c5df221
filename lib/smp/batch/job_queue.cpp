#include "smp/batch/job_queue.h"

#include <algorithm>
#include <utility>

namespace smp {

JobQueue::JobQueue(std::vector<const Job*> jobs, int workers)
    : jobs_(std::move(jobs)), runs_(static_cast<std::size_t>(workers)) {}

std::optional<std::size_t> JobQueue::next(int worker) {
  Run& own = runs_[static_cast<std::size_t>(worker)];
  if (own.size() == 0) own = find_run();
  if (own.size() == 0) return std::nullopt;
  return own.begin++;
}

JobQueue::Run JobQueue::find_run() {
  if (untouched_ < jobs_.size()) {
    Run run{untouched_, untouched_ + 1};
    while (run.end < jobs_.size() && jobs_[run.end]->photo_path == jobs_[run.begin]->photo_path) ++run.end;
    untouched_ = run.end;
    return run;
  }
  Run& longest = *std::max_element(runs_.begin(), runs_.end(),
                                   [](const Run& a, const Run& b) { return a.size() < b.size(); });
  const std::size_t taken = (longest.size() + 1) / 2;
  longest.end -= taken;
  return {longest.end, longest.end + taken};
}

}  // namespace smp
