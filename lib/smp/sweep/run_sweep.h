#pragma once  // A sweep as a batch: its jobs, its table, its files.
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "smp/batch/run_batch.h"
#include "smp/sweep/best_value.h"
#include "smp/sweep/results.h"
#include "smp/sweep/sweep_plan.h"

namespace smp {

struct SweepOptions {
  BatchOptions batch;  ///< its folder is made where it is missing; its shard is the whole
  SweepLimits limits;
};

struct SweepReport {
  std::deque<std::vector<Job>> jobs;  ///< in the order run; a search has several rounds of them
  BatchReport batch;                  ///< of all of them
  SweepTable table;                   ///< empty where the run was interrupted
  std::vector<std::string> written;   ///< tables and pictures that are new or changed, relative to the folder
  std::size_t left_over = 0;      ///< points in the folder that this sweep does not hold; left as they are
  std::optional<BestValue> best;  ///< of a search

  SweepReport() = default;
  SweepReport(SweepReport&&) = default;  // keeps the places of jobs that reports point to
  SweepReport& operator=(SweepReport&&) = default;
};

/// Checks the request, runs the points that are not done yet (see `run_batch`), then writes results.csv,
/// sweep.json, contact-sheet.png (-2 ...) and plots/AXIS.svg and .png; a file that has these bytes already is
/// not touched, and none is written where the run was interrupted. The tables hold refused points too.
/// @throws Error for a request that is refused as a whole: nothing was written then.
SweepReport run_sweep(const SweepRequest& request, const SweepOptions& options, BatchWatcher& watcher);

/// The same without running anything: the fates of the jobs, and the table without measures.
SweepReport plan_sweep(const SweepRequest& request, const SweepOptions& options);

/// A range of one parameter in which a value is looked for.
struct SearchRange {
  std::string pointer;
  double low = 0, high = 0;
  double tolerance = 0;  ///< a hundredth of the range where none is told
};
/// `/pointer=low:high` or `/pointer=low:high:tolerance`. @throws Error kUsage naming --vary.
SearchRange parse_search_range(std::string_view text);

struct SearchRequest {
  SearchRange range;
  std::string metric;  ///< a name of `measure_columns`
  Target target;
};

/// Finds the best value of one parameter (`find_best`); of several photos the mean of the measure counts.
/// Every trial is a point of a sweep in the folder, so that a search is resumed like one, and the tables hold
/// all of them, by value.
/// @param request without axes, with one moment at most.
/// @throws Error kUsage for a metric that is none, with the nearest that is.
SweepReport search_best(const SweepRequest& request, const SearchRequest& search, const SweepOptions& options,
                        BatchWatcher& watcher);

}  // namespace smp
