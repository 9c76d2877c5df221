#pragma once  // Today's treatment on tomorrow's head: what later hair loss would lay bare.
#include <optional>
#include <string>
#include <vector>

#include "smp/simulate/advisory.h"
#include "smp/simulate/lay_regions.h"

namespace smp {

/// Later loss by a pattern, as far as the photo shows it.
struct Forecast {
  std::string pattern;
  double lost_cm2 = 0;       ///< scalp that the pattern leaves with less than half of its hair
  double uncovered_cm2 = 0;  ///< of that: no dots were placed there
};

/// @param spec with a forecast. @param regions as planned.
Forecast foresee_loss(const Spec& spec, const HeadPlan& head, const std::vector<RegionReport>& regions);

/// A warning where more than `kMostUncoveredCm2` would be bare.
std::vector<Advisory> forecast_advisories(const std::optional<Forecast>& forecast);
inline constexpr double kMostUncoveredCm2 = 5;  // a coin; the border of the work shows [assumption]

}  // namespace smp
