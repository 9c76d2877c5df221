#pragma once  // What became of a batch, as a table, as JSON and as an exit status.
#include <string>

#include "common/tool.h"
#include "smp/batch/run_batch.h"

namespace smp::app {

/// Exit status where a batch finished, but some jobs were refused.
constexpr int kSomeRefused = 1;

/// How many jobs are done, skipped, refused; and the causes of refusals, the most frequent first, each with
/// its first jobs.
std::string outcome_table(const BatchReport& report);

/// The same on one line; `seconds` of wall time.
std::string outcome_json(const BatchReport& report, double seconds);

/// What a tool says of a batch at its end: the table on standard output, where nobody listening is no
/// failure; on standard error, a damaged journal that was set aside, or with --log-json the outcome.
/// @param table false: data alone go to standard output.
void report_outcome(const CommonOptions& common, const BatchReport& report, double seconds,
                    bool table = true);

/// A word to people on standard output, which is no data: where nobody listens, nothing happens.
void tell(const std::string& text);

/// 0, 1 where jobs were refused, 75 where the batch was interrupted.
int exit_status(const BatchReport& report);

/// What would be run and why, a line per job.
std::string plan_text(const BatchReport& plan);

}  // namespace smp::app
