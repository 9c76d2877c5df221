#include "smp/sweep/vary.h"

#include <set>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/fields/json_override.h"
#include "smp/fields/json_parse.h"
#include "smp/sweep/axis_words.h"

namespace smp {
namespace {

std::string values_of(const std::string& list) {
  std::string out;
  for (const JsonValue& value : parse_axis("/a=" + list).values) out += to_line(value) + " ";
  if (!out.empty()) out.pop_back();
  return out;
}

TEST(ParseAxis, ReadsRangesListsAndBoth) {
  const std::pair<const char*, const char*> cases[] = {
      {"60:180:30", "60 90 120 150 180"},
      {"60:175:30", "60 90 120 150"},
      {"18:6:-6", "18 12 6"},
      {"5:5:1", "5"},
      {"0.5:2:0.5", "0.5 1 1.5 2"},
      {"-1:1:1", "-1 0 1"},
      {"1e2:3e2:1e2", "100 200 300"},
      {"6,12.0,1.5", "6 12 1.5"},
      {"carbon-black,ash", "\"carbon-black\" \"ash\""},
      {"carbon-black:0.7+brown-oxide:0.3", "\"carbon-black:0.7+brown-oxide:0.3\""},
      {"1:2", "\"1:2\""},
      {"a:b:c", "\"a:b:c\""},
      {"\"6\",true,null", "\"6\" true null"},
      {"{\"1RL\":0.5,\"3RL\":0.5},{\"3RL\":1}", "{\"1RL\":0.5,\"3RL\":0.5} {\"3RL\":1}"},
      {"[1,2],[3,4]", "[1,2] [3,4]"},
      {"\"a,b\",\"c\\\",d\"", "\"a,b\" \"c\\\",d\""},
      {" 6 , 12 ", "6 12"},
      {"6,10:20:5,auto", "6 10 15 20 \"auto\""},
  };
  for (const auto& [list, expected] : cases) EXPECT_EQ(values_of(list), expected) << list;
}

TEST(ParseAxis, NumbersOfARangeAreThoseThatAPersonWouldWrite) {
  const auto values = parse_axis("/a=0:1:0.1").values;
  ASSERT_EQ(values.size(), 11u);  // 10 * 0.1 lands on 1
  EXPECT_EQ(value_text(values[3]), "0.3");
  EXPECT_EQ(value_text(values[7]), "0.7");
  EXPECT_EQ(value_text(values[10]), "1");
}

TEST(ParseAxis, RefusesWhatIsNoAxisNamingVary) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "must have the form"},
      {"/a", "must have the form"},
      {"a=1", "must have the form"},
      {"=1", "must have the form"},
      {"/=1", "must have the form"},
      {"/a=", "empty value"},
      {"/a=1,,2", "empty value"},
      {"/a=1,2,", "empty value"},
      {"/a=1:10:0", "step is 0"},
      {"/a=1:10:-1", "leads away"},
      {"/a=10:1:1", "leads away"},
      {"/a=0:1:1e-9", "more than 10000 values"},
      {"/a=0:1e300:1e-300", "more than 10000 values"},
      {"/a=1,2,1.0", "\"1\" twice"},
      {"/a=6,\"6\"", "\"6\" twice"},
      {"/a~2b=1", "~0"},
      {"/a~=1", "~0"},
      {"/regions/-=1", "append"},
  };
  for (const auto& [text, part] : cases) {
    try {
      parse_axis(text);
      ADD_FAILURE() << text << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage) << text;
      EXPECT_EQ(error.text().where, "--vary") << text;
      EXPECT_NE(error.text().cause.find(part), std::string::npos) << text << ": " << error.what();
    }
  }
  EXPECT_THROW(parse_axis("/a=" + std::string(300, 'x')), Error);
  EXPECT_THROW(parse_axis(std::string("/a=\x01", 4)), Error);
}

