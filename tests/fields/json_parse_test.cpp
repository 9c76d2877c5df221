#include "smp/fields/json_parse.h"

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "support/message_lint.h"

namespace smp {
namespace {

// Where a refusal of `text` lies, or "accepted".
std::string refusal(std::string_view text, const JsonLimits& limits = {}) {
  try {
    parse_json(text, limits);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.text().where;
  }
  return "accepted";
}

std::string cause(std::string_view text) {
  try {
    parse_json(text);
  } catch (const Error& error) {
    return error.text().cause;
  }
  return "accepted";
}

TEST(ParseJson, KeepsOrderAndExactNumbers) {
  const std::string text =
      R"({"b":1,"a":[-2,0.5,18446744073709551615,1e3],"c":{"d":null,"e":true,"f":"x\u00e9"}})";
  const JsonValue value = parse_json(text);
  EXPECT_EQ(to_line(value),
            R"({"b":1,"a":[-2,0.5,18446744073709551615,1000],"c":{"d":null,"e":true,"f":"xé"}})");
  EXPECT_TRUE((*value.find("a")->get_if<JsonValue::Array>())[3].get_if<double>());
  EXPECT_TRUE(parse_json("5.0").get_if<double>());
  EXPECT_TRUE(parse_json("5").get_if<std::uint64_t>());
  EXPECT_TRUE(parse_json("-5").get_if<std::int64_t>());
}

TEST(ParseJson, ToleratesAByteOrderMarkAndBlanks) {
  EXPECT_EQ(to_line(parse_json("\xEF\xBB\xBF {\"a\" : 1}\r\n")), "{\"a\":1}");
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
  for (const char* text : {"",
                           "  \n",
                           "{",
                           "[1,2",
                           "{\"a\":1,}",
                           "[1,]",
                           "// x\n{}",
                           "/* x */{}",
                           "# x\n{}",
                           "{'a':1}",
                           "{a:1}",
                           "NaN",
                           "[Infinity]",
                           "[-Infinity]",
                           "[nan]",
                           "[01]",
                           "[.5]",
                           "[5.]",
                           "[+1]",
                           "[0x10]",
                           "[1e]",
                           "{} {}",
                           "{}]",
                           "{}x",
                           "[1 2]",
                           "\"abc",
                           "\"a\tb\"",
                           "\"\\x41\"",
                           "\"\\ud800\"",
                           "\"\xff\"",
                           "\"\xc0\xaf\"",
                           "\"\xed\xa0\x80\"",
                           "tru",
                           "True",
                           "\xEF\xBB",
                           "\xFF\xFE{\0}\0",
                           "[1;2]",
                           "\xC2\xA0{}"})
    EXPECT_NE(refusal(text), "accepted") << text;
}

TEST(ParseJson, SaysLineAndColumnOfAFaultOfSyntax) {
  EXPECT_EQ(refusal("{\n  \"a\": 1,\n}"), "line 3, column 1");
  EXPECT_EQ(refusal("{\"é\": x}"), "line 1, column 7");
  EXPECT_EQ(refusal("{}\n x"), "line 2, column 2");
  EXPECT_EQ(refusal(std::string_view("{}\0", 3)), "line 1, column 3");
}

TEST(ParseJson, SaysWhatAPersonDidWrong) {
  EXPECT_EQ(cause("[1, // one\n 2]"), "comments are not allowed in JSON");
  EXPECT_EQ(cause("{\"a\": 1, }"), "a comma stands before the closing bracket; remove it");
  EXPECT_EQ(cause("{\"a\": [1"), "the text ends in the middle; it is cut short or a bracket is not closed");
  EXPECT_EQ(cause("{'a': 1}"), "texts are written in double quotes");
  EXPECT_EQ(cause(std::string_view("{}\0", 3)), "holds a NUL byte; it is not JSON text");
}

TEST(ParseJson, NamesThePointerOfADuplicateKey) {
  EXPECT_EQ(refusal(R"({"a":[{"b":1},{"b":1,"c":2,"b":3}]})"), "/a/1/b");
  EXPECT_EQ(refusal(R"({"a/~":1,"a/~":1})"), "/a~1~0");
  EXPECT_EQ(refusal(R"({"a":1,"\u0061":2})"), "/a");
  EXPECT_EQ(refusal(R"({"a":1,"A":2,"b":{"a":1}})"), "accepted");
}

TEST(ParseJson, NamesThePointerOfAHugeNumber) {
  EXPECT_EQ(refusal(R"({"a":[0,1e400]})"), "/a/1");
  EXPECT_EQ(refusal(R"({"a":-1e400})"), "/a");
  EXPECT_EQ(refusal("1e400"), "");
  EXPECT_EQ(refusal("1e308"), "accepted");
}

TEST(ParseJson, LimitsTexts) {
  const auto quoted_text = [](const std::string& text) { return "{\"k\":\"" + text + "\"}"; };
  EXPECT_EQ(refusal(quoted_text(std::string(256, 'a'))), "accepted");
  EXPECT_EQ(refusal(quoted_text(std::string(257, 'a'))), "/k");
  std::string umlauts;
  for (int i = 0; i < 256; ++i) umlauts += "ü";
  EXPECT_EQ(refusal(quoted_text(umlauts)), "accepted");
  for (const char* escape : {"\\n", "\\u0000", "\\u001b", "\\u007f", "\\u0085", "\xC2\x9B"})
    EXPECT_EQ(refusal(quoted_text(escape)), "/k") << escape;
  EXPECT_NE(refusal("{\"" + std::string(257, 'a') + "\":1}"), "accepted");
}

TEST(ParseJson, LimitsNestingWithoutRecursion) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(refusal(nested(64)), "accepted");
  EXPECT_NE(refusal(nested(65)), "accepted");
  EXPECT_NE(refusal(std::string(10'000'000, '[')), "accepted");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_NE(refusal(objects), "accepted");
}

TEST(ParseJson, LimitsSize) {
  JsonLimits limits;
  limits.max_bytes = 100;
  EXPECT_EQ(refusal("[]" + std::string(98, ' '), limits), "accepted");
  EXPECT_EQ(refusal("[]" + std::string(99, ' '), limits), "");
}

TEST(ParseJson, TakesAMillionEntriesAndKeysInItsStride) {
  std::string list = "[0", object = "{\"k\":0";
  for (int i = 0; i < 1'000'000; ++i) list += ",0";
  for (int i = 0; i < 300'000; ++i) object += ",\"" + std::to_string(i) + "\":0";
  EXPECT_EQ(refusal(list + "]"), "accepted");
  EXPECT_EQ(refusal(object + "}"), "accepted");
}

TEST(ToText, WritesNumbersThatReadBackAsTheSame) {
  for (const double number : {0.1, 1.0 / 3, 1e300, -2.5e-7, 5e-324, 123456789.125, 1e20, 1e15}) {
    const JsonValue back = parse_json(to_text(JsonValue(number)));
    const double read =
        back.get_if<double>() ? *back.get_if<double>() : static_cast<double>(*back.get_if<std::uint64_t>());
    EXPECT_EQ(read, number);
  }
}

}  // namespace
}  // namespace smp
