#include "smp/base/text.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

TEST(Escaped, KeepsValidUtf8AndEscapesTheRest) {
  EXPECT_EQ(escaped("Zoë", 60), "Zoë");
  EXPECT_EQ(escaped("a\xff\xc3", 60), "a\\xff\\xc3");
  EXPECT_EQ(escaped("\xed\xa0\x80", 60), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(escaped(std::string_view("a\0b", 3), 60), "a\\x00b");
  EXPECT_EQ(escaped("\xc2\x9b", 60), "\\xc2\\x9b");  // an eight-bit control character
}

TEST(Escaped, CutsAtCharactersNotBytes) { EXPECT_EQ(escaped("ëëë", 2), "ëë..."); }

TEST(NearestWord, FindsALikelyMisspelling) {
  const std::vector<std::string> words = {"density_per_cm2", "regularity", "fade_mm", "seed"};
  EXPECT_EQ(nearest_word("density_per_cm", words), "density_per_cm2");
  EXPECT_EQ(nearest_word("sed", words), "seed");
  EXPECT_EQ(nearest_word("colour", words), "");
}

TEST(Utf8, TellsWellFormedFromBroken) {
  EXPECT_TRUE(is_utf8("plain Zoë 😀"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
}

}  // namespace
}  // namespace smp
