#pragma once  // How far a picture is finished from its top, so that a reader can follow a writer.
#include <condition_variable>
#include <limits>
#include <mutex>

namespace smp {

/// One writer announces finished rows, any number of readers wait for them. Thread-safe.
class RowProgress {
 public:
  /// Rows [0, rows) are final. Never goes back.
  void advance(int rows) {
    {
      const std::lock_guard lock(mutex_);
      if (rows <= rows_) return;
      rows_ = rows;
    }
    changed_.notify_all();
  }
  /// All rows are as final as they will ever be, also after a fault of the writer.
  void finish() { advance(std::numeric_limits<int>::max()); }
  /// Returns once rows [0, rows) are final.
  void wait(int rows) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return rows_ >= rows; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  int rows_ = 0;
};

}  // namespace smp
