#include "smp/simulate/shade_plan.h"
#include "smp/simulate/survey_advisories.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/optics/pigment.h"
#include "smp/optics/shade_match.h"
#include "smp/spec/read_spec.h"
#include "smp/treatment/shade_choice.h"

namespace smp {
namespace {

Spec spec_with(const std::vector<std::string>& changes = {}) {
  return read_spec(
      R"({"smp": 1, "photo": {"scale": {"px_per_mm": 8}},
          "regions": [{"outline": [[0, 0], [90, 0], [90, 90]]}, {"outline": [[0, 0], [9, 0], [9, 9]]}]})",
      changes);
}

Survey seen(double ita_deg = 48, Lab skin = {64.4, 9.0, 13.2}) {
  Survey survey;
  survey.skin.ita_deg = ita_deg;
  survey.skin.lab = skin;
  return survey;
}

Scalp scalp() {
  Scalp scalp;
  scalp.scale.px_per_mm = 8;
  return scalp;
}

// Skin of `survey` with a native field of this transmittance, in half the light.
Survey with_native(Survey survey, const PerChannel& transmittance, double contrast = 0) {
  const LinearRgb skin = linear_from_lab(survey.skin.lab);
  survey.hair.source = "measured";
  survey.hair.field_skin_rgb = LinearRgb{skin.r / 2, skin.g / 2, skin.b / 2};
  survey.hair.field_rgb =
      LinearRgb{skin.r / 2 * transmittance[0], skin.g / 2 * transmittance[1], skin.b / 2 * transmittance[2]};
  survey.hair.field_contrast = contrast;
  return survey;
}

TEST(ShadePlan, TakesWhatIsGiven) {
  const ShadePlan plan = choose_shades(spec_with({"/pigment={\"dilution\":9,\"name\":\"black-brown-30\"}"}),
                                       with_native(seen(), {0.9, 0.9, 0.9}), scalp());
  EXPECT_EQ(plan.source, "given");
  EXPECT_EQ(plan.mix.pigment.name, "black-brown-30");
  ASSERT_EQ(plan.mix.shades.size(), 3u);
  EXPECT_DOUBLE_EQ(plan.mix.shades[1].dilution, 9);
  EXPECT_EQ(plan.density_per_cm2, (std::vector<double>{110, 110}));
  const ShadePlan blend = choose_shades(
      spec_with({"/pigment={\"blend\":[{\"dilution\":20},{\"dilution\":10}]}"}), seen(), scalp());
  EXPECT_EQ(blend.source, "given");
  EXPECT_DOUBLE_EQ(blend.dilution, 15);
  EXPECT_EQ(blend.mix.pigment.name, "carbon-black");
}

Timeline timeline_of(std::vector<SessionOptions> sessions) {
  return lay_timeline({.sessions = std::move(sessions), .touch_ups = {{.year = 4, .dilution_offset = 1}}},
                      {});
}

// Mean of the pigment in what is set, over the dots of the course.
double mean_pigment(const ShadePlan& plan, const Timeline& timeline) {
  double sum = 0;
  for (const Shade& shade : plan.mix.shades)
    for (const Visit& visit : timeline.visits)
      if (visit.kind == Visit::Kind::kSession)
        sum += shade.share * visit.share / (shade.dilution * (1 + visit.dilution_offset) + 1);
  return sum;
}

