#pragma once  // What a user should know about how a photo was measured and its shades chosen.
#include <string>
#include <vector>

#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"
#include "smp/simulate/advisory.h"
#include "smp/simulate/shade_plan.h"

namespace smp {

/// Advisories on what could not be seen, in a fixed order. A tool adds its own about what it then did.
/// @param region_names of the survey's regions; later regions are numbered.
/// @param scale 0 px/mm where it is not known.
std::vector<Advisory> survey_advisories(const Survey& survey, const std::vector<std::string>& region_names,
                                        const Scale& scale, bool white_reference_given);

/// How a region is named in messages: by its name, or by its place in the list.
std::string called(const std::string& region_name, std::size_t index);

/// What of a match or a trim could not be had. @param shades chosen for the photo; nothing to say by default.
std::vector<Advisory> shade_advisories(const ShadePlan& shades);

}  // namespace smp
