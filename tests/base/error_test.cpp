#include "smp/base/error.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

TEST(Error, ComposesFilePlaceCauseAndAdvice) {
  const Error error(ErrorKind::kBadInput, {"a.json", "/seed", "must be whole", "write 7"});
  EXPECT_STREQ(error.what(), "a.json: /seed: must be whole; write 7");
}

TEST(Error, LeavesOutEmptyParts) {
  EXPECT_STREQ(InvalidArgument("must be > 0").what(), "must be > 0");
  EXPECT_STREQ(InvalidArgument("must be > 0", "/seed").what(), "/seed: must be > 0");
}

TEST(Error, NamesAFileOnlyOnce) {
  const Error inner(ErrorKind::kBadInput, {"mask.png", "", "is cut short", ""});
  EXPECT_STREQ(inner.in_file("spec.json").what(), "mask.png: is cut short");
  EXPECT_STREQ(InvalidArgument("no").in_file("spec.json").what(), "spec.json: no");
}

TEST(Error, EscapesFileNamesThatWouldBreakTheLine) {
  const Error error(ErrorKind::kBadInput, {"a\nb\x1b[31m.json", "", "no", ""});
  EXPECT_STREQ(error.what(), "a\\x0ab\\x1b[31m.json: no");
}

TEST(Error, ShortensQuotedInput) {
  EXPECT_EQ(quoted("abc"), "\"abc\"");
  EXPECT_EQ(quoted(std::string(100, 'x')), "\"" + std::string(60, 'x') + "...\"");
}

}  // namespace
}  // namespace smp
