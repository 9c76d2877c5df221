#pragma once  // Where names lead after resolving links, with every folder resolved once.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "smp/photo/file_bytes.h"

namespace smp {

/// For one look at many names: folders that change later are not noticed.
class RealPaths {
 public:
  /// What stands under a name.
  enum class Kind { kNothing, kFile, kFolder, kLink, kOther };
  struct Place {
    std::string path;    ///< absolute, without links and dots, as far as it exists; a last link is followed
    std::string folder;  ///< that the name itself lies in, likewise
    Kind kind = Kind::kNothing;            ///< of the name itself
    std::optional<FileIdentity> identity;  ///< of the file, links followed
  };
  Place of(const std::filesystem::path& name);
  const std::string& folder(const std::filesystem::path& name);

 private:
  std::unordered_map<std::string, std::string> folders_;
};

/// Whether a resolved path lies in a resolved folder, at any depth, or is it.
bool lies_in(std::string_view path, std::string_view folder);

/// Why a file name may not be used as one relative to a folder; empty where it may.
std::string name_fault(std::string_view name);

}  // namespace smp
