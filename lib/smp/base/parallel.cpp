#include "smp/base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace smp {
namespace {

// One loop in flight. Workers and the caller draw items from `next`.
struct Loop {
  std::size_t count;
  const std::function<void(std::size_t)>* body;
  std::atomic<std::size_t> next{0};
  std::mutex failure_mutex;
  std::size_t failed_item = 0;
  std::exception_ptr failure;

  void run() {
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;) {
      try {
        (*body)(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure || i < failed_item) {
          failure = std::current_exception();
          failed_item = i;
        }
      }
    }
  }
};

thread_local bool inside_loop = false;

// Threads kept between loops, because a placement runs some hundred short ones.
class Pool {
 public:
  static Pool& instance() {
    static Pool pool;
    return pool;
  }

  // Runs `loop` on the caller and `helpers` further threads; returns when all have left it.
  void run(Loop& loop, std::size_t helpers) {
    const std::lock_guard one_loop_at_a_time(run_mutex_);
    {
      const std::lock_guard lock(mutex_);
      while (workers_.size() < helpers) workers_.emplace_back([this] { work(); });
      loop_ = &loop;
      wanted_ = helpers;
      ++generation_;
    }
    wake_.notify_all();
    inside_loop = true;
    loop.run();
    inside_loop = false;
    std::unique_lock lock(mutex_);
    wanted_ = 0;  // latecomers need not join
    done_.wait(lock, [this] { return active_ == 0; });
    loop_ = nullptr;
  }

  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

 private:
  void work() {
    inside_loop = true;
    std::size_t seen = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return stopping_ || (generation_ != seen && wanted_ > 0); });
      if (stopping_) return;
      seen = generation_;
      --wanted_;
      ++active_;
      Loop* loop = loop_;
      lock.unlock();
      loop->run();
      lock.lock();
      if (--active_ == 0) done_.notify_all();
    }
  }

  std::mutex run_mutex_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::vector<std::thread> workers_;
  Loop* loop_ = nullptr;
  std::size_t wanted_ = 0, active_ = 0, generation_ = 0;
  bool stopping_ = false;
};

// CPUs granted by a cgroup v2 quota ("max 100000" means no limit), or 0 where there is none.
int cgroup_threads() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
  try {
    return std::max(1, static_cast<int>(std::stod(quota) / period));
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace

int available_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  if (const int quota = cgroup_threads(); quota > 0) count = std::min(count, quota);
  return std::max(1, count);
}

void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& body) {
  static const int available = available_threads();
  const std::size_t wanted = static_cast<std::size_t>(threads > 0 ? threads : available);
  Loop loop{.count = count, .body = &body};
  const std::size_t used = std::min(wanted, count);
  if (used <= 1 || inside_loop) {
    loop.run();
  } else {
    Pool::instance().run(loop, used - 1);
  }
  if (loop.failure) std::rethrow_exception(loop.failure);
}

}  // namespace smp
