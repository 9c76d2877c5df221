#include "smp/phantom/phantom.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample_scenes.h"
#include "smp/base/error.h"
#include "smp/fields/documents.h"
#include "smp/fields/json_parse.h"
#include "smp/phantom/scene_rows.h"
#include "support/json_faults.h"
#include "support/message_lint.h"

namespace smp {
namespace {

using ::testing::HasSubstr;

// Reads a scene that must be refused.
ErrorText refusal(const std::string& text) {
  try {
    read_scene(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.text();
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

void expect_refused(const std::vector<testing::Fault>& faults) {
  ASSERT_FALSE(faults.empty());
  for (const testing::Fault& fault : faults) {
    const std::string where = refusal(fault.text).where;
    EXPECT_TRUE(where == fault.place || where.starts_with(fault.place + "/"))
        << fault.what << " was refused at " << where;
  }
}

std::string written(const PhantomScene& scene) { return to_line(write_fields(scene)); }

TEST(PhantomSceneJson, DefaultsStandWhereNothingIsSaid) {
  const PhantomScene scene = read_scene("{}");
  EXPECT_EQ(scene.width, PhantomScene{}.width);
  EXPECT_EQ(scene.kind, PhantomKind::kPatch);
  EXPECT_FALSE(scene.skin.lab);
  EXPECT_EQ(written(scene), written(PhantomScene{}));
}

TEST(PhantomSceneJson, DefaultsAreInTheirRanges) {
  PhantomScene head;
  head.kind = PhantomKind::kHead;
  for (const PhantomScene& scene : {PhantomScene{}, head})
    EXPECT_EQ(written(read_scene(written(scene))), written(scene));
}

TEST(PhantomSceneJson, ReadsEveryKindOfValue) {
  const PhantomScene scene = read_scene(testing::kHeadScene);
  EXPECT_EQ(scene.seed, 18446744073709551615ull);
  EXPECT_EQ(scene.width, 320);
  EXPECT_EQ(scene.bits, 16);
  EXPECT_TRUE(scene.display_p3);
  EXPECT_FALSE(scene.ears);
  EXPECT_EQ(scene.kind, PhantomKind::kHead);
  EXPECT_EQ(scene.shape.center_px, (Point2{10, 20.5}));
  EXPECT_EQ(scene.shape.radii_mm, (Point3{70, 90, 95}));
  EXPECT_EQ(scene.distance_mm, 900);
  EXPECT_EQ(scene.skin.lab, (Lab{50, 10, 20}));
  EXPECT_EQ(scene.hair.where, HairPattern::kReceding);
  EXPECT_EQ(scene.hair.color, (Lab{60, 1, 2}));
  EXPECT_EQ(scene.light.direction, (Point3{0.5, -1, -1.5}));
  EXPECT_EQ(scene.light.tint, (LinearRgb{1, 0.75, 0.5}));
}

// Two rows on one member would show here.
TEST(PhantomSceneJson, WritesWhatItReads) {
  for (const std::string& sample : testing::sample_scenes())
    EXPECT_EQ(written(read_scene(sample)), to_line(parse_json(sample)));
}

TEST(PhantomSceneJson, NamesEveryBrokenValue) {
  for (const std::string& sample : testing::sample_scenes()) {
    std::vector<testing::Fault> faults = testing::json_faults(parse_json(sample));
    std::erase_if(faults, [](const testing::Fault& fault) {
      const bool object = std::count(fault.place.begin(), fault.place.end(), '/') == 1;
      return (fault.what.starts_with("{}") && object) ||  // an object that may be left out may be empty
             fault.what == "true at /ears";
    });
    expect_refused(faults);
    for (const char* token : {"1e400", "-1e300", "\"NaN\"", "null", "[1]"})
      expect_refused(testing::number_tokens(parse_json(sample), token));
  }
}

TEST(PhantomSceneJson, RefusalsNameTheKey) {
  EXPECT_EQ(refusal(R"({"hair": {"lenght_mm": 1}})").where, "/hair/lenght_mm");
  EXPECT_THAT(refusal(R"({"hair": {"lenght_mm": 1}})").advice, HasSubstr("length_mm"));
  EXPECT_EQ(refusal(R"({"px_per_mm": -1})").where, "/px_per_mm");
  EXPECT_EQ(refusal(R"({"px_per_mm": -1})").cause, "must be 0.5 to 100 px/mm (got -1)");
  EXPECT_EQ(refusal(R"({"width_px": "wide"})").where, "/width_px");
  EXPECT_EQ(refusal(R"({"width_px": 100.5})").where, "/width_px");
  EXPECT_EQ(refusal(R"({"width_px": 100.0})").where, "/width_px");
  EXPECT_EQ(refusal(R"({"skin": []})").where, "/skin");
  EXPECT_EQ(refusal(R"({"skin": {"tone": 7}})").where, "/skin/tone");
  EXPECT_EQ(refusal(R"({"skin": {"tone": 2, "lab": [1, 2, 3]}})").where, "/skin/tone");
  EXPECT_EQ(refusal(R"({"skin": {"lab": [101, 2, 3]}})").where, "/skin/lab/0");
  EXPECT_EQ(refusal(R"({"light": {"direction": [0, 0, 0]}})").where, "/light/direction");
  EXPECT_EQ(refusal(R"({"light": {"tint": [1, 1]}})").where, "/light/tint");
  EXPECT_EQ(refusal(R"({"light": {"tint": [1, 1, 9]}})").where, "/light/tint/2");
  EXPECT_EQ(refusal(R"({"hair": {"where": "side"}})").where, "/hair/where");
  EXPECT_THAT(refusal(R"({"hair": {"where": "side"}})").advice, HasSubstr("sides"));
  EXPECT_EQ(refusal(R"({"bits": 12})").where, "/bits");
  EXPECT_EQ(refusal(R"({"ears": 1})").where, "/ears");
  EXPECT_EQ(
      refusal(R"({"surface": {"kind": "ellipsoid", "radii_mm": [300, 90, 90], "distance_mm": 350}})").where,
      "/surface/distance_mm");
  EXPECT_EQ(refusal(R"({"surface": {"kind": "plane", "distance_mm": 900}})").where, "/surface/distance_mm");
  EXPECT_EQ(refusal("[1]").where, "");
  EXPECT_EQ(refusal("{").where, "line 1, column 2");
}

TEST(PhantomSceneJson, IsAsStrictAsTheSpec) {
  EXPECT_EQ(refusal(R"({"seed": 1, "seed": 2})").where, "/seed");
  EXPECT_EQ(refusal(R"({"px_per_mm": 1e400})").where, "/px_per_mm");
  EXPECT_EQ(refusal("{\"seed\": 1} // why").where, "line 1, column 13");
  EXPECT_THAT(refusal("{\"skin\": " + std::string(70, '[') + std::string(70, ']') + "}").cause,
              HasSubstr("nested"));
  EXPECT_THAT(refusal("{}" + std::string(kMaxSceneBytes, ' ')).cause, HasSubstr("bytes"));
  EXPECT_THAT(refusal("").cause, HasSubstr("empty"));
}

}  // namespace
}  // namespace smp
