#include "smp/fields/json_override.h"

#include <charconv>
#include <optional>
#include <vector>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

constexpr std::size_t kMaxSteps = 64;
constexpr std::size_t kMaxPointerBytes = 4096;

[[noreturn]] void refuse(ErrorKind kind, std::string_view where, std::string cause, std::string advice = {}) {
  throw Error(kind, {"", std::string(where), std::move(cause), std::move(advice)});
}

// The steps of a pointer, unescaped. "" has none.
std::vector<std::string> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (pointer[i] == '~') {
      const char next = i + 1 < pointer.size() ? pointer[++i] : '\0';
      if (next != '0' && next != '1')
        refuse(ErrorKind::kUsage, pointer, "\"~\" must be written ~0 (and \"/\" ~1)");
      steps.back() += next == '0' ? '~' : '/';
    } else {
      steps.back() += pointer[i];
    }
  }
  return steps;
}

std::optional<std::size_t> index_of(const std::string& step) {
  std::size_t index = 0;
  const char* end = step.data() + step.size();
  const auto [stop, error] = std::from_chars(step.data(), end, index);
  if (error != std::errc() || stop != end || (step.size() > 1 && step[0] == '0')) return std::nullopt;
  return index;
}

JsonValue& entry_of(JsonValue::Array& array, const std::string& step, std::string_view pointer) {
  if (step == "-") return array.emplace_back();
  const auto index = index_of(step);
  if (!index)
    refuse(ErrorKind::kBadInput, pointer, quoted(step) + " is not an index of a list",
           "use a number, or - to append");
  if (*index >= array.size())
    refuse(ErrorKind::kBadInput, pointer,
           fmt::format("entry {} does not exist; the list has {}", *index, array.size()), "use - to append");
  return array[*index];
}

JsonValue parse_or_text(std::string_view text, std::string_view pointer) {
  try {
    return parse_json(text);
  } catch (const Error&) {
    check_text(text, JsonLimits{}.max_characters, std::string(pointer));
    return JsonValue(std::string(text));
  }
}

}  // namespace

void apply_override(JsonValue& document, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == assignment.npos || equals == 0 || assignment[0] != '/')
    refuse(ErrorKind::kUsage, "--set",
           quoted(std::string(assignment)) + " must have the form /json/pointer=value");
  const std::string_view pointer = assignment.substr(0, equals);
  check_text(pointer, kMaxPointerBytes, "--set");
  const auto steps = steps_of(pointer);
  if (steps.size() > kMaxSteps) refuse(ErrorKind::kUsage, "--set", "the pointer has more than 64 steps");
  JsonValue* place = &document;
  for (const std::string& step : steps) {
    if (place->get_if<std::nullptr_t>()) place->data = JsonValue::Object{};
    if (auto* array = place->get_if<JsonValue::Array>()) {
      place = &entry_of(*array, step, pointer);
    } else if (place->get_if<JsonValue::Object>()) {
      if (!place->find(step)) place->set(step, JsonValue());
      place = place->find(step);
    } else {
      refuse(ErrorKind::kBadInput, pointer,
             "leads through a value that is neither a list nor an object, at " + quoted(step));
    }
  }
  *place = parse_or_text(assignment.substr(equals + 1), pointer);
}

}  // namespace smp
