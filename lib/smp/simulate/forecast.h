#pragma once  // Today's treatment on tomorrow's head: what later hair loss would lay bare.
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

/// @param pattern a name of `loss_pattern_names`. @param regions as planned.
Forecast foresee_loss(const std::string& pattern, const HeadPlan& head,
                      const std::vector<RegionReport>& regions);

/// A warning where more than 5 cm^2, a coin, would be bare. @param loss "later loss", or when it comes.
std::vector<Advisory> forecast_advisories(const Forecast& forecast, const std::string& loss = "later loss");

}  // namespace smp
