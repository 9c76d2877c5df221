#include "smp/batch/worker_pool.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "smp/base/error.h"

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kAddressSanitizer = true;
#else
constexpr bool kAddressSanitizer = false;
#endif

namespace smp {
namespace {

using How = TaskEnd::How;
using namespace std::chrono_literals;
constexpr double kLong = 30;  // seconds: far above what any task here takes

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

// 0 where the process is gone or only waits to be asked for its status.
bool runs(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return file >> number >> name >> state && state != "Z";
}

void fill_memory() {
  std::vector<std::vector<char>> blocks;
  for (;;) blocks.emplace_back(1 << 20, 'x');
}

// What the word says, inside a worker.
std::string obey(const std::string& task) {
  static int tasks = 0;
  ++tasks;
  if (task == "large") return std::string(1 << 20, 'r') + "end";
  if (task == "abort") std::abort();
  if (task == "segv") {
    std::signal(SIGSEGV, SIG_DFL);  // else a sanitizer reports it
    raise(SIGSEGV);
  }
  if (task == "exit") std::exit(3);
  if (task == "throw") throw std::runtime_error("thrown");
  if (task == "sleep") std::this_thread::sleep_for(1h);
  if (task == "nap") std::this_thread::sleep_for(2300ms);
  if (task == "fill") fill_memory();
  if (task == "huge") return std::string(std::size_t{4} << 30, 'x');
  if (task == "huge in noexcept") [&]() noexcept { std::string(std::size_t{4} << 30, 'x').front(); }();
  if (task == "pid") return std::to_string(getpid());
  if (task == "tasks") return std::to_string(tasks);
  if (task == "signals") {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) raise(number);
    return "still here";
  }
  if (task == "score") {
    std::string score;
    std::ifstream("/proc/self/oom_score_adj") >> score;
    return score;
  }
  return "did " + task;
}

TaskEnd run_one(WorkerPool& pool, const std::string& task, int worker = 0) {
  pool.start(worker, 7, task);
  const auto ended = pool.wait(kLong);
  if (ended.size() != 1) throw std::runtime_error("one task was to end");
  EXPECT_EQ(ended[0].task, 7u);
  EXPECT_EQ(ended[0].worker, worker);
  EXPECT_FALSE(pool.busy(worker));
  return ended[0];
}

TEST(WorkerPool, AnswersWithBytesOfAnyKindAndLength) {
  WorkerPool pool(1, {}, obey);
  EXPECT_EQ(run_one(pool, std::string("a\0b\n", 4)).reply, std::string("did a\0b\n", 8));
  EXPECT_EQ(run_one(pool, "").reply, "did ");
  EXPECT_EQ(run_one(pool, "large").reply, std::string(1 << 20, 'r') + "end");
  const std::string question(3 << 20, 'q');  // more than a socket holds
  EXPECT_EQ(run_one(pool, question).reply, "did " + question);
}

TEST(WorkerPool, KeepsOneWorkerForManyTasksAndLeavesNothingBehind) {
  const std::size_t before = open_descriptors();
  {
    WorkerPool pool(2, {}, obey);
    const std::string first = run_one(pool, "pid").reply;
    const std::size_t between = open_descriptors();
    for (int i = 0; i < 200; ++i) ASSERT_EQ(run_one(pool, "task").reply, "did task");
    EXPECT_EQ(run_one(pool, "pid").reply, first);
    EXPECT_EQ(open_descriptors(), between);
    EXPECT_EQ(run_one(pool, "tasks").reply, "203");
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_FALSE(has_children());
}

// A suspended computer, or a disk that keeps a commit waiting.
TEST(WorkerPool, TimeInWhichNobodyLooksIsNotCharged) {
  WorkerPool pool(1, {.timeout_s = 1.5}, obey);
  pool.start(0, 7, "nap");
  std::this_thread::sleep_for(2200ms);
  const auto ended = pool.wait(kLong);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].how, How::kReply);
}

TEST(WorkerPool, RunsTasksOnSeveralWorkersAtATime) {
  WorkerPool pool(2, {}, obey);
  pool.start(0, 10, "sleep");
  pool.start(1, 11, "quick");
  const auto ended = pool.wait(kLong);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].task, 11u);
  EXPECT_TRUE(pool.busy(0));
  EXPECT_NE(run_one(pool, "pid", 1).reply, "");
}

TEST(WorkerPool, ACrashCostsOneTaskAndTheWorkerIsReplaced) {
  const std::map<std::string, int> signals = {
      {"abort", SIGABRT}, {"exit", 0}, {"throw", 0}, {"segv", SIGSEGV}};
  const std::size_t before = open_descriptors();
  WorkerPool pool(2, {}, obey);
  const std::string other = run_one(pool, "pid", 1).reply;
  for (const auto& [task, signal] : signals) {
    const TaskEnd end = run_one(pool, task);
    EXPECT_EQ(end.how, How::kCrashed) << task;
    EXPECT_EQ(end.signal, signal) << task;
    EXPECT_LT(end.ms, 10e3) << task;
    EXPECT_EQ(run_one(pool, "next").reply, "did next");
  }
  EXPECT_EQ(run_one(pool, "pid", 1).reply, other) << "the other worker was none of its business";
  pool.stop();
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_FALSE(has_children());
}

TEST(WorkerPool, AWorkerKilledWhileIdleIsReplacedUnseen) {
  WorkerPool pool(1, {}, obey);
  const pid_t idle = std::stoi(run_one(pool, "pid").reply);
  kill(idle, SIGKILL);
  while (runs(idle)) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(run_one(pool, "next").reply, "did next");
}

