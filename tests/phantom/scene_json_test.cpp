#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/phantom/phantom.h"

namespace smp {
namespace {

using testing::HasSubstr;

// Reads a scene that must be refused.
ErrorText refusal(const std::string& text) {
  try {
    read_scene(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    return error.text();
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

TEST(PhantomSceneJson, DefaultsStandWhereNothingIsSaid) {
  const PhantomScene scene = read_scene("{}");
  EXPECT_EQ(scene.width, PhantomScene{}.width);
  EXPECT_EQ(scene.kind, PhantomKind::kPatch);
  EXPECT_FALSE(scene.skin.lab);
}

TEST(PhantomSceneJson, ReadsEveryKindOfValue) {
  const PhantomScene scene = read_scene(R"({
    "seed": 18446744073709551615, "width_px": 320, "bits": 16, "color_space": "display-p3", "ears": false,
    "surface": {"kind": "ellipsoid", "center_px": [10, 20.5], "radii_mm": [70, 90, 95], "pitch_deg": 30, "distance_mm": 900},
    "skin": {"lab": [50, 10, 20]}, "hair": {"where": "receding", "lab": [60, 1, 2]}, "light": {"direction": [0, -1, -1]}})");
  EXPECT_EQ(scene.seed, 18446744073709551615ull);
  EXPECT_EQ(scene.width, 320);
  EXPECT_EQ(scene.bits, 16);
  EXPECT_TRUE(scene.display_p3);
  EXPECT_FALSE(scene.ears);
  EXPECT_EQ(scene.kind, PhantomKind::kHead);
  EXPECT_EQ(scene.shape.center_px, (Point2{10, 20.5}));
  EXPECT_EQ(scene.distance_mm, 900);
  EXPECT_EQ(scene.skin.lab, (Lab{50, 10, 20}));
  EXPECT_EQ(scene.hair.where, HairPattern::kReceding);
  EXPECT_EQ(scene.light.direction, (Point3{0, -1, -1}));
}

TEST(PhantomSceneJson, RefusalsNameTheKey) {
  EXPECT_EQ(refusal(R"({"hair": {"lenght_mm": 1}})").where, "/hair/lenght_mm");
  EXPECT_THAT(refusal(R"({"hair": {"lenght_mm": 1}})").advice, HasSubstr("length_mm"));
  EXPECT_EQ(refusal(R"({"px_per_mm": -1})").where, "/px_per_mm");
  EXPECT_THAT(refusal(R"({"px_per_mm": -1})").cause, HasSubstr("-1"));
  EXPECT_EQ(refusal(R"({"width_px": "wide"})").where, "/width_px");
  EXPECT_EQ(refusal(R"({"width_px": 100.5})").where, "/width_px");
  EXPECT_EQ(refusal(R"({"skin": []})").where, "/skin");
  EXPECT_EQ(refusal(R"({"skin": {"tone": 7}})").where, "/skin/tone");
  EXPECT_EQ(refusal(R"({"skin": {"tone": 2, "lab": [1, 2, 3]}})").where, "/skin/tone");
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
  EXPECT_EQ(refusal("[1]").where, "/");
  EXPECT_THAT(refusal("{").cause, HasSubstr("JSON"));
}

}  // namespace
}  // namespace smp
