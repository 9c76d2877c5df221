#pragma once  // Internal to the module: sessions, touch-ups and later loss that clients regret.
#include <optional>
#include <vector>

#include "smp/simulate/advisory.h"
#include "smp/simulate/forecast.h"
#include "smp/simulate/ground.h"

namespace smp {

/// Advisories on the sessions that a spec gives, and on its touch-ups.
std::vector<Advisory> time_advisories(const Ground& ground, const Plan& plan, double fade_per_year);

/// What the forecast and the timeline's later loss would lay bare; every pattern once.
std::vector<Advisory> loss_advisories(const Ground& ground, const std::vector<RegionReport>& regions,
                                      const std::optional<Forecast>& forecast);

}  // namespace smp
