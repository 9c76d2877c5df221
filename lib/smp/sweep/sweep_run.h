#pragma once  // A sweep at work: its cases, the jobs run so far, and what became of them.
#include <map>
#include <string>
#include <vector>

#include "smp/sweep/run_sweep.h"

namespace smp {

class SweepRun {
 public:
  /// Reads the cases. @throws Error for a request that cannot be done.
  SweepRun(SweepRequest request, const SweepOptions& options);

  const SweepRequest& request() const { return request_; }
  const std::vector<PlannedCase>& cases() const { return cases_; }
  const SweepReport& report() const { return report_; }
  SweepReport take_report() { return std::move(report_); }

  /// @throws Error for points that a spec refuses, or files of somebody else in the folder.
  void check(const std::vector<SweepPoint>& points) const;
  /// False where it was interrupted.
  bool run(const std::vector<SweepPoint>& points, BatchWatcher& watcher);
  void plan(const std::vector<SweepPoint>& points);
  /// Nothing for a job that was refused or has told nothing.
  std::optional<FieldMeasures> measured(const PlannedCase& planned, const SweepPoint& point,
                                        const std::string& moment) const;

  /// @param axes as the table shall tell them.
  void make_table(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points);
  void write_files();

 private:
  const std::vector<Job>& add_jobs(const std::vector<SweepPoint>& points);
  void add_report(BatchReport round);
  const JobReport& report_of(const PlannedCase& planned, const SweepPoint& point) const;
  JobRunner runner(std::size_t jobs) const;
  std::string record() const;
  void add_rows(const JobReport& job, const SweepPoint& point);

  SweepRequest request_;
  const SweepOptions& options_;
  std::vector<PlannedCase> cases_;
  SweepReport report_;
  std::map<std::string, std::size_t> place_;  // of a job's report, by id
};

}  // namespace smp
