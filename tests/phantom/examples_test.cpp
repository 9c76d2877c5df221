// The shipped scenes can be read, and each has a spec that fits it.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "smp/geometry/polygon.h"
#include "smp/phantom/phantom.h"

namespace smp {
namespace {

std::string text_of(const std::string& name) {
  std::ifstream file(std::string(SMP_EXAMPLES) + "/" + name);
  EXPECT_TRUE(file) << name;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Polygon outline_of(const nlohmann::json& region) {
  Polygon polygon;
  for (const auto& corner : region.at("outline"))
    polygon.push_back({corner[0].get<double>(), corner[1].get<double>()});
  return polygon;
}

class PhantomExamples : public testing::TestWithParam<const char*> {};

TEST_P(PhantomExamples, SceneAndSpecShareScaleAndSurface) {
  const std::string name = GetParam();
  const auto scene = nlohmann::json::parse(text_of("scenes/" + name + ".json"));
  const auto spec = nlohmann::json::parse(text_of("specs/" + name + ".json"));
  EXPECT_EQ(spec.at("photo").at("scale").at("px_per_mm"), scene.at("px_per_mm"));
  if (!spec.contains("surface")) {
    EXPECT_EQ(scene.at("surface").at("kind"), "plane");
    return;
  }
  // Equal but for radii up to 3 % larger, which bring the grazing limit to the head's outline.
  auto surface = spec.at("surface"), truth = scene.at("surface");
  for (int i = 0; i < 3; ++i) {
    const double ratio =
        surface.at("radii_mm").at(i).get<double>() / truth.at("radii_mm").at(i).get<double>();
    EXPECT_GE(ratio, 1.0);
    EXPECT_LE(ratio, 1.03);
  }
  surface.erase("radii_mm");
  truth.erase("radii_mm");
  EXPECT_EQ(surface, truth);
}

TEST_P(PhantomExamples, OutlinesAreSimpleAndInThePicture) {
  const std::string name = GetParam();
  const PhantomScene scene = read_scene(text_of("scenes/" + name + ".json"));
  const auto spec = nlohmann::json::parse(text_of("specs/" + name + ".json"));
  for (const auto& region : spec.value("regions", nlohmann::json::array())) {
    const Polygon outline = outline_of(region);
    EXPECT_FALSE(self_crossing(outline)) << region.at("name");
    EXPECT_FALSE(pixel_bounds(outline, scene.width, scene.height).empty()) << region.at("name");
  }
}

TEST_P(PhantomExamples, ScarsOfTheSpecAreThoseOfTheScene) {
  const std::string name = GetParam();
  const auto scene = nlohmann::json::parse(text_of("scenes/" + name + ".json"));
  const auto spec = nlohmann::json::parse(text_of("specs/" + name + ".json"));
  ASSERT_EQ(spec.contains("scars"), scene.contains("scars"));
  if (!spec.contains("scars")) return;
  for (const char* key : {"kind", "path", "width_mm", "outline", "scars_per_cm2"}) {
    ASSERT_EQ(spec["scars"][0].contains(key), scene["scars"][0].contains(key)) << key;
    if (!scene["scars"][0].contains(key)) continue;
    EXPECT_EQ(spec["scars"][0][key], scene["scars"][0][key]) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, PhantomExamples,
                         testing::Values("bald-head", "receding-head", "dark-head", "skin-patch",
                                         "diffuse-thinning", "fut-scar", "fue-scars"));

}  // namespace
}  // namespace smp
