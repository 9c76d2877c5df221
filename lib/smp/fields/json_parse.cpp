#include "smp/fields/json_parse.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "smp/base/error.h"
#include "smp/base/text.h"

namespace smp {
namespace {

[[noreturn]] void refuse(std::string where, std::string cause, std::string advice = {}) {
  throw Error(ErrorKind::kBadInput, {"", std::move(where), std::move(cause), std::move(advice)});
}

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  // Count characters, not bytes: continuation bytes of UTF-8 do not start one.
  const auto column =
      1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(),
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return fmt::format("line {}, column {}", line, column);
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// What a person did wrong, guessed from the place where reading stopped.
std::string syntax_cause(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the text ends in the middle; it is cut short or a bracket is not closed";
  const char c = text[offset];
  if (c == '\0') return "holds a NUL byte; it is not JSON text";
  if (c == '/' || c == '#') return "comments are not allowed in JSON";
  std::size_t last = offset;
  while (last > 0 && is_blank(text[last - 1])) --last;
  const char previous = last > 0 ? text[last - 1] : '\0';
  if ((c == ']' || c == '}') && previous == ',')
    return "a comma stands before the closing bracket; remove it";
  if (c == '\'') return "texts are written in double quotes";
  if (c == 'N' || c == 'I' || c == '+') return "not a number as JSON writes it";
  if (static_cast<unsigned char>(c) < 0x20 && !is_blank(c)) return "a control character is not allowed here";
  return "is not valid JSON here (near " + quoted(std::string(text.substr(offset, 12))) + ")";
}

// Builds a document from nlohmann's events; refuses what its own reader would let pass.
class Builder {
 public:
  Builder(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  bool null() { return add(JsonValue()); }
  bool boolean(bool value) { return add(JsonValue(value)); }
  bool number_integer(std::int64_t value) { return add(JsonValue(value)); }
  bool number_unsigned(std::uint64_t value) { return add(JsonValue(value)); }
  bool number_float(double value, const std::string&) { return add(JsonValue(value)); }
  bool string(std::string& value) {
    check_text(value, limits_.max_characters, place());
    return add(JsonValue(std::move(value)));
  }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool key(std::string& value) {
    check_text(value, limits_.max_characters, pointer());
    open_.back().key = std::move(value);
    return true;
  }
  bool start_object(std::size_t) { return open(JsonValue::Object{}); }
  bool start_array(std::size_t) { return open(JsonValue::Array{}); }
  bool end_object() {
    refuse_duplicates(*open_.back().value.get_if<JsonValue::Object>());
    return close();
  }
  bool end_array() { return close(); }

  template <class Failure>
  bool parse_error(std::size_t position, const std::string&, const Failure& failure) {
    const std::size_t offset = position > 0 ? position - 1 : 0;
    if (failure.id == kOutOfRange) refuse(place(), "the number is too large for any use");
    refuse(line_and_column(text_, offset), syntax_cause(text_, offset));
  }

  JsonValue take() { return std::move(root_); }

 private:
  static constexpr int kOutOfRange = 406;
  struct Open {
    JsonValue value;
    std::string key;
  };

  // Pointer of the innermost open list or object, without the value being read.
  std::string pointer() const {
    std::string out;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) out = step(out, open_[i]);
    return out;
  }
  std::string place() const { return open_.empty() ? "" : step(pointer(), open_.back()); }
  static std::string step(const std::string& pointer, const Open& open) {
    if (const auto* array = open.value.get_if<JsonValue::Array>())
      return pointer + "/" + std::to_string(array->size());
    return pointer_to(pointer, open.key);
  }

  bool open(JsonValue value) {
    if (open_.size() >= static_cast<std::size_t>(limits_.max_depth))
      refuse(place(), fmt::format("is nested deeper than {} levels", limits_.max_depth));
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool close() {
    JsonValue value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }
  bool add(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = open_.back().value.get_if<JsonValue::Array>()) {
      array->push_back(std::move(value));
    } else {
      open_.back().value.get_if<JsonValue::Object>()->push_back(
          {std::move(open_.back().key), std::move(value)});
    }
    return true;
  }
  void refuse_duplicates(const JsonValue::Object& object) const {
    std::vector<std::string_view> keys;
    for (const JsonMember& member : object) keys.push_back(member.key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end()) refuse(pointer_to(pointer(), *twice), "the key is given twice");
  }

  std::string_view text_;
  const JsonLimits& limits_;
  std::vector<Open> open_;
  JsonValue root_;
};

}  // namespace

void check_text(std::string_view text, std::size_t max_characters, const std::string& where) {
  if (!is_utf8(text)) refuse(where, "the text is not valid UTF-8");
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || c1)
      refuse(where, "control characters are not allowed in a text or key");
    if ((byte & 0xC0) != 0x80) ++characters;
  }
  if (characters > max_characters)
    refuse(where, fmt::format("the text or key is longer than {} characters", max_characters));
}

JsonValue parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes)
    refuse("", fmt::format("has {} bytes, more than the {} allowed", text.size(), limits.max_bytes));
  // nlohmann takes a NUL byte for the end of the text.
  const std::size_t nul = text.find('\0');
  if (nul != text.npos) refuse(line_and_column(text, nul), syntax_cause(text, nul));
  if (text.find_first_not_of(" \t\r\n") == text.npos) refuse("", "is empty");
  Builder builder(text, limits);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

}  // namespace smp
