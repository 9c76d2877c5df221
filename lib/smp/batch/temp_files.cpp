#include "smp/batch/temp_files.h"

#include <string_view>
#include <system_error>

namespace smp {
namespace {

namespace fs = std::filesystem;

bool is_temp_name(std::string_view name) {
  constexpr std::string_view kStart = ".smp-tmp-", kDigits = "0123456789abcdef";
  constexpr std::size_t kLength = 16;
  return name.size() == kStart.size() + kLength && name.starts_with(kStart) &&
         name.find_first_not_of(kDigits, kStart.size()) == std::string_view::npos;
}

}  // namespace

std::size_t remove_temp_files(const std::set<fs::path>& folders) {
  std::size_t removed = 0;
  for (const fs::path& folder : folders) {
    std::error_code failed;
    std::set<fs::path> found;  // first looked for, then removed: a folder is not changed under its reader
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
      if (is_temp_name(entry->path().filename().native()) &&
          entry->symlink_status(failed).type() == fs::file_type::regular)
        found.insert(entry->path());
    for (const fs::path& file : found) removed += fs::remove(file, failed) ? 1 : 0;
  }
  return removed;
}

}  // namespace smp
