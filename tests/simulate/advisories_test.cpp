// What clients come to regret is found in a plan, and ordinary plans are left alone.
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/scalp/scalp.h"
#include "smp/simulate/case.h"
#include "support/head_photo.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::advises;
using testing::bald_head;
using ::testing::HasSubstr;
using testing::head_spec;
using testing::skin_photo;

// 20 x 20 mm at 12 px per mm, apart from what `parts` add.
std::string patch_spec(const std::string& region_parts, const std::string& parts = "") {
  return R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 12}}, "skin": {"tone": {"ita_deg": 40}},)" +
         parts + R"("regions": [{"name": "patch", "outline": [[20, 20], [260, 20], [260, 260], [20, 260]])" +
         region_parts + "}]}";
}
// Planned, not drawn.
Simulation planned(const Photo& photo, const std::string& text,
                   const std::vector<std::string>& overrides = {}) {
  const Spec spec = read_spec(text, overrides);
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  return Case(Photo(photo), spec, std::move(files)).release();
}
Simulation patch(const std::string& region_parts, const std::string& parts = "",
                 const std::vector<std::string>& overrides = {}) {
  static const Photo photo = skin_photo(280, 280);
  return planned(photo, patch_spec(region_parts, parts), overrides);
}
Simulation on_head(const std::string& parts) {
  return planned(bald_head().photo, head_spec(bald_head(), parts));
}
Simulation with_hairline(const std::string& hairline) {
  return on_head(R"("regions": [{"name": "front", "zones": ["leading-edge"], "hairline": )" + hairline +
                 "}]");
}

std::optional<Advisory> found(const Simulation& result, const std::string& code) {
  for (const Advisory& advisory : result.advisories)
    if (advisory.code == code) return advisory;
  return std::nullopt;
}

TEST(Advisories, BringWhatTheCatalogueKnows) {
  const Simulation result = patch(R"(, "density_per_cm2": 240)");
  const auto dense = found(result, "too-dense");
  ASSERT_TRUE(dense);
  EXPECT_EQ(dense->severity, "warning");
  EXPECT_EQ(dense->value, 240);
  EXPECT_EQ(dense->limit, 200);
  EXPECT_EQ(dense->trust, Trust::kAssumption);
  EXPECT_THAT(dense->source, HasSubstr("domain notes"));
  EXPECT_THAT(dense->change, HasSubstr("density_per_cm2"));
  EXPECT_THAT(dense->message, HasSubstr("patch"));
  EXPECT_THAT(dense->message, HasSubstr("240"));
}

TEST(Advisories, DensityCountsHairAndGraftsOnce) {
  // Native hair and grafts are part of the target: dots only fill up to it.
  EXPECT_FALSE(advises(patch(R"(, "density_per_cm2": 190, "native_per_cm2": 80)"), "too-dense"));
  EXPECT_TRUE(advises(patch(R"(, "density_per_cm2": 205, "native_per_cm2": 80)"), "too-dense"));
  EXPECT_FALSE(advises(
      patch(R"(, "density_per_cm2": 190)", R"("grafts": [{"region": "patch", "units_per_cm2": 40}],)"),
      "too-dense"));
}

TEST(Advisories, DensityIsThatOfTheDensestPlace) {
  const std::string region = R"("regions": [{"name": "top", "density_per_cm2": 230, "zones": )";
  EXPECT_TRUE(advises(on_head(region + R"(["mid-scalp"]}])"), "too-dense"));
  EXPECT_FALSE(advises(on_head(region + R"(["temples"]}])"), "too-dense"));  // half as dense as mid-scalp
  EXPECT_FALSE(
      advises(on_head(R"("hair": {"type": "asian"}, )" + region + R"(["mid-scalp"]}])"), "too-dense"));
}

TEST(Advisories, CoverageIsTheAreaOfHealedDots) {
  const auto coverage = [](const std::string& parts) { return found(patch(parts), "coverage-high"); };
  const std::string wide =
      R"(, "needles": {"0805RL": 1}, "diameter_spread": 0, "tilt_deg": 0, "depth_mm": 0.3)";
  const auto high = coverage(wide + R"(, "density_per_cm2": 190)");
  ASSERT_TRUE(high);
  EXPECT_NEAR(high->value, 1.9 * kPi / 4 * 0.32 * 0.32, 0.003);
  EXPECT_FALSE(coverage(wide + R"(, "density_per_cm2": 160)"));
}

