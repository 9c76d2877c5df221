#include "smp/treatment/impression.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

Treatment two_dots() {
  Treatment treatment{{"front, left"}, {"3RL"}, {"carbon-black"}, {}};
  treatment.impressions.push_back(
      {.id = 0, .position_px = {10.5, 20.25}, .position_mm = {1.05, 2.025, -3}, .diameter_mm = 0.25});
  treatment.impressions.push_back(
      {.id = 1, .session = 2, .position_px = {1, 2}, .tilt_deg = 60, .azimuth_deg = 45, .scarred = true});
  return treatment;
}

TEST(ImpressionsCsv, HasTheColumnsOfTheContract) {
  EXPECT_EQ(
      impressions_csv(two_dots()),
      "id,region,session,x_px,y_px,x_mm,y_mm,z_mm,needle,diameter_mm,depth_mm,tilt_deg,azimuth_deg,pigment,"
      "dilution,mu_per_mm,scarred\n"
      "0,\"front, "
      "left\",1,10.500,20.250,1.050,2.025,-3.000,3RL,0.2500,0.3000,0.00,0.00,carbon-black,12.0000,8.6000,0\n"
      "1,\"front, "
      "left\",2,1.000,2.000,0.000,0.000,0.000,3RL,0.2500,0.3000,60.00,45.00,carbon-black,12.0000,8.6000,1\n");
}

TEST(RoundToRecord, IsWhatTheCsvKeeps) {
  Impression dot{.position_px = {1.23456, -0.0001},
                 .position_mm = {-0.00049, 7.0005001, 1e5 + 0.12345},
                 .diameter_mm = 0.123456,
                 .depth_mm = 0.33335,
                 .tilt_deg = 12.3456,
                 .azimuth_deg = -0.001,
                 .dilution = 12.00004,
                 .mu_per_mm = 8.61538461};
  round_to_record(dot);
  const Impression once = dot;
  round_to_record(dot);
  EXPECT_EQ(dot, once);
  EXPECT_FALSE(std::signbit(dot.position_px.y));
  EXPECT_FALSE(std::signbit(dot.azimuth_deg));
  EXPECT_DOUBLE_EQ(dot.position_px.x, 1.235);
  EXPECT_DOUBLE_EQ(dot.mu_per_mm, 8.6154);
}

// Elements opened and closed in order, attributes quoted, nothing else.
void expect_well_formed(std::string text) {
  std::vector<std::string> open;
  std::size_t at = 0, elements = 0;
  while ((at = text.find('<', at)) != std::string::npos) {
    const std::size_t end = text.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = text.substr(at + 1, end - at - 1);
    ASSERT_EQ(std::count(tag.begin(), tag.end(), '"') % 2, 0) << tag;
    ASSERT_EQ(tag.find('&'), std::string::npos);
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag[0] == '/') {
      ASSERT_FALSE(open.empty());
      ASSERT_EQ(tag.substr(1), open.back());
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    ++elements;
    at = end;
  }
  EXPECT_TRUE(open.empty());
  EXPECT_GE(elements, 5u);
}

TEST(ImpressionsSvg, IsWellFormedAndDrawsEveryDot) {
  const std::string svg = impressions_svg(two_dots(), 640, 480, 10);
  expect_well_formed(svg);
  EXPECT_NE(svg.find("viewBox=\"0 0 640 480\""), std::string::npos);
  EXPECT_NE(svg.find("<circle cx=\"10.500\" cy=\"20.250\" r=\"1.250\"/>"), std::string::npos);
  EXPECT_NE(svg.find("rx=\"2.500\" ry=\"1.250\" transform=\"rotate(45.00 1.000 2.000)\""), std::string::npos);
  expect_well_formed(impressions_svg({}, 1, 1, 10));
}

}  // namespace
}  // namespace smp
