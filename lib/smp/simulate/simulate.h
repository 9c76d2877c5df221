#pragma once  // The one call: a photo and a spec in, the treated photo and its record out.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smp/color/lab.h"
#include "smp/optics/pigment.h"
#include "smp/photo/photo.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"
#include "smp/simulate/advisory.h"
#include "smp/simulate/ensemble_draw.h"
#include "smp/simulate/forecast.h"
#include "smp/simulate/head_reading.h"
#include "smp/simulate/method.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/spec_files.h"
#include "smp/simulate/work_plan.h"
#include "smp/spec/spec.h"
#include "smp/treatment/planner.h"
#include "smp/treatment/timeline.h"

namespace smp {

struct SimulateOptions {
  int threads = 0;                          ///< <= 0: all available; never changes the result
  std::size_t max_impressions = 5'000'000;  ///< more are refused
  bool measure_colors = false;   ///< fill what only a summary tells: mean colours, the head, all of `work`
  bool compare_methods = false;  ///< fill `methods` and all of `work`
  std::vector<std::string> moments = {"healed"};  ///< to draw, at least one; see `moment_named`
  double scale_factor = 1;  ///< the photo's true scale relative to the one told: how much its error matters
};

/// A region as planned and as it came out.
struct RegionResult {
  RegionReport plan;
  std::optional<Lab> mean_lab_before, mean_lab_after;
};

/// One moment as drawn.
struct MomentResult {
  Moment moment;
  std::size_t impressions = 0;                 ///< made by then
  std::vector<std::optional<Lab>> region_lab;  ///< mean colour of every region, where asked for
  PixelRect touched;     ///< smallest rectangle holding all pixels that may have changed
  double render_ms = 0;  ///< never part of a result file
};

/// Wall times of the stages in ms, for `--timing`; never part of a result file.
struct StageTimes {
  double decode = 0, survey = 0, plan = 0, render = 0, report = 0;
};

struct Simulation {
  Photo photo;  ///< at the last moment drawn
  Treatment treatment;
  std::vector<Pigment> pigments;  ///< those that `treatment.pigments` names
  std::vector<RegionResult> regions;
  ShadePlan shades;
  Scale scale;
  std::optional<HeadReading> head;   ///< of a spec with a marked head
  std::optional<Forecast> forecast;  ///< where the spec asks for one
  std::size_t grafted_units = 0, grafted_hairs = 0;
  WorkPlan work;  ///< its zones and calendar where a summary or methods are asked for
  std::optional<MethodComparison> methods;  ///< where asked for, of a spec with regions that places dots
  Survey survey;
  std::vector<MomentResult> moments;  ///< in the order drawn
  std::optional<Ensemble> ensemble;   ///< where one was drawn
  std::vector<Advisory> advisories;
  StageTimes times;
};

/// Adds what was drawn to a record; `mean_lab_after` of the regions is that of the first one.
void add_moments(std::vector<MomentResult> moments, Simulation& simulation);

/// CIEDE2000 between treated and untreated skin at a moment, mean over regions by their area; nothing where
/// no colours were measured.
std::optional<double> mean_de_to_skin(const Simulation& record, const MomentResult& result);

/// Simulates the treatment that `spec` asks for on a photo.
/// @throws Error for anything in spec or files that cannot be done; nothing is written.
Simulation simulate(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options = {});

/// The same from an encoded photo. For several pictures at hand see `Case`.
Simulation simulate(const FileBytes& photo, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
                    const SimulateOptions& options = {});

}  // namespace smp
