#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/fields/documents.h"

namespace smp {
namespace {

[[noreturn]] void refuse(std::string where, std::string cause, std::string advice = {}) {
  throw Error(ErrorKind::kBadInput, {"", std::move(where), std::move(cause), std::move(advice)});
}

std::string got(const JsonValue& value) {
  if (const auto* text = value.get_if<std::string>()) return "(got the text " + quoted(*text) + ")";
  if (value.get_if<JsonValue::Array>()) return "(got a list)";
  if (value.get_if<JsonValue::Object>()) return "(got an object)";
  std::string number = to_line(value);
  // A number with a point stays recognisable as one.
  if (value.get_if<double>() && number.find_first_of(".e") == number.npos) number += ".0";
  return "(got " + number + ")";
}

std::string with_unit(std::string text, const Row& row) { return *row.unit ? text + " " + row.unit : text; }

std::string hint(std::string_view word, const FieldVisitor::Keys& known) {
  const std::string near = nearest_word(word, known);
  return near.empty() ? std::string() : "did you mean " + quoted(near) + "?";
}

std::string listed(const FieldVisitor::Keys& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 < names.size() ? ", " : " or ";
    out += "\"" + names[i] + "\"";
  }
  return out;
}

// Why the document may not name this file; empty where it may.
std::string file_fault(std::string_view name, FilesFrom files) {
  if (name.empty()) return "must not be empty";
  if (name.find("://") != name.npos || name.starts_with("data:") || name.starts_with("file:"))
    return "must be a file name, not a web address";
  if (files == FilesFrom::kAnywhere) return {};
  if (name.front() == '/' || name.front() == '\\') return "must be a relative file name";
  if (name.size() > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/'))
    return "must be a relative file name";
  int depth = 0;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("/\\", start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part == "..") --depth;
    if (part != ".." && part != "." && !part.empty()) ++depth;
    if (depth < 0) return "must not lead out of the folder of the file that names it";
    start = end + 1;
  }
  return {};
}

// Collects the keys that rows name, to tell unknown ones before any value is judged.
class KeyCollector : public FieldVisitor {
 public:
  Keys keys;
  void number(const Row& row, Slot<double>, Range) override { add(row); }
  void whole(const Row& row, Slot<int>, Range) override { add(row); }
  void seed(const Row& row, std::uint64_t&) override { add(row); }
  void flag(const Row& row, bool&) override { add(row); }
  void text(const Row& row, Slot<std::string>, TextKind, const Keys&) override { add(row); }
  void texts(const Row& row, std::vector<std::string>&, Count) override { add(row); }
  void constant(const Row& row, int) override { add(row); }
  void point(const Row& row, Slot<Point2>, Range) override { add(row); }
  void points(const Row& row, Slot<std::vector<Point2>>, Range, Count) override { add(row); }
  void numbers(const Row& row, Slot<std::vector<double>>, std::span<const Range>) override { add(row); }
  void shares(const Row& row, Slot<std::map<std::string, double>>, const Keys&, Range) override { add(row); }
  void choice(const Row& row, const Keys&, const ChoiceAccess&) override { add(row); }
  void object(const Row& row, const Body&, bool) override { add(row); }
  void list(const Row& row, ListAccess&, Count, bool) override { add(row); }
  void when(const char*, const char*, bool, const Body& body) override { body(*this); }
  void exactly_one(std::initializer_list<const char*>) override {}
  void at_least_one(std::initializer_list<const char*>) override {}
  void at_most_one(std::initializer_list<const char*>) override {}
  void together(std::initializer_list<const char*>) override {}

 private:
  void add(const Row& row) { keys.push_back(row.name); }
};

class Reader : public FieldVisitor {
 public:
  Reader(const JsonValue::Object& object, std::string pointer, FilesFrom files)
      : object_(object), pointer_(std::move(pointer)), files_(files) {}

  void number(const Row& row, Slot<double> value, Range range) override {
    const JsonValue* given = find(row);
    if (!given) return;
    if (is_auto(row, *given)) return value.reset();
    value.make() = number_at(row, *given, range, at(row));
  }

  void whole(const Row& row, Slot<int> value, Range range) override {
    const JsonValue* given = find(row);
    if (!given) return;
    const auto* large = given->get_if<std::uint64_t>();
    const auto* small = given->get_if<std::int64_t>();
    if (!large && !small) refuse(at(row), "must be a whole number, written without a point " + got(*given));
    const double number = large ? static_cast<double>(*large) : static_cast<double>(*small);
    check_range(row, number, range, at(row), *given);
    value.make() = static_cast<int>(number);
  }

  void seed(const Row& row, std::uint64_t& value) override {
    const JsonValue* given = find(row);
    if (!given) return;
    const auto* number = given->get_if<std::uint64_t>();
    if (!number)
      refuse(at(row),
             "must be a whole number from 0 to 18446744073709551615, written without a point " + got(*given));
    value = *number;
  }

  void flag(const Row& row, bool& value) override {
    const JsonValue* given = find(row);
    if (!given) return;
    if (!given->get_if<bool>()) refuse(at(row), "must be true or false " + got(*given));
    value = *given->get_if<bool>();
  }