TEST(Advisories, SizeIsJudgedByPlace) {
  EXPECT_FALSE(advises(patch(""), "dots-too-big"));
  const std::string deep = R"(, "needle_depth_mm": 1.8)";  // 2.4 times as wide (domain notes 1.3)
  EXPECT_TRUE(advises(patch(deep), "dots-too-big"));
  EXPECT_FALSE(advises(patch(deep), "edge-dots-too-big"));  // it has no hairline
  const Simulation coarse =
      with_hairline(R"({"edge_diameter": 1}, "needles": {"0803RL": 1}, "depth_mm": 0.4)");
  EXPECT_TRUE(advises(coarse, "edge-dots-too-big"));
  EXPECT_FALSE(advises(coarse, "dots-too-big"));
}

TEST(Advisories, DepthIsToldAsNeedleTravel) {
  const auto deep = found(patch(R"(, "needle_depth_mm": 1.6)"), "too-deep");
  ASSERT_TRUE(deep);
  EXPECT_NEAR(deep->value, 0.6, 1e-9);
  EXPECT_THAT(deep->message, HasSubstr("1.6 mm"));
  EXPECT_FALSE(advises(patch(R"(, "needle_depth_mm": 1.3)"), "too-deep"));
}

TEST(Advisories, ShadeIsComparedWithTheTable) {
  const std::string hair = R"("hair": {"color": "dark-brown"}, "pigment": {"dilution": )";
  const auto dark = found(patch("", hair + "5},"), "too-dark");  // the table has 13 to 15
  ASSERT_TRUE(dark);
  EXPECT_EQ(dark->value, 5);
  EXPECT_NEAR(dark->limit, 7, 0.6);
  EXPECT_FALSE(advises(patch("", hair + "8},"), "too-dark"));
  EXPECT_FALSE(advises(patch("", hair + "\"auto\"},"), "too-dark"));
}

TEST(Advisories, HairlineHeightIsThatOfTheDesign) {
  EXPECT_FALSE(advises(with_hairline(R"({"preset": "youthful"})"), "hairline-low"));
  EXPECT_FALSE(advises(with_hairline(R"({"mid_height_mm": 56})"), "hairline-low"));
  const auto low = found(with_hairline(R"({"mid_height_mm": 52})"), "hairline-low");
  ASSERT_TRUE(low);
  EXPECT_EQ(low->value, 52);
  EXPECT_EQ(low->limit, 55);
}

TEST(Advisories, EdgesOfAllStylesAreAsTheyShouldBe) {
  for (const char* style :
       {"natural", "round", "receded", "broken", "widows-peak", "straight", "faux-scar"}) {
    const Simulation result = with_hairline(R"({"style": ")" + std::string(style) + R"("})");
    EXPECT_FALSE(advises(result, "hairline-sharp") || advises(result, "hairline-straight") ||
                 advises(result, "temple-filled"))
        << style;
  }
}

TEST(Advisories, SharpStraightAndFlatHairlinesAreFound) {
  EXPECT_TRUE(advises(with_hairline(R"({"transition_mm": 2})"), "hairline-sharp"));
  EXPECT_TRUE(advises(with_hairline(R"({"macro_mm": 0})"), "hairline-straight"));
  EXPECT_TRUE(advises(with_hairline(R"({"temple_recession_mm": 0})"), "temple-filled"));
  EXPECT_FALSE(advises(with_hairline(R"({"style": "straight", "transition_mm": 2, "macro_mm": 0})"),
                       "hairline-sharp"));
}

TEST(Advisories, DrawnHairlinesAreJudgedByTheirTransition) {
  const auto drawn = [](const std::string& more) {
    return patch(R"(, "hairline": {"points": [[20, 60], [140, 50], [260, 60]], "macro_mm": 0)" + more + "}");
  };
  EXPECT_TRUE(advises(drawn(R"(, "transition_mm": 2)"), "hairline-sharp"));
  EXPECT_FALSE(advises(drawn(""), "hairline-sharp"));
  EXPECT_FALSE(advises(drawn(""), "hairline-straight"));  // the hand that drew it tells its course
  EXPECT_FALSE(advises(drawn(""), "hairline-low"));       // where it stands is not known
}

// A strip over the forehead of the bald head, whose midline is at 200 px, from so many mm above the glabella.
std::string strip(double mid_mm, double side_mm) {
  const Scalp scalp = [] {
    const Spec spec = read_spec(head_spec(bald_head(), R"("regions": [{"zones": ["frontal"]}])"));
    return describe_scalp(spec.photo, spec.surface, bald_head().photo.width(), bald_head().photo.height(), {},
                          spec.head);
  }();
  const auto y = [&](double mm) { return scalp.head->project(scalp.head->shape().above_glabella(mm)).y; };
  return fmt::format(
      R"("regions": [{{"outline": [[60, {0:.1f}], [160, {1:.1f}], [240, {1:.1f}], [340, {0:.1f}],
                     [340, {2:.1f}], [60, {2:.1f}]]}}])",
      y(side_mm), y(mid_mm), y(150));
}

