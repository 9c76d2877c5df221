// Heads posed in the rendered ground truth, whose depth is known; SMP_PHOTOS names the shared folder. The
// places were marked by eye; those of the outline were moved to the strongest edge nearby.
#include <cmath>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "smp/photo/photo.h"
#include "smp/scalp/head_pose.h"
#include "smp/scalp/scalp.h"
#include "support/csv.h"

namespace smp {
namespace {

using enum HeadLandmark;

constexpr int kSize = 1280;                    // px
constexpr double kFocal = 5731.3432835820895;  // px, of all views
constexpr PinholeCamera kCamera = {kFocal, kFocal, 640, 640};

struct View {
  const char* name;
  std::vector<std::pair<HeadLandmark, Point2>> landmarks;
  std::vector<Point2> outline;
  // Bounds: scale as a share, normals in degrees, spacing as a share.
  double scale_error, normals_deg, spacing_error;
};

void PrintTo(const View& view, std::ostream* out) { *out << view.name; }

const View kFront = {"lps_front_fair_studio",
                     {{kEyeInnerRight, {560.1, 708.8}},
                      {kEyeInnerLeft, {714, 715}},
                      {kEyeOuterRight, {409.3, 723.6}},
                      {kEyeOuterLeft, {861.8, 724.8}},
                      {kGlabella, {640.2, 648.5}},
                      {kNasion, {640.2, 682.4}},
                      {kNoseTip, {623.5, 860.9}},
                      {kNoseBase, {624.8, 924.3}},
                      {kEarTopRight, {256.6, 638}},
                      {kEarTopLeft, {1023.7, 635}},
                      {kTragionRight, {298.5, 790.1}},
                      {kTragionLeft, {976.9, 787}},
                      {kChin, {629, 1249}}},
                     {{283.1, 489.8},
                      {285.7, 432.7},
                      {310.2, 351},
                      {372.4, 266.8},
                      {473.5, 187.8},
                      {554.8, 157.4},
                      {636.7, 147.6},
                      {719.1, 155.5},
                      {803.7, 183.9},
                      {885.8, 240.6},
                      {963.3, 326.5},
                      {992.7, 400},
                      {1000.2, 489.8}},
                     0.03,
                     8,
                     0.05};
const View kThreeQuarter = {"lps_q34high_medium_window",
                            {{kGlabella, {318.8, 843.3}},
                             {kNasion, {328.3, 894.5}},
                             {kNoseTip, {271.3, 1058.8}},
                             {kNoseBase, {310, 1112.2}},
                             {kEarTopLeft, {979.9, 817.8}},
                             {kTragionLeft, {870.3, 956.6}},
                             {kEyeInnerLeft, {453.9, 949.3}},
                             {kEyeOuterLeft, {589.1, 978.5}}},
                            {{210.3, 716.9},
                             {219.2, 635.5},
                             {240.9, 540.5},
                             {294.8, 440.1},
                             {353.2, 351.8},
                             {418, 293.9},
                             {515.9, 231.8},
                             {613.9, 199.2},
                             {711.8, 186.1},
                             {809.3, 197.8},
                             {904.7, 232.7},
                             {1002.3, 307},
                             {1071, 408.2},
                             {1093, 505.5},
                             {1087.3, 620.4},
                             {1059.6, 733.7},
                             {1020.8, 816.3}},
                            0.03,
                            8,
                            0.05};
const View kTop = {
    "lps_top_dark_flash",
    {{kNoseTip, {636, 1214.6}},
     {kGlabella, {634.5, 1114.3}},
     {kEarTopRight, {262.9, 628.1}},
     {kEarTopLeft, {1024.2, 616.8}}},
    {{292.8, 442.2}, {280.2, 571.4}, {288.7, 686.3}, {311, 783.2},    {338.7, 889.1},  {375, 980.4},
     {913.7, 929.8}, {942.5, 844.9}, {979.6, 718.4}, {1002.2, 620.8}, {1007.7, 538.6}, {995.9, 440.8},
     {965, 349.9},   {917.7, 273.9}, {835.5, 206.9}, {735.2, 169.5},  {636.7, 159},    {538.3, 174.4},
     {455.7, 217.7}, {391.2, 268.6}, {335.5, 343.5}},
    0.03,
    8,
    0.05};

HeadOptions marks_of(const View& view) {
  HeadOptions o;
  for (const auto& [landmark, place] : view.landmarks)
    o.landmarks[static_cast<std::size_t>(landmark)] = place;
  o.silhouette = view.outline;
  return o;
}

struct Comparison {
  double scale = 0, normals_deg = 0, spacing = 0;  ///< mean ratio, root mean square, mean ratio
  int places = 0;
};

// Over the scalp behind a usual hairline and above the nape, ears left out.
Comparison compare(const Surface& truth, const Image<float>& depth, const PosedHead& head) {
  Comparison c;
  int turned = 0, flat = 0;
  const Point3 front = head.shape().above_glabella(70), nape = head.shape().on_surface({0, 70, 75});
  const double fall = (nape.y - front.y) / (nape.z - front.z);
  const auto known = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < kSize && y < kSize && depth.at(x, y) > 0;
  };
  for (int y = 10; y < kSize - 10; y += 5)
    for (int x = 10; x < kSize - 10; x += 5) {
      const Point2 p = {x + 0.5, y + 0.5};
      const auto found = head.at(p);
      if (!found || !known(x, y) || !known(x - 10, y) || !known(x + 10, y) || !known(x, y - 10) ||
          !known(x, y + 10))
        continue;
      const Point3 place = head.head_of(found->position_mm);
      const bool ear = place.y > -25 && std::abs(place.x) > 55 && std::abs(place.z - 10) < 45;
      const auto real = truth.at(p);
      if (ear || !real || place.y > front.y + fall * (place.z - front.z)) continue;
      const double found_depth = head.pose().translation_mm.z + found->position_mm.z;
      c.scale += head.pose().camera.fx_px / found_depth / (kFocal / depth.at(x, y));
      ++c.places;
      const double foreshortening = real->metric.foreshortening();
      if (foreshortening < kMaxForeshortening) {
        c.normals_deg += std::pow(degrees(std::acos(std::min(1.0, dot(found->normal, real->normal)))), 2);
        ++turned;
      }
      if (foreshortening < 2) c.spacing += std::sqrt(found->metric.area() / real->metric.area()), ++flat;
    }
  c.scale /= c.places;
  c.normals_deg = std::sqrt(c.normals_deg / turned);
  c.spacing /= flat;
  return c;
}

class GroundTruthHead : public testing::TestWithParam<View> {};

TEST_P(GroundTruthHead, IsPosedAsItStands) {
  const auto folder = test::shared_folder("SMP_PHOTOS");
  if (!folder) GTEST_SKIP() << "SMP_PHOTOS is not set";
  const View& view = GetParam();
  const Image<float> depth =
      depth_from_codes(read_depth(*folder + "/groundtruth/" + view.name + ".depth.png"), 700, 0.02);
  const auto truth = make_depth_surface(depth, kCamera, 1.5);
  const HeadPoseResult found = pose_head(marks_of(view), {}, kSize, kSize);
  const Comparison c = compare(*truth, depth, PosedHead(found.shape, found.pose));
  RecordProperty("scale", std::to_string(c.scale));
  RecordProperty("normals_deg", std::to_string(c.normals_deg));
  RecordProperty("spacing", std::to_string(c.spacing));
  EXPECT_GT(c.places, 2000);
  EXPECT_NEAR(c.scale, 1, view.scale_error);
  EXPECT_LT(c.normals_deg, view.normals_deg);
  EXPECT_NEAR(c.spacing, 1, view.spacing_error);
}

INSTANTIATE_TEST_SUITE_P(Shared, GroundTruthHead, testing::Values(kFront, kThreeQuarter, kTop),
                         [](const auto& view) { return std::string(view.param.name); });

}  // namespace
}  // namespace smp
