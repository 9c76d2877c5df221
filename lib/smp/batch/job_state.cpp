#include "smp/batch/job_state.h"

#include <algorithm>

#include "smp/batch/digest.h"

namespace smp {
namespace {

// Where the n-th recorded input lies now: photo, spec, then files relative to the spec's folder.
std::filesystem::path input_path(const Job& job, const JobOutcome& recorded, std::size_t n) {
  if (n == 0) return job.photo_path;
  if (n == 1) return job.spec_path;
  return job.spec_path.parent_path() / recorded.inputs[n].name;
}

bool inputs_are_same(const Job& job, const JobOutcome& recorded, InputDigests& digests) {
  constexpr std::size_t kPhotoAndSpec = 2;
  if (recorded.inputs.size() < kPhotoAndSpec || job_key(job, recorded.inputs) != recorded.key) return false;
  for (std::size_t n = 0; n < recorded.inputs.size(); ++n)
    if (digests.of(input_path(job, recorded, n)).value_or("") != recorded.inputs[n].sha256) return false;
  return true;
}

}  // namespace

const std::optional<std::string>& InputDigests::of(const std::filesystem::path& file) {
  const auto [entry, is_new] = known_.try_emplace(file.native());
  if (is_new) entry->second = sha256_of_file(file, LinkAt::kFollowed);
  return entry->second;
}

JobState state_of(const Job& job, const JobOutcome& recorded, const std::filesystem::path& folder,
                  InputDigests& digests) {
  if (!inputs_are_same(job, recorded, digests)) return JobState::kInputsChanged;
  const bool all_there =
      std::all_of(recorded.outputs.begin(), recorded.outputs.end(), [&](const JobFile& output) {
        return sha256_of_file(folder / output.name, LinkAt::kRefused) == output.sha256;
      });
  return all_there ? JobState::kCurrent : JobState::kResultsMissing;
}

}  // namespace smp
