#include "smp/optics/pigment.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/base/error.h"

namespace smp {
namespace {

using ::testing::HasSubstr;

TEST(Pigments, DilutionsGiveThePublishedAbsorption) {
  const Pigment* carbon = find_pigment("carbon-black");
  ASSERT_NE(carbon, nullptr);
  for (const auto& [parts, mu] : {std::pair{6, 16.0}, {12, 8.6}, {18, 5.9}, {24, 4.5}})
    EXPECT_NEAR(diluted_mu_per_mm(*carbon, parts), mu, 0.05);
  EXPECT_EQ(find_pigment("brown-oxide")->kappa[2], 1.633);
  EXPECT_EQ(find_pigment("blue"), nullptr);
}

TEST(Pigments, EveryNumberSaysWhatItRestsOn) {
  std::set<std::string> names;
  for (const Pigment& pigment : pigment_catalogue()) {
    EXPECT_TRUE(names.insert(pigment.name).second) << pigment.name;
    for (const Basis* basis :
         {&pigment.kappa_basis, &pigment.mu_basis, &pigment.fade_basis, &pigment.ageing.basis}) {
      EXPECT_NE(basis->trust, Trust::kNone) << pigment.name;
      EXPECT_FALSE(basis->source.empty()) << pigment.name;
    }
    EXPECT_GT(pigment.fade_per_year, 0.01);
    EXPECT_LT(pigment.fade_per_year, 0.5);
    EXPECT_THAT(pigment_reference_markdown(), HasSubstr("| `" + pigment.name + "` |"));
  }
}

// Optics notes, section 7: m_c mu = sum of conc_i kappa_ic.
TEST(Pigments, AbsorptionAddsInAMixture) {
  Pigment faint = *find_pigment("brown-oxide");
  faint.name = "faint";
  faint.mu_healed_per_mm = 28;
  const std::vector<PigmentPart> parts = {{*find_pigment("carbon-black"), 3}, {faint, 1}};
  const Pigment mix = mix_pigments("mix", parts);
  for (std::size_t c = 0; c < 3; ++c)
    EXPECT_NEAR(mix.kappa[c] * mix.mu_healed_per_mm, 0.75 * 112 + 0.25 * 28 * faint.kappa[c], 1e-9);
  EXPECT_NEAR(mix.mu_healed_per_mm, 0.75 * 112 + 0.25 * 28, 1e-9);
  EXPECT_THROW(mix_pigments("none", {}), InvalidArgument);
}

// Domain notes, sections 5, 7 and 8.
TEST(Pigments, CarbonStaysInkDriftsAndOxideDarkens) {
  const PigmentAgeing &carbon = find_pigment("carbon-black")->ageing,
                      &ink = find_pigment("tattoo-black")->ageing,
                      &oxide = find_pigment("brown-oxide")->ageing;
  EXPECT_EQ(carbon.drift_per_year, 0);
  EXPECT_EQ(carbon.free_spread, 0);
  EXPECT_EQ(carbon.oxide_share, 0);
  EXPECT_EQ(oxide.oxide_share, 1);
  EXPECT_GT(ink.drift_per_year, 0);
  EXPECT_EQ(ink.free_spread, 1);
  EXPECT_LE(ink.growth_per_year, 0.10);
  for (const Pigment& pigment : pigment_catalogue()) {
    EXPECT_NEAR(oxide_share_of(pigment.kappa), pigment.ageing.oxide_share, 0.15) << pigment.name;
  }
  EXPECT_EQ(oxide_share_of({0.3, 1.2, 1.8}), 1);  // hematite, optics notes 7
  EXPECT_EQ(oxide_share_of({1, 0.9, 0.5}), 0);
  EXPECT_EQ(oxide_share_of({0, 0, 0}), 0);
}

TEST(Pigments, MixturesAgeAsTheirPartsDoByAbsorption) {
  Pigment faint_ink = *find_pigment("tattoo-black");
  faint_ink.mu_healed_per_mm = 56;
  const Pigment& carbon = *find_pigment("carbon-black");
  const PigmentAgeing mix = mix_pigments("x", std::vector<PigmentPart>{{carbon, 1}, {faint_ink, 2}}).ageing;
  EXPECT_NEAR(mix.growth_per_year, 0.05, 1e-12);
  EXPECT_NEAR(mix.usual_growth, 0.5, 1e-12);
  EXPECT_NEAR(mix.free_spread, 0.5, 1e-12);
  EXPECT_NEAR(mix.drift_per_year, 0.5 * faint_ink.ageing.drift_per_year, 1e-12);
  EXPECT_NEAR(find_pigment("black-brown-30")->ageing.oxide_share, 0.3, 1e-12);
  const PigmentAgeing same = mix_pigments("y", std::vector<PigmentPart>{{carbon, 2}}).ageing;
  EXPECT_EQ(same.usual_growth, 1);
  EXPECT_EQ(same.free_spread, 0);
}

TEST(Pigments, HouseMixesAreTheMixturesTheyAreNamedAfter) {
  const Pigment named = resolve_pigment("black-brown-30");
  const Pigment mixed = resolve_pigment("carbon-black:0.7+brown-oxide:0.3");
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(named.kappa[c], mixed.kappa[c], 1e-12);
  EXPECT_NEAR(named.mu_healed_per_mm, mixed.mu_healed_per_mm, 1e-12);
  EXPECT_NEAR(named.kappa[0], 1 - 0.3 * (1 - 0.433), 1e-9);
}

TEST(Pigments, AMixtureIsFoundAgainByItsName) {
  Pigment mine{"mine", {0.8, 1, 1.4}, 90, 0.1, {}, {}, {}};
  const std::vector<Pigment> own = {mine};
  const std::vector<PigmentPart> parts = {{*find_pigment("carbon-black"), 1.44}, {mine, 0.56}};
  EXPECT_EQ(mix_name(parts), "carbon-black:0.72+mine:0.28");
  const Pigment found = resolve_pigment(mix_name(parts), own);
  const Pigment mixed = mix_pigments("x", parts);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found.kappa[c], mixed.kappa[c], 1e-9);
  EXPECT_EQ(mix_name(std::vector<PigmentPart>{{mine, 1}, {*find_pigment("carbon-black"), 0.001}}), "mine");
  EXPECT_EQ(resolve_pigment("mine", own).mu_healed_per_mm, 90);
}

TEST(Pigments, RefusesWhatItCannotResolve) {
  const auto message = [](const std::string& name) {
    try {
      resolve_pigment(name, {}, "/pigment/name");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  EXPECT_EQ(message("carbon-blak"),
            "/pigment/name: unknown pigment \"carbon-blak\"; did you mean \"carbon-black\"?");
  EXPECT_EQ(message("soot"), "/pigment/name: unknown pigment \"soot\"");
  EXPECT_THAT(message("carbon-black:0.5+brown-oxid:0.5"), HasSubstr("\"brown-oxide\""));
  for (const char* name :
       {"", "carbon-black:", "carbon-black:0+brown-oxide:1", "carbon-black+brown-oxide", "carbon-black:1+",
        "+", ":1", "carbon-black:nan", "carbon-black:-1", "carbon-black:1:2", "carbon-black:1e9"})
    EXPECT_NE(message(name), "nothing") << name;
  std::string many = "carbon-black:1";
  for (int i = 0; i < 8; ++i) many += "+carbon-black:1";
  EXPECT_THAT(message(many), HasSubstr("more than 8"));
}

}  // namespace
}  // namespace smp
