#include "smp/treatment/shade_choice.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/color/lab.h"
#include "smp/optics/dot_profile.h"

namespace smp {
namespace {

// Domain notes, section 5: rows by ITA, columns black, dark brown, mid brown, light brown, blond.
TEST(AutoDilution, MeetsTheTableOfTheCraft) {
  const double lightness[] = {18.4, 23, 32, 42, 57};
  const struct {
    double ita_deg, parts[5];
  } rows[] = {{55, {12, 15, 18, 21, 25}},
              {34.5, {10, 13, 16, 20, 24}},
              {19, {8, 11, 14, 18, 22}},
              {-10, {5, 8, 12, 0, 20}},
              {-40, {3, 6, 10, 0, 18}}};
  for (const auto& row : rows)
    for (int c = 0; c < 5; ++c)
      if (row.parts[c] > 0) {
        EXPECT_NEAR(auto_dilution(row.ita_deg, lightness[c]), row.parts[c], 1e-9) << row.ita_deg << " " << c;
      }
}

TEST(AutoDilution, IsMonotoneSmoothAndClamped) {
  const double step = 0.25;
  for (double l = 10; l < 65; l += step)
    for (double ita = -60; ita < 75; ita += step) {
      const double here = auto_dilution(ita, l);
      const double lighter_hair = auto_dilution(ita, l + step), lighter_skin = auto_dilution(ita + step, l);
      ASSERT_GE(lighter_hair, here - 1e-9) << ita << " " << l;
      ASSERT_GE(lighter_skin, here - 1e-9) << ita << " " << l;
      ASSERT_LT(lighter_hair - here, 1.5 * step);
      ASSERT_LT(lighter_skin - here, 0.3 * step);
      // No kinks: the slope changes little from step to step.
      ASSERT_LT(std::fabs(auto_dilution(ita + 2 * step, l) - 2 * lighter_skin + here), 0.03);
    }
  EXPECT_EQ(auto_dilution(90, 5), auto_dilution(55, 18.4));
  EXPECT_EQ(auto_dilution(-90, 99), auto_dilution(-40, 57));
}

// Dots must be seen: 6 L* below the skin (domain notes, section 5). At the usual depth the darkest skin
// allows less than that even to undiluted pigment.
TEST(AutoDilution, KeepsDotsOfDarkHairVisible) {
  const struct {
    double ita_deg;
    LinearRgb skin;  // optics notes, section 2
  } tones[] = {{59, {.497, .342, .285}}, {48, {.461, .304, .235}},  {35, {.419, .264, .187}},
               {17, {.359, .211, .132}}, {-13, {.244, .123, .059}}, {-40, {.129, .051, .018}}};
  const Pigment carbon = *find_pigment("carbon-black");
  for (const auto& tone : tones) {
    const DotOptics optics(tone.ita_deg);
    const auto core = [&](double parts, double depth_mm) {
      const double mu = diluted_mu_per_mm(carbon, parts);
      const PerChannel drop = optics.drop({depth_mm, 0.25, {mu, mu, mu}})[0];
      const LinearRgb dot{tone.skin.r * (1 - drop[0]), tone.skin.g * (1 - drop[1]),
                          tone.skin.b * (1 - drop[2])};
      return lab_from_linear(tone.skin).l - lab_from_linear(dot).l;
    };
    for (const double hair : {18.4, 23.0}) {
      const double parts = auto_dilution(tone.ita_deg, hair);
      EXPECT_GT(core(parts, 0.30), std::min(6.0, 0.85 * core(0, 0.30))) << tone.ita_deg << " " << hair;
      EXPECT_GT(core(parts, 0.20), 10) << tone.ita_deg << " " << hair;
    }
  }
}

TEST(BlendAround, IsThreeShades) {
  const auto blend = blend_around(10);
  ASSERT_EQ(blend.size(), 3u);
  EXPECT_DOUBLE_EQ(blend[0].dilution, 8);
  EXPECT_DOUBLE_EQ(blend[1].share, 0.55);
  EXPECT_DOUBLE_EQ(blend[2].dilution, 12.5);
  EXPECT_DOUBLE_EQ(blend[0].share + blend[1].share + blend[2].share, 1);
}

}  // namespace
}  // namespace smp
