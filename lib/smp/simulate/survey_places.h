#pragma once  // Where a survey looks, from what a spec says.
#include "smp/scalp/survey.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/spec.h"
#include "smp/treatment/impression.h"

namespace smp {

/// The treated regions as cells, and the sample areas.
/// @param spec with coordinates in px. @param masks one per region; null where it has an outline.
/// @param drawn impressions that are drawn as they stand; their surroundings count as one region.
SurveyPlaces survey_places(const Spec& spec, const std::vector<const Image<std::uint8_t>*>& masks,
                           const ReducedPhoto& reduced, const std::vector<Impression>& drawn = {});

}  // namespace smp
