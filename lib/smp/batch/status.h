#pragma once  // What the journals of a folder say, without the manifest.
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/error.h"

namespace smp {

struct RefusedJob {
  std::string id;
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;  ///< one line
};

/// One journal.
struct JournalPart {
  std::string name;
  std::size_t jobs = 0;  ///< that it is to hold, as of its last run
  std::size_t done = 0, refused = 0;
  std::string fault;  ///< why it cannot be read; else empty
};

struct JournalStatus {
  std::vector<JournalPart> parts;
  std::vector<std::string> missing_parts;  ///< journals of parts that have not begun, by name
  /// Over all journals; a job that is in several counts once, as done where one of them says so.
  std::size_t jobs = 0, done = 0;
  std::size_t not_run = 0;  ///< jobs of the journals read that have no row
  /// All jobs are done; false where a journal that may know of more is damaged, unreadable or missing.
  bool complete = false;
  std::map<ErrorKind, std::size_t> refused_by_kind;
  std::vector<RefusedJob> refused;  ///< by id
  std::size_t runs = 0;             ///< times jobs were run to an end, in all
  double total_ms = 0;              ///< wall time of the last run of each job
  struct Slow {
    std::string id;
    double ms = 0;
  };
  std::vector<Slow> slowest;  ///< up to 5, slowest first
};

/// Reads every journal in the folder, also while runs are at work. Results are not looked at.
/// @throws Error kMissingInput where there is none.
JournalStatus read_status(const std::filesystem::path& folder);

/// For people; at most 20 refused jobs are listed.
std::string status_table(const JournalStatus& status);
/// The same and all refused jobs, as JSON for machines.
std::string status_json(const JournalStatus& status);

}  // namespace smp
