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
    for (const Basis* basis : {&pigment.kappa_basis, &pigment.mu_basis, &pigment.fade_basis}) {
      EXPECT_NE(basis->trust, Trust::kNone) << pigment.name;
      EXPECT_FALSE(basis->source.empty()) << pigment.name;
    }
    EXPECT_GT(pigment.fade_per_year, 0.05);
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
