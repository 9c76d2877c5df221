#pragma once  // Loops over independent items on several threads.
#include <cstddef>
#include <functional>

namespace smp {

/// CPUs this process may use: its affinity mask, further limited by a cgroup quota. At least 1.
int available_threads();

/// Calls `body(i)` once for every i in [0, count), on up to `threads` threads (<= 0: all available).
/// Items run in any order, so they must not depend on each other. The calling thread takes part.
/// The exception of the smallest failing i is rethrown after all started items have ended.
/// Calls made from inside a body run serially.
void parallel_for(int threads, std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace smp