TEST(ParseAxis, TellsNumbersFromTheRest) {
  EXPECT_TRUE(parse_axis("/a=1,2.5,-3").numeric());
  EXPECT_FALSE(parse_axis("/a=1,auto").numeric());
  EXPECT_FALSE(parse_axis("/a=\"1\"").numeric());
}

std::vector<std::string> labels_of(const std::vector<std::string>& texts) {
  std::vector<std::string> labels;
  for (const Axis& axis : parse_axes(texts)) labels.push_back(axis.label);
  return labels;
}

TEST(ParseAxes, LabelsAreShortAndTellAxesApart) {
  using Labels = std::vector<std::string>;
  EXPECT_EQ(labels_of({"/pigment/dilution=1", "/regions/0/density_per_cm2=1"}),
            (Labels{"dilution", "density_per_cm2"}));
  EXPECT_EQ(labels_of({"/regions/0/fade_mm=1", "/regions/1/fade_mm=1", "/seed=1"}),
            (Labels{"regions/0/fade_mm", "regions/1/fade_mm", "seed"}));
  EXPECT_EQ(labels_of({"/regions/*/fade_mm=1"}), (Labels{"fade_mm"}));
  EXPECT_EQ(labels_of({"/regions/0/outline/3=1"}), (Labels{"outline/3"}));
}

TEST(ParseAxes, RefusesTwoThatSetOnePlace) {
  const std::pair<const char*, const char*> cases[] = {{"/seed=1", "/seed=2"},
                                                       {"/regions/*/fade_mm=1", "/regions/0/fade_mm=2"},
                                                       {"/pigment/dilution=1", "/pigment={}"}};
  for (const auto& [a, b] : cases) {
    EXPECT_THROW(parse_axes({a, b}), Error) << a;
    EXPECT_THROW(parse_axes({b, a}), Error) << a;
  }
  EXPECT_NO_THROW(parse_axes({"/regions/0/fade_mm=1", "/regions/1/fade_mm=1"}));
}

TEST(SweepPoints, AreAllCombinationsTheLastAxisFastest) {
  const auto axes = parse_axes({"/a=1,2", "/b=x,y,z"});
  const auto points = sweep_points(axes, false);
  ASSERT_EQ(points.size(), 6u);
  std::string all;
  for (const SweepPoint& point : points) all += value_text(point[0]) + value_text(point[1]) + " ";
  EXPECT_EQ(all, "1x 1y 1z 2x 2y 2z ");
  EXPECT_EQ(sweep_points({}, false).size(), 1u);
}

TEST(SweepPoints, ZipTakesValuesTogether) {
  const auto points = sweep_points(parse_axes({"/a=1,2", "/b=x,y"}), true);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(value_text(points[1][0]) + value_text(points[1][1]), "2y");
  EXPECT_THROW(sweep_points(parse_axes({"/a=1,2", "/b=x"}), true), Error);
}

TEST(SweepPoints, RefusesMoreThanTheLimitBeforeMakingThem) {
  const auto axes =
      parse_axes({"/a=1:10000:1", "/b=1:10000:1", "/c=1:10000:1", "/d=1:10000:1", "/e=1:10000:1"});
  EXPECT_THROW(sweep_points(axes, false), Error);
  EXPECT_THROW(sweep_points(parse_axes({"/a=1:11:1"}), false, 10), Error);
  EXPECT_EQ(sweep_points(parse_axes({"/a=1:10:1"}), false, 10).size(), 10u);
}

TEST(OverridesOf, SetEveryPlaceThatAStarStandsFor) {
  JsonValue spec = parse_json(R"({"regions": [{"density_per_cm2": 1}, {}], "pigment": {"name": "x"}})");
  const auto axes = parse_axes({"/regions/*/density_per_cm2=90", "/pigment/name=1e3", "/skin/tone=III"});
  for (const std::string& change : overrides_of(axes, sweep_points(axes, false)[0], spec))
    apply_override(spec, change);
  EXPECT_EQ(to_line(spec), R"({"regions":[{"density_per_cm2":90},{"density_per_cm2":90}],)"
                           R"("pigment":{"name":1000},"skin":{"tone":"III"}})");
}

