#pragma once  // Where a survey looks, from what a spec says.
#include "smp/scalp/survey.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/spec.h"
#include "smp/treatment/planner.h"

namespace smp {

/// The treated regions as cells, and the sample areas.
/// @param spec with coordinates in px. @param regions what is treated, with their shapes; may be empty.
/// @param surface where it is known: cells of a region that show no scalp are left out, because outlines
/// are drawn generously around a head. May be null.
/// @param dots that will be drawn, where they are known: their surroundings are the area treated.
SurveyPlaces survey_places(const Spec& spec, const std::vector<PlannedRegion>& regions,
                           const ReducedPhoto& reduced, const Surface* surface,
                           const std::vector<Impression>& dots = {});

}  // namespace smp
