#pragma once  // Internal to the module: what dots, grafts and both would come to on the photo's scalp.
#include <vector>

#include "smp/simulate/ground.h"
#include "smp/simulate/method.h"
#include "smp/simulate/shade_plan.h"

namespace smp {

/// Measures of "dots", "grafts" and "both" for the same spec: the ground is laid for each, grafts are
/// planted, dots are counted but not placed. Hair is taken to be kept as short as dots want it. Nothing for a
/// spec without regions.
/// @param seen first survey of the photo. @param shades with the densities that were left open.
std::vector<MethodMeasure> measure_methods(const Photo& photo, const Surveyed& seen, const ShadePlan& shades,
                                           Spec spec, const SpecFiles& files, int threads);

}  // namespace smp
