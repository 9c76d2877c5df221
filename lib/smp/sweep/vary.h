#pragma once  // Which values a sweep takes, and their combinations.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "smp/fields/json_value.h"

namespace smp {

/// One parameter of a sweep.
struct Axis {
  std::string pointer;            ///< JSON pointer into the spec; a step `*` stands for all entries of a list
  std::vector<JsonValue> values;  ///< at least one, no two shown alike
  std::string label;     ///< short and unique in its sweep: "density_per_cm2", "regions/1/density_per_cm2"
  bool numeric() const;  ///< all values are numbers
};

/// `/pointer=from:to:step` (`to` is taken where a step lands on it; step > 0, or < 0 downwards),
/// `/pointer=a,b,c` (JSON values; what is not JSON is a text), or both mixed. Commas inside quotes, brackets
/// and braces do not split. Numbers of a range are from + k * step rounded to 12 digits; a text with colons
/// that is not three numbers stays a text.
/// @throws Error kUsage naming --vary.
Axis parse_axis(std::string_view text);

/// Several of them, with labels that tell them apart.
/// @throws Error kUsage; also where two axes set the same place.
std::vector<Axis> parse_axes(const std::vector<std::string>& texts);

/// The values of one point of a sweep, one per axis.
using SweepPoint = std::vector<JsonValue>;

/// All combinations, the last axis changing fastest; with `zip` the k-th values of all axes together. One
/// point without values where there is no axis.
/// @throws Error kUsage for lists of unequal length to zip, more than `max_points`.
std::vector<SweepPoint> sweep_points(const std::vector<Axis>& axes, bool zip,
                                     std::size_t max_points = 100'000);

/// `--set` assignments of a point. The places that a `*` stands for are those of `document`, the spec as it
/// is before.
/// @throws Error kBadInput naming --vary where there is no list, or an empty one, at a `*`.
std::vector<std::string> overrides_of(const std::vector<Axis>& axes, const SweepPoint& point,
                                      const JsonValue& document);

/// A value as it is shown and named: "110", "carbon-black", "III".
std::string value_text(const JsonValue& value);

/// What a point is called in ids and file names: "density_per_cm2=110,dilution=12". Only characters that
/// every file system takes; different values have different names, whatever else is in the sweep.
std::string point_name(const std::vector<Axis>& axes, const SweepPoint& point);

/// `text` with what is not safe in a file name replaced, cut after `most` bytes, and a hash of it added where
/// that changed it.
std::string safe_name(const std::string& text, std::size_t most = 24);

}  // namespace smp
