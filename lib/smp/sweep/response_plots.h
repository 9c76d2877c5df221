#pragma once  // Measures of a sweep against its parameters, as plots.
#include <cstddef>
#include <string>
#include <vector>

#include "smp/sweep/plot.h"
#include "smp/sweep/results.h"

namespace smp {

/// One plot per measure that changes by more than 0.5 % along the axis, against it: a line for every
/// combination of the other axes, photos and moments, as long as they are no more than `kMostLines`; else
/// their median with the span of them. What was refused or could not be measured is a gap. Text values are
/// categories. Axes that were zipped have no lines of each other; lines that are all the same are one.
struct ResponsePage {
  std::string name;  ///< of the axis, fit for a file name: "density_per_cm2"
  std::vector<Plot> plots;
};
inline constexpr std::size_t kMostLines = 8;  ///< as many colours as are told apart

/// One page per axis of at least two values along which a measure changes.
std::vector<ResponsePage> response_plots(const SweepTable& table);

}  // namespace smp
