#include "smp/color/skin_scale.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

// Chardon's classes with their customary types (domain notes, section 10).
TEST(SkinScale, ClassesAreChardons) {
  const struct {
    double ita;
    const char* name;
    const char* type;
  } rows[] = {{60, "very light", "I"}, {48, "light", "II"}, {35, "intermediate", "III"}, {17, "tan", "IV"},
              {-13, "brown", "V"},     {-40, "dark", "VI"}, {55, "light", "II"},         {-30, "dark", "VI"}};
  for (const auto& row : rows) {
    EXPECT_STREQ(skin_class(row.ita), row.name) << row.ita;
    EXPECT_STREQ(about_fitzpatrick(row.ita), row.type) << row.ita;
  }
}

TEST(SkinScale, MonkTonesDarkenInOrderAndFindThemselves) {
  for (int tone = 1; tone <= 10; ++tone) {
    EXPECT_EQ(nearest_monk(ita_of_monk(tone)), tone);
    if (tone > 1) {
      EXPECT_LT(ita_of_monk(tone), ita_of_monk(tone - 1));
    }
  }
  EXPECT_EQ(nearest_monk(90), 1);
  EXPECT_EQ(nearest_monk(-90), 10);
}

}  // namespace
}  // namespace smp
