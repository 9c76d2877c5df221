// The catalogue of advisories, its page, and what shipped specs deserve of it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/phantom/phantom.h"
#include "smp/simulate/advisory.h"
#include "smp/simulate/case.h"
#include "smp/spec/read_spec.h"
#include "support/phantom_survey.h"

namespace smp {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(AdvisoryCatalogue, SaysAllOfEveryCodeOnce) {
  std::set<std::string> codes;
  for (const AdvisoryKind& kind : kAdvisoryCatalogue) {
    EXPECT_TRUE(codes.insert(kind.code).second) << kind.code << " is listed twice";
    EXPECT_TRUE(kind.severity == std::string("note") || kind.severity == std::string("warning")) << kind.code;
    for (const char* text : {kind.meaning, kind.rule, kind.source, kind.change})
      EXPECT_GT(std::string(text).size(), 4u);
    EXPECT_TRUE(kind.limit == 0 || kind.trust != Trust::kNone)
        << kind.code << " has a limit that rests on nothing";
    const std::string rule = kind.rule;
    EXPECT_TRUE((rule != "above" && rule != "below") || kind.limit != 0) << kind.code;
  }
}

// A code that the library does not know cannot be said; one that it never says must not be listed.
TEST(AdvisoryCatalogue, ListsNothingThatIsNeverSaid) {
  std::string sources;
  for (const auto& entry : std::filesystem::directory_iterator(SMP_SIMULATE))
    if (entry.path().extension() == ".cpp") sources += content(entry.path());
  for (const AdvisoryKind& kind : kAdvisoryCatalogue) {
    const auto said = sources.find("{\"" + std::string(kind.code) + "\",");
    EXPECT_NE(said, sources.npos) << kind.code;
  }
}

TEST(AdvisoryCatalogue, PageIsUpToDate) {
  EXPECT_EQ(content(SMP_DOCS "/advisories.md"), advisory_reference_markdown())
      << "run: smp-spec advisories > docs/advisories.md";
}

// Codes of a spec that ships, on a scene that ships; planned, not drawn.
std::vector<std::string> codes_of(const std::string& spec_name, const std::string& scene_name) {
  const std::filesystem::path examples = SMP_EXAMPLES;
  const PhantomScene scene = read_scene(content(examples / "scenes" / (scene_name + ".json")));
  const Spec spec = read_spec(content(examples / "specs" / (spec_name + ".json")));
  SpecFiles files = read_spec_files(spec, examples / "specs", false, {});
  const Case planned(testing::photo_of(make_phantom(scene)), spec, std::move(files));
  std::vector<std::string> codes;
  for (const Advisory& advisory : planned.record().advisories) codes.push_back(advisory.code);
  return codes;
}

TEST(ShippedSpecs, TheCarelessOneDeservesAllOfThese) {
  EXPECT_THAT(codes_of("careless", "template-head"),
              ::testing::UnorderedElementsAre(
                  "coarse-resolution", "grazing-left-out", "hairline-low", "hairline-sharp",
                  "hairline-straight", "temple-filled", "too-dense", "coverage-high", "dots-too-big",
                  "edge-dots-too-big", "too-deep", "too-dark", "hair-stands-up", "loss-exposes-border",
                  "sessions-too-close", "touch-up-unfaded", "touch-up-too-dense"));
}

class OrdinarySpecs : public ::testing::TestWithParam<std::string> {};

TEST_P(OrdinarySpecs, HaveNothingThatClientsRegret) {
  const std::set<std::string> regrets = {
      "hairline-low",       "hairline-sharp",   "hairline-straight",    "temple-filled",
      "too-dense",          "coverage-high",    "dots-too-big",         "edge-dots-too-big",
      "too-deep",           "hair-stands-up",   "bare-under-long-hair", "loss-exposes-border",
      "sessions-too-close", "touch-up-unfaded", "touch-up-too-dense",   "scar-without-extra-session",
      "low-resolution",     "scale-uncertain"};
  for (const std::string& code : codes_of(GetParam(), GetParam()))
    EXPECT_FALSE(regrets.contains(code)) << code;
}

std::vector<std::string> shipped_scenes() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SMP_EXAMPLES "/scenes"))
    names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Shipped, OrdinarySpecs, ::testing::ValuesIn(shipped_scenes()),
                         [](const auto& scene) {
                           std::string name = scene.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace smp
