#pragma once  // A spec from its file, with the files that it names.
#include <filesystem>
#include <span>
#include <string>

#include "smp/simulate/spec_files.h"
#include "smp/spec/read_spec.h"
#include "smp/spec/spec.h"

namespace smp {

struct LoadedSpec {
  std::string name;  ///< of its file as given, for messages
  Spec spec;
  SpecFiles files;               ///< its identities include the spec's own file
  std::vector<FileBytes> bytes;  ///< where asked for: the spec's file, then those it names, as read
};

/// Reads a spec's file once and the files it names, relative to its folder.
/// @param name for messages; `path` is what is opened.
/// @throws Error naming the file and the place of the fault.
LoadedSpec load_spec(const std::filesystem::path& path, const std::string& name,
                     std::span<const std::string> overrides, const SpecLimits& limits,
                     const PhotoLimits& photo_limits, bool keep_bytes = false);

/// The same from a spec's file that was read; `file.name` is for messages.
/// @param keep receives the files that the spec names as they are read, even where a later one is at fault;
/// may be null. `bytes` of the result stays empty.
LoadedSpec load_spec(const FileBytes& file, const std::filesystem::path& folder,
                     std::span<const std::string> overrides, const SpecLimits& limits,
                     const PhotoLimits& photo_limits, std::vector<FileBytes>* keep);

}  // namespace smp
