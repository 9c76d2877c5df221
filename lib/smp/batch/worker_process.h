#pragma once  // The inside of a worker: what a forked process does until it ends.
#include <functional>
#include <string>

#include <sys/types.h>

namespace smp {

/// Exit status of a worker whose task ran out of memory.
constexpr int kWorkerOutOfMemory = 71;

/// A message as it goes over a socket: its length in 8 bytes, then itself.
std::string framed(const std::string& message);
/// Takes the first whole message off `received`. False where there is none yet.
bool take_message(std::string& received, std::string& message);

/// Makes a worker of a process that was just forked with all signals blocked, and answers tasks from `socket`
/// until it is closed.
/// @param parent its process, in whose place nobody else is served.
/// @param max_memory_mb what it may allocate beyond what it has by now, MiB, before allocations fail.
[[noreturn]] void work(int socket, pid_t parent, double max_memory_mb,
                       const std::function<std::string(const std::string&)>& handler);

}  // namespace smp
