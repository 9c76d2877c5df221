#include "smp/sweep/vary.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"
#include "smp/sweep/pointer.h"

namespace smp {
namespace {

// More values of one parameter than any plot or sheet could show; a slip of the step is found before the
// table of points is.
constexpr std::size_t kMaxAxisValues = 10'000;
// A last step within this share of a step of `to` counts as landing on it: 0.1 + 0.1 + 0.1 is not 0.3.
constexpr double kLandsOn = 1e-9;

[[noreturn]] void refuse(std::string_view axis, const std::string& cause, const std::string& advice = {}) {
  throw Error(ErrorKind::kUsage, {"", "--vary", quoted(std::string(axis)) + " " + cause, advice});
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// A whole number is an integer of the document, however it was written: 18.0 and 18 are one value.
JsonValue number_value(double number) {
  return parse_json(fmt::format("{}", number == 0 ? "0" : number_text(number)));
}

std::vector<std::string_view> split(std::string_view list, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0, depth = 0;
  bool in_quotes = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (in_quotes && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && (c == '[' || c == '{')) {
      ++depth;
    } else if (!in_quotes && (c == ']' || c == '}')) {
      depth -= depth > 0;
    } else if (!in_quotes && depth == 0 && c == separator) {
      parts.push_back(trimmed(list.substr(start, i - start)));
      start = i + 1;
    }
  }
  parts.push_back(trimmed(list.substr(start)));
  return parts;
}

struct Range {
  double from, to, step;
};

std::optional<Range> range_of(std::string_view part) {
  const auto parts = split(part, ':');
  if (parts.size() != 3) return std::nullopt;
  const auto from = number_of(parts[0]), to = number_of(parts[1]), step = number_of(parts[2]);
  if (!from || !to || !step) return std::nullopt;
  return Range{*from, *to, *step};
}

void append_range(const Range& range, std::string_view axis, std::vector<JsonValue>& values) {
  if (range.step == 0) refuse(axis, "has a range whose step is 0");
  const double steps = (range.to - range.from) / range.step;
  if (steps < 0)
    refuse(axis, fmt::format("has a range that leads away from {}", number_text(range.to)),
           "turn the sign of the step");
  if (!(steps < static_cast<double>(kMaxAxisValues)))
    refuse(axis, fmt::format("has more than {} values", kMaxAxisValues), "take a larger step");
  const auto count = static_cast<std::size_t>(std::floor(steps + kLandsOn)) + 1;
  for (std::size_t k = 0; k < count; ++k) {
    const double exact = range.from + static_cast<double>(k) * range.step;
    values.push_back(number_value(*number_of(fmt::format("{:.12g}", exact))));
  }
}

JsonValue value_of(std::string_view part) {
  try {
    JsonValue value = parse_json(part);
    if (const double* number = value.get_if<double>()) return number_value(*number);
    return value;
  } catch (const Error&) {
    check_text(part, JsonLimits{}.max_characters, "--vary");
    return JsonValue(std::string(part));
  }
}

void check_values(const std::vector<JsonValue>& values, std::string_view axis) {
  if (values.size() > kMaxAxisValues) refuse(axis, fmt::format("has more than {} values", kMaxAxisValues));
  std::set<std::string> seen;
  for (const JsonValue& value : values)
    if (!seen.insert(value_text(value)).second)
      refuse(axis, "has the value " + quoted(value_text(value)) + " twice");
}

// The shortest name that starts at a word: an index alone says nothing.
std::string label_of(const std::vector<std::string>& steps, std::size_t words) {
  std::size_t first = steps.size();
  while (first > 0 && words > 0) words -= !is_index_step(steps[--first]);
  std::string label;
  for (std::size_t i = first; i < steps.size(); ++i) label += (i > first ? "/" : "") + steps[i];
  return label;
}

// Longer names only for those axes that share the short one.
void label_apart(std::vector<Axis>& axes) {
  for (std::size_t words = 2; words <= kMaxPointerSteps; ++words) {
    std::multiset<std::string> labels;
    for (const Axis& axis : axes) labels.insert(axis.label);
    if (std::set<std::string>(labels.begin(), labels.end()).size() == axes.size()) return;
    for (Axis& axis : axes)
      if (labels.count(axis.label) > 1) axis.label = label_of(pointer_steps(axis.pointer), words);
  }
}

bool same_place(const Axis& a, const Axis& b) {
  const auto one = pointer_steps(a.pointer), other = pointer_steps(b.pointer);
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i)
    if (one[i] != other[i] && one[i] != "*" && other[i] != "*") return false;
  return true;  // the one holds the other
}

}  // namespace

bool Axis::numeric() const {
  for (const JsonValue& value : values)
    if (!value.get_if<std::uint64_t>() && !value.get_if<std::int64_t>() && !value.get_if<double>())
      return false;
  return true;
}

Axis parse_axis(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos || equals < 2 || text[0] != '/')
    refuse(text, "must have the form /json/pointer=a,b,c or /json/pointer=from:to:step");
  Axis axis;
  axis.pointer = std::string(text.substr(0, equals));
  check_pointer(axis.pointer);
  for (const std::string_view part : split(text.substr(equals + 1), ',')) {
    if (part.empty()) refuse(text, "has an empty value", "an empty text is written \"\"");
    if (const auto range = range_of(part))
      append_range(*range, text, axis.values);
    else
      axis.values.push_back(value_of(part));
  }
  check_values(axis.values, text);
  axis.label = label_of(pointer_steps(axis.pointer), 1);
  return axis;
}

std::vector<Axis> parse_axes(const std::vector<std::string>& texts) {
  std::vector<Axis> axes;
  for (const std::string& text : texts) {
    axes.push_back(parse_axis(text));
    for (std::size_t i = 0; i + 1 < axes.size(); ++i)
      if (same_place(axes[i], axes.back()))
        refuse(axes.back().pointer, "sets what " + quoted(axes[i].pointer) + " sets too");
  }
  label_apart(axes);
  return axes;
}

std::vector<SweepPoint> sweep_points(const std::vector<Axis>& axes, bool zip, std::size_t max_points) {
  std::size_t count = zip && !axes.empty() ? axes[0].values.size() : 1;
  for (const Axis& axis : axes) {
    if (zip && axis.values.size() != count)
      throw Error(ErrorKind::kUsage,
                  {"", "--zip",
                   fmt::format("takes lists of equal length, but {} has {} values and {} has {}",
                               axes[0].label, count, axis.label, axis.values.size()),
                   ""});
    if (!zip) count *= axis.values.size();  // cannot overflow: it is refused while small
    if (count > max_points)
      throw Error(ErrorKind::kUsage,
                  {"", "--vary", fmt::format("gives more than {} combinations", max_points), ""});
  }
  std::vector<SweepPoint> points(count);
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t rest = k;
    points[k].resize(axes.size());
    for (std::size_t a = axes.size(); a-- > 0;) {
      const auto& values = axes[a].values;
      points[k][a] = values[zip ? k : rest % values.size()];
      rest /= values.size();
    }
  }
  return points;
}

std::vector<std::string> overrides_of(const std::vector<Axis>& axes, const SweepPoint& point,
                                      const JsonValue& document) {
  std::vector<std::string> overrides;
  for (std::size_t a = 0; a < axes.size(); ++a)
    for (const std::string& pointer : expanded_pointer(axes[a].pointer, document))
      overrides.push_back(pointer + "=" + to_line(point[a]));
  return overrides;
}

}  // namespace smp
