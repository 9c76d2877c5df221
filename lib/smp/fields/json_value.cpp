#include "smp/fields/json_value.h"

#include <cmath>

#include <fmt/core.h>

namespace smp {
namespace {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_container(const JsonValue& value) {
  return value.get_if<JsonValue::Array>() || value.get_if<JsonValue::Object>();
}

bool fits_one_line(const JsonValue::Array& array) {
  for (const JsonValue& entry : array)
    if (is_container(entry)) return false;
  return true;
}

constexpr int kOneLine = -1;

// `indent` is the depth in steps of two spaces, or kOneLine.
void append(std::string& out, const JsonValue& value, int indent);

void append_break(std::string& out, int indent) {
  if (indent == kOneLine) return;
  out += '\n';
  out.append(2 * static_cast<std::size_t>(indent), ' ');
}

void append_array(std::string& out, const JsonValue::Array& array, int indent) {
  const bool one_line = indent == kOneLine || fits_one_line(array);
  const int inner = one_line ? kOneLine : indent + 1;
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += one_line && indent != kOneLine ? ", " : ",";
    append_break(out, inner);
    append(out, array[i], inner);
  }
  if (!one_line) append_break(out, indent);
  out += ']';
}

void append_object(std::string& out, const JsonValue::Object& object, int indent) {
  const int inner = indent == kOneLine ? kOneLine : indent + 1;
  out += '{';
  for (std::size_t i = 0; i < object.size(); ++i) {
    if (i > 0) out += ',';
    append_break(out, inner);
    append_string(out, object[i].key);
    out += indent == kOneLine ? ":" : ": ";
    append(out, object[i].value, inner);
  }
  if (!object.empty()) append_break(out, indent);
  out += '}';
}

void append(std::string& out, const JsonValue& value, int indent) {
  if (value.get_if<std::nullptr_t>()) out += "null";
  if (const auto* flag = value.get_if<bool>()) out += *flag ? "true" : "false";
  if (const auto* number = value.get_if<std::int64_t>()) out += std::to_string(*number);
  if (const auto* number = value.get_if<std::uint64_t>()) out += std::to_string(*number);
  // JSON has no word for infinity; no range of ours lets one in.
  if (const auto* number = value.get_if<double>())
    out += std::isfinite(*number) ? number_text(*number) : "null";
  if (const auto* text = value.get_if<std::string>()) append_string(out, *text);
  if (const auto* array = value.get_if<JsonValue::Array>()) append_array(out, *array, indent);
  if (const auto* object = value.get_if<JsonValue::Object>()) append_object(out, *object, indent);
}

}  // namespace

JsonValue::JsonValue(std::int64_t value) {
  if (value >= 0)
    data = static_cast<std::uint64_t>(value);
  else
    data = value;
}

const JsonValue* JsonValue::find(std::string_view key) const {
  if (const auto* object = get_if<Object>())
    for (const JsonMember& member : *object)
      if (member.key == key) return &member.value;
  return nullptr;
}

JsonValue* JsonValue::find(std::string_view key) {
  return const_cast<JsonValue*>(static_cast<const JsonValue*>(this)->find(key));
}

void JsonValue::set(std::string key, JsonValue value) {
  if (!get_if<Object>()) data = Object{};
  if (JsonValue* old = find(key))
    *old = std::move(value);
  else
    std::get<Object>(data).push_back({std::move(key), std::move(value)});
}

std::string to_line(const JsonValue& value) {
  std::string out;
  append(out, value, kOneLine);
  return out;
}

std::string to_text(const JsonValue& value) {
  std::string out;
  append(out, value, 0);
  return out + "\n";
}

std::string number_text(double value) {
  // fmt ignores the locale here and writes 1e+20 and -0 as JSON allows.
  if (value == std::trunc(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

std::string pointer_to(const std::string& pointer, std::string_view key) {
  std::string out = pointer + "/";
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

}  // namespace smp
