#pragma once  // Worker processes: one task each at a time, with limits of time and memory.
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace smp {

struct WorkerLimits {
  double timeout_s = 60;        ///< wall time of one task; > 0
  double max_memory_mb = 2048;  ///< resident memory of one worker beyond its parent's at its start, MiB; > 0
};

/// What became of a task.
struct TaskEnd {
  enum class How { kReply, kTimedOut, kOutOfMemory, kCrashed };
  std::size_t task = 0;  ///< number given to `start`
  int worker = 0;
  How how = How::kReply;
  std::string reply;  ///< of kReply
  int signal = 0;     ///< that ended a crashed worker; 0 where it exited by itself
  double ms = 0;
};

/// Processes forked from this one, from its first thread and where it has no others. A worker that crashes,
/// hangs or takes too much memory costs its task and is replaced. Workers end with the parent, however that
/// ends (PR_SET_PDEATHSIG), and ignore SIGINT, SIGTERM and SIGHUP, which are the parent's to handle.
class WorkerPool {
 public:
  /// Runs in the worker; what it returns is the reply, bytes of any kind. What it throws is kOutOfMemory
  /// (std::bad_alloc) or kCrashed. State that it keeps lives as long as the worker, whose standard output and
  /// error lead nowhere.
  using Handler = std::function<std::string(const std::string& task)>;

  /// Forks nothing yet: a worker is started with its first task.
  WorkerPool(int workers, const WorkerLimits& limits, Handler handler);
  ~WorkerPool();  ///< kills what still runs

  int workers() const;
  bool busy(int worker) const;
  /// Gives a task to an idle worker. One that holds much of its memory since earlier tasks is replaced first;
  /// and where a task takes too much in a worker that had others, it is tried once more in a fresh one.
  /// @throws Error kReadWrite where the system allows no further process or descriptor.
  void start(int worker, std::size_t task, const std::string& message);
  /// Waits until a task ends, `wake_fd` (where >= 0) becomes readable, or the time is up. Tasks in the order
  /// they ended.
  std::vector<TaskEnd> wait(double timeout_s, int wake_fd = -1);
  /// Kills all workers; tasks in flight are gone.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace smp
