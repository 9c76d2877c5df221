#include "smp/batch/worker_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <new>
#include <string_view>

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "smp/base/parallel.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SMP_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SMP_SANITIZED 1
#endif
#endif

namespace smp {
namespace {

// Sanitizers reserve terabytes, handle SIGSEGV and report on stderr; leave them that.
#ifdef SMP_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// Exit status of a worker whose task threw something else: a fault of ours.
constexpr int kFault = 70;
// Exit status of a worker whose parent wants no more of it or is gone.
constexpr int kNotNeeded = 0;
// How much likelier the kernel picks a worker than its parent when memory runs out, of 1000.
constexpr int kRatherThanParent = 500;
// Allocated is more than resident: room for what is reserved and never touched, and for the stacks of
// threads.
constexpr double kUntouchedMb = 256, kStackMb = 16;

// Every job takes frames of the same sizes again. With the heap kept between jobs the pages are not faulted
// in anew: of 2 MP renders, 70 % of the system's share of the time. 32 MiB is the most that glibc allows.
constexpr int kFromHeapBytes = 32 << 20, kKeptHeapBytes = 128 << 20;

void reset_signals() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction now {};
    if (sigaction(number, nullptr, &now) != 0) continue;
    const bool stops = number == SIGINT || number == SIGTERM || number == SIGHUP;
    const bool handled = now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN;
    if (stops)
      std::signal(number, SIG_IGN);  // the parent's to handle
    else if (handled && !kSanitized)
      std::signal(number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// A library that aborts or complains shall not write into the parent's messages or results.
void be_silent() {
  if (kSanitized) return;
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0) return;
  dup2(nothing, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
  close(nothing);
}

void be_the_first_to_go() {
  int now = 0;
  std::ifstream("/proc/self/oom_score_adj") >> now;
  std::ofstream("/proc/self/oom_score_adj") << std::min(1000, now + kRatherThanParent);
}

// A sudden huge allocation fails in the worker, which can say so, before the parent sees the memory grow.
// RLIMIT_DATA and not RLIMIT_AS: it leaves out mapped files and what malloc's arenas only reserve.
void limit_memory(double max_memory_mb) {
  if (kSanitized) return;
  double total = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;  // pages
  std::ifstream("/proc/self/statm") >> total >> resident >> shared >> text >> library >> data;
  const double now = data * static_cast<double>(sysconf(_SC_PAGESIZE));
  const double more = (max_memory_mb + kUntouchedMb + kStackMb * available_threads()) * (1 << 20);
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = std::min(static_cast<rlim_t>(now + more), limit.rlim_max);
  setrlimit(RLIMIT_DATA, &limit);
  const rlimit no_core = {0, 0};  // it would hold the photo
  setrlimit(RLIMIT_CORE, &no_core);
}

[[noreturn]] void end_by_exception() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    _exit(kWorkerOutOfMemory);
  } catch (...) {
  }
  std::abort();
}

bool read_all(int fd, char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(fd, to, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t put = write(fd, data.data(), data.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

[[noreturn]] void answer(int socket, const std::function<std::string(const std::string&)>& handler) {
  for (;;) {
    std::uint64_t size = 0;
    if (!read_all(socket, reinterpret_cast<char*>(&size), sizeof size)) _exit(kNotNeeded);
    std::string task(size, '\0');
    if (!read_all(socket, task.data(), task.size())) _exit(kNotNeeded);
    if (!write_all(socket, framed(handler(task)))) _exit(kNotNeeded);
  }
}

}  // namespace

std::string framed(const std::string& message) {
  const std::uint64_t size = message.size();
  std::string frame(sizeof size, '\0');
  std::memcpy(frame.data(), &size, sizeof size);
  return frame + message;
}

bool take_message(std::string& received, std::string& message) {
  std::uint64_t size = 0;
  if (received.size() < sizeof size) return false;
  std::memcpy(&size, received.data(), sizeof size);
  if (received.size() - sizeof size < size) return false;
  message = received.substr(sizeof size, size);
  received.erase(0, sizeof size + size);
  return true;
}

void work(int socket, pid_t parent, double max_memory_mb,
          const std::function<std::string(const std::string&)>& handler) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kNotNeeded);  // it died before that was set
  std::set_terminate(end_by_exception);
  // A library that calls exit() shall neither run the parent's destructors nor flush its streams again.
  on_exit([](int status, void*) { _exit(status); }, nullptr);
  reset_signals();
  be_silent();
  be_the_first_to_go();
  limit_memory(max_memory_mb);
  mallopt(M_MMAP_THRESHOLD, kFromHeapBytes);
  mallopt(M_TRIM_THRESHOLD, kKeptHeapBytes);
  try {
    answer(socket, handler);
  } catch (const std::bad_alloc&) {
    _exit(kWorkerOutOfMemory);
  } catch (...) {
    _exit(kFault);
  }
}

}  // namespace smp
