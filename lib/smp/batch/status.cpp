#include "smp/batch/status.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "smp/base/text.h"
#include "smp/batch/batch_plan.h"
#include "smp/batch/journal.h"
#include "smp/fields/json_value.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSlow = 5, kMostListed = 20;

std::size_t number_from(const std::optional<std::string>& text) {
  std::size_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

// One journal; its rows go into `all`, where a job that is done stays so.
JournalPart read_part(const fs::path& file, std::map<std::string, JournalRow>& all) {
  JournalPart part{.name = file.filename().native()};
  try {
    const Journal journal = Journal::read(file);
    part.jobs = number_from(journal.about("jobs"));
    for (auto& [id, row] : journal.rows()) {
      const bool done = row.outcome.done();
      ++(done ? part.done : part.refused);
      const auto known = all.find(id);
      if (known == all.end() || (done && !known->second.outcome.done())) all[id] = row;
    }
  } catch (const Error& error) {
    part.fault = error.text().cause;
  }
  return part;
}

// Of the parts that there are, those of the same whole that there are not.
std::vector<std::string> missing_of(const std::vector<Shard>& parts) {
  std::set<int> counts;
  std::set<std::string> present;
  for (const Shard& part : parts) {
    if (part.count > 1) counts.insert(part.count);
    present.insert(journal_name(part));
  }
  std::vector<std::string> missing;
  for (const int count : counts)
    for (int index = 1; index <= count; ++index)
      if (std::string name = journal_name({index, count}); !present.contains(name))
        missing.push_back(std::move(name));
  return missing;
}

void count_rows(const std::map<std::string, JournalRow>& rows, JournalStatus& status) {
  for (const auto& [id, row] : rows) {
    const JobOutcome& outcome = row.outcome;
    status.runs += static_cast<std::size_t>(std::max(row.runs, 0));
    status.total_ms += outcome.ms;
    status.slowest.push_back({id, outcome.ms});
    if (outcome.done()) {
      ++status.done;
      continue;
    }
    ++status.refused_by_kind[*outcome.refused];
    status.refused.push_back({id, *outcome.refused, Error(*outcome.refused, outcome.error).what()});
  }
  std::stable_sort(status.slowest.begin(), status.slowest.end(),
                   [](const auto& a, const auto& b) { return a.ms > b.ms; });
  status.slowest.resize(std::min(status.slowest.size(), kMostSlow));
}

JsonValue part_json(const JournalPart& part) {
  JsonValue json = JsonValue::Object{{"journal", part.name},
                                     {"jobs", std::uint64_t{part.jobs}},
                                     {"done", std::uint64_t{part.done}},
                                     {"refused", std::uint64_t{part.refused}}};
  if (!part.fault.empty()) json.set("fault", part.fault);
  return json;
}

// A refusal's kind in a table.
const char* refusal_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
    case ErrorKind::kBadInput:
      return "bad input";
    case ErrorKind::kMissingInput:
      return "missing input";
    case ErrorKind::kInternal:
      return "fault of ours";
    case ErrorKind::kCannotCreate:
      return "output cannot be created";
    case ErrorKind::kReadWrite:
      return "read or write failed";
    case ErrorKind::kInterrupted:
      return "took too long";
  }
  return "";
}

}  // namespace

JournalStatus read_status(const fs::path& folder) {
  const std::vector<Shard> parts = journals_in(folder);
  if (parts.empty())
    throw Error(
        ErrorKind::kMissingInput,
        {folder.native(), "", "there is no journal of a batch in this folder", "name the folder of -o"});
  JournalStatus status;
  std::map<std::string, JournalRow> rows;
  for (const Shard& part : parts) status.parts.push_back(read_part(folder / journal_name(part), rows));
  status.missing_parts = missing_of(parts);
  count_rows(rows, status);
  // Several journals: that of a run of all jobs knows how many there are, else the parts add up.
  std::size_t expected = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (parts[i].count == 1 || parts[0].count > 1) expected += status.parts[i].jobs;
  status.jobs = std::max(expected, rows.size());
  status.not_run = status.jobs - rows.size();
  // Where there is no such journal of all jobs, nothing is known of those of a part that cannot be read.
  const bool knows_all = parts[0].count == 1 && status.parts[0].fault.empty();
  const bool all_read = std::all_of(status.parts.begin(), status.parts.end(),
                                    [](const JournalPart& part) { return part.fault.empty(); });
  status.complete = status.done == status.jobs && (knows_all || (all_read && status.missing_parts.empty()));
  return status;
}

std::string status_table(const JournalStatus& status) {
  std::string text = fmt::format("{:>7} jobs\n{:>7} done\n{:>7} refused\n{:>7} not run yet\n", status.jobs,
                                 status.done, status.refused.size(), status.not_run);
  for (const std::string& name : status.missing_parts) text += fmt::format("{}: has not begun\n", name);
  for (const JournalPart& part : status.parts) {
    if (!part.fault.empty())
      text += fmt::format("{}: {}\n", part.name, part.fault);
    else if (status.parts.size() > 1)
      text += fmt::format("{}: {} of {} done, {} refused\n", part.name, part.done, part.jobs, part.refused);
  }
  if (!status.refused.empty()) text += "\nrefused\n";
  for (const auto& [kind, count] : status.refused_by_kind)
    text += fmt::format("{:>7} {}\n", count, refusal_name(kind));
  for (std::size_t i = 0; i < std::min(status.refused.size(), kMostListed); ++i)
    text += fmt::format("  {}: {}\n", escaped(status.refused[i].id, 60), status.refused[i].message);
  if (status.refused.size() > kMostListed)
    text += fmt::format("  and {} more; all are in --json\n", status.refused.size() - kMostListed);
  if (!status.slowest.empty()) text += "\nslowest\n";
  for (const JournalStatus::Slow& slow : status.slowest)
    text += fmt::format("{:>7.1f} s  {}\n", slow.ms / 1000, escaped(slow.id, 60));
  return text;
}

std::string status_json(const JournalStatus& status) {
  JsonValue json;
  json.set("jobs", std::uint64_t{status.jobs});
  json.set("done", std::uint64_t{status.done});
  json.set("not_run", std::uint64_t{status.not_run});
  json.set("complete", status.complete);
  json.set("runs", std::uint64_t{status.runs});
  json.set("total_ms", std::round(status.total_ms));
  JsonValue::Array parts, refused, slowest, missing;
  for (const JournalPart& part : status.parts) parts.push_back(part_json(part));
  for (const std::string& name : status.missing_parts) missing.emplace_back(name);
  for (const RefusedJob& job : status.refused)
    refused.push_back(JsonValue::Object{{"job", escaped(job.id, 200)},
                                        {"code", static_cast<int>(job.kind)},
                                        {"message", escaped(job.message, 500)}});
  for (const JournalStatus::Slow& slow : status.slowest)
    slowest.push_back(JsonValue::Object{{"job", escaped(slow.id, 200)}, {"ms", slow.ms}});
  json.set("refused", std::move(refused));
  json.set("slowest", std::move(slowest));
  json.set("journals", std::move(parts));
  json.set("missing_journals", std::move(missing));
  return to_text(json);
}

}  // namespace smp
