#include "common/outcome.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/progress.h"
#include "smp/base/text.h"
#include "smp/fields/json_value.h"

namespace smp::app {
namespace {

constexpr std::size_t kIdsShown = 3, kCausesShown = 10, kIdLength = 40, kCauseLength = 100;

struct Cause {
  std::string text;
  std::vector<std::string> ids;
};

bool is_refused(const JobReport& report) {
  return report.fate == JobFate::kRefused || report.fate == JobFate::kStillRefused;
}

std::string cause_of(const JobReport& report) {
  const ErrorText& error = report.outcome.error;
  return escaped(error.where.empty() ? error.cause : error.where + ": " + error.cause, kCauseLength);
}

// The most frequent first; those as frequent in the order of their first jobs.
std::vector<Cause> causes_of(const BatchReport& report) {
  std::map<std::string, std::size_t> known;
  std::vector<Cause> causes;
  for (const JobReport& job : report.jobs) {
    if (!is_refused(job)) continue;
    const auto [place, is_new] = known.emplace(cause_of(job), causes.size());
    if (is_new) causes.push_back({place->first, {}});
    causes[place->second].ids.push_back(job.job->id);
  }
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return a.ids.size() > b.ids.size(); });
  return causes;
}

const char* text_of(RunReason reason) {
  switch (reason) {
    case RunReason::kNew:
      break;
    case RunReason::kInputsChanged:
      return "inputs changed";
    case RunReason::kResultsChanged:
      return "results missing or changed";
    case RunReason::kRefusedBefore:
      return "refused before";
  }
  return "new";
}

std::string cause_line(const Cause& cause) {
  std::string ids;
  for (std::size_t i = 0; i < std::min(kIdsShown, cause.ids.size()); ++i)
    ids += (i > 0 ? ", " : "") + escaped(cause.ids[i], kIdLength);
  if (cause.ids.size() > kIdsShown) ids += " ...";
  return fmt::format("{:>9}  {} ({})\n", cause.ids.size(), cause.text, ids);
}

}  // namespace

std::string outcome_table(const BatchReport& report) {
  const auto row = [&](const char* name, JobFate fate, const char* remark) {
    const std::size_t count = report.count(fate);
    const bool shown = count > 0 || fate == JobFate::kDone;
    return !shown ? std::string() : fmt::format("{:<12}{:>9}{}\n", name, count, remark);
  };
  std::string table = row("done", JobFate::kDone, "");
  table += row("skipped", JobFate::kSkipped, "  done before, unchanged");
  table += row("refused", JobFate::kRefused, "");
  table += row("refused", JobFate::kStillRefused,
               "  before, with the same inputs; --retry-failed runs them again");
  table += row("not started", JobFate::kNotStarted, "  running again continues");
  const std::vector<Cause> causes = causes_of(report);
  if (!causes.empty()) table += "causes of refusal:\n";
  for (std::size_t i = 0; i < std::min(kCausesShown, causes.size()); ++i) table += cause_line(causes[i]);
  if (causes.size() > kCausesShown)
    table += fmt::format("           and {} other causes\n", causes.size() - kCausesShown);
  return table;
}

std::string outcome_json(const BatchReport& report, double seconds) {
  JsonValue line = JsonValue::Object{};
  line.set("state", report.interrupted ? "interrupted" : "finished");
  line.set("code", exit_status(report));
  line.set("jobs", std::uint64_t{report.jobs.size()});
  for (const auto& [name, fate] : {std::pair{"done", JobFate::kDone},
                                   {"skipped", JobFate::kSkipped},
                                   {"refused", JobFate::kRefused},
                                   {"still_refused", JobFate::kStillRefused},
                                   {"not_started", JobFate::kNotStarted}})
    line.set(name, std::uint64_t{report.count(fate)});
  line.set("seconds", std::round(seconds * 1e3) / 1e3);
  return to_line(line);
}

void report_outcome(const CommonOptions& common, const BatchReport& report, double seconds, bool table) {
  if (common.log_json)
    write_stderr(outcome_json(report, seconds) + "\n");
  else if (!report.journal_note.empty() && !common.quiet)
    write_stderr("smp: note: " + report.journal_note + "\n");
  if (table && !common.quiet) tell(outcome_table(report));
}

void tell(const std::string& text) {
  try {
    write_stdout(text);
  } catch (const Error&) {
  }
}

int exit_status(const BatchReport& report) {
  if (report.interrupted) return static_cast<int>(ErrorKind::kInterrupted);
  return std::any_of(report.jobs.begin(), report.jobs.end(), is_refused) ? kSomeRefused : 0;
}

std::string plan_text(const BatchReport& plan) {
  std::string text;
  for (const JobReport& job : plan.jobs) {
    const std::string id = escaped(job.job->id, std::string::npos);
    if (job.fate == JobFate::kSkipped)
      text += fmt::format("{:<8} {}\n", "skip", id);
    else if (job.fate == JobFate::kStillRefused)
      text += fmt::format("{:<8} {}: {}\n", "refused", id, cause_of(job));
    else
      text += fmt::format("{:<8} {}: {}\n", "run", id, text_of(job.reason));
  }
  return text;
}

}  // namespace smp::app
