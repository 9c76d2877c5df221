#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/treatment/needles.h"

namespace smp {
namespace {

TEST(Needles, CatalogueIsConsistent) {
  EXPECT_THAT(known_needle_codes(),
              ::testing::ElementsAre("1RL", "3RL", "5RL", "0.18-1RL", "0601RL", "0801RL", "0603RL", "0803RL",
                                     "1003RL", "0805RL", "1203RL"));
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

std::string fault_of(const std::vector<OwnNeedle>& own) {
  try {
    check_own_needles(own);
  } catch (const InvalidArgument& error) {
    return error.text().where;
  }
  return "none";
}

TEST(Needles, OfTheUsersOwnComeFirstAndHaveCodesOfTheirOwn) {
  const std::vector<OwnNeedle> own = {{.code = "fine", .dot_diameter_mm = 0.11},
                                      {.code = "nano", .dot_diameter_mm = 0.09}};
  EXPECT_EQ(dot_diameter_mm("nano", own), 0.09);
  EXPECT_EQ(dot_diameter_mm("3RL", own), find_needle("3RL")->dot_diameter_mm);
  EXPECT_EQ(dot_diameter_mm("nano", {}), std::nullopt);
  EXPECT_EQ(fault_of(own), "none");
  EXPECT_EQ(fault_of({own[0], {.code = "0803RL"}}), "1/code");
  EXPECT_EQ(fault_of({own[0], own[1], own[0]}), "2/code");
}

}  // namespace
}  // namespace smp
