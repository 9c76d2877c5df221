#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/treatment/needles.h"

namespace smp {
namespace {

TEST(Needles, CatalogueIsConsistent) {
  EXPECT_THAT(known_needle_codes(), ::testing::ElementsAre("1RL", "3RL", "5RL", "0601RL", "0801RL", "0603RL",
                                                           "0803RL", "1003RL", "0805RL"));
  for (const Needle& needle : needle_catalogue()) {
    const double packing = needle.prongs == 1 ? 1 : needle.prongs == 3 ? 2.155 : 2.70;
    EXPECT_NEAR(needle.bundle_diameter_mm, packing * needle.needle_diameter_mm, 0.006) << needle.code;
    EXPECT_GE(needle.dot_diameter_mm, 0.08);
    EXPECT_LE(needle.dot_diameter_mm, 0.40);
    EXPECT_EQ(find_needle(needle.code), &needle);
  }
  EXPECT_EQ(find_needle("3RL")->dot_diameter_mm, find_needle("0803RL")->dot_diameter_mm);
  EXPECT_EQ(find_needle("9RL"), nullptr);
}

}  // namespace
}  // namespace smp
