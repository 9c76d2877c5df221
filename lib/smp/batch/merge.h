#pragma once  // The journals of all parts of a batch become one.
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "smp/batch/job.h"

namespace smp {

/// A job without its results.
struct MergeGap {
  enum class Why { kNotRun, kRefused, kInputsChanged, kResultsMissing };
  const Job* job = nullptr;
  Why why = Why::kNotRun;
  std::string message;  ///< of a refusal, one line
};

struct MergeReport {
  std::vector<std::string> journals;  ///< that were read, by name
  std::vector<std::string> notes;     ///< of journals that could not be read
  std::size_t jobs = 0, done = 0;     ///< done: inputs unchanged and every result there as it was written
  std::vector<MergeGap> gaps;         ///< the other jobs, in their order
  std::size_t strangers = 0;          ///< recorded jobs that are not among `jobs`; kept
};

/// Joins what the journals in `folder` say into that of a run of all jobs, which afterwards skips all that is
/// done. Of several rows of a job the one counts that is current: done with the inputs and results that are
/// there now, else refused for the inputs that are there. The other journals stay as they are.
/// @param manifest_sha256 for the journal; may be empty.
/// @throws Error kInterrupted while a run is at work in the folder; kMissingInput where there is no journal;
/// kReadWrite.
MergeReport merge_journals(const std::vector<Job>& jobs, const std::filesystem::path& folder,
                           const std::string& manifest_sha256 = {});

/// For people; at most 20 gaps are listed.
std::string merge_table(const MergeReport& report);
/// The same and all gaps, as JSON for machines.
std::string merge_json(const MergeReport& report);

}  // namespace smp
