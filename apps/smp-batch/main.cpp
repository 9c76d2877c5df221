// smp-batch: a manifest of jobs -> a folder of results, on worker processes; starting again is resuming.
#include <charconv>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include <sys/stat.h>

#include "common/batch_options.h"
#include "common/outcome.h"
#include "common/progress.h"
#include "common/tool.h"
#include "smp/base/stopwatch.h"
#include "smp/batch/digest.h"
#include "smp/batch/manifest.h"
#include "smp/batch/merge.h"
#include "smp/batch/run_batch.h"
#include "smp/batch/run_job.h"
#include "smp/batch/status.h"
#include "smp/batch/stop_signals.h"

namespace {

using smp::app::CommandLine;
using smp::app::CommonOptions;

struct Arguments : smp::app::BatchArguments {
  std::string manifest, shard = "1/1";
  bool fail_fast = false, json = false;
};

[[noreturn]] void refuse_usage(const std::string& where, const std::string& cause) {
  throw smp::Error(smp::ErrorKind::kUsage, {"", where, cause, "see smp-batch --help"});
}

smp::Shard shard_from(std::string_view text) {
  smp::Shard shard;
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  if (index.ec != std::errc() || index.ptr == end || *index.ptr != '/')
    refuse_usage("--shard", "must be i/n, for example 2/4");
  const auto count = std::from_chars(index.ptr + 1, end, shard.count);
  if (count.ec != std::errc() || count.ptr != end || shard.index < 1 || shard.index > shard.count)
    refuse_usage("--shard", "must be i/n with i from 1 to n");
  if (shard.count > smp::kMostShards)
    refuse_usage("--shard", "has more than " + std::to_string(smp::kMostShards) + " parts");
  return shard;
}

// The manifest, read and checked as a whole before anything is written.
struct Batch {
  std::vector<smp::Job> jobs;
  std::string sha256;                     // of the manifest
  std::vector<smp::FileIdentity> inputs;  // of all jobs, and the manifest
};

void add_identity(const std::filesystem::path& file, std::vector<smp::FileIdentity>& identities) {
  struct stat status {};
  if (stat(file.c_str(), &status) == 0)
    identities.push_back({std::uint64_t{status.st_dev}, std::uint64_t{status.st_ino}});
}

// Files that no job may replace, even where links have changed since the manifest was checked.
std::vector<smp::FileIdentity> inputs_of(const std::vector<smp::Job>& jobs) {
  std::set<std::filesystem::path> files;
  for (const smp::Job& job : jobs) {
    files.insert(job.photo_path);
    files.insert(job.spec_path);
  }
  std::vector<smp::FileIdentity> identities;
  for (const std::filesystem::path& file : files) add_identity(file, identities);
  return identities;
}

Batch read_batch(const Arguments& a) {
  if (a.manifest.empty()) refuse_usage("MANIFEST", "is required");
  if (a.folder.empty()) refuse_usage("-o", "is required");
  const smp::ManifestLimits limits{.allow_outside = a.allow_outside};
  const smp::FileBytes file = smp::read_file(a.manifest, limits.max_bytes);
  const std::string_view text(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
  Batch batch;
  batch.sha256 = smp::sha256(text);
  batch.jobs = smp::read_manifest(text, a.manifest, std::filesystem::path(a.manifest).parent_path(), limits);
  smp::check_manifest(batch.jobs, a.manifest, a.folder, {file.identity});
  batch.inputs = inputs_of(batch.jobs);
  batch.inputs.push_back(file.identity);
  return batch;
}

smp::BatchOptions batch_options(const Arguments& a, const CommonOptions& common, const Batch& batch) {
  smp::BatchOptions options = a.batch_options(common);
  options.shard = shard_from(a.shard);
  options.fail_fast = a.fail_fast;
  options.manifest_sha256 = batch.sha256;
  return options;
}

smp::JobRunner job_runner(const Arguments& a, const Batch& batch, const smp::BatchOptions& planned) {
  const std::size_t jobs = smp::jobs_of_shard(batch.jobs, planned.shard).size();
  smp::JobOptions options{.folder = a.folder,
                          .threads = smp::threads_of_each(planned, jobs),
                          .photo_limits = a.limits(),
                          .spec_limits = a.spec_limits(),
                          .max_marks = static_cast<std::size_t>(a.max_marks),
                          .inputs = batch.inputs};
  return smp::with_stages([options](const smp::Job& job, smp::SharedStages& stages) {
    return smp::run_job(job, options, stages);
  });
}

int run(const Arguments& a, const CommonOptions& common) {
  const smp::StopSignals stop;
  const Batch batch = read_batch(a);
  smp::BatchOptions options = batch_options(a, common, batch);
  options.wake_fd = stop.fd();
  if (a.dry_run) {
    const smp::BatchReport plan = smp::plan_batch(batch.jobs, options);
    if (plan.interrupted) return static_cast<int>(smp::ErrorKind::kInterrupted);
    smp::app::write_stdout(smp::app::plan_text(plan));
    return 0;
  }
  if (stop.signal() != 0) return static_cast<int>(smp::ErrorKind::kInterrupted);
  const smp::Stopwatch running;
  smp::app::Progress progress(common, a.manifest);
  const smp::JobRunner runner = job_runner(a, batch, options);
  const smp::BatchReport report = smp::run_batch(batch.jobs, options, runner, progress);
  progress.clear();
  smp::app::report_outcome(common, report, running.ms() / 1e3);
  return smp::app::exit_status(report);
}

// 1 where something is still to be done, so that a script can wait for all of it.
int status_of(bool complete) { return complete ? 0 : smp::app::kSomeRefused; }

int tell_status(const Arguments& a) {
  const smp::JournalStatus status = smp::read_status(a.folder);
  smp::app::write_stdout(a.json ? smp::status_json(status) : smp::status_table(status));
  return status_of(status.complete);
}

int merge(const Arguments& a) {
  const Batch batch = read_batch(a);
  const smp::MergeReport report = smp::merge_journals(batch.jobs, a.folder, batch.sha256);
  smp::app::write_stdout(a.json ? smp::merge_json(report) : smp::merge_table(report));
  return status_of(report.done == report.jobs);
}

void configure_subcommands(CommandLine& line, Arguments& a) {
  CommandLine& status = line.subcommand("status", "Tell what became of a batch", /*optional=*/true);
  status.positional("DIR", a.folder, "Folder of the results");
  status.flag("--json", a.json, "As JSON, with every refused job");
  status.action([&](const CommonOptions&) { return tell_status(a); });
  CommandLine& joined = line.subcommand("merge", "Make one journal of those of the parts", /*optional=*/true);
  joined.positional("MANIFEST", a.manifest, "One job a line");
  joined.option("-o,--output", a.folder, "Folder of the results");
  joined.require("-o");
  joined.flag("--json", a.json, "As JSON, with every job that has no results");
  joined.action([&](const CommonOptions&) { return merge(a); });
}

void configure(CommandLine& line, Arguments& a) {
  line.description(
      "Renders the jobs of a manifest (JSON lines; see docs/batch.md) on worker processes. Running it again\n"
      "continues: what is done and unchanged is not done again.\n"
      "CPUs (--threads; by default those this process may use) are divided among the workers (--jobs): by\n"
      "default there is a worker for each CPU, at most one per job, and a worker renders with CPUs / "
      "workers\n"
      "threads, at least 1. Results are the same for any division.");
  line.positional("MANIFEST", a.manifest, "One job a line", /*required=*/false);
  line.option("-o,--output", a.folder, "Folder of the results; made where it is missing");
  line.option("--shard", a.shard, "Run only part i of n, as i/n: for several machines");
  line.flag("--dry-run", a.dry_run, "Print what would be run, and why; write nothing");
  line.flag("--fail-fast", a.fail_fast, "Start no further job after the first refusal");
  smp::app::add_batch_options(line, a, "job");
  line.action([&](const CommonOptions& common) { return run(a, common); });
  configure_subcommands(line, a);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  return smp::app::run_tool("smp-batch", argc, argv, [&](CommandLine& line) { configure(line, arguments); });
}
