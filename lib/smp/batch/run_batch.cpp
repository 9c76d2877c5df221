#include "smp/batch/run_batch.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <new>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/base/version.h"
#include "smp/batch/batch_plan.h"
#include "smp/batch/database.h"
#include "smp/batch/folder_lock.h"
#include "smp/batch/job_queue.h"
#include "smp/batch/run_job.h"
#include "smp/batch/temp_files.h"

namespace smp {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// Of the 2 s in which a stopped batch must be over, what jobs in flight get to come to their end.
constexpr Seconds kGrace{1.5};
constexpr double kTickS = 0.25;
// Attempts, of a second each, to record the last jobs while another program keeps the journal locked.
constexpr int kPatientCommits = 30;

bool is_readable(int fd) {
  pollfd wake{fd, POLLIN, 0};  // never where fd < 0
  return ::poll(&wake, 1, 0) > 0;
}

JobOutcome refusal(ErrorKind kind, ErrorText text) {
  JobOutcome outcome;
  outcome.refused = kind;
  outcome.error = std::move(text);
  return outcome;
}

// A task is the number of its job, and "keep" where files that stand under its names are not known as ours.
std::string to_message(std::size_t index, bool keep_existing) {
  return fmt::format("{}{}", index, keep_existing ? " keep" : "");
}

// In the worker.
std::string answer(const std::vector<JobReport>& jobs, const JobRunner& runner, const std::string& task) {
  std::size_t index = 0;
  const auto number = std::from_chars(task.data(), task.data() + task.size(), index);
  Job job = *jobs[index].job;
  job.keep_existing = number.ptr != task.data() + task.size();
  JobOutcome outcome;
  try {
    outcome = runner(job);
  } catch (const Error& error) {
    outcome = refusal(error.kind(), error.text());
  } catch (const std::bad_alloc&) {
    throw;  // the pool knows what to do
  } catch (...) {
    outcome = refusal(ErrorKind::kInternal,
                      {job.photo, "", "an internal fault stopped this job", "please report it"});
  }
  return outcome_to_message(outcome);
}

// What a task that ended without a reply says of its job.
JobOutcome outcome_of(const TaskEnd& end, const Job& job, const WorkerLimits& limits) {
  switch (end.how) {
    case TaskEnd::How::kReply:
      try {
        return outcome_from_message(end.reply);
      } catch (const std::exception&) {
        break;  // a worker that wrote over its own memory
      }
    case TaskEnd::How::kTimedOut:
      return refusal(ErrorKind::kInterrupted,
                     {job.photo, "", fmt::format("took longer than {} s", limits.timeout_s),
                      "use a smaller photo or a longer --job-timeout"});
    case TaskEnd::How::kOutOfMemory:
      return refusal(ErrorKind::kBadInput,
                     {job.photo, "", fmt::format("needs more than {} MiB of memory", limits.max_memory_mb),
                      "use a smaller photo or a larger --max-memory-mb"});
    case TaskEnd::How::kCrashed:
      break;
  }
  return refusal(ErrorKind::kInternal, {job.photo, "", "the worker crashed on this job",
                                        "please report it; the other jobs are not affected"});
}

int cpus_of(const BatchOptions& options) {
  return options.threads > 0 ? options.threads : available_threads();
}

// How many workers so many jobs get.
int workers_for(const BatchOptions& options, std::size_t jobs) {
  const int workers = options.workers > 0 ? options.workers : cpus_of(options);
  return static_cast<int>(
      std::min<std::size_t>(static_cast<std::size_t>(workers), std::max<std::size_t>(jobs, 1)));
}

class BatchRun {
 public:
  BatchRun(const std::vector<Job>& jobs, const BatchOptions& options, const JobRunner& runner,
           BatchWatcher& watcher)
      : jobs_(jobs),
        options_(options),
        watcher_(watcher),
        lock_(FolderLock::take(options.folder, options.shard, options.wake_fd)),
        journal_(open_journal()),
        plan_(make_plan(jobs, options, &journal_, [&] { return is_readable(options.wake_fd); })),
        runner_(runner) {}
  BatchRun(const BatchRun&) = delete;
  BatchRun& operator=(const BatchRun&) = delete;
  // Removes what killed workers left, however the run ended.
  ~BatchRun() {
    if ((killed_ || in_flight_ > 0) && lock_.try_alone())
      remove_temp_files(result_folders(jobs_, options_.folder));
  }

