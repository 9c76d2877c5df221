#pragma once  // The journal: what became of every job, in a SQLite database beside the results.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "smp/batch/job.h"

namespace smp {

/// More parts than any cluster runs at a time; a stray journal's name may not claim more either.
constexpr int kMostShards = 100'000;

/// Part `index` of `count`, from 1; 1 of 1 is all of it.
struct Shard {
  int index = 1, count = 1;
};
/// "smp-journal.sqlite", of a part "smp-journal-2-of-4.sqlite".
std::string journal_name(const Shard& shard);

struct JournalRow {
  std::string id;
  JobOutcome outcome;
  int runs = 1;  ///< times it was run to an end
};

/// Rows are committed (synchronous = FULL) after their results are in place, so that a row never promises a
/// file that is not there. Losing or damaging the journal costs time, never correctness: a file that is no
/// sound journal of this version is set aside (`NAME.damaged`, `NAME.damaged-2` ...) and a new one begun; a
/// row whose seal does not match is as good as none.
///
///   jobs(id TEXT PRIMARY KEY, state TEXT, status INTEGER, file TEXT, place TEXT, cause TEXT, advice TEXT,
///        key TEXT, inputs TEXT, outputs TEXT, data TEXT, runs INTEGER, ms REAL, seal TEXT)
///   files(name TEXT PRIMARY KEY)               names under which files are ours, relative to the folder
///   about(name TEXT PRIMARY KEY, value TEXT)   toolkit, jobs (of this part), manifest (sha256)
/// `state` is done or refused, `status` 0 or the kind of the refusal; `inputs` and `outputs` are JSON lists
/// of [name, sha256]; the seal is a hash of the rest of the row.
class Journal {
 public:
  /// Opens or begins it. @throws Error kCannotCreate, kReadWrite (disk full, not a folder ...).
  static Journal open(const std::filesystem::path& file);
  /// For reading only, also while a run is at work; throws Error kMissingInput or kBadInput.
  static Journal read(const std::filesystem::path& file);
  ~Journal();
  Journal(Journal&&) noexcept;

  const std::string& note() const;  ///< of a damaged journal that was set aside; else empty
  std::map<std::string, JournalRow> rows() const;
  std::optional<std::string> about(const std::string& name) const;
  void set_about(const std::map<std::string, std::string>& values);
  /// True where a file of this name is ours: recorded as written, or claimed.
  bool owns(const std::string& name) const;
  /// In one transaction: all or nothing is recorded. `runs` of a row that exists is counted on from there.
  /// @param claimed names that jobs just started will write, so that a run killed before their rows are
  /// committed leaves no files that nobody owns.
  void record(const std::vector<std::pair<std::string, JobOutcome>>& ended,
              const std::vector<std::string>& claimed = {});
  /// Takes rows of other journals as they are, `runs` too. @param files further names that are ours.
  void take_over(const std::vector<JournalRow>& rows, const std::vector<std::string>& files = {});
  std::vector<std::string> files() const;  ///< all names that are ours

 private:
  struct Parts;
  explicit Journal(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace smp
