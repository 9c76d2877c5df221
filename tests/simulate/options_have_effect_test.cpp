// No option does nothing: changing any of them changes the impressions or the picture.
#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/simulate/summary.h"
#include "support/head_photo.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::bald_head;
using testing::head_spec;
using testing::pixels_of;
using testing::simulated;

// What is compared: dots, picture, and what is said of them.
struct Result {
  std::string dots, summary;
  Image<std::uint8_t> pixels;
};
Result result_of(const Photo& photo, const std::string& spec,
                 const std::vector<std::string>& overrides = {}) {
  const Simulation run = simulated(photo, spec, overrides, {.measure_colors = true});
  return {impressions_csv(run.treatment), summary_json(run, "photo.png"), pixels_of(run.photo)};
}

// Runs `spec` as it is, and once for each override.
void expect_effects(const Photo& photo, const std::string& spec, const std::vector<std::string>& overrides) {
  const Result plain = result_of(photo, spec);
  for (const std::string& override : overrides) {
    const Result changed = result_of(photo, spec, {override});
    EXPECT_TRUE(changed.dots != plain.dots || !(changed.pixels == plain.pixels)) << override;
  }
}

Photo patch() { return testing::skin_photo(200, 160); }
std::string patch_spec(const std::string& region, const std::string& rest = "") {
  return R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 5}}, "skin": {"tone": {"ita_deg": 40}},
    "regions": [{"name": "a", "outline": [[20, 140], [20, 20], [180, 20], [180, 140]])" +
         region + "}]" + rest + "}";
}

TEST(EveryOption, OfADrawnHairlineHasAnEffect) {
  const std::string spec = patch_spec(
      R"(, "hairline": {"style": "faux-scar", "sentinels_per_side": 3,
          "points": [[20, 140], [60, 120], [100, 110], [140, 120], [180, 140]]})");
  const std::string at = "/regions/0/hairline/";
  expect_effects(patch(), spec,
                 {at + "points/2/1=100", at + "style=\"broken\"", at + "transition_mm=9", at + "macro_mm=3",
                  at + "macro_wavelength_mm=15", at + "micro_mm=2", at + "micro_wavelength_mm=3",
                  at + "sentinels_per_side=9", at + "edge_diameter=0.5", at + "edge_strength=0.3",
                  at + "gap_mm=5", at + "seed=2"});
}

TEST(EveryOption, OfADesignedHairlineHasAnEffect) {
  const std::string spec = head_spec(bald_head(), R"("skin": {"tone": {"ita_deg": 40}}, "regions": [
      {"zones": ["leading-edge"], "hairline": {"style": "faux-scar", "sentinels_per_side": 3}}])");
  const std::string at = "/regions/0/hairline/";
  expect_effects(
      bald_head().photo, spec,
      {at + "preset=\"mature\"", at + "mid_height_mm=76", at + "temple_recession_mm=14", at + "width_mm=125",
       at + "temporal_peak_mm=3", at + "asymmetry_mm=5", at + "gap_mm=5", at + "transition_mm=9",
       at + "macro_mm=3", at + "macro_wavelength_mm=20", at + "micro_mm=2", at + "micro_wavelength_mm=3",
       at + "sentinels_per_side=9", at + "edge_diameter=0.5", at + "edge_strength=0.3", at + "seed=2"});
}

TEST(EveryOption, OfADesignedHairlineHasAnEffectOnAnOutline) {
  const std::string spec = head_spec(bald_head(), R"("skin": {"tone": {"ita_deg": 40}}, "regions": [
      {"outline": [[130, 100], [270, 100], [270, 300], [130, 300]],
       "hairline": {"style": "faux-scar", "sentinels_per_side": 3}}])");
  const std::string at = "/regions/0/hairline/";
  expect_effects(bald_head().photo, spec,
                 {at + "mid_height_mm=76", at + "gap_mm=5", at + "transition_mm=9", at + "micro_mm=2",
                  at + "micro_wavelength_mm=3", at + "sentinels_per_side=9", at + "edge_diameter=0.5"});
}

TEST(EveryOption, OfARegionHasAnEffect) {
  const std::string spec = patch_spec("");
  const std::string at = "/regions/0/";
  expect_effects(
      patch(), spec,
      {at + "tilt_deg=40", at + "azimuth_spread_deg=60", at + R"(flow={"direction_deg": 0})",
       at + R"(flow={"whorl": [100, 80]})", at + R"(clusters={"dots": 3})", at + "fade_mm=3",
       at + "regularity=0.9", at + "native_per_cm2=40", at + R"(needles={"1RL": 1})", at + "tremor_mm=0.2"});
  expect_effects(patch(), patch_spec(R"(, "clusters": {"dots": 3})"), {at + "clusters/radius_mm=0.8"});
}

