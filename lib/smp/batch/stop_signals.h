#pragma once  // SIGINT, SIGTERM and SIGHUP as something that a loop can wait for.

namespace smp {

/// While it lives, the first of these signals makes `fd()` readable and ends nothing; a second one ends the
/// process at once with status 75, unless it follows within 0.3 s: then it is the same wish, told twice.
/// SIGINT and SIGHUP stay ignored where they were (nohup, background jobs). One at a time in a process.
class StopSignals {
 public:
  /// @throws Error kReadWrite where no descriptors are left.
  StopSignals();
  ~StopSignals();  ///< as it was before
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int fd() const;      ///< readable from the first signal on; never read from it
  int signal() const;  ///< the first one; 0 where none came
};

}  // namespace smp
