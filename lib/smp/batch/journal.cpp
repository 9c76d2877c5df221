#include "smp/batch/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <system_error>
#include <utility>

#include "smp/base/version.h"
#include "smp/batch/database.h"
#include "smp/batch/digest.h"
#include "smp/batch/outcome_json.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplicationId = 0x534d504a;  // "SMPJ", for `file` and for us
constexpr std::int64_t kFormat = 1;

// A sound journal has these tables, to the letter, and nothing else that could act by itself.
constexpr std::array kTables = {
    "CREATE TABLE jobs(id TEXT PRIMARY KEY NOT NULL, state TEXT NOT NULL, status INTEGER NOT NULL, "
    "file TEXT NOT NULL, place TEXT NOT NULL, cause TEXT NOT NULL, advice TEXT NOT NULL, key TEXT NOT NULL, "
    "inputs TEXT NOT NULL, outputs TEXT NOT NULL, data TEXT NOT NULL, runs INTEGER NOT NULL, "
    "ms REAL NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE files(name TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID",
    "CREATE TABLE about(name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID",
};

void begin(Database& database) {
  Transaction transaction(database);
  database.run(fmt::format("PRAGMA application_id = {}", kApplicationId));
  database.run(fmt::format("PRAGMA user_version = {}", kFormat));
  for (const char* table : kTables) database.run(table);
  transaction.commit();
}

void check(const Database& database) {
  if (database.number_of("PRAGMA application_id") != kApplicationId ||
      database.number_of("PRAGMA user_version") != kFormat)
    throw DamagedDatabase(database.name(), "is not a journal of this version");
  Statement schema = database.prepare("SELECT sql FROM sqlite_schema ORDER BY rootpage");
  std::size_t tables = 0;
  for (; schema.step(); ++tables)
    if (tables >= kTables.size() || schema.text(0) != kTables[tables])
      throw DamagedDatabase(database.name(), "is not a journal of this version");
  if (tables != kTables.size() || database.text_of("PRAGMA integrity_check(1)") != "ok")
    throw DamagedDatabase(database.name(), "is damaged");
}

// The links of the folder are followed, that of the file itself is not.
fs::path resolved(const fs::path& file) {
  std::error_code failed;
  const fs::path folder = fs::canonical(file.parent_path().empty() ? "." : file.parent_path(), failed);
  if (failed)
    throw Error(ErrorKind::kCannotCreate, {file.parent_path().native(), "", "there is no such folder", ""});
  return folder / file.filename();
}

// Moves a damaged journal out of the way, with what SQLite keeps beside it. @return its new name.
std::string set_aside(const fs::path& file) {
  std::error_code failed;
  const auto taken = [&](const fs::path& path) {
    return fs::symlink_status(path, failed).type() != fs::file_type::not_found;
  };
  fs::path aside = file.native() + ".damaged";
  for (int i = 2; taken(aside); ++i) aside = fmt::format("{}.damaged-{}", file.native(), i);
  for (const char* tail : {"-journal", "-wal", "-shm"})
    if (taken(file.native() + tail)) fs::rename(file.native() + tail, aside.native() + tail, failed);
  fs::rename(file, aside, failed);
  if (failed)
    throw Error(ErrorKind::kCannotCreate,
                {file.filename().native(), "", "is damaged and cannot be set aside", "rename or remove it"});
  return aside.filename().native();
}

// Nothing where the text is not what `files_to_json` gives.
std::optional<std::vector<JobFile>> files_of(const std::string& text) try {
  const JsonLimits limits{.max_bytes = std::size_t{64} << 20, .max_depth = 3, .max_characters = 65536};
  return files_from_json(parse_json(text, limits));
} catch (const Error&) {
  return std::nullopt;
}

// The columns of a row of `jobs`, in their order.
struct Columns {
  std::string id, state;
  std::int64_t status = 0;
  std::string file, place, cause, advice, key, inputs, outputs, data;
  std::int64_t runs = 0;
  double ms = 0;

  // 128 bits against accidents; each text with its length, so that none runs into the next.
  std::string seal() const {
    std::string all = fmt::format("{} {} {} ", status, runs, ms);
    for (const std::string* text :
         {&id, &state, &file, &place, &cause, &advice, &key, &inputs, &outputs, &data})
      all += fmt::format("{}:{},", text->size(), *text);
    return sha256(all).substr(0, 32);
  }
};

