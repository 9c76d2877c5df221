#pragma once  // Runs a program and tells what it took.
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace smp::bench {

inline double ms_now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Run {
  double ms = 0, peak_mib = 0;
};

/// Keeps this process, and what it starts, to the first of its CPUs.
inline void use_one_cpu() {
  cpu_set_t allowed, one;
  sched_getaffinity(0, sizeof allowed, &allowed);
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu)
    if (CPU_ISSET(cpu, &allowed)) CPU_SET(cpu, &one);
  sched_setaffinity(0, sizeof one, &one);
}

/// Ends the benchmark where the program fails. @param one_cpu as `use_one_cpu`. @param meanwhile is called
/// every 50 ms with the process, where it is given.
inline Run run(const std::vector<std::string>& arguments, bool one_cpu = false,
               const std::function<void(pid_t)>& meanwhile = {}) {
  std::vector<char*> argv;
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const double start = ms_now();
  const pid_t child = fork();
  if (child == 0) {
    if (one_cpu) use_one_cpu();
    dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, meanwhile ? WNOHANG : 0, &usage) == 0) {
    meanwhile(child);
    usleep(50'000);
  }
  if (status != 0) {
    std::fprintf(stderr, "%s failed\n", argv[0]);
    std::exit(70);
  }
  return {ms_now() - start, static_cast<double>(usage.ru_maxrss) / 1024.0};
}

}  // namespace smp::bench
