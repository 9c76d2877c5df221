#pragma once  // Internal to the module: what a user should know about a plan before it is carried out.
#include <optional>
#include <vector>

#include "smp/simulate/advisory.h"
#include "smp/simulate/forecast.h"
#include "smp/simulate/ground.h"
#include "smp/simulate/shade_plan.h"

namespace smp {

/// Advisories on the photo, the regions, the native hair, time and the shades, in a fixed order.
/// @param plan with its shades mixed. @param forecast where the spec asks for one.
std::vector<Advisory> advise(const Ground& ground, const Survey& survey, const ShadePlan& shades,
                             const Plan& plan, const std::optional<Forecast>& forecast);

}  // namespace smp
