#pragma once  // Jobs that cost nothing: their results are small texts made of their inputs.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "smp/batch/digest.h"
#include "smp/batch/run_batch.h"
#include "support/temp_dir.h"

namespace smp::test {

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline void put(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// A folder of inputs and one of results, and jobs 0, 1, 2 ... of which `per_photo` neighbours share a photo.
class FakeBatch {
 public:
  explicit FakeBatch(int count, int per_photo = 3) {
    std::filesystem::create_directory(results());
    for (int i = 0; i < count; ++i) {
      const std::string photo = fmt::format("photo{}", i / per_photo), spec = fmt::format("spec{}", i);
      put(inputs / photo, photo);
      put(inputs / spec, "draw " + spec);
      Job job;
      job.id = fmt::format("job{}", i);
      job.photo = photo, job.spec = spec;
      job.photo_path = inputs / photo, job.spec_path = inputs / spec;
      job.request.output = fmt::format("f{}/{}.png", i % 2, i);
      jobs.push_back(job);
    }
    std::filesystem::create_directory(results() / "f0");
    std::filesystem::create_directory(results() / "f1");
    options.folder = results();
    options.workers = 2;
  }

  std::filesystem::path results() const { return inputs / "results"; }
  std::filesystem::path result(int i) const {
    return results() / jobs[static_cast<std::size_t>(i)].request.output;
  }
  void set_spec(int i, const std::string& text) const { put(inputs / fmt::format("spec{}", i), text); }
  /// How often the job was begun so far, by whatever process.
  int begun(int i) const { return static_cast<int>(contents(inputs / fmt::format("begun-job{}", i)).size()); }
  int begun() const {
    int all = 0;
    for (int i = 0; i < static_cast<int>(jobs.size()); ++i) all += begun(i);
    return all;
  }
  /// All results by name, hidden files and journals left out.
  std::map<std::string, std::string> all_results() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(results())) {
      const std::string name = entry.path().filename();
      if (entry.is_regular_file() && name[0] != '.' && !name.starts_with("smp-journal"))
        found[entry.path().lexically_relative(results())] = contents(entry.path());
    }
    return found;
  }

  /// Does what a spec says: "draw ...", "refuse", "disk full", "crash", "hang", "eat", "slow ...".
  JobRunner runner() const {
    const std::filesystem::path folder = inputs.path();
    return [folder](const Job& job) { return run_one(folder, job); };
  }
  BatchReport run() const {
    BatchWatcher nobody;
    return run_batch(jobs, options, runner(), nobody);
  }

  TempDir inputs;
  std::vector<Job> jobs;
  BatchOptions options;

 private:
  // As results are put in place, without waiting for the disk.
  static void replace(const std::filesystem::path& target, const std::string& text, bool keep_existing) {
    if (keep_existing && std::filesystem::exists(target))
      throw Error(ErrorKind::kCannotCreate, {target.filename(), "", "the file exists already", ""});
    const auto temporary = target.parent_path() / fmt::format(".smp-tmp-{:016x}", ::getpid());
    put(temporary, text);
    std::filesystem::rename(temporary, target);
  }

  static JobOutcome run_one(const std::filesystem::path& folder, const Job& job) {
    std::ofstream(folder / ("begun-" + job.id), std::ios::app) << '.';
    const FileBytes photo = read_file(job.photo_path, 1000), spec = read_file(job.spec_path, 1000);
    JobOutcome outcome;
    outcome.inputs = {{job.photo, sha256(photo.bytes)}, {job.spec, sha256(spec.bytes)}};
    outcome.key = job_key(job, outcome.inputs);
    const std::string wish(spec.bytes.begin(), spec.bytes.end());
    const std::filesystem::path target = folder / "results" / job.request.output;
    if (wish.starts_with("refuse"))
      outcome.refused = ErrorKind::kBadInput, outcome.error.cause = "is refused";
    if (wish == "disk full")
      outcome.refused = ErrorKind::kReadWrite, outcome.error.cause = "the disk is full";
    if (outcome.refused) return outcome;
    if (wish == "crash" || wish == "hang" || wish == "eat")
      put(target.parent_path() / ".smp-tmp-0123456789abcdef", "half of a result");
    if (wish == "crash") ::raise(SIGKILL);
    while (wish == "hang") ::pause();
    if (wish == "eat") throw std::bad_alloc();
    if (wish.starts_with("slow")) std::this_thread::sleep_for(std::chrono::milliseconds(30));
    const std::string text = "result of " + std::string(photo.bytes.begin(), photo.bytes.end()) + wish;
    if (!job.keep_existing || contents(target) != text) replace(target, text, job.keep_existing);
    outcome.outputs = {{job.request.output, sha256(text)}};
    outcome.data = R"({"length":)" + std::to_string(text.size()) + "}";
    return outcome;
  }
};

}  // namespace smp::test
