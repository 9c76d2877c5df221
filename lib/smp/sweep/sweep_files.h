#pragma once  // The files that tell of a sweep as a whole.
#include <filesystem>
#include <string>
#include <vector>

#include "smp/photo/file_bytes.h"
#include "smp/sweep/results.h"

namespace smp {

/// @throws Error kCannotCreate where files with these names stand in a folder that has no journal: they are
/// not ours.
void check_sweep_files(const std::filesystem::path& folder);

/// Writes results.csv, sweep.json, contact sheets and plots; each file whole or not at all, none that is the
/// same already.
/// @param record text of sweep.json. @param inputs are never replaced. @return names of those written,
/// relative to the folder.
std::vector<std::string> write_sweep_files(const SweepTable& table, const std::string& record,
                                           const std::filesystem::path& folder,
                                           const std::vector<FileIdentity>& inputs);

}  // namespace smp
