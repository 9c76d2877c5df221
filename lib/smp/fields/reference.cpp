#include <fmt/core.h>

#include "smp/fields/documents.h"

namespace smp {
namespace {

std::string code(const std::string& text) { return "`" + text + "`"; }

std::string codes(const FieldVisitor::Keys& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + code(name);
  return out;
}

std::string count_text(Count count) {
  return count.least == count.most ? fmt::format("{} entries", count.least)
                                   : fmt::format("{} to {} entries", count.least, count.most);
}

// One table per object, the tables of inner objects after it.
class ReferenceWriter : public FieldVisitor {
 public:
  explicit ReferenceWriter(std::string path) : path_(std::move(path)) {}

  std::string text() const {
    std::string out =
        "## " + path_ +
        "\n\n| key | type | unit | range | default | basis | meaning |\n|---|---|---|---|---|---|---|\n";
    out += table_ + "\n";
    for (const std::string& rule : rules_) out += "* " + rule + "\n";
    if (!rules_.empty()) out += "\n";
    return out + inner_;
  }

  void number(const Row& row, Slot<double> value, Range range) override {
    add(row, "number", range_text(range), value.get() ? number_text(*value.get()) : "");
  }
  void whole(const Row& row, Slot<int> value, Range range) override {
    add(row, "whole number", range_text(range), value.get() ? std::to_string(*value.get()) : "");
  }
  void seed(const Row& row, std::uint64_t& value) override {
    add(row, "whole number", "0 to 2^64 - 1", std::to_string(value));
  }
  void flag(const Row& row, bool& value) override { add(row, "true or false", "", value ? "true" : "false"); }
  void text(const Row& row, Slot<std::string> value, TextKind kind, const Keys& choices) override {
    add(row, kind == TextKind::kFile ? "file name" : "text", codes(choices),
        value.get() && !value.get()->empty() ? code(*value.get()) : "");
  }
  void texts(const Row& row, std::vector<std::string>& value, Count count) override {
    add(row, "list of texts", count_text(count), codes(value));
  }
  void constant(const Row& row, int value) override {
    add(required(row), "whole number", std::to_string(value), "");
  }
  void point(const Row& row, Slot<Point2> value, Range range) override {
    add(row, "[x, y]", range_text(range),
        value.get() ? to_line(JsonValue::Array{value.get()->x, value.get()->y}) : "");
  }
  void points(const Row& row, Slot<std::vector<Point2>>, Range range, Count count) override {
    add(row, "list of [x, y]", count_text(count) + ", each " + range_text(range), "");
  }
  void numbers(const Row& row, Slot<std::vector<double>> value, std::span<const Range> ranges) override {
    std::string range = range_text(ranges[0]);
    bool same = true;
    for (const Range r : ranges) same = same && r.low == ranges[0].low && r.high == ranges[0].high;
    for (std::size_t i = 1; !same && i < ranges.size(); ++i) range += "; " + range_text(ranges[i]);
    add(row, fmt::format("list of {} numbers", ranges.size()), range,
        value.get() ? to_line(JsonValue::Array(value.get()->begin(), value.get()->end())) : "");
  }
  void shares(const Row& row, Slot<std::map<std::string, double>> value, const Keys& keys,
              Range range) override {
    std::string defaults;
    if (value.get())
      for (const auto& [key, share] : *value.get())
        defaults += (defaults.empty() ? "" : ", ") + code(key) + " " + number_text(share);
    add(row, "object of numbers", range_text(range) + (keys.empty() ? "" : "; keys " + codes(keys)),
        defaults);
  }
  void choice(const Row& row, const Keys& names, const ChoiceAccess& value) override {
    add(row, "text", codes(names), code(names[value.get()]));
  }
  void object(const Row& row, const Body& body, bool) override {
    add(row, *row.shorthand ? "object, or a text for its " + code(row.shorthand) : "object", "", "");
    descend(path_of(row), body);
  }
  void list(const Row& row, ListAccess& value, Count count, bool automatic) override {
    add(automatic ? or_auto(row) : row, "list of objects", count_text(count), "");
    descend(path_of(row) + "/0", [&](FieldVisitor& field) { value.visit_defaults(field); });
  }
  void when(const char* key, const char* value, bool, const Body& body) override {
    condition_ = fmt::format("Only with `{}` `{}`. ", key, value);
    body(*this);
    condition_.clear();
  }
  void exactly_one(std::initializer_list<const char*> names) override {
    rule("Exactly one of ", names, " is given.");
  }
  void at_least_one(std::initializer_list<const char*> names) override {
    rule("At least one of ", names, " is given.");
  }
  void at_most_one(std::initializer_list<const char*> names) override {
    rule("At most one of ", names, " is given.");
  }
  void together(std::initializer_list<const char*> names) override {
    rule("", names, " are given together.");
  }

 private:
  std::string path_of(const Row& row) const {
    return (path_.front() == '/' ? path_ : std::string()) + "/" + row.name;
  }

  void add(const Row& row, const std::string& type, const std::string& range, const std::string& value) {
    std::string basis = trust_name(row.trust);
    if (*row.source) basis += (basis.empty() ? "" : ", ") + std::string(row.source);
    const std::string shown = row.required ? "required" : value.empty() && row.automatic ? "`auto`" : value;
    table_ +=
        fmt::format("| {} | {}{} | {} | {} | {} | {} | {}{} |\n", code(row.name), type,
                    row.automatic ? " or `auto`" : "", row.unit, range, shown, basis, condition_, row.doc);
  }
  void rule(const char* before, std::initializer_list<const char*> names, const char* after) {
    rules_.push_back(before + codes(Keys(names.begin(), names.end())) + after);
  }
  void descend(const std::string& path, const Body& body) {
    ReferenceWriter inner(path);
    body(inner);
    inner_ += inner.text();
  }

  std::string path_, table_, inner_, condition_;
  std::vector<std::string> rules_;
};

}  // namespace

std::string reference_of(const std::string& root, const FieldVisitor::Body& fields) {
  ReferenceWriter writer(root);
  fields(writer);
  std::string text = writer.text();
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace smp
