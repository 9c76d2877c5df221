#include "smp/batch/run_job.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "smp/base/failure.h"
#include "smp/base/stopwatch.h"
#include "smp/batch/digest.h"
#include "smp/batch/request_keys.h"
#include "smp/batch/spec_names.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

// A file as it was read, or why it was not.
struct Reading {
  FileBytes file;
  std::exception_ptr fault;
  std::string sha256;
};

Reading read_input(const fs::path& path, const std::string& name, std::size_t max_bytes) {
  Reading reading;
  try {
    reading.file = read_file(path, max_bytes);
    reading.file.name = name;
    reading.sha256 = sha256(reading.file.bytes);
  } catch (const Error& error) {
    ErrorText text = error.text();
    text.file = name;
    reading.fault = std::make_exception_ptr(Error(error.kind(), std::move(text)));
    // What is too large to be used is told from what is not there.
    reading.sha256 = sha256_of_file(path, LinkAt::kFollowed).value_or("");
  }
  return reading;
}

// Whatever the spec names and was not read, so that a job refused for it is known again until it changes.
void add_unread(const Job& job, const FileBytes& spec, std::vector<JobFile>& inputs) {
  const std::string_view text(reinterpret_cast<const char*>(spec.bytes.data()), spec.bytes.size());
  for (const std::string& name : files_named_in(text, job.overrides)) {
    const bool known =
        std::any_of(inputs.begin() + 2, inputs.end(), [&](const JobFile& file) { return file.name == name; });
    if (known) continue;
    const fs::path path = job.spec_path.parent_path() / name;
    inputs.push_back({name, sha256_of_file(path, LinkAt::kFollowed).value_or("")});
  }
}

// Reads everything once; `inputs` tells what was read even where something is at fault.
RenderInputs read_inputs(const Job& job, const JobOptions& options, std::vector<JobFile>& inputs) {
  Reading photo = read_input(job.photo_path, job.photo, options.photo_limits.max_file_bytes);
  const Reading spec = read_input(job.spec_path, job.spec, options.spec_limits.max_bytes);
  inputs = {{job.photo, photo.sha256}, {job.spec, spec.sha256}};
  if (spec.fault) std::rethrow_exception(spec.fault);
  RenderInputs read{.limits = options.photo_limits};
  std::vector<FileBytes> named;
  const auto note_named = [&] {
    for (const FileBytes& file : named) inputs.push_back({file.name, sha256(file.bytes)});
  };
  try {
    read.spec = load_spec(spec.file, job.spec_path.parent_path(), job.overrides, options.spec_limits,
                          options.photo_limits, &named);
  } catch (...) {
    note_named();
    add_unread(job, spec.file, inputs);
    throw;
  }
  note_named();
  if (photo.fault) std::rethrow_exception(photo.fault);
  read.photo = std::move(photo.file);
  return read;
}

// What stands before the names of results.
std::string prefix_of(const fs::path& folder) { return (folder / "").native(); }

RenderRequest inside(const RenderRequest& request, const fs::path& folder) {
  const std::string prefix = prefix_of(folder);
  RenderRequest rooted = request;
  if (!rooted.output.empty()) rooted.output.insert(0, prefix);
  for (auto* name : {&rooted.impressions, &rooted.summary, &rooted.before_after, &rooted.strip})
    if (*name) (*name)->insert(0, prefix);
  return rooted;
}

std::string without(const std::string& prefix, const std::string& path) {
  return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
}

// The batch was checked before its first job; a folder may have become a link since.
void check_inside(const RenderRequest& request, const fs::path& folder) {
  std::error_code failed;
  const fs::path home = fs::weakly_canonical(folder, failed);
  for (const std::string& name : names_of(request)) {
    const fs::path place = fs::weakly_canonical((folder / name).parent_path(), failed);
    const auto [end, ignored] = std::mismatch(home.begin(), home.end(), place.begin(), place.end());
    if (failed || end != home.end())
      throw Error(ErrorKind::kCannotCreate, {name, "", "lies outside the folder of the results", ""});
  }
}

// A file that was there before the job and is not the very result stays.
void refuse_strangers(const std::vector<JobFile>& results, const fs::path& folder) {
  for (const JobFile& result : results) {
    std::error_code failed;
    const fs::path path = folder / result.name;
    if (fs::symlink_status(path, failed).type() != fs::file_type::not_found &&
        sha256_of_file(path, LinkAt::kRefused) != result.sha256)
      throw Error(
          ErrorKind::kCannotCreate,
          {result.name, "", "a file that is not known as ours exists already", "use --force to replace it"});
  }
}

void render(const Job& job, const JobOptions& options, SharedStages& stages, const WhenDrawn& when_drawn,
            JobOutcome& outcome) {
  check_request(job.request);
  RenderInputs inputs = read_inputs(job, options, outcome.inputs);
  check_inside(job.request, options.folder);
  const RenderRequest request = inside(job.request, options.folder);
  WriteOptions write = write_options(request, inputs, options.force);
  write.make_folders = true;
  write.inputs.insert(write.inputs.end(), options.inputs.begin(), options.inputs.end());
  OutputFiles outputs(std::move(write));
  const SimulateOptions simulate{.threads = options.threads,
                                 .max_impressions = options.max_marks,
                                 .measure_colors = options.measure_colors};
  render_job(std::move(inputs), request, simulate, outputs, &stages, when_drawn);
  std::vector<JobFile> made;
  for (const OutputFiles::Output& output : outputs.outputs())
    made.push_back({without(prefix_of(options.folder), output.path), sha256(output.bytes)});
  if (job.keep_existing) refuse_strangers(made, options.folder);
  outputs.write_all();
  outcome.outputs = std::move(made);
}

void refuse(const Job& job, const JobOptions& options, const std::exception_ptr& thrown,
            JobOutcome& outcome) {
  Failure failure = describe(thrown);
  if (failure.kind == ErrorKind::kUsage) {
    failure.kind = ErrorKind::kBadInput;
    failure.text = keys_for_options(std::move(failure.text));
  } else if (failure.text.file.empty()) {
    failure.text.file = job.photo;
  }
  failure.text.file = without(prefix_of(options.folder), failure.text.file);
  outcome.refused = failure.kind;
  outcome.error = std::move(failure.text);
}

}  // namespace

JobOutcome run_job(const Job& job, const JobOptions& options, SharedStages& stages,
                   const WhenDrawn& when_drawn) {
  const Stopwatch watch;
  JobOutcome outcome;
  try {
    render(job, options, stages, when_drawn, outcome);
  } catch (...) {
    refuse(job, options, std::current_exception(), outcome);
  }
  outcome.key = job_key(job, outcome.inputs);
  outcome.ms = watch.ms();
  return outcome;
}

JobRunner with_stages(std::function<JobOutcome(const Job&, SharedStages&)> run) {
  // Made by the first job, which is in a worker: each has its own.
  auto stages = std::make_shared<std::optional<SharedStages>>();
  return [run = std::move(run), stages](const Job& job) {
    if (!*stages) stages->emplace();
    return run(job, **stages);
  };
}

}  // namespace smp
