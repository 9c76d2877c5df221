#include <string_view>

#include "smp/fields/documents.h"

namespace smp {
namespace {

JsonValue point_value(Point2 p) { return JsonValue::Array{p.x, p.y}; }

class Writer : public FieldVisitor {
 public:
  JsonValue document = JsonValue::Object{};

  void number(const Row& row, Slot<double> value, Range) override { put_if(row, value.get()); }
  void whole(const Row& row, Slot<int> value, Range) override { put_if(row, value.get()); }
  void seed(const Row& row, std::uint64_t& value) override { put(row, value); }
  void flag(const Row& row, bool& value) override { put(row, value); }
  void text(const Row& row, Slot<std::string> value, TextKind, const Keys&) override {
    if (value.get() && !value.get()->empty())
      put(row, *value.get());
    else
      put_auto(row);
  }
  void texts(const Row& row, std::vector<std::string>& value, Count) override {
    if (!value.empty()) put(row, JsonValue::Array(value.begin(), value.end()));
  }
  void constant(const Row& row, int value) override { put(row, value); }
  void point(const Row& row, Slot<Point2> value, Range) override {
    if (value.get()) put(row, point_value(*value.get()));
  }
  void points(const Row& row, Slot<std::vector<Point2>> value, Range, Count) override {
    if (!value.get() || value.get()->empty()) return;
    JsonValue::Array list;
    for (const Point2 p : *value.get()) list.push_back(point_value(p));
    put(row, std::move(list));
  }
  void numbers(const Row& row, Slot<std::vector<double>> value, std::span<const Range>) override {
    if (value.get())
      put(row, JsonValue::Array(value.get()->begin(), value.get()->end()));
    else
      put_auto(row);
  }
  void shares(const Row& row, Slot<std::map<std::string, double>> value, const Keys&, Range) override {
    if (!value.get()) return put_auto(row);
    JsonValue::Object object;
    for (const auto& [key, share] : *value.get()) object.push_back({key, share});
    put(row, std::move(object));
  }
  void choice(const Row& row, const Keys& names, const ChoiceAccess& value) override {
    put(row, names[value.get()]);
  }
  void object(const Row& row, const Body& body, bool present) override {
    if (!present) return put_auto(row);
    JsonValue inner = write_object(body);
    if (!inner.get_if<JsonValue::Object>()->empty())
      put(row, std::move(inner));
    else
      put_auto(row);
  }
  void list(const Row& row, ListAccess& value, Count, bool automatic) override {
    if (!value.present()) {
      if (automatic) put(row, "auto");
      return;
    }
    JsonValue::Array entries;
    for (std::size_t i = 0; i < value.size(); ++i)
      entries.push_back(write_object([&](FieldVisitor& field) { value.visit(i, field); }));
    put(row, std::move(entries));
  }
  void when(const char*, const char*, bool active, const Body& body) override {
    if (active) body(*this);
  }
  void exactly_one(std::initializer_list<const char*> names) override { at_most_one(names); }
  void at_least_one(std::initializer_list<const char*>) override {}
  void at_most_one(std::initializer_list<const char*> names) override {
    bool kept = false;
    for (const char* name : names) {
      if (!document.find(name)) continue;
      if (kept)
        std::erase_if(*document.get_if<JsonValue::Object>(),
                      [&](const JsonMember& member) { return std::string_view(member.key) == name; });
      kept = true;
    }
  }
  void together(std::initializer_list<const char*>) override {}

 private:
  void put(const Row& row, JsonValue value) { document.set(row.name, std::move(value)); }
  template <class T>
  void put_if(const Row& row, const T* value) {
    if (value)
      put(row, *value);
    else
      put_auto(row);
  }
  void put_auto(const Row& row) {
    if (row.automatic) put(row, "auto");
  }
};

}  // namespace

JsonValue write_object(const FieldVisitor::Body& fields) {
  Writer writer;
  fields(writer);
  return std::move(writer.document);
}

}  // namespace smp