  void text(const Row& row, Slot<std::string> value, TextKind kind, const Keys& choices) override {
    const JsonValue* given = find(row);
    if (!given) return;
    if (is_auto(row, *given)) return value.reset();
    const std::string& text = text_at(*given, at(row));
    if (!choices.empty()) index_in(choices, text, at(row));
    if (text.empty()) refuse(at(row), "must not be empty");
    if (kind == TextKind::kFile && !file_fault(text, files_).empty())
      refuse(at(row), file_fault(text, files_) + " " + got(*given));
    value.make() = text;
  }

  void texts(const Row& row, std::vector<std::string>& value, Count count) override {
    const JsonValue* given = find(row);
    if (!given) return;
    const auto& entries = list_at(*given, at(row), count, "a list of texts");
    std::vector<std::string> read;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      read.push_back(text_at(entries[i], at(row, i)));
      if (read.back().empty()) refuse(at(row, i), "must not be empty");
    }
    value = std::move(read);
  }

  void constant(const Row& row, int value) override {
    const JsonValue* given = find(required(row));
    if (!given) return;
    const auto* number = given->get_if<std::uint64_t>();
    if (!number || *number != static_cast<std::uint64_t>(value))
      refuse(at(row), fmt::format("must be {} {}", value, got(*given)));
  }

  void point(const Row& row, Slot<Point2> value, Range range) override {
    if (const JsonValue* given = find(row)) value.make() = point_at(row, *given, range, at(row));
  }

  void points(const Row& row, Slot<std::vector<Point2>> value, Range range, Count count) override {
    const JsonValue* given = find(row);
    if (!given) return;
    const auto& entries = list_at(*given, at(row), count, "a list of points [x, y]");
    std::vector<Point2> read;
    read.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
      read.push_back(point_at(row, entries[i], range, at(row, i)));
    value.make() = std::move(read);
  }

  void numbers(const Row& row, Slot<std::vector<double>> value, std::span<const Range> ranges) override {
    const JsonValue* given = find(row);
    if (!given) return;
    if (is_auto(row, *given)) return value.reset();
    const auto& entries = list_at(*given, at(row), {ranges.size(), ranges.size()}, "a list of numbers");
    std::vector<double> read;
    for (std::size_t i = 0; i < entries.size(); ++i)
      read.push_back(number_at(row, entries[i], ranges[i], at(row, i)));
    value.make() = std::move(read);
  }

  void shares(const Row& row, Slot<std::map<std::string, double>> value, const Keys& keys,
              Range range) override {
    const JsonValue* given = find(row);
    if (!given) return;
    if (is_auto(row, *given)) return value.reset();
    const auto& members = object_at(*given, at(row));
    if (members.empty()) refuse(at(row), "must have at least one entry");
    std::map<std::string, double> read;
    for (const JsonMember& member : members) {
      const std::string where = pointer_to(at(row), member.key);
      if (!keys.empty()) index_in(keys, member.key, where);
      read[member.key] = number_at(row, member.value, range, where);
    }
    value.make() = std::move(read);
  }

  void choice(const Row& row, const Keys& names, const ChoiceAccess& value) override {
    if (const JsonValue* given = find(row)) value.set(index_in(names, text_at(*given, at(row)), at(row)));
  }

  void object(const Row& row, const Body& body, bool) override {
    const JsonValue* given = find(row);
    if (!given || is_auto(row, *given)) return;
    if (*row.shorthand && given->get_if<std::string>())
      return read(JsonValue::Object{{row.shorthand, *given}}, at(row), body, files_);
    if (row.automatic && !given->get_if<JsonValue::Object>())
      refuse(at(row), "must be an object in { } or \"auto\" " + got(*given));
    read(object_at(*given, at(row)), at(row), body, files_);
  }

