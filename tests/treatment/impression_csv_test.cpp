#include <clocale>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/optics/pigment.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/planner.h"
#include "support/message_lint.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

// A dot with its names spelled out: a reader numbers names in the order it meets them.
struct Named {
  Impression dot;
  std::string region, needle, pigment;
  friend bool operator==(const Named&, const Named&) = default;
};
std::vector<Named> named(const Treatment& treatment) {
  std::vector<Named> out;
  for (Impression dot : treatment.impressions) {
    Named n{dot, treatment.regions.at(dot.region), treatment.needles.at(dot.needle),
            treatment.pigments.at(dot.pigment)};
    n.dot.region = n.dot.needle = n.dot.pigment = 0;
    out.push_back(n);
  }
  return out;
}

Treatment planned() {
  const auto head = make_ellipsoid_surface({.center_px = {200, 200}, .angles = {30, 10, 0}}, 2.0);
  RegionOptions first{.name = "front, \"left\""}, second{.name = "Scheitel \xC3\xA4"};
  const Polygon a = testing::disc({200, 150}, 60), b = testing::disc({240, 180}, 40);
  Plan plan = plan_treatment(
      {{first, {a, {}}}, {second, {b, {}}}}, class_shares_of({}), *head,
      {.width_px = 400, .height_px = 400, .seed = 3, .timeline = {.touch_ups = {{.year = 4}}}});
  const Pigment mixture = resolve_pigment("carbon-black:0.72+brown-oxide:0.28");
  mix_shades(plan, {mixture, shades_of({}, mixture, 12)}, 3, 2);
  return plan.treatment;
}

const std::string kHead = "x_px,y_px,diameter_mm,depth_mm,mu_per_mm";

std::string fault(const std::string& text, std::size_t limit = 100) {
  try {
    read_impressions_csv(text, limit);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.what();
  }
  return "accepted";
}
void expect_fault(const std::string& text, const std::string& place, const std::string& cause = "") {
  const std::string message = fault(text);
  EXPECT_TRUE(message.starts_with(place)) << message << " does not start with " << place;
  EXPECT_NE(message.find(cause), std::string::npos) << message << " lacks " << cause;
}

TEST(ImpressionCsv, ReadsBackExactlyWhatWasWritten) {
  Treatment treatment = planned();
  ASSERT_GT(treatment.impressions.size(), 2000u);
  EXPECT_GT(treatment.impressions.back().session, treatment.timeline.sessions());
  treatment.impressions[7].scarred = true;
  const std::string text = impressions_csv(treatment);
  const Treatment read = read_impressions_csv(text);
  EXPECT_EQ(named(read), named(treatment));
  EXPECT_EQ(impressions_csv(read), text);
}

TEST(ImpressionCsv, TakesColumnsInAnyOrder) {
  const Treatment t = read_impressions_csv(
      "mu_per_mm,pigment,y_px,x_px,depth_mm,id,diameter_mm\n8,brown-oxide,2,1,0.3,9,0.25\n");
  ASSERT_EQ(t.impressions.size(), 1u);
  EXPECT_EQ(t.impressions[0].position_px, (Point2{1, 2}));
  EXPECT_EQ(t.impressions[0].id, 9u);
  EXPECT_EQ(t.impressions[0].mu_per_mm, 8);
  EXPECT_EQ(t.pigments, std::vector<std::string>{"brown-oxide"});
}

TEST(ImpressionCsv, FillsWhatIsLeftOut) {
  const Treatment t = read_impressions_csv(kHead + "\n1,2,0.25,0.3,8\n3,4,0.25,0.3,8\n");
  ASSERT_EQ(t.impressions.size(), 2u);
  EXPECT_EQ(t.impressions[1].id, 1u);
  EXPECT_EQ(t.impressions[1].session, 1u);
  EXPECT_FALSE(t.impressions[1].scarred);
  EXPECT_EQ(named(t)[0].pigment, "carbon-black");
  EXPECT_TRUE(read_impressions_csv(kHead + "\n").impressions.empty());
  EXPECT_TRUE(read_impressions_csv(kHead).impressions.empty());
}

TEST(ImpressionCsv, TakesLineEndsMarksAndQuotes) {
  const std::string row = "1,2,0.25,0.3,8";
  const auto plain = named(read_impressions_csv(kHead + "\n" + row + "\n" + row + "\n"));
  ASSERT_EQ(plain.size(), 2u);
  for (const std::string& text :
       {kHead + "\r\n" + row + "\r\n" + row + "\r\n", kHead + "\n" + row + "\n" + row,
        "\xEF\xBB\xBF" + kHead + "\n" + row + "\n" + row + "\n",
        "\"x_px\",y_px,diameter_mm,depth_mm,mu_per_mm\n\"1\",\"2\",0.25,0.3,\"8\"\n" + row + "\n"})
    EXPECT_EQ(named(read_impressions_csv(text)), plain) << text;
  const Treatment quoted_names = read_impressions_csv(
      "region," + kHead + "\n\"a \"\"b\"\", c\",1,2,0.25,0.3,8\n\"two\nlines\",1,2,0.25,0.3,8\n");
  EXPECT_EQ(quoted_names.regions, (std::vector<std::string>{"a \"b\", c", "two\nlines"}));
}

