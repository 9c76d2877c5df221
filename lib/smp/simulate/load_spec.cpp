#include "smp/simulate/load_spec.h"

#include <utility>

#include "smp/base/error.h"
#include "smp/photo/file_bytes.h"

namespace smp {

LoadedSpec load_spec(const FileBytes& file, const std::filesystem::path& folder,
                     std::span<const std::string> overrides, const SpecLimits& limits,
                     const PhotoLimits& photo_limits, std::vector<FileBytes>* keep) {
  LoadedSpec loaded{.name = file.name};
  try {
    loaded.spec = read_spec(std::string(file.bytes.begin(), file.bytes.end()), overrides, limits);
    loaded.files = read_spec_files(loaded.spec, folder, limits.allow_outside, photo_limits, keep);
  } catch (const Error& error) {
    throw error.in_file(file.name);
  }
  loaded.files.identities.push_back(file.identity);
  return loaded;
}

LoadedSpec load_spec(const std::filesystem::path& path, const std::string& name,
                     std::span<const std::string> overrides, const SpecLimits& limits,
                     const PhotoLimits& photo_limits, bool keep_bytes) {
  FileBytes file = read_file(path, limits.max_bytes);
  file.name = name;
  std::vector<FileBytes> named;
  LoadedSpec loaded =
      load_spec(file, path.parent_path(), overrides, limits, photo_limits, keep_bytes ? &named : nullptr);
  if (keep_bytes) {
    loaded.bytes = std::move(named);
    loaded.bytes.insert(loaded.bytes.begin(), std::move(file));
  }
  return loaded;
}

}  // namespace smp