  BatchReport run();

 private:
  Journal open_journal();
  bool is_foreign(const std::string& name);
  void work(WorkerPool& pool);
  void give(WorkerPool& pool, int worker);
  void take(TaskEnd& end);
  void commit();
  bool stopping() const { return interrupted_at_ || (options_.fail_fast && refused_ > 0); }

  const std::vector<Job>& jobs_;
  const BatchOptions& options_;
  BatchWatcher& watcher_;
  bool killed_ = false;  // a worker, in the middle of a job
  FolderLock lock_;
  Journal journal_;
  BatchPlan plan_;
  const JobRunner& runner_;
  std::optional<JobQueue> queue_;
  std::vector<std::size_t> ended_;    // not committed yet
  std::vector<std::string> claimed_;  // likewise
  std::optional<std::set<std::string>> owned_elsewhere_;
  int vain_commits_ = 0;
  std::size_t ended_count_ = 0, refused_ = 0, in_flight_ = 0;
  std::optional<Clock::time_point> interrupted_at_;
};

Journal BatchRun::open_journal() {
  if (lock_.alone()) remove_temp_files(result_folders(jobs_, options_.folder));
  lock_.share(options_.wake_fd);
  Journal journal = Journal::open(options_.folder / journal_name(options_.shard));
  journal.set_about({{"toolkit", kVersion},
                     {"manifest", options_.manifest_sha256},
                     {"jobs", std::to_string(jobs_of_shard(jobs_, options_.shard).size())}});
  return journal;
}

// True where a file stands under the name and no journal in the folder says that it is ours.
bool BatchRun::is_foreign(const std::string& name) {
  std::error_code failed;
  if (fs::symlink_status(options_.folder / name, failed).type() == fs::file_type::not_found) return false;
  if (journal_.owns(name)) return false;
  if (!owned_elsewhere_) {
    owned_elsewhere_.emplace();
    for (const Shard& part : journals_in(options_.folder)) {
      if (journal_name(part) == journal_name(options_.shard)) continue;
      try {
        for (std::string& ours : Journal::read(options_.folder / journal_name(part)).files())
          owned_elsewhere_->insert(std::move(ours));
      } catch (const Error&) {  // a damaged one owns nothing
      }
    }
  }
  return !owned_elsewhere_->contains(name);
}

void BatchRun::give(WorkerPool& pool, int worker) {
  const auto next = queue_->next(worker);
  if (!next) return;
  const std::size_t index = plan_.to_run[*next];
  const std::vector<std::string> names = names_of(plan_.jobs[index].job->request);
  const bool keep = !options_.force && std::any_of(names.begin(), names.end(),
                                                   [&](const std::string& name) { return is_foreign(name); });
  pool.start(worker, index, to_message(index, keep));
  ++in_flight_;
  if (!keep) claimed_.insert(claimed_.end(), names.begin(), names.end());
}

void BatchRun::take(TaskEnd& end) {
  --in_flight_;
  JobReport& report = plan_.jobs[end.task];
  report.outcome = outcome_of(end, *report.job, options_.limits);
  end.reply = {};
  if (report.outcome.ms <= 0) report.outcome.ms = end.ms;
  report.fate = report.outcome.done() ? JobFate::kDone : JobFate::kRefused;
  refused_ += report.outcome.done() ? 0 : 1;
  killed_ = killed_ || end.how != TaskEnd::How::kReply;
  ended_.push_back(end.task);
}

// Records what has ended. Where somebody keeps the journal locked, that waits for the next time.
void BatchRun::commit() {
  std::vector<std::pair<std::string, JobOutcome>> rows;
  for (const std::size_t index : ended_)
    rows.emplace_back(plan_.jobs[index].job->id, plan_.jobs[index].outcome);
  try {
    journal_.record(rows, claimed_);
  } catch (const BusyDatabase&) {
    if (in_flight_ == 0 && (interrupted_at_ || ++vain_commits_ > kPatientCommits)) throw;
    return;
  }
  claimed_.clear();
  for (const std::size_t index : std::exchange(ended_, {}))
    watcher_.ended(plan_.jobs[index], ++ended_count_, plan_.to_run.size());
}

void BatchRun::work(WorkerPool& pool) {
  for (int worker = 0; worker < pool.workers(); ++worker) give(pool, worker);
  commit();
  while (in_flight_ > 0 || !ended_.empty()) {
    double wait_s = kTickS;
    if (interrupted_at_) {
      const double left_s = kGrace.count() - Seconds(Clock::now() - *interrupted_at_).count();
      if (left_s <= 0) break;
      wait_s = std::min(wait_s, left_s);
    }
    std::vector<TaskEnd> ends = pool.wait(wait_s, interrupted_at_ ? -1 : options_.wake_fd);
    if (!interrupted_at_ && is_readable(options_.wake_fd)) interrupted_at_ = Clock::now();
    for (TaskEnd& end : ends) take(end);
    try {
      // Before the commit, so that waiting for the disk costs no time of the workers.
      for (std::size_t k = 0; k < ends.size() && !stopping(); ++k) give(pool, ends[k].worker);
    } catch (const Error&) {  // no further worker can be started
      commit();
      throw;
    }
    commit();
    watcher_.tick();
  }
  pool.stop();
}

BatchReport BatchRun::run() {
  journal_.take_over(std::exchange(plan_.adopted, {}));
  watcher_.planned(plan_.to_run.size(), plan_.jobs.size() - plan_.to_run.size());
  if (!plan_.to_run.empty() && !plan_.stopped) {
    std::vector<const Job*> to_run;
    for (const std::size_t index : plan_.to_run) to_run.push_back(plan_.jobs[index].job);
    const int workers = workers_for(options_, to_run.size());
    queue_.emplace(std::move(to_run), workers);
    WorkerPool pool(workers, options_.limits,
                    [this](const std::string& task) { return answer(plan_.jobs, runner_, task); });
    work(pool);
  }
  return {.jobs = std::move(plan_.jobs),
          .interrupted = plan_.stopped || interrupted_at_.has_value(),
          .journal_note = journal_.note()};
}

void make_folder(const fs::path& folder) {
  std::error_code failed;
  if (fs::is_directory(folder, failed)) return;
  fs::create_directory(folder, failed);
  if (failed)
    throw Error(ErrorKind::kCannotCreate, {folder.native(), "", "the folder of results cannot be created",
                                           "its parent must exist and be writable"});
}

}  // namespace

