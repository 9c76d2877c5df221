// Hairlines drawn in the photo, and designed ones on a marked head, from the spec to the picture.
#include <cmath>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/geometry/polygon.h"
#include "smp/scalp/head_pose.h"
#include "smp/treatment/hairline.h"
#include "support/head_photo.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::bald_head;
using testing::head_spec;
using testing::pixels_of;
using testing::simulated;
using testing::skin_photo;

constexpr double kPxPerMm = 4;
constexpr int kWidth = 400, kHeight = 260;

const Photo& skin() {
  static const Photo photo = skin_photo(kWidth, kHeight);
  return photo;
}

// Scalp lies above the line in the photo. The outline's own front lies in front of the hairline.
std::string drawn_spec(const std::string& hairline, const std::string& rest = "") {
  return R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 4}}, "skin": {"tone": {"ita_deg": 40}},
    "regions": [{"outline": [[30, 200], [30, 30], [370, 30], [370, 200]], "tremor_mm": 0, "density_per_cm2": 150)" +
         rest + R"(, "hairline": {"points": [[30, 200], [110, 150], [200, 130], [290, 150], [370, 200]])" +
         hairline + "}}]}";
}

// The edge of that hairline, as the options make it.
std::vector<Point2> edge_of(const std::string& spec) {
  const auto surface = make_plane_surface(kPxPerMm);
  return draw_hairline(*read_spec(spec).regions.at(0).hairline, *surface, {200, 40}).edge_px;
}

double edge_y(const std::vector<Point2>& edge, double x) {
  double y = edge.front().y;
  for (std::size_t i = 0; i + 1 < edge.size(); ++i)
    if ((edge[i].x <= x) != (edge[i + 1].x <= x))
      y = edge[i].y + (x - edge[i].x) / (edge[i + 1].x - edge[i].x) * (edge[i + 1].y - edge[i].y);
  return y;
}

TEST(DrawnHairline, OnlySentinelsLieInFrontOfIt) {
  const std::string spec = drawn_spec(R"(, "sentinels_per_side": 12)");
  const Simulation result = simulated(skin(), spec);
  const std::vector<Point2> edge = edge_of(spec);
  const auto surface = make_plane_surface(kPxPerMm);
  const PixelRect whole = {0, 0, kWidth, kHeight};
  const ScalpMap behind_mm = hairline_map(edge, *surface, {200, 40}, whole, 0.25);
  const RegionReport& report = result.regions.at(0).plan;
  EXPECT_EQ(report.singles, 24u);
  std::size_t ahead = 0;
  for (std::size_t i = 0; i < result.treatment.impressions.size(); ++i) {
    const double mm = behind_mm.at(result.treatment.impressions[i].position_px);
    EXPECT_GT(mm, -6);
    if (mm >= -0.25) continue;
    ++ahead;
    EXPECT_LT(i, report.singles) << mm;  // single dots come first
  }
  EXPECT_EQ(ahead, report.singles);
}

TEST(DrawnHairline, HoldsTheDensityBehindItsRise) {
  const std::string spec = drawn_spec(R"(, "sentinels_per_side": 0, "transition_mm": 6)");
  const Simulation result = simulated(skin(), spec);
  const std::vector<Point2> edge = edge_of(spec);
  const ScalpMap behind_mm =
      hairline_map(edge, *make_plane_surface(kPxPerMm), {200, 40}, {0, 0, kWidth, kHeight}, 0.25);
  double dots = 0;
  for (int y = 30; y < 230; ++y)
    for (int x = 30; x < 370; ++x) {
      const double mm = behind_mm.at({x + 0.5, y + 0.5}), t = std::clamp(mm / 6, 0.0, 1.0);
      if (y + 0.5 < edge_y(edge, x + 0.5)) dots += 1.5 / (kPxPerMm * kPxPerMm) * t * t * (3 - 2 * t);
    }
  EXPECT_NEAR(result.regions.at(0).plan.expected, dots, 0.01 * dots);
}

// The region's fade is for its other sides: along the hairline the rise is the hairline's own.
TEST(DrawnHairline, IsNotFaded) {
  const std::string hairline = R"(, "style": "straight", "sentinels_per_side": 0)";
  const std::string spec = drawn_spec(hairline);
  const std::vector<Point2> edge = edge_of(spec);
  const auto near_front = [&](const std::string& text) {
    const Simulation result = simulated(skin(), text);
    int count = 0, all = 0;
    for (const Impression& dot : result.treatment.impressions) {
      const Point2 p = dot.position_px;
      ++all;
      if (p.x < 130 || p.x > 270) continue;  // far from the other sides
      const double behind_px = edge_y(edge, p.x) - p.y;
      count += behind_px > 0 && behind_px < 5 * kPxPerMm;
    }
    return std::pair(count, all);
  };
  const auto [plain, plain_all] = near_front(spec);
  const auto [faded, faded_all] = near_front(drawn_spec(hairline, R"(, "fade_mm": 15)"));
  EXPECT_GT(plain, 150);
  EXPECT_NEAR(faded, plain, 0.08 * plain);
  EXPECT_LT(faded_all, 0.8 * plain_all);
}

