#pragma once  // What a worker does with a job.
#include <filesystem>
#include <functional>

#include "smp/batch/job.h"
#include "smp/photo/photo.h"
#include "smp/simulate/shared_stages.h"
#include "smp/spec/read_spec.h"

namespace smp {

struct JobOptions {
  std::filesystem::path folder;  ///< of the results
  int threads = 1;
  PhotoLimits photo_limits;
  SpecLimits spec_limits;
  std::size_t max_marks = 5'000'000;
  bool measure_colors = false;       ///< as in `SimulateOptions`
  bool force = true;                 ///< the batch has checked what may be replaced
  std::vector<FileIdentity> inputs;  ///< of the whole batch: never replaced
};

/// Reads photo and spec once, hashes what it read, renders and writes all results or none; folders of results
/// are made where they are missing. The same bytes as `smp-render` gives. Never throws: a refusal is an
/// outcome, whose error names files as manifest and spec do; a key of the manifest at fault is `where` with
/// no file.
/// @param stages of the job before; filled for the next one.
/// @param when_drawn sees every picture before it is written; what it throws refuses the job.
JobOutcome run_job(const Job& job, const JobOptions& options, SharedStages& stages,
                   const WhenDrawn& when_drawn = {});

/// A runner whose jobs share stages with the one before, in every worker for itself.
JobRunner with_stages(std::function<JobOutcome(const Job& job, SharedStages& stages)> run);

/// An outcome as one line of JSON for the way from worker to parent, and back. Bytes that are no UTF-8 and
/// control characters arrive escaped.
/// @throws Error kInternal for a message that is none.
std::string outcome_to_message(const JobOutcome& outcome);
JobOutcome outcome_from_message(const std::string& message);

}  // namespace smp
