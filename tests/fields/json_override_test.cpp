#include "smp/fields/json_override.h"

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/fields/json_parse.h"
#include "support/message_lint.h"

namespace smp {
namespace {

std::string after(const std::string& text, const std::string& assignment) {
  JsonValue document = parse_json(text);
  apply_override(document, assignment);
  return to_line(document);
}

// Where the refusal lies, or "accepted".
std::string refusal(const std::string& assignment, ErrorKind kind) {
  try {
    after(R"({"a":[1,2],"b":"x"})", assignment);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << assignment;
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.text().where;
  }
  return "accepted";
}

TEST(Override, ReplacesAndCreates) {
  EXPECT_EQ(after(R"({"a":1})", "/a=2"), R"({"a":2})");
  EXPECT_EQ(after(R"({"a":1})", "/b/c=2.5"), R"({"a":1,"b":{"c":2.5}})");
  EXPECT_EQ(after(R"({"a":[1,2]})", "/a/1=[3,4]"), R"({"a":[1,[3,4]]})");
  EXPECT_EQ(after(R"({"a":[1]})", "/a/-=2"), R"({"a":[1,2]})");
  EXPECT_EQ(after(R"({"a":[]})", "/a/-/b=2"), R"({"a":[{"b":2}]})");
  EXPECT_EQ(after(R"({})", "/x~1y~0=true"), R"({"x/y~":true})");
}

TEST(Override, TakesWhatIsNotJsonAsText) {
  EXPECT_EQ(after("{}", "/a=hello world"), R"({"a":"hello world"})");
  EXPECT_EQ(after("{}", "/a=\"5\""), R"({"a":"5"})");
  EXPECT_EQ(after("{}", "/a=NaN"), R"({"a":"NaN"})");
  EXPECT_EQ(after("{}", "/a="), R"({"a":""})");
  EXPECT_EQ(after("{}", "/a=b=c"), R"({"a":"b=c"})");
}

TEST(Override, NamesThePointerThatLeadsNowhere) {
  EXPECT_EQ(refusal("/a/2=1", ErrorKind::kBadInput), "/a/2");
  EXPECT_EQ(refusal("/a/x=1", ErrorKind::kBadInput), "/a/x");
  EXPECT_EQ(refusal("/a/01=1", ErrorKind::kBadInput), "/a/01");
  EXPECT_EQ(refusal("/a/99999999999999999999999=1", ErrorKind::kBadInput), "/a/99999999999999999999999");
  EXPECT_EQ(refusal("/a/0/b=1", ErrorKind::kBadInput), "/a/0/b");
  EXPECT_EQ(refusal("/b/c=1", ErrorKind::kBadInput), "/b/c");
  EXPECT_EQ(refusal("/c=a\x1b[31m", ErrorKind::kBadInput), "/c");
  EXPECT_EQ(refusal("/c=" + std::string(300, 'x'), ErrorKind::kBadInput), "/c");
}

TEST(Override, RefusesWhatHasNotItsForm) {
  for (const std::string assignment : {"", "a=1", "/a", "=1", "a.b=1", "/\n=1", "/\xff=1"})
    EXPECT_EQ(
        refusal(assignment, assignment.find_first_of("\n\xff") == std::string::npos ? ErrorKind::kUsage
                                                                                    : ErrorKind::kBadInput),
        "--set");
  EXPECT_NE(refusal("/a~2=1", ErrorKind::kUsage), "accepted");
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "/a";
  EXPECT_EQ(refusal(deep + "=1", ErrorKind::kUsage), "--set");
}

}  // namespace
}  // namespace smp
