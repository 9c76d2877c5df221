#pragma once  // Files read once, whole, with the identity they had when they were opened.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace smp {

/// Device and inode: equal for every spelling of a path and every hard link to a file.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

struct FileBytes {
  std::string name;  ///< as the user gave it, for messages; bytes of any kind
  std::vector<std::uint8_t> bytes;
  FileIdentity identity;
};

/// Reads a regular file from one descriptor: opened without blocking, checked after opening, never
/// looked up again. Throws Error: kMissingInput where it is missing or not readable; kBadInput where
/// it is empty, larger than `max_bytes`, or a folder, device, FIFO or socket; kReadWrite where the
/// system fails the read.
FileBytes read_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace smp
