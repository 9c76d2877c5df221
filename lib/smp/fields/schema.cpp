#include <cstdint>

#include "smp/base/error.h"
#include "smp/fields/documents.h"

namespace smp {
namespace {

JsonValue number_schema(const char* type, Range range) {
  JsonValue schema;
  schema.set("type", type);
  schema.set(range.low_open ? "exclusiveMinimum" : "minimum", range.low);
  schema.set("maximum", range.high);
  return schema;
}

JsonValue list_schema(JsonValue items, Count count) {
  JsonValue schema;
  schema.set("type", "array");
  schema.set("items", std::move(items));
  schema.set("minItems", static_cast<std::uint64_t>(count.least));
  schema.set("maxItems", static_cast<std::uint64_t>(count.most));
  return schema;
}

JsonValue point_schema(Range range) { return list_schema(number_schema("number", range), {2, 2}); }

JsonValue strings(const FieldVisitor::Keys& keys) { return JsonValue::Array(keys.begin(), keys.end()); }

JsonValue required_keys(FieldVisitor::Keys keys) {
  JsonValue schema;
  schema.set("required", strings(keys));
  return schema;
}

JsonValue negated(JsonValue schema) {
  JsonValue out;
  out.set("not", std::move(schema));
  return out;
}

// A text may stand for the object: what its key `shorthand` may be.
JsonValue or_text(JsonValue schema, const char* shorthand) {
  JsonValue text, either;
  for (const JsonMember& member : *schema.get_if<JsonValue::Object>())
    if (member.key == "properties")
      for (const JsonMember& property : *member.value.get_if<JsonValue::Object>())
        if (property.key == shorthand) text = property.value;
  either.set("anyOf", JsonValue::Array{std::move(text), std::move(schema)});
  return either;
}

// A default of its own moves out of the alternative; without one, "auto" is the default.
JsonValue either_auto(JsonValue schema) {
  JsonValue word, either, fallback = "auto";
  if (const JsonValue* own = schema.find("default")) fallback = *own;
  if (auto* members = schema.get_if<JsonValue::Object>())
    std::erase_if(*members, [](const JsonMember& member) { return member.key == "default"; });
  word.set("const", "auto");
  either.set("anyOf", JsonValue::Array{std::move(word), std::move(schema)});
  either.set("default", std::move(fallback));
  return either;
}

JsonValue object_schema(const FieldVisitor::Body& fields);

class SchemaWriter : public FieldVisitor {
 public:
  JsonValue properties = JsonValue::Object{};
  Keys required_names;
  JsonValue::Array rules;

  void number(const Row& row, Slot<double> value, Range range) override {
    JsonValue schema = number_schema("number", range);
    if (value.get() && !row.required) schema.set("default", *value.get());
    put(row, std::move(schema));
  }
  void whole(const Row& row, Slot<int> value, Range range) override {
    JsonValue schema = number_schema("integer", range);
    if (value.get() && !row.required) schema.set("default", *value.get());
    put(row, std::move(schema));
  }
  void seed(const Row& row, std::uint64_t& value) override {
    JsonValue schema;
    schema.set("type", "integer");
    schema.set("minimum", 0);
    schema.set("maximum", UINT64_MAX);
    schema.set("default", value);
    put(row, std::move(schema));
  }
  void flag(const Row& row, bool& value) override {
    JsonValue schema;
    schema.set("type", "boolean");
    schema.set("default", value);
    put(row, std::move(schema));
  }
  void text(const Row& row, Slot<std::string> value, TextKind, const Keys& choices) override {
    JsonValue schema;
    schema.set("type", "string");
    if (choices.empty()) {
      schema.set("minLength", 1);
      schema.set("maxLength", 256);
    } else {
      schema.set("enum", strings(choices));
    }
    if (value.get() && !value.get()->empty()) schema.set("default", *value.get());
    put(row, std::move(schema));
  }
  void texts(const Row& row, std::vector<std::string>& value, Count count) override {
    JsonValue text;
    text.set("type", "string");
    text.set("minLength", 1);
    text.set("maxLength", 256);
    JsonValue schema = list_schema(std::move(text), count);
    if (!value.empty() && !row.required) schema.set("default", strings(value));
    put(row, std::move(schema));
  }
  void constant(const Row& row, int value) override {
    JsonValue schema;
    schema.set("const", value);
    put(required(row), std::move(schema));
  }
  void point(const Row& row, Slot<Point2>, Range range) override { put(row, point_schema(range)); }
  void points(const Row& row, Slot<std::vector<Point2>>, Range range, Count count) override {
    put(row, list_schema(point_schema(range), count));
  }
  void numbers(const Row& row, Slot<std::vector<double>> value, std::span<const Range> ranges) override {
    JsonValue::Array items;
    for (const Range range : ranges) items.push_back(number_schema("number", range));
    JsonValue schema = list_schema(false, {ranges.size(), ranges.size()});
    schema.set("prefixItems", std::move(items));
    if (value.get() && !row.required)
      schema.set("default", JsonValue::Array(value.get()->begin(), value.get()->end()));
    put(row, std::move(schema));
  }
  void shares(const Row& row, Slot<std::map<std::string, double>> value, const Keys& keys,
              Range range) override {
    JsonValue allowed, defaults, schema;
    for (const std::string& key : keys) allowed.set(key, number_schema("number", range));
    if (value.get())
      for (const auto& [key, share] : *value.get()) defaults.set(key, share);
    schema.set("type", "object");
    if (keys.empty())
      schema.set("additionalProperties", number_schema("number", range));
    else {
      schema.set("properties", std::move(allowed));
      schema.set("additionalProperties", false);
    }
    schema.set("minProperties", 1);
    if (value.get()) schema.set("default", std::move(defaults));
    put(row, std::move(schema));
  }
  void choice(const Row& row, const Keys& names, const ChoiceAccess& value) override {
    JsonValue schema;
    schema.set("type", "string");
    schema.set("enum", strings(names));
    if (!row.required) schema.set("default", names[value.get()]);
    put(row, std::move(schema));
  }
  void object(const Row& row, const Body& body, bool) override {
    JsonValue schema = object_schema(body);
    if (*row.shorthand) schema = or_text(std::move(schema), row.shorthand);
    put(row, std::move(schema));
  }
  void list(const Row& row, ListAccess& value, Count count, bool automatic) override {
    put(automatic ? or_auto(row) : row,
        list_schema(object_schema([&](FieldVisitor& field) { value.visit_defaults(field); }), count));
  }

