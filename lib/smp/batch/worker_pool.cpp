#include "smp/batch/worker_pool.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "smp/base/error.h"
#include "smp/batch/worker_process.h"

namespace smp {
namespace {

using Clock = std::chrono::steady_clock;

// A worker at 1 GB/s of new pages passes its limit by a tenth of that before it is seen.
constexpr double kMemoryCheckMs = 100;
// A longer pause than this between two looks at the workers means that this process, and so its workers, were
// suspended, or that it waited for the disk. No task is charged for it.
constexpr double kSuspendedMs = 2000;
// Between tasks a worker keeps at most this share of its memory, so that a task has room whatever ran before.
constexpr double kKeptShare = 0.5;
// Killed processes are gone at once, unless a device hangs; then their end is left to the system.
constexpr double kReapMs = 1000;
constexpr std::size_t kReadBytes = 1 << 16;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Resident memory of a process, MiB; 0 where it is gone. Without what is `shared` with files, where asked
// for.
double resident_mb(const std::string& process, bool own_only = false) {
  double total = 0, resident = 0, shared = 0;  // pages
  std::ifstream("/proc/" + process + "/statm") >> total >> resident >> shared;
  return (resident - (own_only ? shared : 0)) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

[[noreturn]] void refuse_worker(int reason) {
  const bool files = reason == EMFILE || reason == ENFILE;
  throw Error(ErrorKind::kReadWrite, {"", "worker process",
                                      files              ? "cannot be started: too many open files"
                                      : reason == ENOMEM ? "cannot be started: not enough memory"
                                      : reason == EAGAIN ? "cannot be started: too many processes"
                                                         : "cannot be started",
                                      "use fewer workers or raise the limits (ulimit -n, ulimit -u)"});
}

struct Worker {
  pid_t pid = -1;  // -1: none is running
  int socket = -1;
  double at_birth_mb = 0;  // memory it was born with, its parent's
  std::size_t answered = 0;
  bool busy = false;
  std::size_t task = 0;
  std::string message;  // of the task, for another try
  std::string to_send, received;
  Clock::time_point started, looked_at;

  double memory_mb() const { return resident_mb(std::to_string(pid)) - at_birth_mb; }
};

// A launcher may have left SIGCHLD ignored; then the system forgets children before we ask how they ended.
void keep_ended_children() {
  struct sigaction now {};
  sigaction(SIGCHLD, nullptr, &now);
  if (now.sa_handler == SIG_IGN || (now.sa_flags & SA_NOCLDWAIT)) std::signal(SIGCHLD, SIG_DFL);
}

}  // namespace

struct WorkerPool::Parts {
  WorkerLimits limits;
  Handler handler;
  std::vector<Worker> workers;
  std::vector<TaskEnd> ended;
  Clock::time_point looked = Clock::now();  // at the workers, the last time

  void hire(Worker& worker);
  int dismiss(Worker& worker);
  void give(Worker& worker);
  void end(Worker& worker, TaskEnd::How how, int signal = 0, std::string reply = {});
  void gone(Worker& worker);
  bool send(Worker& worker);
  void receive(Worker& worker);
  void watch(Worker& worker);
  void forgive(double ms);
  int number(const Worker& worker) const { return static_cast<int>(&worker - workers.data()); }
};

void WorkerPool::Parts::hire(Worker& worker) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) refuse_worker(errno);
  worker.at_birth_mb = resident_mb("self", /*own_only=*/true);
  // A signal that comes before the worker ignores it would run the parent's handler twice.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    for (const Worker& other : workers)
      if (other.socket >= 0) close(other.socket);
    work(ends[1], parent, limits.max_memory_mb, handler);
  }
  const int reason = errno;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  close(ends[1]);
  if (pid < 0) {
    close(ends[0]);
    refuse_worker(reason);
  }
  worker.pid = pid;
  worker.socket = ends[0];
  worker.answered = 0;
}

