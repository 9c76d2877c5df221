#include "smp/simulate/summary.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "smp/fields/json_parse.h"
#include "smp/spec/read_spec.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

Simulation example(int threads = 0) {
  const Spec spec = read_spec(
      R"({"smp": 1, "seed": 3, "photo": {"scale": {"px_per_mm": 6}}, "skin": {"tone": {"ita_deg": 40}},
    "regions": [{"name": "front", "outline": [[40, 40], [160, 40], [160, 130], [40, 130]]}, {"name": "side", "outline": [[170, 40], [220, 40], [220, 130], [170, 130]], "density_per_cm2": 60}]})");
  SpecFiles files;
  files.masks.resize(2);
  return simulate(testing::skin_photo(240, 200), spec, std::move(files),
                  {.threads = threads, .measure_colors = true});
}

const JsonValue& member(const JsonValue& value, const std::string& key) {
  for (const auto& entry : *value.get_if<JsonValue::Object>())
    if (entry.key == key) return entry.value;
  throw std::runtime_error("no " + key);
}
std::vector<std::string> keys(const JsonValue& value) {
  std::vector<std::string> out;
  for (const auto& entry : *value.get_if<JsonValue::Object>()) out.push_back(entry.key);
  return out;
}
double number(const JsonValue& value) {
  if (const auto* real = value.get_if<double>()) return *real;
  if (const auto* whole = value.get_if<std::uint64_t>()) return static_cast<double>(*whole);
  return static_cast<double>(*value.get_if<std::int64_t>());
}

// Scripts rely on these names; renaming one needs a note in the change log.
TEST(Summary, HasTheFieldsOfTheContract) {
  using Keys = std::vector<std::string>;
  const JsonValue summary = parse_json(summary_json(example(), "head.png"));
  EXPECT_EQ(keys(summary), (Keys{"smp", "photo", "scale", "head", "skin", "hair", "camera", "regions",
                                 "shades_from", "remaining_de", "shades", "sessions", "work", "forecast",
                                 "totals", "advisories", "moments", "ensemble"}));
  const auto& regions = *member(summary, "regions").get_if<JsonValue::Array>();
  ASSERT_EQ(regions.size(), 2u);
  EXPECT_EQ(keys(regions[0]), (Keys{"name", "area_cm2", "target_per_cm2", "native_per_cm2", "grafted_per_cm2",
                                    "expected", "placed", "achieved_per_cm2", "spacing_mm", "depth_mm",
                                    "left_out_share", "skin", "mean_lab_before", "mean_lab_after"}));
  EXPECT_EQ(keys(member(summary, "skin")),
            (Keys{"source", "lab", "spread", "ita_deg", "ita_error_deg", "class", "fitzpatrick_about", "monk",
                  "usable_share", "gloss_share", "clipped_share"}));
  EXPECT_EQ(keys(member(summary, "hair")),
            (Keys{"source", "kind", "lab", "coverage", "units_per_cm2", "units_error_per_cm2", "field"}));
  EXPECT_EQ(keys(member(summary, "camera")),
            (Keys{"blur_px", "blur_source", "read_noise", "shot_noise", "grain_px", "noise_source"}));
  const auto& advisories = *member(summary, "advisories").get_if<JsonValue::Array>();
  ASSERT_FALSE(advisories.empty());
  EXPECT_EQ(keys(advisories[0]),
            (Keys{"code", "severity", "message", "value", "limit", "source", "trust", "change"}));
  const auto& sessions = *member(summary, "sessions").get_if<JsonValue::Array>();
  ASSERT_EQ(sessions.size(), 2u);  // a small area
  EXPECT_EQ(keys(sessions[0]),
            (Keys{"index", "kind", "number", "day", "impressions", "hours", "dilution_offset", "price"}));
  EXPECT_EQ(keys(member(summary, "work")),
            (Keys{"method", "zones", "needles", "price", "touch_ups", "rules"}));
  const auto& shades = *member(summary, "shades").get_if<JsonValue::Array>();
  EXPECT_EQ(keys(shades.at(0)), (Keys{"pigment", "dilution", "sessions", "impressions", "share", "mu_per_mm",
                                      "mixed_ml", "pigment_ml"}));
  const auto& moments = *member(summary, "moments").get_if<JsonValue::Array>();
  EXPECT_EQ(keys(moments.at(0)), (Keys{"name", "day", "impressions", "mean_de", "regions"}));
  EXPECT_EQ(keys(member(summary, "photo")),
            (Keys{"file", "format", "width_px", "height_px", "bits", "color_space", "notes"}));
  EXPECT_EQ(keys(member(summary, "totals")), (Keys{"impressions", "area_cm2", "hours", "mixed_ml",
                                                   "pigment_ml", "grafted_units", "grafted_hairs"}));
}

