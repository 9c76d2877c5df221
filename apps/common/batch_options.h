#pragma once  // The options of tools that run batches.
#include <string>

#include "common/inputs.h"
#include "smp/batch/run_batch.h"

namespace smp::app {

struct BatchArguments : InputArguments {
  std::string folder;  ///< of the results
  int jobs = 0;        ///< workers; 0: as many as CPUs
  WorkerLimits worker;
  bool dry_run = false, retry_failed = false, force = false;

  BatchOptions batch_options(const CommonOptions& common) const;
};

/// Workers and their limits, what is run again and what is replaced; then the limits of inputs.
/// @param job what one is called: "job" or "point".
void add_batch_options(CommandLine& line, BatchArguments& a, const std::string& job);

}  // namespace smp::app