  // Rows of another kind are listed with the rest, then forbidden where the choice differs.
  void when(const char* key, const char* value, bool active, const Body& body) override {
    const Keys before = required_names;
    const std::size_t first = properties.get_if<JsonValue::Object>()->size();
    body(*this);
    JsonValue chosen, is_value, condition, rule, forbidden, otherwise;
    is_value.set("const", value);
    chosen.set(key, std::move(is_value));
    condition.set("properties", std::move(chosen));
    // An absent key means the default, which `active` tells.
    if (!active) condition.set("required", strings({key}));
    const auto& all = *properties.get_if<JsonValue::Object>();
    for (std::size_t i = first; i < all.size(); ++i) forbidden.set(all[i].key, false);
    otherwise.set("properties", std::move(forbidden));
    rule.set("if", std::move(condition));
    if (required_names.size() > before.size())
      rule.set("then", required_keys(Keys(required_names.begin() + static_cast<std::ptrdiff_t>(before.size()),
                                          required_names.end())));
    rule.set("else", std::move(otherwise));
    rules.push_back(std::move(rule));
    required_names = before;
  }

  void exactly_one(std::initializer_list<const char*> names) override { any_of_keys("oneOf", names); }
  void at_least_one(std::initializer_list<const char*> names) override { any_of_keys("anyOf", names); }
  void at_most_one(std::initializer_list<const char*> names) override {
    const Keys keys(names.begin(), names.end());
    for (std::size_t i = 0; i < keys.size(); ++i)
      for (std::size_t j = i + 1; j < keys.size(); ++j)
        rules.push_back(negated(required_keys({keys[i], keys[j]})));
  }
  void together(std::initializer_list<const char*> names) override {
    JsonValue dependent, rule;
    for (const char* name : names) {
      Keys others;
      for (const char* other : names)
        if (other != name) others.push_back(other);
      dependent.set(name, strings(others));
    }
    rule.set("dependentRequired", std::move(dependent));
    rules.push_back(std::move(rule));
  }

 private:
  void any_of_keys(const char* how, std::initializer_list<const char*> names) {
    JsonValue::Array cases;
    for (const char* name : names) cases.push_back(required_keys({name}));
    JsonValue rule;
    rule.set(how, std::move(cases));
    rules.push_back(std::move(rule));
  }
  void put(const Row& row, JsonValue schema) {
    if (row.automatic) schema = either_auto(std::move(schema));
    if (*row.doc)
      schema.set("description", *row.unit ? std::string(row.doc) + " [" + row.unit + "]" : row.doc);
    if (row.required) required_names.push_back(row.name);
    properties.set(row.name, std::move(schema));
  }
};

JsonValue object_schema(const FieldVisitor::Body& fields) {
  SchemaWriter writer;
  fields(writer);
  JsonValue schema;
  schema.set("type", "object");
  schema.set("properties", std::move(writer.properties));
  schema.set("additionalProperties", false);
  if (!writer.required_names.empty()) schema.set("required", strings(writer.required_names));
  if (!writer.rules.empty()) schema.set("allOf", std::move(writer.rules));
  return schema;
}

}  // namespace

JsonValue schema_of(const std::string& title, const FieldVisitor::Body& fields) {
  JsonValue schema;
  schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
  schema.set("title", title);
  JsonValue rest = object_schema(fields);
  for (JsonMember& member : *rest.get_if<JsonValue::Object>())
    schema.set(std::move(member.key), std::move(member.value));
  return schema;
}

}  // namespace smp
