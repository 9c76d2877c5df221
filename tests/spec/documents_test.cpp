// The generated pages under docs/ and the examples are up to date.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "sample_specs.h"
#include "smp/fields/json_parse.h"
#include "smp/spec/read_spec.h"
#include "support/json_faults.h"

namespace smp {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(SpecDocuments, ReferenceIsUpToDate) {
  EXPECT_EQ(content(SMP_DOCS "/spec.md"), spec_reference_markdown())
      << "run: smp-spec reference > docs/spec.md";
}

TEST(SpecDocuments, SchemaIsUpToDate) {
  EXPECT_EQ(content(SMP_DOCS "/spec.schema.json"), spec_schema())
      << "run: smp-spec schema > docs/spec.schema.json";
}

TEST(SpecDocuments, SchemaIsStrictJsonOfTheDraftItNames) {
  const JsonValue schema = parse_json(spec_schema(), {.max_characters = 1000});
  EXPECT_EQ(*schema.find("$schema")->get_if<std::string>(), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_FALSE(*schema.find("additionalProperties")->get_if<bool>());
}

TEST(SpecDocuments, NameEveryKeyThatCanBeRead) {
  const std::string schema = spec_schema(), reference = spec_reference_markdown();
  for (const std::string& sample : testing::sample_specs()) {
    JsonValue document = parse_json(sample);
    testing::visit_values(
        document, "",
        [&](const std::string& pointer, JsonValue&, JsonValue::Object* parent, std::size_t index) {
          if (!parent || pointer.find("/needles/") != pointer.npos) return;  // codes are no keys
          const std::string& key = (*parent)[index].key;
          EXPECT_NE(schema.find("\"" + key + "\": {"), schema.npos) << pointer;
          EXPECT_NE(reference.find("`" + key + "`"), reference.npos) << pointer;
        });
  }
}

}  // namespace
}  // namespace smp
