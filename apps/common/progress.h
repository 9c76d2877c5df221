#pragma once  // What a running batch tells on standard error.
#include <cstddef>
#include <string>
#include <string_view>

#include "common/tool.h"
#include "smp/base/stopwatch.h"
#include "smp/batch/run_batch.h"

namespace smp::app {

/// Refusals as they happen; on a terminal one line that is written over, with --log-json one object per job
/// that ended.
class Progress : public BatchWatcher {
 public:
  /// @param manifest its name, for faults of its own keys.
  Progress(const CommonOptions& common, std::string manifest);
  ~Progress() override { clear(); }

  void planned(std::size_t to_run, std::size_t skipped) override;
  void ended(const JobReport& report, std::size_t ended, std::size_t to_run) override;
  void tick() override;
  /// Takes the line away, for what is printed next.
  void clear();

 private:
  std::string line() const;
  void draw();

  CommonOptions common_;
  std::string manifest_;
  bool terminal_ = false;
  std::size_t to_run_ = 0, skipped_ = 0, ended_ = 0, refused_ = 0;
  std::size_t drawn_ = 0;  // characters of the line on the terminal
  Stopwatch running_;
  double drawn_at_ms_ = 0;
};

/// Writes to standard error in one piece; where nobody listens, nothing happens.
void write_stderr(std::string_view text);

}  // namespace smp::app
