#include "smp/sweep/results.h"

#include <cmath>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"
#include "smp/fields/json_value.h"

namespace smp {
namespace {

// Every field once, for both ways.
template <class Measures, class Visit>
void visit_measures(Measures& m, const Visit& visit) {
  visit("placed", m.placed);
  visit("area_cm2", m.area_cm2);
  visit("density_per_cm2", m.density_per_cm2);
  visit("coverage", m.coverage);
  visit("nearest_mm", m.nearest_mm);
  visit("nearest_cv", m.nearest_cv);
  visit("clark_evans", m.clark_evans);
  visit("lab_before", m.lab_before);
  visit("lab_after", m.lab_after);
  visit("spread_before", m.spread_before);
  visit("spread_after", m.spread_after);
  visit("de_to_skin", m.de_to_skin);
  visit("de_to_hair", m.de_to_hair);
  visit("visibility", m.visibility);
}

// JSON has no word for NaN and infinity: null, which reads as "not measured".
JsonValue json_of(double value) { return std::isfinite(value) ? JsonValue(value) : JsonValue(); }
JsonValue json_of(std::size_t value) { return JsonValue(static_cast<std::uint64_t>(value)); }
JsonValue json_of(const Lab& lab) { return JsonValue::Array{lab.l, lab.a, lab.b}; }
template <class T>
JsonValue json_of(const std::optional<T>& value) {
  return value ? json_of(*value) : JsonValue();
}

[[noreturn]] void refuse(const std::string& name) {
  throw Error(ErrorKind::kBadInput, {"", "/" + name, "is no measure that this version wrote", ""});
}

double number_of(const JsonValue& value, const std::string& name) {
  if (const auto* number = value.get_if<double>()) return *number;
  if (const auto* number = value.get_if<std::uint64_t>()) return static_cast<double>(*number);
  if (const auto* number = value.get_if<std::int64_t>()) return static_cast<double>(*number);
  refuse(name);
}

void read(const JsonValue& value, const std::string& name, double& out) { out = number_of(value, name); }
void read(const JsonValue& value, const std::string& name, std::size_t& out) {
  const auto* number = value.get_if<std::uint64_t>();
  if (!number) refuse(name);
  out = static_cast<std::size_t>(*number);
}
void read(const JsonValue& value, const std::string& name, Lab& out) {
  const auto* list = value.get_if<JsonValue::Array>();
  if (!list || list->size() != 3) refuse(name);
  out = {number_of((*list)[0], name), number_of((*list)[1], name), number_of((*list)[2], name)};
}
template <class T>
void read(const JsonValue& value, const std::string& name, std::optional<T>& out) {
  if (value.get_if<std::nullptr_t>()) return;
  read(value, name, out.emplace());
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

// Seven digits: more than any measure is good for, few enough to read. Counts keep all of theirs.
std::string measure_text(const std::optional<double>& value) {
  if (!value || !std::isfinite(*value)) return {};
  return *value == std::trunc(*value) ? number_text(*value) : fmt::format("{:.7g}", *value);
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i > 0 ? "," : "") + csv_field(fields[i]);
  return line + "\n";
}

}  // namespace

std::string results_csv(const SweepTable& table) {
  std::vector<std::string> header = {"id", "photo", "spec"};
  for (const Axis& axis : table.axes) header.push_back(axis.pointer);
  header.push_back("moment");
  for (const MeasureColumn& column : measure_columns()) header.push_back(column.name);
  header.push_back("refusal");
  std::string csv = csv_line(header);
  for (const SweepRow& row : table.rows) {
    std::vector<std::string> fields = {row.id, row.photo, row.spec};
    for (const JsonValue& value : row.point) fields.push_back(value_text(value));
    fields.push_back(row.moment);
    for (const MeasureColumn& column : measure_columns())
      fields.push_back(row.measures ? measure_text(column.value(*row.measures)) : "");
    fields.push_back(row.refusal);
    csv += csv_line(fields);
  }
  return csv;
}

std::string measures_to_json(const FieldMeasures& measures) {
  JsonValue object = JsonValue::Object{};
  visit_measures(measures, [&](const char* name, const auto& value) { object.set(name, json_of(value)); });
  return to_line(object);
}

FieldMeasures measures_from_json(std::string_view text) {
  const JsonValue object = parse_json(text);
  FieldMeasures measures;
  visit_measures(measures, [&](const std::string& name, auto& value) {
    const JsonValue* member = object.find(name);
    if (!member) refuse(name);
    read(*member, name, value);
  });
  return measures;
}

}  // namespace smp
