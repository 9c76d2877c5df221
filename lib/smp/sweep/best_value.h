#pragma once  // The value of one parameter at which a measure is smallest, largest, or hits a target.
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace smp {

struct Target {
  enum class Kind { kSmallest, kLargest, kValue } kind = Kind::kSmallest;
  double value = 0;  ///< of kValue
};

/// "min", "max" or a number. @throws Error kUsage naming --target.
Target parse_target(std::string_view text);

struct BestValue {
  double value = 0, measure = 0;
  bool reached = true;  ///< false: the target lies outside what the range gives; `value` comes nearest
  std::vector<std::pair<double, double>> tried;  ///< value and measure (NaN: none), in the order tried
};

/// Measures of values; nothing where it could not be measured.
using MeasureValues = std::function<std::vector<std::optional<double>>(const std::vector<double>&)>;

/// After a coarse look at nine evenly spread values, so that a measure with several dips is not mistaken for
/// one with a single dip: bisection for a value of the measure (where it crosses it more than once, at the
/// lowest value), section of the neighbourhood of the best for an extreme. Four values are asked for at a
/// time, since they are worked out side by side; how many depends on nothing else, so that a search gives the
/// same on every machine. Ends when the crossing lies between two values no more than `tolerance` apart, or
/// the best has no neighbour farther away: a range of 100 tolerances takes 17 values, or 21 for an extreme.
/// @param integer only whole numbers are tried. Other values are rounded to 12 digits.
/// @return of the values tried the best; of equal ones the lowest.
/// @throws Error kUsage unless low < high and tolerance > 0, kBadInput where nothing could be measured
/// anywhere.
BestValue find_best(double low, double high, double tolerance, const Target& target, bool integer,
                    const MeasureValues& measure);

}  // namespace smp
