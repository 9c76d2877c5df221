#pragma once  // Temporary files that killed runs leave behind.
#include <cstddef>
#include <filesystem>
#include <set>

namespace smp {

/// Removes regular files called as results are before they are whole, ".smp-tmp-" and 16 digits of 0-9a-f;
/// links, folders and all else stay. Only while nobody writes there.
/// @param folders that exist or not; sub-folders are not entered. @return how many were removed.
std::size_t remove_temp_files(const std::set<std::filesystem::path>& folders);

}  // namespace smp