TEST(ImpressionCsv, NamesLineAndColumnOfAFault) {
  const std::string good = "1,2,0.25,0.3,8\n";
  for (const char* bad :
       {"", " 1", "1 ", "one", "nan", "inf", "-inf", "1e400", "0x10", "1,5", "1;5", "+1", "--1", "1e"})
    expect_fault(kHead + "\n" + good + std::string("\"") + bad + "\",2,0.25,0.3,8\n",
                 "line 3, x_px: must be a number");
  expect_fault(kHead + "\n" + good + "1,2e6,0.25,0.3,8\n", "line 3, y_px: must be -1000000 to 1000000");
  expect_fault(kHead + "\n1,2,0,0.3,8\n", "line 2, diameter_mm: must be 0.02 to 3");
  expect_fault(kHead + "\n1,2,0.2,9,8\n", "line 2, depth_mm: must be 0.05 to 3");
  expect_fault(kHead + "\n1,2,0.2,0.3,-1\n", "line 2, mu_per_mm: ");
  expect_fault(kHead + ",tilt_deg\n1,2,0.2,0.3,1,81\n", "line 2, tilt_deg: ");
  expect_fault(kHead + "\n1,2,0.2,0.3\n", "line 2: has 4 cells but the header names 5");
  expect_fault(kHead + "\n1,2,0.2,0.3,8,9\n", "line 2: has 6 cells");
  expect_fault(kHead + "\n\n" + good, "line 2: ");
  // Line breaks inside quotes count as lines.
  expect_fault("region," + kHead + "\n\"a\nb\nc\",1,2,0.25,0.3,8\nd,x,2,0.25,0.3,8\n", "line 5, x_px");
  expect_fault(kHead + "\n\"1,2,0.2,0.3,8\n", "line 2: has a quote that is never closed");
  expect_fault(kHead + "\n1\"2,2,0.2,0.3,8\n", "line 2: has a quote inside");
  expect_fault(kHead + "\n\"1\"2,2,0.2,0.3,8\n", "line 2: has text after a closing quote");
}

TEST(ImpressionCsv, AsksForWholeNumbersWhereThingsAreCounted) {
  expect_fault("id," + kHead + "\n1.5,1,2,0.25,0.3,8\n", "line 2, id: must be a whole number");
  expect_fault("id," + kHead + "\n-1,1,2,0.25,0.3,8\n", "line 2, id: ");
  expect_fault("id," + kHead + "\n4294967296,1,2,0.25,0.3,8\n", "line 2, id: ");
  expect_fault("session," + kHead + "\n1.25,1,2,0.25,0.3,8\n", "line 2, session: must be a whole number");
  expect_fault("session," + kHead + "\n0,1,2,0.25,0.3,8\n", "line 2, session: ");
  for (const char* bad : {"2", "-1", "0.5", "yes", ""})
    expect_fault("scarred," + kHead + "\n" + bad + ",1,2,0.25,0.3,8\n", "line 2, scarred: ");
  EXPECT_EQ(read_impressions_csv("id," + kHead + "\n4294967295,1,2,0.25,0.3,8\n").impressions[0].id,
            4294967295u);
}

TEST(ImpressionCsv, NamesFaultsOfTheHeader) {
  expect_fault("", "is empty");
  expect_fault("\xEF\xBB\xBF", "is empty");
  expect_fault("x_px,y_px,diameter_mm,depth_mm\n", "line 1", "\"mu_per_mm\" is missing");
  expect_fault(kHead + ",x_px\n", "line 1", "appears twice");
  expect_fault(kHead + ",diametr_mm\n", "line 1", "did you mean \"diameter_mm\"");
  expect_fault(kHead + ",\x1b[31m\n", "line 1", "unknown column");
  expect_fault("\xff" + kHead, "is not UTF-8");
  expect_fault(std::string("\0", 1) + kHead, "line 1");
}

TEST(ImpressionCsv, KnowsItsLimits) {
  std::string text = kHead + "\n";
  for (int i = 0; i < 101; ++i) text += "1,2,0.25,0.3,8\n";
  EXPECT_NE(fault(text, 100).find("line 102: more than 100 impressions"), std::string::npos);
  EXPECT_EQ(fault(text, 101), "accepted");
  expect_fault(kHead + "\n" + std::string(1'000'000, ','), "line 2: has more than 64 cells");
  expect_fault(std::string(1'000'000, ','), "line 1: has more than 64 cells");
  expect_fault(kHead + "\n" + std::string(1'000'000, '1'), "line 2: has a cell of more than 256 characters");
  expect_fault(kHead + "\n\"" + std::string(1'000'000, '1'),
               "line 2: has a cell of more than 256 characters");
  std::string many = "region," + kHead + "\n";
  for (int i = 0; i < 70000; ++i) many += std::to_string(i) + ",1,2,0.25,0.3,8\n";
  const std::string message = fault(many, 100000);
  EXPECT_NE(message.find("line "), std::string::npos) << message;
  EXPECT_NE(message.find("region"), std::string::npos) << message;
}

TEST(ImpressionCsv, IsSafeWhenCutAnywhere) {
  const std::string text =
      "region,needle," + kHead + "\r\n\"a \"\"b\"\"\",3RL,1.5,2,0.25,0.3,8\r\n\"c\",3RL,1,2,0.25,0.3,8e0\r\n";
  for (std::size_t length = 0; length < text.size(); ++length) fault(text.substr(0, length));
}

}  // namespace
}  // namespace smp
