#pragma once  // Reads the small comma-separated tables of the tests.
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace smp::test {

using CsvRow = std::map<std::string, std::string>;

/// Rows of a CSV with a header line and no quoting; empty where the file is missing.
inline std::vector<CsvRow> read_csv(const std::string& path) {
  std::ifstream file(path);
  std::string line, cell;
  std::vector<std::string> names;
  std::vector<CsvRow> rows;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string> values;
    while (std::getline(cells, cell, ',')) values.push_back(cell);
    if (names.empty()) {
      names = values;
      continue;
    }
    CsvRow row;
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) row[names[i]] = values[i];
    rows.push_back(row);
  }
  return rows;
}

/// A folder named by an environment variable, if it is set.
inline std::optional<std::string> shared_folder(const char* variable) {
  const char* value = std::getenv(variable);
  if (!value || !*value) return std::nullopt;
  return std::string(value);
}

}  // namespace smp::test