// Of an absolute name its last part: where photos lie on this computer is nobody's business.
std::string without_folders(const std::string& name) {
  const fs::path path(name);
  return path.is_absolute() ? path.filename().native() : name;
}

// Photo and spec are found by their job; what a spec names is found by the name that it has there.
std::vector<JobFile> told_inputs(std::vector<JobFile> inputs) {
  for (std::size_t n = 0; n < inputs.size() && n < 2; ++n) inputs[n].name = without_folders(inputs[n].name);
  return inputs;
}

Columns columns_of(const std::string& id, const JobOutcome& outcome, std::int64_t runs) {
  const double ms = std::isfinite(outcome.ms) ? std::round(outcome.ms * 10) / 10 : 0;
  return {.id = id,
          .state = outcome.done() ? "done" : "refused",
          .status = outcome.refused ? static_cast<std::int64_t>(*outcome.refused) : 0,
          .file = without_folders(outcome.error.file),
          .place = outcome.error.where,
          .cause = outcome.error.cause,
          .advice = outcome.error.advice,
          .key = outcome.key,
          .inputs = to_line(files_to_json(told_inputs(outcome.inputs))),
          .outputs = to_line(files_to_json(outcome.outputs)),
          .data = outcome.data,
          .runs = runs,
          .ms = ms};
}

// Nothing where the columns contradict each other, which no row of ours does.
std::optional<JournalRow> row_of(Columns columns) {
  JournalRow row{.id = std::move(columns.id), .outcome = {}, .runs = static_cast<int>(columns.runs)};
  JobOutcome& outcome = row.outcome;
  auto inputs = files_of(columns.inputs), outputs = files_of(columns.outputs);
  if (columns.state != "done") outcome.refused = kind_from(columns.status);
  if (!inputs || !outputs || (columns.state != "done" && !outcome.refused)) return std::nullopt;
  outcome.error = {std::move(columns.file), std::move(columns.place), std::move(columns.cause),
                   std::move(columns.advice)};
  outcome.key = std::move(columns.key);
  outcome.inputs = std::move(*inputs);
  outcome.outputs = std::move(*outputs);
  outcome.data = std::move(columns.data);
  outcome.ms = columns.ms;
  return row;
}

}  // namespace

std::string journal_name(const Shard& shard) {
  if (shard.count <= 1) return "smp-journal.sqlite";
  return fmt::format("smp-journal-{}-of-{}.sqlite", shard.index, shard.count);
}

struct Journal::Parts {
  Parts(const fs::path& file, Database::Use use) : database(resolved(file), file.filename().native(), use) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() {
    if (!tidies) return;
    try {
      database.run("PRAGMA journal_mode = DELETE");  // leaves nothing beside the journal
    } catch (...) {                                  // somebody reads it; no harm in what is left
    }
  }

  void write(const Columns& columns, Statement& put) {
    put.bind(1, columns.id).bind(2, columns.state).bind(3, columns.status);
    put.bind(4, columns.file).bind(5, columns.place).bind(6, columns.cause).bind(7, columns.advice);
    put.bind(8, columns.key).bind(9, columns.inputs).bind(10, columns.outputs).bind(11, columns.data);
    put.bind(12, columns.runs).bind(13, columns.ms).bind(14, columns.seal()).run();
  }

  Database database;
  std::string note;
  bool tidies = false;
};

namespace {
constexpr const char* kPutRow = "REPLACE INTO jobs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* kPutFile = "INSERT OR IGNORE INTO files VALUES (?)";
}  // namespace