TEST(WorkerPool, ATaskPastItsTimeIsKilled) {
  WorkerPool pool(1, {.timeout_s = 0.1}, obey);
  const TaskEnd end = run_one(pool, "sleep");
  EXPECT_EQ(end.how, How::kTimedOut);
  EXPECT_GE(end.ms, 100);
  EXPECT_EQ(run_one(pool, "next").how, How::kReply);
}

TEST(WorkerPool, ATaskPastItsMemoryIsKilled) {
  WorkerPool pool(1, {.timeout_s = kLong, .max_memory_mb = 48}, obey);
  EXPECT_EQ(run_one(pool, "fill").how, How::kOutOfMemory);
  EXPECT_EQ(run_one(pool, "next").how, How::kReply);
}

TEST(WorkerPool, AnAllocationFarPastTheLimitFailsInTheWorker) {
  if (kAddressSanitizer)
    GTEST_SKIP() << "AddressSanitizer reserves terabytes, so allocations are not limited";
  WorkerPool pool(1, {.timeout_s = kLong, .max_memory_mb = 64}, obey);
  for (const char* task : {"huge", "huge in noexcept"}) {
    const TaskEnd end = run_one(pool, task);
    EXPECT_EQ(end.how, How::kOutOfMemory) << task;
    EXPECT_LT(end.ms, 5e3) << task;
  }
}

TEST(WorkerPool, WhatEarlierTasksLeftCostsALaterOneNothing) {
  std::vector<char> kept;  // of the worker
  const auto handler = [&kept](const std::string& task) {
    if (task == "keep") kept.assign(35 << 20, 'k');
    std::vector<char> needed(task == "need" ? 70 << 20 : 1, 'n');
    if (task == "need") std::this_thread::sleep_for(300ms);  // to be seen
    return std::to_string(getpid()) + (kept.empty() ? " fresh" : " full") + needed[0];
  };
  WorkerPool pool(1, {.timeout_s = kLong, .max_memory_mb = 90}, handler);
  EXPECT_NE(run_one(pool, "keep").reply.find(" full"), std::string::npos);
  const TaskEnd end = run_one(pool, "need");  // too much together with what was kept
  EXPECT_EQ(end.how, How::kReply);
  EXPECT_NE(end.reply.find(" fresh"), std::string::npos);
}

TEST(WorkerPool, StoppedByTheParentAloneAndFirstToGoWhenMemoryRunsOut) {
  WorkerPool pool(1, {}, obey);
  EXPECT_EQ(run_one(pool, "signals").reply, "still here");
  int own = 0;
  std::ifstream("/proc/self/oom_score_adj") >> own;
  EXPECT_GT(std::stoi(run_one(pool, "score").reply), std::min(own, 999));
}

TEST(WorkerPool, WaitEndsWhenItsTimeIsUpOrSomethingWakesIt) {
  WorkerPool pool(1, {}, obey);
  EXPECT_TRUE(pool.wait(0).empty());
  pool.start(0, 1, "sleep");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(pool.wait(0.02).empty());
  EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
  int wake[2];
  ASSERT_EQ(pipe(wake), 0);
  ASSERT_EQ(write(wake[1], "", 1), 1);
  EXPECT_TRUE(pool.wait(kLong, wake[0]).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
  close(wake[0]);
  close(wake[1]);
}

TEST(WorkerPool, WorkersEndWithTheirParentHoweverItEnds) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    WorkerPool pool(2, {}, obey);
    pid_t pids[2];
    for (int i = 0; i < 2; ++i) pids[i] = std::stoi(run_one(pool, "pid", i).reply);
    pool.start(1, 1, "sleep");
    if (write(ready[1], pids, sizeof pids) == sizeof pids) pool.wait(kLong);
    _exit(1);
  }
  pid_t pids[2] = {};
  ASSERT_EQ(read(ready[0], pids, sizeof pids), static_cast<ssize_t>(sizeof pids));
  EXPECT_TRUE(runs(pids[0]) && runs(pids[1]));
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  const auto start = std::chrono::steady_clock::now();
  while ((runs(pids[0]) || runs(pids[1])) && std::chrono::steady_clock::now() - start < 5s)
    std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(runs(pids[0]) || runs(pids[1]));
  close(ready[0]);
  close(ready[1]);
}

TEST(WorkerPool, LimitsOfTheSystemBecomeAnError) {
  if (kAddressSanitizer) GTEST_SKIP() << "the sanitizers' checks need descriptors of their own";
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit low = {open_descriptors() + 3, before.rlim_max};
  WorkerPool pool(20, {}, obey);
  setrlimit(RLIMIT_NOFILE, &low);
  try {
    for (int i = 0; i < pool.workers(); ++i) pool.start(i, 0, "sleep");
    ADD_FAILURE() << "more workers than descriptors";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kReadWrite);
    EXPECT_NE(error.text().cause.find("too many open files"), std::string::npos);
  }
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(WorkerPool, RefusesLimitsThatNoTaskCanKeep) {
  EXPECT_THROW(WorkerPool(0, {}, obey), InvalidArgument);
  EXPECT_THROW(WorkerPool(1, {.timeout_s = 0}, obey), InvalidArgument);
  EXPECT_THROW(WorkerPool(1, {.max_memory_mb = -1}, obey), InvalidArgument);
}

}  // namespace
}  // namespace smp