TEST(Advisories, OutlinesOnAHeadAreMeasured) {
  const auto low = found(on_head(strip(48, 80)), "hairline-low");
  ASSERT_TRUE(low);
  EXPECT_NEAR(low->value, 48, 1);
  EXPECT_FALSE(advises(on_head(strip(70, 100)), "hairline-low"));
  EXPECT_TRUE(advises(on_head(strip(66, 50)), "temple-filled"));
  EXPECT_FALSE(advises(on_head(strip(66, 120)), "temple-filled"));
}

TEST(Advisories, ScaleIsJudgedByResolutionAndError) {
  const auto scaled = [](const std::string& scale) { return patch("", "", {"/photo/scale=" + scale}); };
  const Simulation fine = scaled(R"({"px_per_mm": 12})"), coarse = scaled(R"({"px_per_mm": 9})"),
                   poor = scaled(R"({"px_per_mm": 2.5})");
  EXPECT_FALSE(advises(fine, "coarse-resolution") || advises(fine, "low-resolution"));
  EXPECT_TRUE(advises(coarse, "coarse-resolution"));
  EXPECT_FALSE(advises(coarse, "low-resolution"));
  EXPECT_TRUE(advises(poor, "low-resolution"));
  EXPECT_FALSE(advises(poor, "coarse-resolution"));
  const auto uncertain = found(scaled(R"({"px_per_mm": 12, "relative_error": 0.08})"), "scale-uncertain");
  ASSERT_TRUE(uncertain);
  EXPECT_THAT(uncertain->message, HasSubstr("16 %"));
  EXPECT_FALSE(advises(fine, "scale-uncertain"));
}

TEST(Advisories, SessionsAreLeftTimeToHeal) {
  const auto given = [](double gap_days, const std::string& more = "") {
    return patch("", fmt::format(R"("timeline": {{"sessions": [{{"day": 0, "share": 0.5}},
                                 {{"day": {}, "share": 0.5}}]}}, {})",
                                 gap_days, more));
  };
  EXPECT_TRUE(advises(given(5), "sessions-too-close"));
  EXPECT_FALSE(advises(given(7), "sessions-too-close"));
  const std::string scar = R"("scars": [{"path": [[60, 140], [220, 140]]}],)";
  EXPECT_TRUE(advises(given(14, scar), "scar-without-extra-session"));
  EXPECT_FALSE(advises(given(14), "scar-without-extra-session"));
  EXPECT_FALSE(advises(patch("", scar), "scar-without-extra-session"));  // planned by us
}

TEST(Advisories, TouchUpsAwaitFading) {
  const auto touched_up = [](const std::string& touch_ups, double density = 150) {
    return patch(fmt::format(R"(, "density_per_cm2": {})", density),
                 R"("timeline": {"touch_ups": )" + touch_ups + "},");
  };
  const auto early = found(touched_up(R"([{"year": 1}])"), "touch-up-unfaded");
  ASSERT_TRUE(early);
  // 10 % in the first half year, then 13 % a year of 1.5 times the shade's sun (domain notes 7).
  EXPECT_NEAR(early->value, 0.9 * std::pow(0.87, 1.5 * (1 - 0.5)), 0.005);
  EXPECT_FALSE(advises(touched_up(R"([{"year": 4}])"), "touch-up-unfaded"));
  EXPECT_FALSE(advises(touched_up(R"([{"year": 1}])"), "touch-up-too-dense"));  // only what has faded
  const auto dense = found(touched_up(R"([{"year": 4, "share": 1}])"), "touch-up-too-dense");
  ASSERT_TRUE(dense);
  EXPECT_GT(dense->value, 200);
  EXPECT_LT(dense->value, 300);
  EXPECT_FALSE(advises(touched_up(R"([{"year": 4, "share": 1}])", 100), "touch-up-too-dense"));
}

TEST(Advisories, LaterLossOfTheTimelineIsForeseen) {
  const auto later = [](const std::string& pattern, const std::string& loss) {
    return on_head(R"("timeline": {"loss": )" + loss + R"(}, "regions": [{"pattern": ")" + pattern +
                   R"(", "hairline": "natural"}])");
  };
  const std::string loss = R"([{"year": 6, "pattern": "norwood-6"}])";
  const auto exposed = found(later("norwood-3-vertex", loss), "loss-exposes-border");
  ASSERT_TRUE(exposed);
  EXPECT_THAT(exposed->message, HasSubstr("year 6"));
  EXPECT_GT(exposed->value, 10);
  EXPECT_FALSE(advises(later("norwood-7", loss), "loss-exposes-border"));
}

}  // namespace
}  // namespace smp
