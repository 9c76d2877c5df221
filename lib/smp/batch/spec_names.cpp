#include "smp/batch/spec_names.h"

#include <algorithm>
#include <array>
#include <optional>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

constexpr std::array<std::string_view, 3> kFileKeys = {"mask", "file", "impressions"};

bool names_a_file(std::string_view key) {
  return std::find(kFileKeys.begin(), kFileKeys.end(), key) != kFileKeys.end();
}

// False where no key of the text can be one of those: most specs need no parsing. Any escape may hide one.
bool may_name_files(std::string_view text) {
  return text.find("\\u") != text.npos || std::any_of(kFileKeys.begin(), kFileKeys.end(),
                                                      [&](auto key) { return text.find(key) != text.npos; });
}

void collect(const JsonValue& value, bool is_name, std::vector<std::string>& names) {
  if (const auto* text = value.get_if<std::string>()) {
    if (is_name && !text->empty() && std::find(names.begin(), names.end(), *text) == names.end())
      names.push_back(*text);
  } else if (const auto* entries = value.get_if<JsonValue::Array>()) {
    for (const JsonValue& entry : *entries) collect(entry, false, names);
  } else if (const auto* members = value.get_if<JsonValue::Object>()) {
    for (const JsonMember& member : *members) collect(member.value, names_a_file(member.key), names);
  }
}

std::optional<JsonValue> parsed(std::string_view text) {
  try {
    return parse_json(text, {.max_bytes = text.size()});
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<std::string> files_named_in(std::string_view spec, std::span<const std::string> overrides) {
  std::vector<std::string> names;
  if (may_name_files(spec))
    if (const auto document = parsed(spec)) collect(*document, false, names);
  for (std::string_view assignment : overrides) {
    if (!may_name_files(assignment)) continue;
    const std::size_t sign = std::min(assignment.find('='), assignment.size());
    const std::string_view pointer = assignment.substr(0, sign);
    const std::string_view text = assignment.substr(std::min(sign + 1, assignment.size()));
    // What is not JSON is a text, as `--set` has it.
    const JsonValue value = parsed(text).value_or(JsonValue(std::string(text)));
    collect(value, names_a_file(pointer.substr(pointer.rfind('/') + 1)), names);
  }
  return names;
}

}  // namespace smp