TEST(ShadePlan, MatchesTheMeanOfAllSessions) {
  const Timeline one = timeline_of({{0, 1, 0}});
  const ShadePlan matched = choose_shades(spec_with(), with_native(seen(), {0.92, 0.945, 0.965}), scalp());
  ASSERT_EQ(matched.source, "match");
  for (const auto& sessions : {usual_sessions({.area_cm2 = 100}),
                               {{0, 0.5, 3}, {9, 0.5, -0.9}},
                               std::vector<SessionOptions>{{0, 0.2, -0.3}, {9, 0.8, -0.1}}}) {
    const Timeline timeline = timeline_of(sessions);
    ShadePlan plan = matched;
    allow_for_sessions(plan, timeline);
    EXPECT_NEAR(mean_pigment(plan, timeline), mean_pigment(matched, one), 1e-12);
    EXPECT_NEAR(plan.mix.shades[0].dilution, 0.8 * plan.dilution, 1e-9);
    EXPECT_DOUBLE_EQ(plan.mix.shades[0].mu_per_mm,
                     diluted_mu_per_mm(plan.mix.pigment, plan.mix.shades[0].dilution));
  }
  ShadePlan alone = matched;
  allow_for_sessions(alone, one);
  EXPECT_EQ(alone.dilution, matched.dilution);
  ShadePlan given = choose_shades(spec_with({"/pigment={\"dilution\":9}"}), seen(), scalp());
  allow_for_sessions(given, timeline_of(usual_sessions({.area_cm2 = 100})));
  EXPECT_EQ(given.dilution, 9);
}

TEST(ShadePlan, AsksTheTableWithoutNativeHair) {
  Survey survey = seen(34.5);
  ShadePlan plan = choose_shades(spec_with(), survey, scalp());
  EXPECT_EQ(plan.source, "table");
  EXPECT_DOUBLE_EQ(plan.dilution, 13);  // hair of unknown colour counts as dark brown
  survey.hair.source = "given";
  survey.hair.lab = {57, 2, 12};
  plan = choose_shades(spec_with(), survey, scalp());
  EXPECT_DOUBLE_EQ(plan.dilution, 24);
  EXPECT_DOUBLE_EQ(plan.hair_lightness, 57);
  EXPECT_EQ(choose_shades(spec_with({"/pigment={\"match\":{\"enabled\":false}}"}),
                          with_native(seen(), {0.9, 0.9, 0.9}), scalp())
                .source,
            "table");
}

TEST(ShadePlan, MatchesNativeHair) {
  const Survey survey = with_native(seen(), {0.90, 0.93, 0.955});
  const ShadePlan plan = choose_shades(spec_with(), survey, scalp());
  EXPECT_EQ(plan.source, "match");
  EXPECT_TRUE(plan.reached);
  const LinearRgb skin = linear_from_lab(survey.skin.lab);
  EXPECT_NEAR(delta_e_2000(lab_from_linear({skin.r * 0.90, skin.g * 0.93, skin.b * 0.955}),
                           lab_from_linear({skin.r * plan.transmittance[0], skin.g * plan.transmittance[1],
                                            skin.b * plan.transmittance[2]})),
              plan.remaining_de, 1e-6);
  // A pigment that is given is kept.
  const ShadePlan brown = choose_shades(spec_with({"/pigment={\"name\":\"brown-oxide\"}"}), survey, scalp());
  EXPECT_EQ(brown.mix.pigment.name, "brown-oxide");
  EXPECT_EQ(brown.source, "match");
}

TEST(ShadePlan, MatchesTheDensityWhereItIsOpen) {
  const Survey survey = with_native(seen(), {0.92, 0.945, 0.965}, 0.035);
  const Spec spec = spec_with({"/regions/1/density_per_cm2=auto"});
  const ShadePlan plan = choose_shades(spec, survey, scalp());
  ASSERT_EQ(plan.density_per_cm2.size(), 2u);
  EXPECT_EQ(plan.density_per_cm2[0], 110);
  EXPECT_NE(plan.density_per_cm2[1], 110);
  EXPECT_NEAR(plan.contrast, 0.035, 0.002);
  const ShadePlan pinned = choose_shades(
      spec_with({"/regions/1/density_per_cm2=auto", "/pigment={\"match\":{\"density_per_cm2\":[140,140]}}"}),
      survey, scalp());
  EXPECT_EQ(pinned.density_per_cm2[1], 140);
  EXPECT_EQ(choose_shades(spec, seen(), scalp()).density_per_cm2[1], kUsualDensity);
}

