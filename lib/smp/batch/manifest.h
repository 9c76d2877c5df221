#pragma once  // The manifest of a batch: JSON lines, read and checked before the first job.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "smp/batch/job.h"
#include "smp/photo/file_bytes.h"

namespace smp {

struct ManifestLimits {
  std::size_t max_bytes = std::size_t{256} << 20;
  std::size_t max_jobs = 1'000'000;
  bool allow_outside = false;  ///< photos and specs may lie outside the manifest's folder
};

/// One job a line, blank lines left out:
///   {"id": "p17-front", "photo": "p17.jpg", "spec": "front.json", "output": "p17/front.jpg",
///    "at": ["healed", "5y"], "set": {"/pigment/dilution": 12}, "summary": "p17/front.json",
///    "before_after": ..., "strip": ..., "impressions": ..., "crop": "auto", "jpeg_quality": 90, "ensemble":
///    12}
/// `photo`, `spec` and `output` are needed; `id` is `output` where it is left out; `at` is a text or a list.
/// Photos and specs are relative to `folder`, that of the manifest, and inside it after resolving links;
/// results to the output folder. Whether photos and specs are there is for each job to find out.
/// @param name of the manifest, for messages; faults are placed "line N: /key".
/// @throws Error kBadInput.
std::vector<Job> read_manifest(std::string_view text, const std::string& name,
                               const std::filesystem::path& folder, const ManifestLimits& limits = {});

/// Faults of the batch as a whole, found before anything is written: ids or outputs given twice (by resolved
/// path, several moments counted), outputs that leave `output_folder` (after resolving links) or would
/// replace an input of any job (by device and inode, and by resolved path where nothing is there yet; files
/// that specs name included), extensions that no picture has, names that the batch keeps for itself.
/// @param inputs further files that are no output: the manifest itself.
/// @throws Error kBadInput, kCannotCreate; naming the manifest and the line.
void check_manifest(const std::vector<Job>& jobs, const std::string& name,
                    const std::filesystem::path& output_folder, const std::vector<FileIdentity>& inputs);

}  // namespace smp
