#pragma once  // The one call: a photo and a spec in, the treated photo and its record out.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/row_progress.h"
#include "smp/color/lab.h"
#include "smp/photo/photo.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"
#include "smp/simulate/advisory.h"
#include "smp/simulate/forecast.h"
#include "smp/simulate/head_reading.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/spec.h"
#include "smp/treatment/planner.h"

namespace smp {

struct SimulateOptions {
  int threads = 0;                          ///< <= 0: all available; never changes the result
  std::size_t max_impressions = 5'000'000;  ///< more are refused
  bool measure_colors = false;              ///< fill what only a summary tells: mean colours, the head
  /// Called once with the photo whose pixels are being treated, on a thread of its own where there are
  /// several: may read rows that the progress says are final. An encoder follows the renderer this way.
  std::function<void(const Photo&, const RowProgress&)> while_rendering;
};

/// A region as planned and as it came out.
struct RegionResult {
  RegionReport plan;
  std::optional<Lab> mean_lab_before, mean_lab_after;
};

/// Wall times of the stages in ms, for `--timing`; never part of a result file.
struct StageTimes {
  double decode = 0, survey = 0, plan = 0, render = 0;
};

struct Simulation {
  Photo photo;  ///< the result
  Treatment treatment;
  std::vector<RegionResult> regions;
  ShadePlan shades;
  Scale scale;
  std::optional<HeadReading> head;   ///< of a spec with a marked head
  std::optional<Forecast> forecast;  ///< where the spec asks for one
  std::size_t grafted_units = 0, grafted_hairs = 0;
  Survey survey;
  PixelRect touched;  ///< smallest rectangle holding all pixels a dot may have changed
  std::vector<Advisory> advisories;
  StageTimes times;
};

/// Simulates the treatment that `spec` asks for on a photo.
/// @throws Error for anything in spec or files that cannot be done; nothing is written.
Simulation simulate(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options = {});

/// The same from an encoded photo; decoding and planning run side by side, since a plan needs only
/// the photo's size.
Simulation simulate(const FileBytes& photo, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
                    const SimulateOptions& options = {});

}  // namespace smp
