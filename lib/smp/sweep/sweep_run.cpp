#include "smp/sweep/sweep_run.h"

#include <algorithm>
#include <optional>

#include "smp/base/error.h"
#include "smp/sweep/sweep_files.h"
#include "smp/sweep/sweep_job.h"
#include "smp/sweep/sweep_record.h"

namespace smp {
namespace {

using Measures = std::map<std::string, FieldMeasures>;  // by moment

// Nothing where the journal was damaged in a way that only shows here.
std::optional<Measures> told_measures(const JobOutcome& outcome) {
  try {
    return measures_of(outcome.data);
  } catch (const Error&) {
    return std::nullopt;
  }
}

// Why a job has no measures; empty where it has.
std::string refusal_of(const JobReport& job, Measures& measures) {
  if (job.outcome.refused) return Error(*job.outcome.refused, job.outcome.error).what();
  if (job.fate == JobFate::kNotStarted) return "not started";
  const auto told = told_measures(job.outcome);
  if (!told) return "its measures are not in the journal; delete its picture to have it done again";
  measures = *told;
  return {};
}

}  // namespace

SweepRun::SweepRun(SweepRequest request, const SweepOptions& options)
    : request_(std::move(request)), options_(options) {
  RenderRequest rendered;
  rendered.moments = request_.moments;
  check_request(rendered);
  cases_ = plan_cases(request_, options.limits);
}

void SweepRun::check(const std::vector<SweepPoint>& points) const {
  check_points(cases_, request_, points, options_.limits);
  if (!options_.batch.force) check_sweep_files(options_.batch.folder);
}

bool SweepRun::run(const std::vector<SweepPoint>& points, BatchWatcher& watcher) {
  const std::vector<Job>& jobs = add_jobs(points);
  add_report(run_batch(jobs, options_.batch, runner(jobs.size()), watcher));
  return !report_.batch.interrupted;
}

void SweepRun::plan(const std::vector<SweepPoint>& points) {
  add_report(plan_batch(add_jobs(points), options_.batch));
}

std::optional<FieldMeasures> SweepRun::measured(const PlannedCase& planned, const SweepPoint& point,
                                                const std::string& moment) const {
  Measures measures;
  if (!refusal_of(report_of(planned, point), measures).empty()) return std::nullopt;
  const auto told = measures.find(moment);
  return told == measures.end() ? std::nullopt : std::optional(told->second);
}

void SweepRun::make_table(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points) {
  report_.table.axes = axes;
  for (const PlannedCase& planned : cases_)
    for (const SweepPoint& point : points) add_rows(report_of(planned, point), point);
}

void SweepRun::write_files() {
  std::vector<FileIdentity> inputs;
  for (const PlannedCase& planned : cases_)
    inputs.insert(inputs.end(), planned.identities.begin(), planned.identities.end());
  report_.written = write_sweep_files(report_.table, record(), options_.batch.folder, inputs);
  const Journal journal = Journal::read(options_.batch.folder / journal_name({}));
  for (const auto& [id, row] : journal.rows()) report_.left_over += !place_.contains(id);
}

std::string SweepRun::record() const {
  // By the case, which an id begins with. Points may make the spec name different files: all of them.
  std::map<std::string, std::map<std::string, std::string>> files;
  for (const JobReport& job : report_.batch.jobs)
    for (const JobFile& file : job.outcome.inputs)
      files[job.job->id.substr(0, job.job->id.find('/'))][file.name] = file.sha256;
  std::vector<RecordedCase> recorded;
  for (const PlannedCase& planned : cases_) recorded.push_back({&planned, files[planned.name]});
  return sweep_record(request_, report_.table.axes, recorded);
}

const std::vector<Job>& SweepRun::add_jobs(const std::vector<SweepPoint>& points) {
  std::vector<Job>& jobs = report_.jobs.emplace_back();
  for (const PlannedCase& planned : cases_)
    for (const std::size_t k : running_order(request_.axes, points))
      jobs.push_back(job_of(planned, request_, points[k]));
  return jobs;
}

void SweepRun::add_report(BatchReport round) {
  BatchReport& all = report_.batch;
  for (JobReport& job : round.jobs) {
    place_[job.job->id] = all.jobs.size();
    all.jobs.push_back(std::move(job));
  }
  all.interrupted = all.interrupted || round.interrupted;
  if (all.journal_note.empty()) all.journal_note = std::move(round.journal_note);
}

const JobReport& SweepRun::report_of(const PlannedCase& planned, const SweepPoint& point) const {
  return report_.batch.jobs[place_.at(job_of(planned, request_, point).id)];
}

JobRunner SweepRun::runner(std::size_t jobs) const {
  const BatchOptions& batch = options_.batch;
  JobOptions told{.folder = batch.folder,
                  .threads = threads_of_each(batch, jobs),
                  .photo_limits = options_.limits.photo,
                  .spec_limits = options_.limits.spec,
                  .max_marks = options_.limits.max_marks};
  for (const PlannedCase& planned : cases_)
    told.inputs.insert(told.inputs.end(), planned.identities.begin(), planned.identities.end());
  return with_stages(
      [told](const Job& job, SharedStages& stages) { return run_sweep_job(job, told, stages); });
}

void SweepRun::add_rows(const JobReport& report, const SweepPoint& point) {
  const Job& job = *report.job;
  Measures measures;
  const std::string refusal = refusal_of(report, measures);
  for (const std::string& moment : moments_of(request_)) {
    SweepRow row{job.id, job.photo, job.spec, point, moment, {}, refusal, {}, {}};
    const auto told = measures.find(moment);
    if (told != measures.end()) {
      row.measures = told->second;
      row.panel = panel_name(job, moment);
      if (request_.frames) row.frame = path_at(job.request.output, moment, job.request.moments.size());
    }
    report_.table.rows.push_back(std::move(row));
  }
}

}  // namespace smp