// Hair darker than dots can be is no reason to set them in undiluted pigment.
TEST(ShadePlan, KeepsHalfOfTheTablesWater) {
  for (const double ita_deg : {55.0, 0.0, -40.0}) {
    Survey survey = with_native(seen(ita_deg), {0.6, 0.6, 0.6}, 0.3);
    survey.hair.lab = {18, 0, 0};
    const ShadePlan plan = choose_shades(spec_with({"/regions/0/density_per_cm2=auto"}), survey, scalp());
    ASSERT_EQ(plan.source, "match");
    const double least = std::max(2.0, 0.5 * auto_dilution(ita_deg, 18));
    EXPECT_GE(plan.dilution, least - 1e-3);
    EXPECT_LE(plan.dilution, least + 0.5);
    EXPECT_FALSE(plan.reached);
    EXPECT_FALSE(has_native_grain(plan));
  }
}

TEST(ShadePlan, TellsTheDepthThatWouldReachTheHair) {
  const Survey survey = with_native(seen(), {0.90, 0.918, 0.94}, 0.095);
  const auto at_depth = [&](const std::string& depth_mm) {
    return choose_shades(spec_with({"/regions/0/depth_mm=" + depth_mm, "/regions/0/density_per_cm2=auto"}),
                         survey, scalp());
  };
  const ShadePlan usual = at_depth("0.3");
  EXPECT_FALSE(has_native_grain(usual));
  ASSERT_TRUE(usual.reaching_depth_mm);
  EXPECT_LT(*usual.reaching_depth_mm, 0.26);
  const ShadePlan there = at_depth(std::to_string(*usual.reaching_depth_mm));
  EXPECT_TRUE(there.reached && has_native_grain(there));
  EXPECT_FALSE(there.reaching_depth_mm);
}

TEST(ShadePlan, AsksForNoGrainThatCannotBeSeen) {
  const Spec spec = spec_with({"/regions/0/density_per_cm2=auto"});
  const auto plan = [&](double contrast, double px_per_mm) {
    Scalp at_scale;
    at_scale.scale.px_per_mm = px_per_mm;
    return choose_shades(spec, with_native(seen(), {0.92, 0.945, 0.965}, contrast), at_scale);
  };
  EXPECT_GT(plan(0.1, 8).native_contrast, 0);
  EXPECT_EQ(plan(0.1, 1.5).native_contrast, 0);
  EXPECT_EQ(plan(1.2, 8).native_contrast, 0);
  EXPECT_EQ(plan(1.2, 8).density_per_cm2[0], kUsualDensity);  // the colour is reached there
}

TEST(ShadePlan, DoesNotMatchWhatIsNoStubble) {
  EXPECT_EQ(choose_shades(spec_with(), with_native(seen(), {0.3, 0.3, 0.3}), scalp()).source, "table");
  Survey survey = with_native(seen(), {0.8, 0.83, 0.85});
  survey.hair.kind = "short";
  EXPECT_EQ(choose_shades(spec_with(), survey, scalp()).source, "match");
  EXPECT_FALSE(
      choose_shades(spec_with({"/hair={\"sample\":[[0,0],[9,0],[9,9]]}"}), survey, scalp()).sample_unmatched);
  survey.hair.kind = "long";
  EXPECT_EQ(choose_shades(spec_with(), survey, scalp()).source, "table");
  const ShadePlan sampled =
      choose_shades(spec_with({"/hair={\"sample\":[[0,0],[9,0],[9,9]]}"}), survey, scalp());
  EXPECT_TRUE(sampled.sample_unmatched);
  ASSERT_EQ(shade_advisories(sampled).size(), 1u);
  EXPECT_EQ(shade_advisories(sampled)[0].code, "hair-sample-not-matched");
}

