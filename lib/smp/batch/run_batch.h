#pragma once  // Running the jobs of a batch that are not done yet, on worker processes.
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "smp/batch/job.h"
#include "smp/batch/journal.h"
#include "smp/batch/worker_pool.h"

namespace smp {

struct BatchOptions {
  std::filesystem::path folder;  ///< of the results; made where it is missing
  Shard shard;
  int workers = 0;  ///< <= 0: the CPUs this process may use, at most one per job
  int threads = 0;  ///< CPUs to use in all, divided among the workers; <= 0: those this process may use
  WorkerLimits limits;
  bool retry_failed = false;    ///< run refused jobs again whose inputs are the same
  bool fail_fast = false;       ///< start no further job after the first refusal
  bool force = false;           ///< replace files that are not recorded as ours
  std::string manifest_sha256;  ///< for the journal; may be empty
  int wake_fd = -1;             ///< readable where the run shall end; see `StopSignals`
};

/// What became of a job in this run.
enum class JobFate {
  kDone,
  kSkipped,  ///< done before, inputs and results unchanged
  kRefused,
  kStillRefused,  ///< refused before for the same inputs, and not run again
  kNotStarted
};

/// Why a job is run.
enum class RunReason {
  kNew,             ///< no journal has it
  kInputsChanged,   ///< since it was run: photo, spec, request or toolkit
  kResultsChanged,  ///< a result is gone or is not as it was written
  kRefusedBefore    ///< the cause may have passed, or `retry_failed` asks for it
};

struct JobReport {
  const Job* job = nullptr;
  JobFate fate = JobFate::kNotStarted;
  RunReason reason = RunReason::kNew;  ///< means nothing where it was kSkipped or kStillRefused
  JobOutcome outcome;
};

struct BatchReport {
  std::vector<JobReport> jobs;  ///< in the order of the manifest; of this shard only
  bool interrupted = false;
  std::string journal_note;  ///< a damaged journal was set aside
  std::size_t count(JobFate fate) const;
};

/// Told from the parent process while a batch runs.
class BatchWatcher {
 public:
  virtual ~BatchWatcher() = default;
  virtual void planned(std::size_t /*to_run*/, std::size_t /*skipped*/) {}
  virtual void ended(const JobReport& /*report*/, std::size_t /*ended*/, std::size_t /*to_run*/) {}
  virtual void tick() {}  ///< a few times a second
};

/// The jobs that a part of a batch holds: by a hash of their ids, so that a job stays in its part when others
/// are added or moved.
std::vector<const Job*> jobs_of_shard(const std::vector<Job>& jobs, const Shard& shard);

/// How many threads each worker that `run_batch` starts for so many jobs may use: the CPUs are divided among
/// them.
int threads_of_each(const BatchOptions& options, std::size_t jobs);

/// Skips what the journal says is done and whose inputs and results are unchanged, runs the rest, and commits
/// each outcome after its results are in place. Refused jobs are run again where their inputs have changed or
/// the cause may have passed (a full disk, a time limit, a worker that died). Neighbouring jobs on one photo
/// go to one worker. The folder is locked: see `FolderLock`. Temporary files of dead runs are removed first.
/// A file that stands under the name of a result and is not known as ours is never replaced unless `force` is
/// set: see `Job::keep_existing`.
/// @throws Error kInterrupted where another run holds the folder; kReadWrite where the journal cannot be kept
/// (disk full): results that are in place stay, and running again continues.
BatchReport run_batch(const std::vector<Job>& jobs, const BatchOptions& options, const JobRunner& runner,
                      BatchWatcher& watcher);

/// What `run_batch` would do, without doing it: fates kSkipped, kStillRefused and kNotStarted, these with
/// their reasons.
BatchReport plan_batch(const std::vector<Job>& jobs, const BatchOptions& options);

}  // namespace smp
