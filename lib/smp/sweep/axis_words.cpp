#include "smp/sweep/axis_words.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "smp/sweep/pointer.h"

namespace smp {
namespace {

// Ends of the spec's keys that are units; the longer before those that they end in.
constexpr std::pair<std::string_view, std::string_view> kUnits[] = {
    {"_per_cm2", "per cm2"}, {"_per_mm", "per mm"}, {"_per_year", "per year"}, {"_cm2", "cm2"},
    {"_mm", "mm"},           {"_px", "px"},         {"_deg", "degrees"},
};

// Keys that say nothing without what they belong to: the name of a pigment, the colour of hair.
constexpr std::string_view kNeedOwner[] = {"name", "kind", "preset", "style", "color", "sample"};

// The label, and "pigment name" for "name".
std::string owned(const Axis& axis) {
  if (std::ranges::find(kNeedOwner, axis.label) == std::end(kNeedOwner)) return axis.label;
  std::vector<std::string> steps = pointer_steps(axis.pointer);
  steps.pop_back();
  while (!steps.empty() && is_index_step(steps.back())) steps.pop_back();
  return steps.empty() ? axis.label : steps.back() + " " + axis.label;
}

struct NameAndUnit {
  std::string name, unit;
};
NameAndUnit parts_of(const Axis& axis) {
  const std::string label = owned(axis);
  for (const auto& [end, unit] : kUnits)
    if (label.size() > end.size() && label.ends_with(end))
      return {label.substr(0, label.size() - end.size()), std::string(unit)};
  return {label, {}};
}

// Underscores are no words; the steps of a pointer stay apart.
std::string spaced(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

bool is_number(const JsonValue& value) {
  return value.get_if<double>() || value.get_if<std::uint64_t>() || value.get_if<std::int64_t>();
}

}  // namespace

std::string axis_title(const Axis& axis) {
  // The one parameter swept most whose key does not tell its unit.
  if (axis.pointer == "/pigment/dilution") return axis.label + " (parts)";
  const NameAndUnit parts = parts_of(axis);
  return spaced(parts.name) + (parts.unit.empty() ? "" : " (" + parts.unit + ")");
}

std::string axis_value_text(const Axis& axis, const JsonValue& value) {
  const NameAndUnit parts = parts_of(axis);
  return spaced(parts.name) + " " + value_text(value) +
         (parts.unit.empty() || !is_number(value) ? "" : " " + parts.unit);
}

}  // namespace smp