TEST(ShadePlan, TrimsTowardsWarm) {
  const Survey survey = seen();
  const FieldMean field(field_dots_of(RegionOptions{}, 0.1), survey.skin.ita_deg);
  const auto lab = [&](const ShadePlan& plan) {
    std::vector<FieldShade> shades;
    for (const Shade& shade : plan.mix.shades) {
      const PerChannel& kappa = plan.mix.pigment.kappa;
      shades.push_back({{shade.mu_per_mm * kappa[0], shade.mu_per_mm * kappa[1], shade.mu_per_mm * kappa[2]},
                        shade.share});
    }
    const PerChannel mean = field.mean(plan.density_per_cm2[0], shades);
    const LinearRgb skin = linear_from_lab(survey.skin.lab);
    return lab_from_linear({skin.r * mean[0], skin.g * mean[1], skin.b * mean[2]});
  };
  const ShadePlan plain = choose_shades(spec_with(), survey, scalp());
  const ShadePlan warm = choose_shades(spec_with({"/pigment={\"trim_warmth\":1}"}), survey, scalp());
  const ShadePlan cool = choose_shades(spec_with({"/pigment={\"trim_warmth\":-1}"}), survey, scalp());
  EXPECT_GT(lab(warm).a + lab(warm).b, lab(plain).a + lab(plain).b + 0.2);
  EXPECT_NEAR(lab(warm).l, lab(plain).l, 0.25);
  EXPECT_LT(warm.remaining_de, 0.72);  // less than without any trim
  EXPECT_NE(warm.mix.pigment.name, "carbon-black");
  // Nothing in the catalogue is cooler than carbon, which the rest says.
  EXPECT_EQ(cool.mix.pigment.name, "carbon-black");
  EXPECT_GT(cool.remaining_de, 0.3);
  // A mixture can be cooled by its carbon.
  const std::vector<std::string> brown = {"/pigment={\"name\":\"black-brown-60\",\"trim_warmth\":0}"};
  const std::vector<std::string> cooled = {"/pigment={\"name\":\"black-brown-60\",\"trim_warmth\":-0.5}"};
  const Lab before = lab(choose_shades(spec_with(brown), survey, scalp()));
  const Lab after = lab(choose_shades(spec_with(cooled), survey, scalp()));
  EXPECT_LT(after.a + after.b, before.a + before.b - 0.1);
}

TEST(ShadePlan, KnowsTheUsersOwnPigments) {
  const Spec spec =
      spec_with({"/pigment={\"name\":\"mine:0.5+carbon-black:0.5\",\"dilution\":10,"
                 "\"catalogue\":[{\"name\":\"mine\",\"kappa\":[0.5,1,1.5],"
                 "\"mu_healed_per_mm\":56,\"source\":\"swatch\"}]}"});
  const ShadePlan plan = choose_shades(spec, seen(), scalp());
  EXPECT_NEAR(plan.mix.shades[1].mu_per_mm, 84.0 / 11, 1e-9);
  EXPECT_EQ(plan.mix.pigment.name, "mine:0.5+carbon-black:0.5");
}

// Odd readings never fail.
TEST(ShadePlan, StandsOddReadings) {
  for (const PerChannel& passed : {PerChannel{0, 0, 0}, {3, 3, 3}, {1, 1, 1}, {0.5, 1.5, 0.01}}) {
    const ShadePlan plan = choose_shades(spec_with({"/regions/0/density_per_cm2=auto"}),
                                         with_native(seen(-80, {8, 1, 2}), passed, 5), scalp());
    EXPECT_TRUE(std::isfinite(plan.dilution) && std::isfinite(plan.remaining_de)) << passed[0];
    EXPECT_GE(plan.density_per_cm2[0], 60);
    EXPECT_LE(plan.density_per_cm2[0], 190);
  }
  Survey dark = with_native(seen(), {0.9, 0.9, 0.9});
  dark.hair.field_skin_rgb = LinearRgb{0, 0, 0};
  EXPECT_EQ(choose_shades(spec_with(), dark, Scalp{}).source, "table");
}

}  // namespace
}  // namespace smp
