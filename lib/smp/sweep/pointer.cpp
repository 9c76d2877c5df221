#include "smp/sweep/pointer.h"

#include <algorithm>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

constexpr std::size_t kMaxPointerBytes = 4096;

[[noreturn]] void refuse(const std::string& pointer, const std::string& cause) {
  throw Error(ErrorKind::kUsage, {"", "--vary", quoted(pointer) + " " + cause, ""});
}

bool is_number(const std::string& step) {
  return !step.empty() && std::all_of(step.begin(), step.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Null where the document has no such place.
const JsonValue* entry_of(const JsonValue& place, const std::string& step) {
  if (const auto* list = place.get_if<JsonValue::Array>()) {
    if (!is_number(step) || step.size() > 9) return nullptr;
    const std::size_t index = std::stoul(step);
    return index < list->size() ? &(*list)[index] : nullptr;
  }
  return place.find(step);
}

}  // namespace

void check_pointer(const std::string& pointer) {
  check_text(pointer, kMaxPointerBytes, "--vary");
  if (pointer.size() < 2 || pointer[0] != '/') refuse(pointer, "is no JSON pointer");
  for (std::size_t i = 0; i < pointer.size(); ++i)
    if (pointer[i] == '~' && (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1')))
      refuse(pointer, "must have \"~\" written ~0 (and \"/\" ~1)");
  const auto steps = pointer_steps(pointer);
  if (steps.size() > kMaxPointerSteps)
    refuse(pointer, fmt::format("has more than {} steps", kMaxPointerSteps));
  if (std::find(steps.begin(), steps.end(), "-") != steps.end())
    refuse(pointer, "would append to a list; add the entry with --set and name its number here");
}

std::vector<std::string> pointer_steps(const std::string& pointer) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/')
      steps.emplace_back();
    else if (pointer[i] == '~')
      steps.back() += pointer[++i] == '0' ? '~' : '/';
    else
      steps.back() += pointer[i];
  }
  return steps;
}

bool is_index_step(const std::string& step) { return step == "*" || step == "-" || is_number(step); }

std::vector<std::string> expanded_pointer(const std::string& pointer, const JsonValue& document) {
  struct Place {
    std::string pointer;
    const JsonValue* value;  // null: not in the document yet
  };
  std::vector<Place> places = {{"", &document}};
  for (const std::string& step : pointer_steps(pointer)) {
    std::vector<Place> next;
    for (const Place& place : places) {
      if (step != "*") {
        next.push_back(
            {pointer_to(place.pointer, step), place.value ? entry_of(*place.value, step) : nullptr});
        continue;
      }
      const auto* list = place.value ? place.value->get_if<JsonValue::Array>() : nullptr;
      if (!list || list->empty())
        throw Error(ErrorKind::kBadInput,
                    {"", "--vary",
                     quoted(pointer) + " stands for all entries of a list, but the spec has " +
                         (list ? "an empty one" : "none") + " at " + quoted(place.pointer),
                     ""});
      for (std::size_t i = 0; i < list->size(); ++i)
        next.push_back({place.pointer + "/" + std::to_string(i), &(*list)[i]});
    }
    places = std::move(next);
  }
  std::vector<std::string> pointers;
  for (Place& place : places) pointers.push_back(std::move(place.pointer));
  return pointers;
}

}  // namespace smp
