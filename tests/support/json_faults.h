#pragma once  // Every way to break one value of a valid document.
#include <functional>
#include <string>
#include <vector>

#include "smp/fields/json_value.h"

namespace smp::testing {

struct Fault {
  std::string what;   ///< for the test's message
  std::string place;  ///< the pointer that a refusal must name, or lie below
  std::string text;   ///< the broken document
};

using VisitValue = std::function<void(const std::string& pointer, JsonValue& value, JsonValue::Object* parent,
                                      std::size_t index)>;

/// Calls `visit` for every member and entry below `value`, with the object that holds it, if one does.
inline void visit_values(JsonValue& value, const std::string& pointer, const VisitValue& visit) {
  if (auto* object = value.get_if<JsonValue::Object>()) {
    for (std::size_t i = 0; i < object->size(); ++i) {
      const std::string inner = pointer_to(pointer, (*object)[i].key);
      visit_values((*object)[i].value, inner, visit);
      visit(inner, (*object)[i].value, object, i);
    }
  } else if (auto* array = value.get_if<JsonValue::Array>()) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      const std::string inner = pointer + "/" + std::to_string(i);
      visit_values((*array)[i], inner, visit);
      visit(inner, (*array)[i], nullptr, i);
    }
  }
}

inline bool is_number(const JsonValue& value) {
  return value.get_if<double>() || value.get_if<std::uint64_t>() || value.get_if<std::int64_t>();
}

/// Wrong types, impossible numbers, misspelled and doubled keys for every value of `document`.
inline std::vector<Fault> json_faults(JsonValue document) {
  std::vector<Fault> faults;
  const auto with = [&](const std::string& pointer, JsonValue& value, JsonValue wrong,
                        const std::string& what) {
    std::swap(value, wrong);
    faults.push_back({what + " at " + pointer, pointer, to_line(document)});
    std::swap(value, wrong);
  };
  visit_values(
      document, "",
      [&](const std::string& pointer, JsonValue& value, JsonValue::Object* parent, std::size_t index) {
        with(pointer, value, JsonValue(), "null");
        if (!value.get_if<bool>()) with(pointer, value, true, "true");
        if (!value.get_if<JsonValue::Array>()) with(pointer, value, JsonValue::Array{}, "[]");
        if (!value.get_if<JsonValue::Object>()) with(pointer, value, JsonValue::Object{}, "{}");
        if (!value.get_if<std::string>()) with(pointer, value, "5", "a text");
        if (!is_number(value)) with(pointer, value, 5, "a number");
        if (is_number(value)) {
          with(pointer, value, 1e308, "1e308");
          with(pointer, value, -1e308, "-1e308");
        }
        if (value.get_if<std::string>()) {
          with(pointer, value, "", "an empty text");
          with(pointer, value, std::string(257, 'a'), "a long text");
          with(pointer, value, "a\nb", "a control character");
        }
        if (!parent) return;
        const std::string key = (*parent)[index].key;
        const std::string misspelled = key.substr(0, key.size() - 1) + "~/";
        (*parent)[index].key = misspelled;
        faults.push_back({"a misspelled key " + pointer,
                          pointer_to(pointer.substr(0, pointer.rfind('/')), misspelled), to_line(document)});
        (*parent)[index].key = key;
        const JsonValue::Object saved = *parent;
        parent->push_back((*parent)[index]);
        faults.push_back({"a key twice " + pointer, pointer, to_line(document)});
        *parent = saved;
      });
  return faults;
}

/// `document` with the value at every number's place written as `token`, which need not be JSON.
inline std::vector<Fault> number_tokens(JsonValue document, const std::string& token) {
  std::vector<Fault> faults;
  visit_values(document, "",
               [&](const std::string& pointer, JsonValue& value, JsonValue::Object*, std::size_t) {
                 if (!is_number(value)) return;
                 JsonValue marker("@@");
                 std::swap(value, marker);
                 std::string text = to_line(document);
                 std::swap(value, marker);
                 text.replace(text.find("\"@@\""), 4, token);
                 faults.push_back({token + " at " + pointer, pointer, text});
               });
  return faults;
}

}  // namespace smp::testing
