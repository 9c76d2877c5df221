#include "common/batch_options.h"

#include <fmt/format.h>

namespace smp::app {

BatchOptions BatchArguments::batch_options(const CommonOptions& common) const {
  return {.folder = folder,
          .workers = jobs,
          .threads = common.threads,
          .limits = worker,
          .retry_failed = retry_failed,
          .force = force};
}

void add_batch_options(CommandLine& line, BatchArguments& a, const std::string& job) {
  line.option("--jobs", a.jobs, 0, 1024, "Worker processes; 0: as many as CPUs");
  line.option("--job-timeout", a.worker.timeout_s, 0.001, 1e6,
              fmt::format("Wall time of one {}, s ({})", job, WorkerLimits().timeout_s));
  line.option("--max-memory-mb", a.worker.max_memory_mb, 1, 1e6,
              fmt::format("Memory of one worker, MiB ({})", WorkerLimits().max_memory_mb));
  line.flag("--retry-failed", a.retry_failed,
            fmt::format("Run {}s again that were refused with the same inputs", job));
  line.flag("--force", a.force, "Replace results that no journal knows (inputs are never replaced)");
  add_input_limits(line, a);
}

}  // namespace smp::app