  void list(const Row& row, ListAccess& value, Count count, bool automatic) override {
    const JsonValue* given = find(row);
    if (!given) return;
    value.clear();
    const auto* text = given->get_if<std::string>();
    if (automatic && text && *text == "auto") return;
    const auto& entries =
        list_at(*given, at(row), count, automatic ? "a list of objects or \"auto\"" : "a list of objects");
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& members = object_at(entries[i], at(row, i));
      check_keys(members, at(row, i), [&](FieldVisitor& field) { value.visit_defaults(field); });
      Reader reader(members, at(row, i), files_);
      value.append(reader);
    }
  }

  void when(const char* key, const char* value, bool active, const Body& body) override {
    if (active) return body(*this);
    KeyCollector there;
    body(there);
    for (const std::string& name : there.keys) {
      if (find_key(name))
        refuse(pointer_to(pointer_, name),
               fmt::format("belongs to {} \"{}\" and has no meaning here", key, value));
    }
  }

  void exactly_one(std::initializer_list<const char*> names) override {
    at_most_one(names);
    at_least_one(names);
  }

  void at_least_one(std::initializer_list<const char*> names) override {
    for (const char* name : names)
      if (find_key(name)) return;
    const Keys keys(names.begin(), names.end());
    refuse(pointer_to(pointer_, keys.front()), "is missing", "give " + listed(keys));
  }

  void at_most_one(std::initializer_list<const char*> names) override {
    const char* first = nullptr;
    for (const char* name : names) {
      if (!find_key(name)) continue;
      if (first)
        refuse(pointer_to(pointer_, name), fmt::format("cannot be given together with \"{}\"", first));
      first = name;
    }
  }

  void together(std::initializer_list<const char*> names) override {
    const char* given = nullptr;
    for (const char* name : names)
      if (find_key(name)) given = name;
    for (const char* name : names)
      if (given && !find_key(name))
        refuse(pointer_to(pointer_, name), fmt::format("is missing; \"{}\" needs it", given));
  }

  static void read(const JsonValue::Object& members, const std::string& pointer, const Body& body,
                   FilesFrom files) {
    check_keys(members, pointer, body);
    Reader reader(members, pointer, files);
    body(reader);
  }

  static const JsonValue::Object& object_at(const JsonValue& value, const std::string& where) {
    if (!value.get_if<JsonValue::Object>()) refuse(where, "must be an object in { } " + got(value));
    return *value.get_if<JsonValue::Object>();
  }

 private:
  std::string at(const Row& row) const { return pointer_to(pointer_, row.name); }
  std::string at(const Row& row, std::size_t index) const { return at(row) + "/" + std::to_string(index); }

  const JsonValue* find_key(std::string_view key) const {
    for (const JsonMember& member : object_)
      if (member.key == key) return &member.value;
    return nullptr;
  }

  const JsonValue* find(const Row& row) const {
    const JsonValue* given = find_key(row.name);
    if (!given && row.required) refuse(at(row), "is missing", row.doc);
    return given;
  }

  static bool is_auto(const Row& row, const JsonValue& given) {
    const auto* text = given.get_if<std::string>();
    return row.automatic && text && *text == "auto";
  }

  static void check_keys(const JsonValue::Object& members, const std::string& pointer, const Body& body) {
    KeyCollector known;
    body(known);
    for (const JsonMember& member : members) {
      if (std::find(known.keys.begin(), known.keys.end(), member.key) == known.keys.end())
        refuse(pointer_to(pointer, member.key), "is not a known key", hint(member.key, known.keys));
    }
  }

  static void check_range(const Row& row, double number, Range range, const std::string& where,
                          const JsonValue& given) {
    if (!range.contains(number))
      refuse(where, "must be " + with_unit(range_text(range), row) + " " + got(given));
  }

  static double number_at(const Row& row, const JsonValue& given, Range range, const std::string& where) {
    double number = 0;
    if (const auto* real = given.get_if<double>())
      number = *real;
    else if (const auto* large = given.get_if<std::uint64_t>())
      number = static_cast<double>(*large);
    else if (const auto* small = given.get_if<std::int64_t>())
      number = static_cast<double>(*small);
    else
      refuse(where, (row.automatic ? "must be a number or \"auto\" " : "must be a number ") + got(given));
    check_range(row, number, range, where, given);
    return number;
  }

  static Point2 point_at(const Row& row, const JsonValue& given, Range range, const std::string& where) {
    const auto* entries = given.get_if<JsonValue::Array>();
    if (!entries || entries->size() != 2) refuse(where, "must be a point, two numbers [x, y] " + got(given));
    const double x = number_at(row, (*entries)[0], range, where + "/0");
    return {x, number_at(row, (*entries)[1], range, where + "/1")};
  }

  static const std::string& text_at(const JsonValue& given, const std::string& where) {
    if (!given.get_if<std::string>()) refuse(where, "must be a text in double quotes " + got(given));
    return *given.get_if<std::string>();
  }

  static const JsonValue::Array& list_at(const JsonValue& given, const std::string& where, Count count,
                                         const char* what) {
    const auto* entries = given.get_if<JsonValue::Array>();
    if (!entries) refuse(where, fmt::format("must be {} {}", what, got(given)));
    const std::size_t size = entries->size();
    if (count.least == count.most && size != count.least)
      refuse(where, fmt::format("must have {} entries (got {})", count.least, size));
    if (size < count.least)
      refuse(where, fmt::format("must have at least {} entries (got {})", count.least, size));
    if (size > count.most)
      refuse(where, fmt::format("must have at most {} entries (got {})", count.most, size));
    return *entries;
  }

  static std::size_t index_in(const Keys& names, const std::string& text, const std::string& where) {
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    refuse(where, "must be " + listed(names) + " (got " + quoted(text) + ")", hint(text, names));
  }

  const JsonValue::Object& object_;
  const std::string pointer_;
  const FilesFrom files_;
};

}  // namespace

std::string range_text(Range range) {
  if (range.low_open) return "above " + number_text(range.low) + ", up to " + number_text(range.high);
  return number_text(range.low) + " to " + number_text(range.high);
}

void read_object(const JsonValue& document, const FieldVisitor::Body& fields, FilesFrom files) {
  Reader::read(Reader::object_at(document, ""), "", fields, files);
}

}  // namespace smp