TEST(Summary, AgreesWithTheTreatment) {
  const Simulation result = example();
  const JsonValue summary = parse_json(summary_json(result, "head.png"));
  const double dots = static_cast<double>(result.treatment.impressions.size());
  const auto& regions = *member(summary, "regions").get_if<JsonValue::Array>();
  EXPECT_NEAR(number(member(regions[0], "area_cm2")), 3.0, 0.03);
  EXPECT_NEAR(number(member(regions[0], "achieved_per_cm2")), 110, 1.1);
  EXPECT_NEAR(number(member(regions[1], "achieved_per_cm2")), 60, 1.2);
  EXPECT_EQ(number(member(regions[0], "placed")) + number(member(regions[1], "placed")), dots);
  EXPECT_EQ(number(member(member(summary, "totals"), "impressions")), dots);
  double counted = 0, share = 0;
  for (const JsonValue& shade : *member(summary, "shades").get_if<JsonValue::Array>()) {
    counted += number(member(shade, "impressions"));
    share += number(member(shade, "share"));
    EXPECT_GT(number(member(shade, "mu_per_mm")), 0);
  }
  EXPECT_EQ(counted, dots);
  EXPECT_NEAR(share, 1, 1e-3);
  // Treated skin is darker, by a few units, and less yellow.
  const auto lab = [&](const JsonValue& region, const char* key) {
    return *member(region, key).get_if<JsonValue::Array>();
  };
  for (const JsonValue& region : regions) {
    const double before = number(lab(region, "mean_lab_before")[0]),
                 after = number(lab(region, "mean_lab_after")[0]);
    EXPECT_GT(before, 60);
    EXPECT_LT(before, 80);
    EXPECT_LT(after, before - 1);
    EXPECT_GT(after, before - 30);
  }
}

TEST(Summary, IsTheSameEveryTime) {
  const std::string one = summary_json(example(1), "head.png");
  for (const int threads : {2, 3, 8}) EXPECT_EQ(summary_json(example(threads), "head.png"), one);
}

TEST(Summary, HoldsAnyFileName) {
  const std::string text = summary_json(example(), "a\"b\n\xff\x1b.png");
  EXPECT_NO_THROW(parse_json(text));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Summary, OfATreatmentWithoutDots) {
  const Spec spec =
      read_spec(R"({"smp": 1, "photo": {"scale": {"px_per_mm": 6}}, "impressions": "none.csv"})");
  SpecFiles files;
  files.impressions = "x_px,y_px,diameter_mm,depth_mm,mu_per_mm\n";
  const std::string text = summary_json(
      simulate(testing::skin_photo(20, 20), spec, std::move(files), {.measure_colors = true}), "a.png");
  const JsonValue summary = parse_json(text);
  EXPECT_TRUE(member(summary, "regions").get_if<JsonValue::Array>()->empty());
  EXPECT_EQ(text.find("nan"), std::string::npos);
  EXPECT_EQ(text.find("-0.0,"), std::string::npos);
}

}  // namespace
}  // namespace smp
