#pragma once  // What is to be done of a batch: which jobs are run and which need not be.
#include <filesystem>
#include <functional>
#include <set>
#include <vector>

#include "smp/batch/run_batch.h"

namespace smp {

struct BatchPlan {
  std::vector<JobReport> jobs;      ///< of the shard, in the order of the manifest
  std::vector<std::size_t> to_run;  ///< indices into `jobs`; of these the fate is kNotStarted
  std::vector<JournalRow> adopted;  ///< rows that another journal of the folder has, and ours has not
  bool stopped = false;             ///< by `stop`, before all was looked at
};

/// Compares every job with its row, in the journal of another part where there is none in ours: a batch may
/// be divided anew, and its parts be finished as a whole. Reads what the results and inputs hold, writes
/// nothing.
/// @param journal may be null: nothing is recorded there then.
/// @param stop is asked between jobs.
BatchPlan make_plan(const std::vector<Job>& jobs, const BatchOptions& options, const Journal* journal,
                    const std::function<bool()>& stop);

/// The folders that results of these jobs lie in, and `folder` itself.
std::set<std::filesystem::path> result_folders(const std::vector<Job>& jobs,
                                               const std::filesystem::path& folder);

/// Of which parts there are journals in a folder: that of a run of all jobs first, then by count and index.
std::vector<Shard> journals_in(const std::filesystem::path& folder);

}  // namespace smp
