#include "smp/batch/batch_plan.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "smp/batch/digest.h"
#include "smp/batch/job_state.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

// A refusal that may end otherwise though photo, spec and request are the same: a folder may be writable by
// now, a disk have room, a computer be less busy.
bool may_pass(ErrorKind kind) {
  return kind == ErrorKind::kCannotCreate || kind == ErrorKind::kReadWrite || kind == ErrorKind::kInterrupted;
}

// Why a recorded job is to be run again; nothing where it is not.
std::optional<RunReason> reason_to_run(const Job& job, const JobOutcome& recorded,
                                       const BatchOptions& options, InputDigests& digests) {
  // Of a job that took its worker with it no inputs are recorded.
  if (!recorded.done() && (options.retry_failed || may_pass(*recorded.refused) || recorded.inputs.empty()))
    return RunReason::kRefusedBefore;
  switch (state_of(job, recorded, options.folder, digests)) {
    case JobState::kInputsChanged:
      return RunReason::kInputsChanged;
    case JobState::kResultsMissing:
      return RunReason::kResultsChanged;
    case JobState::kCurrent:
      break;
  }
  return std::nullopt;
}

// "2" and "4" of "smp-journal-2-of-4.sqlite".
std::optional<Shard> shard_of(const std::string& name) {
  constexpr std::string_view kStart = "smp-journal-";
  if (!name.starts_with(kStart)) return std::nullopt;
  Shard shard;
  const char *at = name.data() + kStart.size(), *end = name.data() + name.size();
  const auto index = std::from_chars(at, end, shard.index);
  if (index.ec != std::errc() || !std::string_view(index.ptr, end).starts_with("-of-")) return std::nullopt;
  const auto count = std::from_chars(index.ptr + 4, end, shard.count);
  if (count.ec != std::errc() || shard.index < 1 || shard.index > shard.count || shard.count > kMostShards ||
      journal_name(shard) != name)
    return std::nullopt;
  return shard;
}

}  // namespace

std::vector<const Job*> jobs_of_shard(const std::vector<Job>& jobs, const Shard& shard) {
  std::vector<const Job*> part;
  for (const Job& job : jobs) {
    std::uint64_t hash = 0;
    if (shard.count > 1) {
      const std::string digits = sha256(job.id).substr(0, 16);
      std::from_chars(digits.data(), digits.data() + digits.size(), hash, 16);
    }
    if (shard.count <= 1 ||
        hash % static_cast<std::uint64_t>(shard.count) + 1 == static_cast<std::uint64_t>(shard.index))
      part.push_back(&job);
  }
  return part;
}

namespace {

using Rows = std::map<std::string, JournalRow>;

// What the journals of other parts say; of several rows one of a job that is done.
Rows rows_of_others(const BatchOptions& options) {
  Rows all;
  for (const Shard& part : journals_in(options.folder)) {
    if (journal_name(part) == journal_name(options.shard)) continue;
    try {
      for (auto& [id, row] : Journal::read(options.folder / journal_name(part)).rows()) {
        const auto known = all.find(id);
        if (known == all.end() || !known->second.outcome.done()) all[id] = row;
      }
    } catch (const Error&) {  // a damaged one says nothing
    }
  }
  return all;
}

}  // namespace

BatchPlan make_plan(const std::vector<Job>& jobs, const BatchOptions& options, const Journal* journal,
                    const std::function<bool()>& stop) {
  BatchPlan plan;
  Rows ours = journal ? journal->rows() : Rows();
  std::optional<Rows> others;
  InputDigests digests;
  for (const Job* job : jobs_of_shard(jobs, options.shard)) {
    plan.stopped = plan.stopped || stop();
    JobReport report{.job = job, .outcome = {}};
    Rows* rows = &ours;
    if (!ours.contains(job->id)) {
      if (!others) others = rows_of_others(options);
      rows = &*others;
    }
    const auto row = rows->find(job->id);
    if (row != rows->end() && !plan.stopped) {
      const JobOutcome& recorded = row->second.outcome;
      if (const auto reason = reason_to_run(*job, recorded, options, digests))
        report.reason = *reason;
      else
        report.fate = recorded.done() ? JobFate::kSkipped : JobFate::kStillRefused;
    }
    if (report.fate != JobFate::kNotStarted) {
      if (rows != &ours) plan.adopted.push_back(row->second);
      report.outcome = std::move(row->second.outcome);
    } else if (!plan.stopped) {
      plan.to_run.push_back(plan.jobs.size());
    }
    plan.jobs.push_back(std::move(report));
  }
  return plan;
}

std::set<fs::path> result_folders(const std::vector<Job>& jobs, const fs::path& folder) {
  std::set<fs::path> folders{folder};
  for (const Job& job : jobs)
    for (const std::string& name : names_of(job.request)) {
      const fs::path parent = fs::path(name).parent_path();
      if (!parent.empty()) folders.insert(folder / parent);
    }
  return folders;
}

std::vector<Shard> journals_in(const fs::path& folder) {
  std::vector<Shard> parts;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename().native();
    if (name == journal_name({}))
      parts.push_back({});
    else if (const auto shard = shard_of(name))
      parts.push_back(*shard);
  }
  std::sort(parts.begin(), parts.end(), [](const Shard& a, const Shard& b) {
    return std::pair(a.count, a.index) < std::pair(b.count, b.index);
  });
  return parts;
}

}  // namespace smp
