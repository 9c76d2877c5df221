#include "smp/batch/merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "smp/base/text.h"
#include "smp/base/version.h"
#include "smp/batch/batch_plan.h"
#include "smp/batch/folder_lock.h"
#include "smp/batch/job_state.h"
#include "smp/batch/journal.h"
#include "smp/fields/json_value.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostListed = 20;

// All that the journals say: rows of each job in the order of the journals.
struct Records {
  std::map<std::string, std::vector<JournalRow>> rows;
  std::set<std::string> files;
};

Records read_all(const fs::path& folder, const std::vector<Shard>& parts, MergeReport& report) {
  Records records;
  for (const Shard& part : parts) {
    const std::string name = journal_name(part);
    try {
      const Journal journal = Journal::read(folder / name);
      for (auto& [id, row] : journal.rows()) records.rows[id].push_back(row);
      for (std::string& file : journal.files()) records.files.insert(std::move(file));
      report.journals.push_back(name);
    } catch (const Error& error) {
      if (part.count > 1)  // that of the whole is set aside below, with a note
        report.notes.push_back(fmt::format("{} {}", name, error.text().cause));
    }
  }
  return records;
}

// How much a row says of the job as it is now; the greatest is taken.
int worth(const JobOutcome& outcome, JobState state) {
  if (state == JobState::kCurrent) return outcome.done() ? 4 : 3;
  if (state == JobState::kResultsMissing) return 2;
  return outcome.done() ? 1 : 0;
}

MergeGap gap_of(const Job& job, const JobOutcome& outcome, JobState state) {
  using Why = MergeGap::Why;
  if (!outcome.done()) return {&job, Why::kRefused, Error(*outcome.refused, outcome.error).what()};
  return {&job, state == JobState::kResultsMissing ? Why::kResultsMissing : Why::kInputsChanged, ""};
}

// The row of a job that counts; what is missing of the job goes into the report.
const JournalRow* choose(const Job& job, const Records& records, const fs::path& folder,
                         InputDigests& digests, MergeReport& report) {
  const auto found = records.rows.find(job.id);
  if (found == records.rows.end()) {
    report.gaps.push_back({&job, MergeGap::Why::kNotRun, ""});
    return nullptr;
  }
  const JournalRow* best = nullptr;
  JobState best_state = JobState::kInputsChanged;
  int best_worth = -1;
  for (const JournalRow& row : found->second) {
    const JobState state = state_of(job, row.outcome, folder, digests);
    if (const int now = worth(row.outcome, state); now > best_worth)
      best = &row, best_state = state, best_worth = now;
  }
  if (best->outcome.done() && best_state == JobState::kCurrent)
    ++report.done;
  else
    report.gaps.push_back(gap_of(job, best->outcome, best_state));
  return best;
}

const char* name_of(MergeGap::Why why) {
  switch (why) {
    case MergeGap::Why::kNotRun:
      return "not run";
    case MergeGap::Why::kRefused:
      return "refused";
    case MergeGap::Why::kInputsChanged:
      return "inputs changed since";
    case MergeGap::Why::kResultsMissing:
      return "results missing or changed";
  }
  return "";
}

}  // namespace

MergeReport merge_journals(const std::vector<Job>& jobs, const fs::path& folder,
                           const std::string& manifest_sha256) {
  const std::vector<Shard> parts = journals_in(folder);
  if (parts.empty())
    throw Error(
        ErrorKind::kMissingInput,
        {folder.native(), "", "there is no journal of a batch in this folder", "name the folder of -o"});
  const FolderLock lock = FolderLock::take(folder, {});
  MergeReport report;
  report.jobs = jobs.size();
  const Records records = read_all(folder, parts, report);
  InputDigests digests;
  std::vector<JournalRow> rows;
  std::set<std::string> ids;
  for (const Job& job : jobs) {
    ids.insert(job.id);
    if (const JournalRow* row = choose(job, records, folder, digests, report)) rows.push_back(*row);
  }
  for (const auto& [id, of_job] : records.rows)
    if (!ids.contains(id)) {
      ++report.strangers;
      rows.push_back(of_job.front());
    }
  Journal whole = Journal::open(folder / journal_name({}));
  if (!whole.note().empty()) report.notes.push_back(whole.note());
  whole.take_over(rows, {records.files.begin(), records.files.end()});
  whole.set_about(
      {{"toolkit", kVersion}, {"manifest", manifest_sha256}, {"jobs", std::to_string(jobs.size())}});
  return report;
}

std::string merge_table(const MergeReport& report) {
  std::string text;
  for (const std::string& note : report.notes) text += fmt::format("note: {}\n", note);
  text += fmt::format("{:>7} journals\n{:>7} jobs\n{:>7} done, results verified\n{:>7} not done\n",
                      report.journals.size(), report.jobs, report.done, report.gaps.size());
  if (report.strangers > 0)
    text += fmt::format("{:>7} recorded jobs are not in the manifest\n", report.strangers);
  for (std::size_t i = 0; i < std::min(report.gaps.size(), kMostListed); ++i) {
    const MergeGap& gap = report.gaps[i];
    text += fmt::format("  {}: {}{}{}\n", escaped(gap.job->id, 60), name_of(gap.why),
                        gap.message.empty() ? "" : ": ", gap.message);
  }
  if (report.gaps.size() > kMostListed)
    text += fmt::format("  and {} more; all are in --json\n", report.gaps.size() - kMostListed);
  return text;
}

std::string merge_json(const MergeReport& report) {
  JsonValue::Array journals, notes, gaps;
  for (const std::string& name : report.journals) journals.emplace_back(name);
  for (const std::string& note : report.notes) notes.emplace_back(escaped(note, 500));
  for (const MergeGap& gap : report.gaps) {
    JsonValue entry = JsonValue::Object{{"job", escaped(gap.job->id, 200)}, {"why", name_of(gap.why)}};
    if (!gap.message.empty()) entry.set("message", escaped(gap.message, 500));
    gaps.push_back(std::move(entry));
  }
  JsonValue json;
  json.set("jobs", std::uint64_t{report.jobs});
  json.set("done", std::uint64_t{report.done});
  json.set("strangers", std::uint64_t{report.strangers});
  json.set("journals", std::move(journals));
  json.set("notes", std::move(notes));
  json.set("gaps", std::move(gaps));
  return to_text(json);
}

}  // namespace smp