std::size_t BatchReport::count(JobFate fate) const {
  return static_cast<std::size_t>(
      std::count_if(jobs.begin(), jobs.end(), [&](const JobReport& job) { return job.fate == fate; }));
}

int threads_of_each(const BatchOptions& options, std::size_t jobs) {
  return std::max(1, cpus_of(options) / workers_for(options, jobs));
}

BatchReport run_batch(const std::vector<Job>& jobs, const BatchOptions& options, const JobRunner& runner,
                      BatchWatcher& watcher) {
  make_folder(options.folder);
  return BatchRun(jobs, options, runner, watcher).run();
}

BatchReport plan_batch(const std::vector<Job>& jobs, const BatchOptions& options) {
  std::optional<Journal> journal;
  std::string note;
  try {
    journal.emplace(Journal::read(options.folder / journal_name(options.shard)));
  } catch (const Error& error) {
    // Where there is none, all is to be done; a damaged one would be set aside.
    if (error.kind() != ErrorKind::kMissingInput && error.kind() != ErrorKind::kBadInput) throw;
    if (error.kind() == ErrorKind::kBadInput) note = error.what();
  }
  BatchPlan plan =
      make_plan(jobs, options, journal ? &*journal : nullptr, [&] { return is_readable(options.wake_fd); });
  return {.jobs = std::move(plan.jobs), .interrupted = plan.stopped, .journal_note = std::move(note)};
}

}  // namespace smp