TEST(DrawnHairline, AFauxScarLeavesAGapFree) {
  const std::string spec = drawn_spec(R"(, "style": "faux-scar", "gap_mm": 4)");
  const auto surface = make_plane_surface(kPxPerMm);
  const DrawnHairline drawn = draw_hairline(*read_spec(spec).regions.at(0).hairline, *surface, {200, 40});
  ASSERT_GE(drawn.gap_px.size(), 3u);
  const auto in_gap = [&](const Simulation& result) {
    int count = 0;
    for (const Impression& dot : result.treatment.impressions)
      count += contains(drawn.gap_px, dot.position_px);
    return count;
  };
  EXPECT_EQ(in_gap(simulated(skin(), spec)), 0);
  EXPECT_GT(in_gap(simulated(skin(), drawn_spec(R"(, "style": "straight")"))), 40);
}

// A line through the middle of the outline: whichever side counts as scalp, dots fill it.
TEST(DrawnHairline, MayHaveAsMuchOfTheOutlineInFrontAsBehind) {
  for (const int height : {170, 180, 185, 190, 195, 200, 210, 240}) {
    const std::string y = std::to_string(height);
    const Simulation result = simulated(skin(), R"({"smp": 1, "photo": {"scale": {"px_per_mm": 4}},
      "regions": [{"outline": [[30, 30], [370, 30], [370, )" +
                                                    y + "], [30, " + y + R"(]],
      "hairline": {"style": "straight", "points": [[30, 120], [200, 100], [370, 120]]}}]})");
    EXPECT_GT(result.regions.at(0).plan.area_cm2, 14) << height;
    EXPECT_GT(result.treatment.impressions.size(), 1300u) << height;
  }
}

TEST(DesignedHairline, EveryStyleAndPresetGivesAnotherPicture) {
  std::vector<Image<std::uint8_t>> pictures;
  std::vector<std::string> names = {R"({"style": "natural"})"};
  for (const std::string& style : hairline_style_names())
    if (style != "natural") names.push_back(R"({"style": ")" + style + "\"}");
  for (const char* preset : {"youthful", "mature", "conservative"})
    names.push_back(std::string(R"({"preset": ")") + preset + "\"}");
  for (const std::string& hairline : names) {
    const Simulation result = simulated(
        bald_head().photo,
        head_spec(bald_head(), R"("skin": {"tone": {"ita_deg": 40}}, "regions": [{"zones": ["leading-edge"],
                               "hairline": )" +
                                   hairline + "}]"));
    for (std::size_t i = 0; i < pictures.size(); ++i)
      EXPECT_FALSE(pixels_of(result.photo) == pictures[i]) << names[i] << " and " << hairline;
    pictures.push_back(pixels_of(result.photo));
  }
}

// Regions that are no pattern and no zone, but lie behind a designed hairline all the same.
TEST(DesignedHairline, CutsAnOutline) {
  const auto run = [](const std::string& style) {
    return simulated(bald_head().photo,
                     head_spec(bald_head(), R"("regions": [{"outline": [[120, 60], [280, 60], [280, 300],
                       [120, 300]], "tremor_mm": 0, "hairline": {"style": ")" +
                                                style + R"("}}])"));
  };
  const Simulation natural = run("natural"), scar = run("faux-scar");
  const Spec spec = read_spec(head_spec(bald_head(), R"("regions": [{"zones": ["crown"]}])"));
  const HeadPoseResult pose = pose_head(spec.head, {}, bald_head().photo.width(), bald_head().photo.height());
  const PosedHead head(pose.shape, pose.pose);
  const auto check = [&](const Simulation& result, const std::string& style) {
    HairlineOptions options;
    options.style = style;
    const HeadHairline hairline(pose.shape, options);
    std::size_t ahead = 0, in_gap = 0;
    for (const Impression& dot : result.treatment.impressions) {
      const Point3 place = head.head_of(dot.position_mm);
      ahead += hairline.behind_mm(place) < -0.3;
      in_gap += hairline.shape().gap_mm > 0 && hairline.in_gap(place);
    }
    EXPECT_EQ(ahead, result.regions.at(0).plan.singles) << style;
    EXPECT_EQ(in_gap, 0u) << style;
    return result.regions.at(0).plan.singles;
  };
  EXPECT_GT(check(natural, "natural"), 4u);
  check(scar, "faux-scar");
}

}  // namespace
}  // namespace smp
