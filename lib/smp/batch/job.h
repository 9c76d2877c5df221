#pragma once  // One job of a batch: a photo, a spec, and the files that come of it.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/error.h"
#include "smp/simulate/render_job.h"

namespace smp {

/// A line of a manifest, resolved.
struct Job {
  std::string id;           ///< unique in its batch; 1 to 200 characters of UTF-8
  std::string photo, spec;  ///< as written in the manifest, for messages
  std::filesystem::path photo_path, spec_path;
  std::vector<std::string> overrides;  ///< `/pointer=value`, as `--set` takes them
  /// What is asked for. Its file names are as in the manifest, relative to the output folder.
  RenderRequest request;
  int line = 0;  ///< of the manifest, from 1; 0 for jobs that come of no manifest
  /// A file that stands under an output's name is not known to be ours: where its bytes are those of the
  /// result it counts as written, else the job is refused (kCannotCreate). Never part of the key.
  bool keep_existing = false;
};

/// A file that a job read or wrote.
struct JobFile {
  std::string name;  ///< inputs: as in the manifest or spec; outputs: relative to the output folder
  /// 64 hexadecimal digits, of the bytes that were read or written; empty for an input that could not be
  /// read.
  std::string sha256;
};

/// How a job ended. Passed from the worker to the parent, and kept in the journal.
struct JobOutcome {
  std::optional<ErrorKind> refused;  ///< why it was; nothing of a job that is done
  ErrorText error;                   ///< of a refused job
  std::string key;                   ///< of all that decides the result; see `job_key`
  std::vector<JobFile> inputs;       ///< photo, spec, then what the spec names; of a refused job as well
  std::vector<JobFile> outputs;      ///< of a job that is done
  std::string data;                  ///< JSON object of whatever the runner has to tell; may be empty
  double ms = 0;                     ///< wall time; never part of a result
  bool done() const { return !refused; }
};

/// Does a job inside a worker: reads, renders, writes. May throw; what it throws becomes a refusal.
using JobRunner = std::function<JobOutcome(const Job&)>;

}  // namespace smp
