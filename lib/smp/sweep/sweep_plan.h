#pragma once  // The jobs of a sweep, checked before the first one runs.
#include <string>
#include <vector>

#include "smp/batch/job.h"
#include "smp/fields/json_value.h"
#include "smp/photo/photo.h"
#include "smp/spec/read_spec.h"
#include "smp/sweep/vary.h"

namespace smp {

/// A photo and the spec that is varied on it.
struct SweepCase {
  std::string photo, spec;  ///< as given
};

struct SweepRequest {
  std::vector<SweepCase> cases;
  std::vector<Axis> axes;
  bool zip = false;
  std::vector<std::string> moments;    ///< empty: healed
  std::vector<std::string> overrides;  ///< of every spec, before the axes'
  bool frames = true;                  ///< write every picture in full
};

struct SweepLimits {
  PhotoLimits photo;
  SpecLimits spec;
  std::size_t max_marks = 5'000'000;
};

/// A case as its jobs need it.
struct PlannedCase {
  SweepCase files;
  std::string name;       ///< of its results, fit for a folder: "s01"; unique in its sweep
  std::string extension;  ///< of its pictures, that of the photo's own format: ".jpg"
  std::string spec_text;
  JsonValue document;                    ///< the spec with the overrides of the request
  std::vector<FileIdentity> identities;  ///< photo and spec
};

/// Reads the cases' specs and the headers of their photos.
/// @throws Error kUsage for a case given twice, else naming the file at fault.
std::vector<PlannedCase> plan_cases(const SweepRequest& request, const SweepLimits& limits);

/// Reads the spec of every point, so that a pointer that no spec knows or a value out of its range is told
/// once and not by every job. What depends on the photo is left to the jobs.
/// @throws Error naming the spec, --vary and the value.
void check_points(const std::vector<PlannedCase>& cases, const SweepRequest& request,
                  const std::vector<SweepPoint>& points, const SweepLimits& limits);

/// The job of one point: results in `frames/` and `panels/`, named after its id.
Job job_of(const PlannedCase& planned, const SweepRequest& request, const SweepPoint& point);
/// Its small picture at a moment, relative to the folder of the results.
std::string panel_name(const Job& job, const std::string& moment);

/// Moments of a request: healed where none is named.
std::vector<std::string> moments_of(const SweepRequest& request);

/// The order in which points run: those that differ in shade alone follow one another, so that their dots are
/// placed once. Indices into `points`; never changes a result.
std::vector<std::size_t> running_order(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points);

}  // namespace smp
