#include "smp/color/lab.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

// Pairs published with the formula: Sharma, Wu, Dalal, Color Res. Appl. 30 (2005), table 1.
TEST(DeltaE2000, MeetsThePublishedPairs) {
  struct Pair {
    Lab first, second;
    double delta_e;
  };
  const Pair pairs[] = {
      {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
      {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0009}, 7.1792},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0011}, 7.2195},
      {{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},
      {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
      {{50, 2.5, 0}, {58, 24, 15}, 19.4535},
      {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
      {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
      {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
  };
  for (const Pair& pair : pairs) {
    EXPECT_NEAR(delta_e_2000(pair.first, pair.second), pair.delta_e, 5e-5);
    EXPECT_NEAR(delta_e_2000(pair.second, pair.first), pair.delta_e, 5e-5);
  }
}

TEST(Lab, GivesWhiteBlackAndSrgbRedTheirPublishedValues) {
  const Lab white = lab_from_linear({1, 1, 1});
  EXPECT_NEAR(white.l, 100, 1e-6);
  EXPECT_NEAR(white.a, 0, 1e-3);
  EXPECT_NEAR(white.b, 0, 1e-3);
  EXPECT_NEAR(lab_from_linear({0, 0, 0}).l, 0, 1e-9);
  const Lab red = lab_from_linear({1, 0, 0});
  EXPECT_NEAR(red.l, 53.24, 0.01);
  EXPECT_NEAR(red.a, 80.09, 0.02);
  EXPECT_NEAR(red.b, 67.20, 0.02);
}

TEST(Lab, ReturnsToTheSameColour) {
  const LinearRgb skin{0.46085, 0.30426, 0.23486};
  const LinearRgb back = linear_from_lab(lab_from_linear(skin));
  EXPECT_NEAR(back.r, skin.r, 1e-12);
  EXPECT_NEAR(back.g, skin.g, 1e-12);
  EXPECT_NEAR(back.b, skin.b, 1e-12);
}

TEST(Ita, MeetsTheMonteCarloSkinTones) {
  // Tones II and VI of the optics notes, section 2.
  EXPECT_NEAR(ita_deg(lab_from_linear({0.46085, 0.30426, 0.23486})), 47.5, 0.1);
  EXPECT_NEAR(ita_deg(lab_from_linear({0.12940, 0.05126, 0.01843})), -40.0, 0.1);
}

}  // namespace
}  // namespace smp
