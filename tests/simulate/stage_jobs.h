#pragma once  // Small cases that together vary every key of a spec, and what a spec does not hold.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "smp/simulate/simulate.h"

namespace smp::testing {

struct StageJob {
  // A constructor: g++ 12 frees some members twice where a job is written out among the arguments of a call.
  StageJob(std::string name_of_job, std::string text, std::function<FileBytes()> photo_file)
      : name(std::move(name_of_job)), spec(std::move(text)), photo(std::move(photo_file)) {}

  std::string name, spec;
  std::vector<std::string> overrides = {};
  std::size_t base = 0;  ///< index of the job that this one changes
  std::function<FileBytes()> photo;
  std::string moment = "healed";  ///< to be drawn
  int mask_corner = 12;           ///< px; masks are white right and below of it
  double depth_mm = 600;
  std::string impressions = {};
  double scale_factor = 1;
  std::size_t max_impressions = 100'000;
  bool measure_colors = false;

  SimulateOptions options() const {
    return {.threads = 1,
            .max_impressions = max_impressions,
            .measure_colors = measure_colors,
            .scale_factor = scale_factor};
  }
};

FileBytes patch_file();
FileBytes other_patch();
std::vector<StageJob> stage_jobs();
SpecFiles files_of(const StageJob& job, const Spec& spec);

}  // namespace smp::testing