// Kills the worker; the status of its end as waitpid gives it, 0 where that is not known.
int WorkerPool::Parts::dismiss(Worker& worker) {
  if (worker.pid < 0) return 0;
  close(worker.socket);
  kill(worker.pid, SIGKILL);
  int status = 0;
  const auto start = Clock::now();
  for (;;) {
    const pid_t reaped = waitpid(worker.pid, &status, WNOHANG);
    if (reaped == worker.pid || (reaped < 0 && errno != EINTR)) break;
    if (ms_since(start) > kReapMs) break;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  worker.pid = worker.socket = -1;
  return status;
}

void WorkerPool::Parts::give(Worker& worker) {
  // One that died while it was idle is found out here, and a fresh one takes its place.
  for (int tries = 0; tries < 2; ++tries) {
    if (worker.pid < 0) hire(worker);
    worker.to_send = framed(worker.message);
    worker.received.clear();
    worker.started = worker.looked_at = Clock::now();
    if (send(worker)) return;
    dismiss(worker);
  }
  refuse_worker(0);
}

// Sends what the socket takes by now. False where nobody reads it any more.
bool WorkerPool::Parts::send(Worker& worker) {
  while (!worker.to_send.empty()) {
    const ssize_t sent =
        ::send(worker.socket, worker.to_send.data(), worker.to_send.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    worker.to_send.erase(0, static_cast<std::size_t>(sent));
  }
  return true;
}

void WorkerPool::Parts::end(Worker& worker, TaskEnd::How how, int signal, std::string reply) {
  worker.busy = false;
  worker.message.clear();
  ended.push_back({.task = worker.task,
                   .worker = number(worker),
                   .how = how,
                   .reply = std::move(reply),
                   .signal = signal,
                   .ms = ms_since(worker.started)});
}

// The worker ended by itself or was ended by the system.
void WorkerPool::Parts::gone(Worker& worker) {
  // It may have closed its socket a moment before it ends; its own status is wanted, not that of our kill.
  int status = 0;
  const auto start = Clock::now();
  while (waitpid(worker.pid, &status, WNOHANG) == 0 && ms_since(start) < kReapMs)
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  close(worker.socket);
  worker.pid = worker.socket = -1;
  if (!worker.busy) return;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kWorkerOutOfMemory)
    end(worker, TaskEnd::How::kOutOfMemory);
  else
    end(worker, TaskEnd::How::kCrashed, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

void WorkerPool::Parts::receive(Worker& worker) {
  char buffer[kReadBytes];
  bool closed = false;
  while (!closed) {
    const ssize_t got = recv(worker.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    closed = got <= 0;
    if (!closed) worker.received.append(buffer, static_cast<std::size_t>(got));
  }
  if (std::string reply; worker.busy && take_message(worker.received, reply)) {
    ++worker.answered;
    end(worker, TaskEnd::How::kReply, 0, std::move(reply));
  }
  if (closed) gone(worker);
}

// Time and memory of a task.
void WorkerPool::Parts::watch(Worker& worker) {
  if (ms_since(worker.started) > limits.timeout_s * 1e3) {
    dismiss(worker);
    return end(worker, TaskEnd::How::kTimedOut);
  }
  if (ms_since(worker.looked_at) < kMemoryCheckMs) return;
  worker.looked_at = Clock::now();
  if (worker.memory_mb() <= limits.max_memory_mb) return;
  const bool had_others = worker.answered > 0;
  dismiss(worker);
  // Part of it may be what earlier tasks left; the outcome must not depend on them.
  if (had_others)
    give(worker);
  else
    end(worker, TaskEnd::How::kOutOfMemory);
}

void WorkerPool::Parts::forgive(double ms) {
  const auto pause =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(ms));
  const auto now = Clock::now();
  for (Worker& worker : workers) worker.started = std::min(worker.started + pause, now);
}

WorkerPool::WorkerPool(int workers, const WorkerLimits& limits, Handler handler)
    : parts_(std::make_unique<Parts>()) {
  if (workers < 1) throw InvalidArgument("must be at least 1", "workers");
  if (!(limits.timeout_s > 0)) throw InvalidArgument("must be > 0 s", "timeout_s");
  if (!(limits.max_memory_mb > 0)) throw InvalidArgument("must be > 0 MiB", "max_memory_mb");
  keep_ended_children();
  parts_->limits = limits;
  parts_->handler = std::move(handler);
  parts_->workers.resize(static_cast<std::size_t>(workers));
}

WorkerPool::~WorkerPool() { stop(); }

int WorkerPool::workers() const { return static_cast<int>(parts_->workers.size()); }

bool WorkerPool::busy(int worker) const { return parts_->workers.at(static_cast<std::size_t>(worker)).busy; }

void WorkerPool::start(int number, std::size_t task, const std::string& message) {
  Worker& worker = parts_->workers.at(static_cast<std::size_t>(number));
  if (worker.busy) throw InvalidArgument("has a task already", "worker");
  if (worker.pid >= 0 && worker.memory_mb() > kKeptShare * parts_->limits.max_memory_mb)
    parts_->dismiss(worker);
  worker.task = task;
  worker.message = message;
  parts_->give(worker);
  worker.busy = true;
}

std::vector<TaskEnd> WorkerPool::wait(double timeout_s, int wake_fd) {
  const auto start = Clock::now();
  bool woken = false;
  while (parts_->ended.empty() && !woken) {
    double ms = std::max(0.0, timeout_s * 1e3 - ms_since(start));
    const bool last = ms == 0;
    // A negative descriptor is passed over by poll().
    std::vector<pollfd> watched = {{wake_fd, POLLIN, 0}};
    for (const Worker& worker : parts_->workers) {
      const short events = static_cast<short>(worker.to_send.empty() ? POLLIN : POLLIN | POLLOUT);
      watched.push_back({worker.socket, events, 0});
      if (!worker.busy) continue;
      ms = std::min({ms, kMemoryCheckMs, parts_->limits.timeout_s * 1e3 - ms_since(worker.started) + 1});
    }
    ms = std::clamp(ms, 0.0, 60e3);
    const int ready = poll(watched.data(), watched.size(), static_cast<int>(std::ceil(ms)));
    if (const double late = ms_since(parts_->looked) - ms; late > kSuspendedMs) parts_->forgive(late);
    parts_->looked = Clock::now();
    woken = ready > 0 && watched[0].revents != 0;
    for (std::size_t i = 0; i < parts_->workers.size(); ++i) {
      Worker& worker = parts_->workers[i];
      const short events = ready > 0 ? watched[i + 1].revents : short{0};
      if (events & POLLOUT) parts_->send(worker);
      if (events & (POLLIN | POLLHUP | POLLERR)) parts_->receive(worker);
      if (worker.busy) parts_->watch(worker);
    }
    if (last) break;
  }
  return std::exchange(parts_->ended, {});
}

void WorkerPool::stop() {
  if (!parts_) return;
  for (const Worker& worker : parts_->workers)
    if (worker.pid >= 0) kill(worker.pid, SIGKILL);  // all at once; each is waited for below
  for (Worker& worker : parts_->workers) {
    parts_->dismiss(worker);
    worker.busy = false;
  }
}

}  // namespace smp
