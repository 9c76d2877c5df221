#pragma once  // One run at a time in a folder of results.
#include <filesystem>

#include "smp/batch/journal.h"
#include "smp/photo/descriptor.h"

namespace smp {

/// An advisory lock (flock) on FOLDER/.smp-lock, empty and left in place. A run of all jobs holds it alone; a
/// run of a part shares it with those of other parts and holds .smp-lock-K-of-N alone. The lock goes with the
/// last process that has inherited it, so that nothing begins while workers of a killed run still write.
class FolderLock {
 public:
  /// Waits up to 3 s: workers of a killed run are gone by then.
  /// @param wake_fd ends the wait where it becomes readable.
  /// @throws Error kInterrupted where another run holds the folder, or by `wake_fd`; kCannotCreate where the
  /// folder cannot be written; kReadWrite where it has no locks.
  static FolderLock take(const std::filesystem::path& folder, const Shard& shard, int wake_fd = -1);

  /// True while nobody else can be at work in the folder: what looks unfinished there is left of dead runs.
  bool alone() const { return alone_; }
  /// Lets the runs of other parts in. Nothing to do for a run of all jobs. @throws as `take`.
  void share(int wake_fd = -1);
  /// At the end of a run: true, and `alone`, where no other part is at work. Else the lock is given up.
  bool try_alone();

 private:
  std::filesystem::path folder_;
  Descriptor all_, part_;
  bool alone_ = false;
};

}  // namespace smp
