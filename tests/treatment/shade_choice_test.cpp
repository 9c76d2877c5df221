#include "smp/treatment/shade_choice.h"

#include <cmath>

#include <gtest/gtest.h>

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
