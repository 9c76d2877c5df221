#pragma once  // A JSON document in memory, in the order it was written. Knows no JSON library.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace smp {

struct JsonMember;

/// One JSON value. Whole numbers keep all 64 bits: those >= 0 are `uint64_t`, those below are
/// `int64_t`; a number written with a point or an exponent is a `double`.
struct JsonValue {
  using Array = std::vector<JsonValue>;
  using Object = std::vector<JsonMember>;  ///< keys are unique
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object> data;

  JsonValue() : data(nullptr) {}
  JsonValue(bool value) : data(value) {}
  JsonValue(int value) : JsonValue(static_cast<std::int64_t>(value)) {}
  JsonValue(std::int64_t value);
  JsonValue(std::uint64_t value) : data(value) {}
  JsonValue(double value) : data(value) {}
  JsonValue(std::string value) : data(std::move(value)) {}
  JsonValue(const char* value) : data(std::string(value)) {}
  JsonValue(Array value) : data(std::move(value)) {}
  JsonValue(Object value) : data(std::move(value)) {}

  /// The value where it is a `T`, else null.
  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&data);
  }
  template <class T>
  T* get_if() {
    return std::get_if<T>(&data);
  }

  /// Member of an object; null where there is none or this is no object.
  const JsonValue* find(std::string_view key) const;
  JsonValue* find(std::string_view key);
  /// Sets or replaces a member; an empty value becomes an object first.
  void set(std::string key, JsonValue value);
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

/// Compact JSON on one line. Texts must be UTF-8.
std::string to_line(const JsonValue& value);

/// JSON for people: two spaces of indent, short lists (points) on one line, a newline at the end.
/// Numbers are written with the fewest digits that read back as the same value.
std::string to_text(const JsonValue& value);

/// A number of a message or a table, with the fewest digits that read back as the same value.
std::string number_text(double value);

/// `pointer` with one more step, escaped as RFC 6901 asks.
std::string pointer_to(const std::string& pointer, std::string_view key);

}  // namespace smp
