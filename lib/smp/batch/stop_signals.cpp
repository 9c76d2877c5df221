#include "smp/batch/stop_signals.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

#include <fcntl.h>
#include <unistd.h>

#include "smp/base/error.h"

namespace smp {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

// timeout(1), shells and schedulers tell the process and its group of one wish to stop: twice the same. A
// person who presses Ctrl-C again is slower.
constexpr long kSameWishMs = 300;

volatile std::sig_atomic_t first_signal = 0;
timespec first_at{};
int pipe_ends[2] = {-1, -1};
std::array<struct sigaction, kSignals.size()> handlers_before;

long ms_since(const timespec& then) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - then.tv_sec) * 1000 + (now.tv_nsec - then.tv_nsec) / 1'000'000;
}

void take(int number) {
  if (first_signal != 0) {
    if (ms_since(first_at) < kSameWishMs) return;
    std::signal(number, SIG_DFL);
    _exit(static_cast<int>(ErrorKind::kInterrupted));
  }
  const int reason = errno;
  first_signal = number;
  clock_gettime(CLOCK_MONOTONIC, &first_at);
  [[maybe_unused]] const ssize_t written = write(pipe_ends[1], "", 1);
  errno = reason;
}

}  // namespace

StopSignals::StopSignals() {
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0)
    throw Error(ErrorKind::kReadWrite, {"", "", "too many open files", "raise the limit (ulimit -n)"});
  first_signal = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction& before = handlers_before[i];
    sigaction(kSignals[i], nullptr, &before);
    if (before.sa_handler == SIG_IGN && kSignals[i] != SIGTERM) continue;
    struct sigaction now {};
    now.sa_handler = take;
    sigfillset(&now.sa_mask);  // one at a time, or two could both be the first
    now.sa_flags = SA_RESTART;
    sigaction(kSignals[i], &now, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &handlers_before[i], nullptr);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  pipe_ends[0] = pipe_ends[1] = -1;
}

int StopSignals::fd() const { return pipe_ends[0]; }
int StopSignals::signal() const { return first_signal; }

}  // namespace smp
