// The reference page of scenes is up to date, and the documents know every key.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "sample_scenes.h"
#include "smp/fields/json_parse.h"
#include "smp/phantom/phantom.h"
#include "support/json_faults.h"

namespace smp {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(PhantomDocuments, ReferenceIsUpToDate) {
  EXPECT_EQ(content(SMP_DOCS "/scenes.md"), scene_reference_markdown())
      << "run: smp-spec reference --of scene > docs/scenes.md";
}

TEST(PhantomDocuments, SchemaIsStrictJsonOfTheDraftItNames) {
  const JsonValue schema = parse_json(scene_schema(), {.max_characters = 1000});
  EXPECT_EQ(*schema.find("$schema")->get_if<std::string>(), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_FALSE(*schema.find("additionalProperties")->get_if<bool>());
}

TEST(PhantomDocuments, NameEveryKeyThatCanBeRead) {
  const std::string schema = scene_schema(), reference = scene_reference_markdown();
  for (const std::string& sample : testing::sample_scenes()) {
    JsonValue document = parse_json(sample);
    testing::visit_values(
        document, "",
        [&](const std::string& pointer, JsonValue&, JsonValue::Object* parent, std::size_t index) {
          if (!parent) return;
          const std::string& key = (*parent)[index].key;
          EXPECT_NE(schema.find("\"" + key + "\": {"), schema.npos) << pointer;
          EXPECT_NE(reference.find("`" + key + "`"), reference.npos) << pointer;
        });
  }
}

}  // namespace
}  // namespace smp
