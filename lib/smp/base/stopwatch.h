#pragma once  // Wall time of a stage.
#include <chrono>

namespace smp {

/// Wall time since it was made. For what is told of a run, never part of a result.
class Stopwatch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace smp