TEST(OverridesOf, KeepTextsThatLookLikeNumbers) {
  JsonValue spec = parse_json("{}");
  const auto axes = parse_axes({"/a=\"6\""});
  apply_override(spec, overrides_of(axes, {axes[0].values[0]}, spec)[0]);
  EXPECT_EQ(to_line(spec), R"({"a":"6"})");
}

TEST(OverridesOf, RefusesAStarWithoutAList) {
  const auto axes = parse_axes({"/regions/*/density_per_cm2=90"});
  for (const char* spec : {"{}", R"({"regions": []})", R"({"regions": 5})", R"({"regions": {"a": {}}})"})
    EXPECT_THROW(overrides_of(axes, {JsonValue(90)}, parse_json(spec)), Error) << spec;
}

TEST(PointName, IsSafeUniqueAndTheSameInEverySweep) {
  const auto axes = parse_axes({"/regions/0/density_per_cm2=110", "/pigment/name=carbon-black"});
  EXPECT_EQ(point_name(axes, {JsonValue(110), JsonValue("carbon-black")}),
            "density_per_cm2=110,name=carbon-black");
  EXPECT_EQ(point_name({}, {}), "as-is");
  const std::vector<std::string> values = {"a/b",
                                           "a:b",
                                           "a b",
                                           "..",
                                           ".",
                                           "",
                                           "a_b",
                                           "ä",
                                           "a,b",
                                           "a=b",
                                           std::string(200, 'x'),
                                           std::string(201, 'x'),
                                           "../../etc"};
  std::set<std::string> names;
  for (const std::string& value : values) {
    const std::string name = safe_name(value);
    names.insert(name);
    EXPECT_EQ(name.find_first_of("/\\: ,=\""), name.npos) << name;
    EXPECT_FALSE(name.empty());
    EXPECT_NE(name[0], '.');
    EXPECT_LE(name.size(), 40u);
  }
  EXPECT_EQ(names.size(), values.size());
}

TEST(PointName, FitsAFileNameHoweverManyAxes) {
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i)
    texts.push_back("/some/long/name/of/a/parameter_" + std::to_string(i) + "=1.25,2.5");
  const auto axes = parse_axes(texts);
  SweepPoint one(20, JsonValue(1.25)), other = one;
  other.back() = JsonValue(2.5);
  EXPECT_LE(point_name(axes, one).size(), 180u);
  EXPECT_NE(point_name(axes, one), point_name(axes, other));
}

}  // namespace
TEST(AxisTitle, TellsTheUnitApart) {
  const auto title = [](const char* vary) { return axis_title(parse_axis(vary)); };
  EXPECT_EQ(title("/regions/0/density_per_cm2=1"), "density (per cm2)");
  EXPECT_EQ(title("/photo/scale/px_per_mm=1"), "px (per mm)");
  EXPECT_EQ(title("/regions/0/needle_depth_mm=1"), "needle depth (mm)");
  EXPECT_EQ(title("/pigment/dilution=1"), "dilution (parts)");
  EXPECT_EQ(title("/skin/tone=1"), "tone");
  EXPECT_EQ(title("/pigment/name=a"), "pigment name");
  EXPECT_EQ(title("/regions/0/hairline/style=a"), "hairline style");
}

TEST(AxisValueText, GivesUnitsToNumbersAlone) {
  const Axis axis = parse_axis("/regions/0/density_per_cm2=60,auto");
  EXPECT_EQ(axis_value_text(axis, axis.values[0]), "density 60 per cm2");
  EXPECT_EQ(axis_value_text(axis, axis.values[1]), "density auto");
}

}  // namespace smp
