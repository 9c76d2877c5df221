#pragma once  // Whether a job that was recorded would come out the same again.
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "smp/batch/job.h"

namespace smp {

enum class JobState {
  kCurrent,  ///< same inputs, and every result is there as it was written; or refused for the same inputs
  kInputsChanged,  ///< a photo, spec, file of a spec or the request is another one, or the toolkit is
  kResultsMissing  ///< a result is gone or was changed
};

/// Hashes of input files, each read once: many jobs share few photos. For one look at a batch, since a file
/// that changes later is not noticed. Not for several threads at a time.
class InputDigests {
 public:
  /// Nothing where the file cannot be read as a whole.
  const std::optional<std::string>& of(const std::filesystem::path& file);

 private:
  std::map<std::string, std::optional<std::string>> known_;
};

/// Compares contents, never times: every input that was recorded is read again, and every result hashed.
/// @param recorded for this job's id. An input without a hash was not readable, and is the same while it is
/// not.
/// @param folder of the results.
JobState state_of(const Job& job, const JobOutcome& recorded, const std::filesystem::path& folder,
                  InputDigests& digests);

}  // namespace smp
