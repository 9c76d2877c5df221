#pragma once  // Internal to the module: everything of a case up to its dots, with their shades.
#include <functional>
#include <vector>

#include "smp/simulate/measure_methods.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/simulate.h"
#include "smp/simulate/stages.h"

namespace smp {

/// Where a case has its photo from.
struct PhotoSource {
  std::optional<Numbered<Photo>> photo;  ///< at hand
  std::function<Photo()> decode;         ///< else
  std::uint64_t number = 0;              ///< of the photo decoded
  int width = 0, height = 0;
};

/// What is known of a case before anything is drawn.
struct PreparedCase {
  Numbered<Photo> photo;
  Numbered<Ground> ground;
  std::vector<RegionDesign> designs_as_laid;  ///< where the ground has heeded the photo
  Numbered<Plan> plan;
  ShadePlan shades;
  Numbered<std::shared_ptr<Surveyed>> seen;  ///< the last survey
  std::vector<MethodMeasure> methods;        ///< where asked for
  StageTimes times;
};

/// Reads the photo on one thread while dots are placed on another. What is surveyed is where the dots lie,
/// not where regions were drawn, so that a list of impressions drawn again gives the same picture.
/// @param out photo and ground are there as soon as they can be given back, whatever is thrown then.
void prepare_case(PhotoSource source, const Spec& spec, SpecFiles files, const SimulateOptions& options,
                  StageStore& stages, PreparedCase& out);

/// Gives photo and ground back to the stages that they were borrowed from or made for.
void return_stages(PreparedCase& prepared, StageStore& stages);

}  // namespace smp
