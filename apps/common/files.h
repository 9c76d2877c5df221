#pragma once  // Text files that tools read.
#include <cstddef>
#include <string>

namespace smp::app {

/// The bytes of a regular file of at most `max_bytes`. Folders, pipes, sockets and devices are
/// refused without blocking.
/// @throws Error kMissingInput, kBadInput (too large, not a file) or kReadWrite, naming the file.
std::string read_text_file(const std::string& path, std::size_t max_bytes);

}  // namespace smp::app
