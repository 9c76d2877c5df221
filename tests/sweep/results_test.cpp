#include "smp/sweep/results.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/error.h"

namespace smp {
namespace {

FieldMeasures some_measures() {
  FieldMeasures m;
  m.placed = 12'345'678;
  m.area_cm2 = 1.0 / 3;
  m.density_per_cm2 = 110;
  m.coverage = 0.1;
  m.nearest_mm = 0.7654321987;
  m.lab_before = Lab{70.123456789, 10, -1e-17};
  m.de_to_skin = 4.5;
  return m;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

TEST(MeasuresJson, ComesBackToTheBit) {
  const FieldMeasures m = some_measures(), back = measures_from_json(measures_to_json(m));
  EXPECT_EQ(back.placed, m.placed);
  EXPECT_EQ(back.area_cm2, m.area_cm2);
  EXPECT_EQ(back.nearest_mm, m.nearest_mm);
  ASSERT_TRUE(back.lab_before);
  EXPECT_EQ(back.lab_before->l, m.lab_before->l);
  EXPECT_EQ(back.lab_before->b, m.lab_before->b);
  EXPECT_FALSE(back.lab_after);
  EXPECT_FALSE(back.visibility);
  for (const MeasureColumn& column : measure_columns())
    EXPECT_EQ(column.value(back), column.value(m)) << column.name;
}

TEST(MeasuresJson, NotANumberReadsAsNotMeasured) {
  FieldMeasures m = some_measures();
  m.nearest_cv = std::nan("");
  EXPECT_FALSE(measures_from_json(measures_to_json(m)).nearest_cv);
}

TEST(MeasuresJson, RefusesWhatItDidNotWrite) {
  for (const char* text : {"", "{}", "[]", "null", R"({"placed": -1})", R"({"placed": "many"})"})
    EXPECT_THROW(measures_from_json(text), Error) << text;
  std::string text = measures_to_json(some_measures());
  text.replace(text.find("12345678"), 8, "\"x\"");
  EXPECT_THROW(measures_from_json(text), Error);
}

TEST(ResultsCsv, HasAColumnPerAxisAndMeasureAndARowPerPoint) {
  SweepTable table;
  table.axes = parse_axes({"/regions/0/density_per_cm2=90,110", "/pigment/name=a"});
  table.rows.push_back({"s/d=90",
                        "s01.jpg",
                        "s01.json",
                        {JsonValue(90), JsonValue("a,\"b\"")},
                        "healed",
                        some_measures(),
                        "",
                        "",
                        ""});
  table.rows.push_back({"s/d=110",
                        "s01.jpg",
                        "s01.json",
                        {JsonValue(110), JsonValue("a")},
                        "healed",
                        std::nullopt,
                        "ran out of memory, twice",
                        "",
                        ""});
  const auto lines = lines_of(results_csv(table));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].rfind("id,photo,spec,/regions/0/density_per_cm2,/pigment/name,moment,", 0), 0u);
  EXPECT_TRUE(lines[0].ends_with(",refusal"));
  EXPECT_EQ(lines[1].rfind("s/d=90,s01.jpg,s01.json,90,\"a,\"\"b\"\"\",healed,", 0), 0u);
  EXPECT_NE(lines[1].find(",12345678,"), std::string::npos);
  EXPECT_NE(lines[1].find(",0.3333333,"), std::string::npos);
  EXPECT_TRUE(lines[2].ends_with(",,\"ran out of memory, twice\"")) << lines[2];
  for (const MeasureColumn& column : measure_columns())
    EXPECT_NE(lines[0].find(std::string(",") + column.name + ","), std::string::npos) << column.name;
  EXPECT_EQ(std::count(lines[0].begin(), lines[0].end(), ','),
            static_cast<std::ptrdiff_t>(6 + measure_columns().size()));
}

}  // namespace
}  // namespace smp