TEST(EveryOption, OfARegionHasAnEffectOnAHead) {
  const std::string spec =
      head_spec(bald_head(), R"("skin": {"tone": {"ita_deg": 40}}, "regions": [{"zones": ["frontal"]}])");
  const std::string at = "/regions/0/";
  expect_effects(bald_head().photo, spec,
                 {at + "tilt_deg=40", at + "azimuth_spread_deg=60", at + R"(flow={"direction_deg": 0})",
                  at + R"(clusters={"dots": 3})", at + R"(needles={"1RL": 1})", at + "native_per_cm2=40",
                  "/hair/type=\"african\"", at + R"(zones=["frontal", "temples"])"});
}

TEST(EveryOption, OfPatchesHasAnEffect) {
  const std::string spec = head_spec(bald_head(), R"("skin": {"tone": {"ita_deg": 40}}, "regions": [
      {"pattern": "alopecia-areata", "patches": {"count": 8}, "density_per_cm2": 60}])");
  const std::string at = "/regions/0/patches/";
  expect_effects(bald_head().photo, spec,
                 {at + "count=12", at + "diameter_mm=45", at + "salt_share=0.3", at + "seed=2"});
}

TEST(EveryOption, OfScarsHasAnEffect) {
  const auto with = [](const std::string& scar) {
    return R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 5}}, "skin": {"tone": {"ita_deg": 40}},
      "scars": [)" +
           scar + "]}";
  };
  const std::string at = "/scars/0/";
  const std::vector<std::string> common = {
      at + "density_per_cm2=80", at + "extra_density=0.6", at + "retention=0.9", at + "retention_spread=0.05",
      at + "spread=1.8",         at + "blend_mm=4",        at + "depth_mm=0.5"};
  std::vector<std::string> fut = common, fue = common, area = common;
  fut.insert(fut.end(), {at + "width_mm=6", at + "path/0/0=50"});
  fue.insert(fue.end(), {at + "scars_per_cm2=40", at + "scar_diameter_mm=1.5", at + "outline/0/0=50"});
  area.insert(area.end(), {at + "outline/0/0=50"});
  expect_effects(patch(), with(R"({"kind": "fut", "path": [[30, 80], [170, 80]]})"), fut);
  expect_effects(patch(), with(R"({"kind": "fue", "outline": [[40, 40], [160, 40], [160, 120], [40, 120]]})"),
                 fue);
  expect_effects(patch(),
                 with(R"({"kind": "area", "outline": [[40, 40], [160, 40], [160, 120], [40, 120]]})"), area);
  expect_effects(patch(), with(R"({"kind": "fue", "points": [[40, 40], [160, 120]]})"),
                 {at + "points/0/0=50"});
}

TEST(EveryOption, OfGraftsAndHairHasAnEffect) {
  const std::string spec = patch_spec("", R"(, "hair": {"color": "brown", "length_mm": 2},
      "grafts": [{"region": "a", "units_per_cm2": 30}])");
  expect_effects(patch(), spec,
                 {"/grafts/0/units_per_cm2=50", "/grafts/0/hairs_per_unit=[0, 0, 1, 0]",
                  "/hair/length_mm=2.8", "/hair/diameter_mm=0.04", "/hair/color=\"blond\""});
}

TEST(EveryOption, OfTheUsersOwnNeedlesHasAnEffect) {
  const std::string spec =
      patch_spec(R"(, "needles": {"mine": 1})", R"(, "needles": [{"code": "mine", "dot_diameter_mm": 0.2}])");
  expect_effects(patch(), spec, {"/needles/0/dot_diameter_mm=0.35"});
}

TEST(EveryOption, OfTheHeadHasAnEffect) {
  // Few marks, so that measures are not settled by them.
  const auto marks = parse_json(bald_head().head);
  std::string head;
  for (const char* name : {"pupil_right", "pupil_left", "glabella", "nose_base", "ear_top_left"})
    head += (head.empty() ? "\"" : ", \"") + std::string(name) +
            "\": " + to_line(*marks.find("landmarks")->find(name));
  const std::string spec = R"({"smp": 1, "skin": {"tone": {"ita_deg": 40}}, "head": {"landmarks": {)" + head +
                           R"(}}, "regions": [{"zones": ["mid-scalp"]}]})";
  const std::string vertex = to_line(*marks.find("landmarks")->find("vertex"));
  expect_effects(bald_head().photo, spec,
                 {"/head/sex=\"female\"", "/head/breadth_mm=165", "/head/length_mm=215",
                  "/head/circumference_mm=610", "/head/interpupillary_mm=70", "/head/face_height_mm=135",
                  "/head/camera_distance_mm=600", "/head/focal_px=900", "/head/landmarks/vertex=" + vertex,
                  "/head/silhouette=[[200, 45], [120, 95], [280, 95], [100, 150], [300, 150]]"});
}

TEST(EveryOption, ForecastIsReported) {
  const std::string spec = head_spec(bald_head(), R"("regions": [{"zones": ["crown"]}])");
  const auto told = [&](const std::string& pattern) {
    return result_of(bald_head().photo, spec, {"/forecast=\"" + pattern + "\""}).summary;
  };
  EXPECT_NE(told("norwood-5"), told("norwood-7"));
  EXPECT_NE(told("norwood-5").find("\"uncovered_cm2\""), std::string::npos);
}

}  // namespace
}  // namespace smp
