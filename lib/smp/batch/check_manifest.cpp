// The faults of a batch that no single line shows.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/batch/manifest.h"
#include "smp/batch/real_paths.h"
#include "smp/batch/spec_names.h"
#include "smp/photo/write.h"
#include "smp/spec/read_spec.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

// Beginnings of the names that a batch gives its own files: the journal, the lock, results being written.
constexpr std::array<std::string_view, 3> kOwnNames = {"smp-journal", ".smp-lock", ".smp-tmp-"};

class BatchCheck {
 public:
  BatchCheck(const std::string& manifest, const fs::path& folder, const std::vector<FileIdentity>& inputs)
      : manifest_(manifest), folder_(folder), home_(paths_.folder(folder)) {
    for (const FileIdentity& input : inputs) identities_.insert({input.device, input.inode});
  }

  void add_id(const Job& job) {
    const auto [first, is_new] = ids_.try_emplace(job.id, job.line);
    if (!is_new)
      refuse(job, "/id", ErrorKind::kBadInput,
             fmt::format("{} is the id of line {} too", quoted(job.id), first->second),
             "give each job its own id");
  }

  void add_inputs(const Job& job) {
    add_input(job.photo_path);
    add_input(job.spec_path);
    const fs::path folder = job.spec_path.parent_path();
    for (const std::string& name : names_in(job.spec_path)) add_input(folder / name);
    for (const std::string& name : files_named_in("", job.overrides)) add_input(folder / name);
  }

  /// After all inputs were added.
  void add_outputs(const Job& job) {
    const RenderRequest& request = job.request;
    const std::size_t moments = request.moments.size();
    const std::vector<std::string> names = moments > 1 ? request.moments : std::vector<std::string>(1);
    for (const std::string& moment : names) {
      if (!request.output.empty()) add_output(job, "/output", path_at(request.output, moment, moments), {});
      if (request.before_after)
        add_output(job, "/before_after", path_at(*request.before_after, moment, moments), {});
    }
    if (request.strip) add_output(job, "/strip", *request.strip, {});
    if (request.impressions) add_output(job, "/impressions", *request.impressions, {".csv", ".svg"});
    if (request.summary) add_output(job, "/summary", *request.summary, {".json"});
  }

  /// After all outputs were added: none may need a folder where another is a file.
  void check_folders(const std::vector<Job>& jobs) const {
    for (const auto& [folder, need] : folders_)
      for (std::string_view path = folder; path.size() > home_.size();
           path = path.substr(0, path.rfind('/'))) {
        const auto file = outputs_.find(std::string(path));
        if (file == outputs_.end()) continue;
        const auto job =
            std::find_if(jobs.begin(), jobs.end(), [&](const Job& j) { return j.line == need.line; });
        refuse(*job, need.where, ErrorKind::kCannotCreate,
               fmt::format("lies in a folder of the name of a result of line {}", file->second),
               "choose another name");
      }
  }

 private:
  // The first line and key that need a folder.
  struct Need {
    int line;
    const char* where;
  };

  [[noreturn]] void refuse(const Job& job, const char* where, ErrorKind kind, std::string cause,
                           std::string advice = {}) const {
    throw Error(
        kind, {manifest_, fmt::format("line {}: {}", job.line, where), std::move(cause), std::move(advice)});
  }

  void add_input(const fs::path& path) {
    if (!seen_.insert(path.native()).second) return;
    RealPaths::Place place = paths_.of(path);
    if (place.identity) identities_.insert({place.identity->device, place.identity->inode});
    inputs_.insert(std::move(place.path));
  }

  // Of a spec that cannot be read its own job will tell.
  const std::vector<std::string>& names_in(const fs::path& spec) {
    const auto [known, is_new] = specs_.try_emplace(spec.native());
    if (!is_new) return known->second;
    try {
      const FileBytes file = read_file(spec, SpecLimits().max_bytes);
      known->second = files_named_in(
          std::string_view(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()), {});
    } catch (const Error&) {
    }
    return known->second;
  }

  void add_output(const Job& job, const char* where, const std::string& name,
                  const std::vector<std::string>& extensions) {
    check_name(job, where, name, extensions);
    const RealPaths::Place place = paths_.of(folder_ / name);
    const auto cannot = [&](const char* cause, const char* advice) {
      refuse(job, where, ErrorKind::kCannotCreate, quoted(name) + " " + cause, advice);
    };
    if (!lies_in(place.folder, home_)) cannot("leads out of the folder of the results", "");
    if (is_input(place)) cannot("is an input, which is never overwritten", "choose another name");
    if (place.kind == RealPaths::Kind::kLink) cannot("is a link to elsewhere", "choose another name");
    if (place.kind == RealPaths::Kind::kFolder) cannot("is a folder", "choose another name");
    if (place.kind == RealPaths::Kind::kOther)
      cannot("is a device or pipe, not a file", "choose another name");
    const auto [first, is_new] = outputs_.try_emplace(place.path, job.line);
    if (!is_new)
      refuse(job, where, ErrorKind::kBadInput,
             first->second == job.line
                 ? quoted(name) + " is named for two outputs"
                 : fmt::format("{} is a result of line {} too", quoted(name), first->second),
             "give each its own name");
    folders_.try_emplace(place.folder, Need{job.line, where});
  }

  void check_name(const Job& job, const char* where, const std::string& name,
                  const std::vector<std::string>& extensions) const {
    if (const std::string fault = name_fault(name); !fault.empty())
      refuse(job, where, ErrorKind::kCannotCreate, fault + " (got the text " + quoted(name) + ")");
    const std::string file = name.substr(name.rfind('/') + 1);
    if (file.empty() || file == "." || file == "..")
      refuse(job, where, ErrorKind::kCannotCreate, quoted(name) + " is not the name of a file");
    for (const std::string_view own : kOwnNames)
      if (file.starts_with(own))
        refuse(job, where, ErrorKind::kCannotCreate,
               fmt::format("names that begin with \"{}\" are the batch's own", own), "choose another name");
    check_extension(job, where, name, extensions);
  }

  void check_extension(const Job& job, const char* where, const std::string& name,
                       const std::vector<std::string>& extensions) const {
    if (extensions.empty()) {
      try {
        format_from_extension(name);
      } catch (const Error& error) {
        refuse(job, where, error.kind(), error.text().cause, error.text().advice);
      }
    } else if (std::none_of(extensions.begin(), extensions.end(),
                            [&](const std::string& e) { return name.ends_with(e); })) {
      refuse(job, where, ErrorKind::kCannotCreate,
             fmt::format("must end with {}", fmt::join(extensions, " or ")));
    }
  }

  bool is_input(const RealPaths::Place& place) const {
    return inputs_.contains(place.path) ||
           (place.identity && identities_.contains({place.identity->device, place.identity->inode}));
  }

  const std::string& manifest_;
  const fs::path& folder_;
  RealPaths paths_;
  const std::string home_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> identities_;
  std::unordered_set<std::string> seen_, inputs_;
  std::unordered_map<std::string, std::vector<std::string>> specs_;
  std::unordered_map<std::string, int> ids_, outputs_;
  std::map<std::string, Need> folders_;  // of results
};

}  // namespace

void check_manifest(const std::vector<Job>& jobs, const std::string& name, const fs::path& output_folder,
                    const std::vector<FileIdentity>& inputs) {
  BatchCheck check(name, output_folder, inputs);
  for (const Job& job : jobs) check.add_id(job);
  for (const Job& job : jobs) check.add_inputs(job);
  for (const Job& job : jobs) check.add_outputs(job);
  check.check_folders(jobs);
}

}  // namespace smp