Journal::Journal(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal::~Journal() = default;

Journal Journal::open(const fs::path& file) {
  const auto attempt = [&] {
    auto parts = std::make_unique<Parts>(file, Database::Use::kWrite);
    Database& database = parts->database;
    // WAL needs memory shared between computers, which a cluster's file system does not have. PERSIST changes
    // neither the folder nor a file's size in a transaction: measured 22 ms for it, 26 with DELETE, 30 with
    // TRUNCATE, on a busy disk of 7 ms per fsync.
    database.run(
        "PRAGMA journal_mode = PERSIST; PRAGMA journal_size_limit = 65536; PRAGMA synchronous = FULL");
    parts->tidies = true;
    if (database.number_of("PRAGMA page_count") == 0) begin(database);
    check(database);
    return Journal(std::move(parts));
  };
  std::string note;
  try {
    return attempt();
  } catch (const DamagedDatabase& damage) {
    note = fmt::format("{} {}; it is kept as {}, and what is done is checked anew", file.filename().native(),
                       damage.text().cause, set_aside(resolved(file)));
  }
  Journal journal = attempt();
  journal.parts_->note = std::move(note);
  return journal;
}

Journal Journal::read(const fs::path& file) {
  std::error_code failed;
  if (fs::symlink_status(file, failed).type() == fs::file_type::not_found)
    throw Error(ErrorKind::kMissingInput, {file.filename().native(), "", "there is no such journal", ""});
  auto parts = std::make_unique<Parts>(file, Database::Use::kRead);
  check(parts->database);
  return Journal(std::move(parts));
}

const std::string& Journal::note() const { return parts_->note; }

std::map<std::string, JournalRow> Journal::rows() const {
  Statement all = parts_->database.prepare(
      "SELECT id, state, status, file, place, cause, advice, key, inputs, outputs, data, runs, ms, seal "
      "FROM jobs");
  std::map<std::string, JournalRow> rows;
  while (all.step()) {
    Columns columns{all.text(0),  all.text(1),    all.number(2), all.text(3), all.text(4),
                    all.text(5),  all.text(6),    all.text(7),   all.text(8), all.text(9),
                    all.text(10), all.number(11), all.real(12)};
    if (columns.seal() != all.text(13)) continue;
    std::string id = columns.id;
    if (auto row = row_of(std::move(columns))) rows.emplace_hint(rows.end(), std::move(id), std::move(*row));
  }
  return rows;
}

std::optional<std::string> Journal::about(const std::string& name) const {
  Statement find = parts_->database.prepare("SELECT value FROM about WHERE name = ?");
  if (!find.bind(1, name).step()) return std::nullopt;
  return find.text(0);
}

void Journal::set_about(const std::map<std::string, std::string>& values) {
  if (std::all_of(values.begin(), values.end(),
                  [&](const auto& entry) { return about(entry.first) == entry.second; }))
    return;
  Transaction transaction(parts_->database);
  Statement put = parts_->database.prepare("REPLACE INTO about VALUES (?,?)");
  for (const auto& [name, value] : values) put.bind(1, name).bind(2, value).run();
  transaction.commit();
}

bool Journal::owns(const std::string& name) const {
  return parts_->database.prepare("SELECT 1 FROM files WHERE name = ?").bind(1, name).step();
}

std::vector<std::string> Journal::files() const {
  Statement all = parts_->database.prepare("SELECT name FROM files");
  std::vector<std::string> names;
  while (all.step()) names.push_back(all.text(0));
  return names;
}

void Journal::record(const std::vector<std::pair<std::string, JobOutcome>>& ended,
                     const std::vector<std::string>& claimed) {
  if (ended.empty() && claimed.empty()) return;
  Database& database = parts_->database;
  Transaction transaction(database);
  Statement runs = database.prepare("SELECT runs FROM jobs WHERE id = ?");
  Statement put = database.prepare(kPutRow), put_file = database.prepare(kPutFile);
  for (const auto& [id, outcome] : ended) {
    std::int64_t before = 0;
    runs.bind(1, id);
    while (runs.step()) before = runs.number(0);
    parts_->write(columns_of(id, outcome, before + 1), put);
    for (const JobFile& file : outcome.outputs) put_file.bind(1, file.name).run();
  }
  for (const std::string& name : claimed) put_file.bind(1, name).run();
  transaction.commit();
}

void Journal::take_over(const std::vector<JournalRow>& rows, const std::vector<std::string>& files) {
  if (rows.empty() && files.empty()) return;
  Database& database = parts_->database;
  Transaction transaction(database);
  Statement put = database.prepare(kPutRow), put_file = database.prepare(kPutFile);
  for (const JournalRow& row : rows) {
    parts_->write(columns_of(row.id, row.outcome, row.runs), put);
    for (const JobFile& file : row.outcome.outputs) put_file.bind(1, file.name).run();
  }
  for (const std::string& name : files) put_file.bind(1, name).run();
  transaction.commit();
}

}  // namespace smp
