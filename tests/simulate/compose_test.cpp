#include "smp/simulate/compose.h"

#include <gtest/gtest.h>

#include "support/skin_photo.h"

namespace smp {
namespace {

template <class T>
class Compose : public ::testing::Test {};
using Depths = ::testing::Types<std::uint8_t, std::uint16_t>;
TYPED_TEST_SUITE(Compose, Depths);

TYPED_TEST(Compose, CropsToTheRectangle) {
  for (const int channels : {3, 4}) {
    Photo photo = testing::skin_photo<TypeParam>(50, 40, channels);
    photo.color = ColorSpace::display_p3();
    const Photo part = cropped(photo, {7, 11, 20, 9});
    ASSERT_EQ(part.width(), 20);
    ASSERT_EQ(part.height(), 9);
    EXPECT_EQ(part.color.name, photo.color.name);
    const auto& from = std::get<Image<TypeParam>>(photo.pixels);
    const auto& to = std::get<Image<TypeParam>>(part.pixels);
    ASSERT_EQ(to.channels(), channels);
    for (int y = 0; y < 9; ++y)
      for (int x = 0; x < 20; ++x)
        for (int c = 0; c < channels; ++c) ASSERT_EQ(to.at(x, y, c), from.at(x + 7, y + 11, c));
    EXPECT_EQ(std::get<Image<TypeParam>>(cropped(photo, {0, 0, 50, 40}).pixels), from);
    EXPECT_EQ(cropped(photo, {49, 39, 1, 1}).width(), 1);
  }
}

TYPED_TEST(Compose, PutsBeforeLeftAndAfterRight) {
  for (const int channels : {3, 4})
    for (const int width : {1, 30, 1000}) {
      const Photo before = testing::skin_photo<TypeParam>(width, 4, channels);
      Photo after = before;
      auto& changed = std::get<Image<TypeParam>>(after.pixels);
      for (auto& value : changed.values()) value = static_cast<TypeParam>(value / 2);
      const auto both = std::get<Image<TypeParam>>(side_by_side(before, after).pixels);
      const auto& left = std::get<Image<TypeParam>>(before.pixels);
      const int gap = both.width() - 2 * width;
      ASSERT_GE(gap, 2);
      ASSERT_EQ(both.height(), 4);
      for (int y = 0; y < 4; ++y)
        for (int c = 0; c < channels; ++c) {
          for (int x = 0; x < width; ++x) {
            ASSERT_EQ(both.at(x, y, c), left.at(x, y, c));
            ASSERT_EQ(both.at(width + gap + x, y, c), changed.at(x, y, c));
          }
          for (int x = width; x < width + gap; ++x)
            ASSERT_EQ(both.at(x, y, c), std::numeric_limits<TypeParam>::max());
        }
    }
}

}  // namespace
}  // namespace smp
