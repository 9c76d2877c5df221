#pragma once  // Whole files, for tests that compare bytes.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace smp::testing {

inline std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
inline void write_all(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace smp::testing
