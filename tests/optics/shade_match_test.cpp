#include "smp/optics/shade_match.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/color/lab.h"

namespace smp {
namespace {

struct Tone {
  double ita_deg;
  PerChannel skin;
};
// Optics notes, section 2.
constexpr Tone kTones[] = {{59, {.497, .342, .285}}, {48, {.461, .304, .235}},  {35, {.419, .264, .187}},
                           {17, {.359, .211, .132}}, {-13, {.244, .123, .059}}, {-40, {.129, .051, .018}}};

const std::vector<Pigment>& both() {
  static const std::vector<Pigment> pigments = {*find_pigment("carbon-black"), *find_pigment("brown-oxide")};
  return pigments;
}

MatchRequest request_for(const Tone& tone, const PerChannel& target) {
  MatchRequest request;
  request.target = target;
  request.skin = tone.skin;
  request.pigments = both();
  request.blend = {{0.8, 0.20}, {1, 0.55}, {1.25, 0.25}};
  return request;
}

FieldMean::Look look_of(const FieldMean& field, const MatchRequest& request, const Pigment& pigment,
                        double dilution, double density) {
  std::vector<FieldShade> shades;
  for (const RelativeShade& part : request.blend) {
    const double mu = diluted_mu_per_mm(pigment, part.dilution_factor * dilution);
    shades.push_back({{mu * pigment.kappa[0], mu * pigment.kappa[1], mu * pigment.kappa[2]}, part.share});
  }
  return field.look(density, shades);
}

TEST(ShadeMatch, FindsBackTheFieldThatItIsGiven) {
  for (const Tone& tone : kTones) {
    const FieldMean field({.depth_mm = 0.25}, tone.ita_deg);
    for (const auto& [name, dilution] : {std::pair{"carbon-black", 9.0}, {"brown-oxide", 14.0}}) {
      SCOPED_TRACE(::testing::Message() << name << " on ITA " << tone.ita_deg);
      MatchRequest request = request_for(tone, {});
      request.target = look_of(field, request, *find_pigment(name), dilution, 110).mean;
      const MatchResult result = match_shade(field, request);
      EXPECT_TRUE(result.reached);
      EXPECT_LE(result.remaining_de, 0.31);  // what a simpler mixture may cost
      request.pigments = {*find_pigment(name)};
      EXPECT_NEAR(match_shade(field, request).dilution, dilution, 0.05);
      EXPECT_LT(match_shade(field, request).remaining_de, 0.01);
    }
  }
}

TEST(ShadeMatch, MixesOnlyWhereItIsWorthIt) {
  const Tone& tone = kTones[0];
  // Shallow and strong enough for the hue to differ.
  const FieldMean field({.depth_mm = 0.2}, tone.ita_deg);
  MatchRequest request = request_for(tone, {});
  request.density_per_cm2 = {180, 180};
  const Pigment mixture = resolve_pigment("carbon-black:0.4+brown-oxide:0.6");
  request.target = look_of(field, request, mixture, 20, 180).mean;
  request.worth_another_pigment = 0.05;
  const MatchResult mixed = match_shade(field, request);
  EXPECT_LT(mixed.remaining_de, 0.06);
  EXPECT_NEAR(mixed.dilution, 20, 2);
  EXPECT_NE(mixed.pigment.find('+'), std::string::npos) << mixed.pigment;
  // Its name gives the same pigment back.
  const FieldMean::Look again =
      look_of(field, request, resolve_pigment(mixed.pigment), mixed.dilution, mixed.density_per_cm2);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(again.mean[c], mixed.predicted[c], 1e-12);
  request.worth_another_pigment = 3;
  EXPECT_EQ(match_shade(field, request).pigment, "carbon-black");
}

TEST(ShadeMatch, ReportsWhatCannotBeReached) {
  const Tone& tone = kTones[1];
  const FieldMean field({.depth_mm = 0.3}, tone.ita_deg);
  MatchRequest request = request_for(tone, {0.5, 0.5, 0.5});  // thick black stubble
  const MatchResult result = match_shade(field, request);
  EXPECT_FALSE(result.reached);
  EXPECT_LT(result.dilution, 0.5);  // all that can be done
  const Lab wanted = lab_from_linear({0.5 * tone.skin[0], 0.5 * tone.skin[1], 0.5 * tone.skin[2]});
  const Lab found = lab_from_linear({result.predicted[0] * tone.skin[0], result.predicted[1] * tone.skin[1],
                                     result.predicted[2] * tone.skin[2]});
  EXPECT_NEAR(result.remaining_de, delta_e_2000(wanted, found), 1e-9);
  request.density_per_cm2 = {60, 250};  // more dots come nearer
  EXPECT_LT(match_shade(field, request).remaining_de, result.remaining_de - 1);
}

TEST(ShadeMatch, KeepsToItsRanges) {
  const Tone& tone = kTones[3];
  const FieldMean field({}, tone.ita_deg);
  MatchRequest request = request_for(tone, {0.99, 0.99, 0.99});
  request.dilution = {5, 20};
  EXPECT_NEAR(match_shade(field, request).dilution, 20, 1e-3);
  request.target = {0.6, 0.6, 0.6};
  EXPECT_NEAR(match_shade(field, request).dilution, 5, 1e-2);
  request.density_per_cm2 = {80, 150};
  const MatchResult densest = match_shade(field, request);
  EXPECT_GT(densest.density_per_cm2, 140);  // the last dots change next to nothing
  EXPECT_LE(densest.density_per_cm2, 150);
}

// Fewer, darker dots have more contrast at the same mean colour.
TEST(ShadeMatch, ChoosesTheDensityByTheGrain) {
  const Tone& tone = kTones[1];
  const FieldMean field({.depth_mm = 0.2}, tone.ita_deg);
  for (const double density : {75.0, 105.0, 150.0}) {
    MatchRequest request = request_for(tone, {});
    request.pigments = {both()[0]};
    const double dilution = 1200 / density;
    const FieldMean::Look look = look_of(field, request, both()[0], dilution, density);
    request.target = look.mean;
    request.contrast = field_contrast(look, tone.skin);
    request.density_per_cm2 = {60, 190};
    const MatchResult result = match_shade(field, request);
    EXPECT_NEAR(result.density_per_cm2, density, 2);
    EXPECT_NEAR(result.dilution, dilution, 0.5);
    EXPECT_NEAR(result.contrast / *request.contrast, 1, 0.02);
    EXPECT_LT(result.remaining_de, 0.1);
  }
}

TEST(ShadeMatch, RefusesRequestsThatAreNone) {
  const FieldMean field({}, 45);
  const auto refused = [&](auto change) {
    MatchRequest request = request_for(kTones[1], {0.9, 0.9, 0.9});
    change(request);
    EXPECT_THROW(match_shade(field, request), InvalidArgument);
  };
  refused([](MatchRequest& r) { r.pigments.clear(); });
  refused([](MatchRequest& r) { r.blend.clear(); });
  refused([](MatchRequest& r) { r.dilution = {5, 4}; });
  refused([](MatchRequest& r) { r.density_per_cm2 = {0, 10}; });
}

}  // namespace
}  // namespace smp
