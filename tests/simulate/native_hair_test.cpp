// What stands on the scalp already, what is transplanted, and what will be lost.
#include <cmath>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/simulate/summary.h"
#include "support/head_photo.h"

namespace smp {
namespace {

using testing::advises;
using testing::bald_head;
using testing::head_photo;
using testing::head_scene;
using testing::head_spec;
using testing::HeadPhoto;
using testing::pixels_of;
using testing::simulated;

// A patch of skin, with stubble everywhere where `units_per_cm2` > 0.
Phantom patch(double units_per_cm2, double length_mm = 0.4) {
  PhantomScene scene;
  scene.width = 480, scene.height = 400;
  scene.px_per_mm = 12;
  scene.hair.where = units_per_cm2 > 0 ? HairPattern::kEverywhere : HairPattern::kNone;
  scene.hair.fu_per_cm2 = units_per_cm2;
  scene.hair.length_mm = length_mm;
  return make_phantom(scene);
}
std::string patch_spec(const std::string& native, double density = 140) {
  return R"({"smp": 1, "photo": {"scale": {"px_per_mm": 12}}, "hair": {"length_mm": 0.4}, "regions": [
    {"outline": [[40, 40], [440, 40], [440, 360], [40, 360]], "density_per_cm2": )" +
         std::to_string(density) + R"(, "native_per_cm2": )" + native + "}]}";
}

TEST(NativeHair, IsCountedInThePhotoAndTakenOff) {
  const Phantom stubble = patch(70);
  const Simulation result = simulated(testing::photo_of(stubble), patch_spec("\"auto\""));
  const RegionReport& report = result.regions.at(0).plan;
  EXPECT_NEAR(report.native_per_cm2, 70, 0.15 * 70);
  EXPECT_NEAR(report.expected, (140 - report.native_per_cm2) * report.area_cm2, 0.01 * report.expected);
  EXPECT_EQ(static_cast<double>(report.placed), std::round(report.expected));
}

TEST(NativeHair, OfABaldScalpIsNone) {
  const Photo photo = testing::photo_of(patch(0));
  const RegionReport counted = simulated(photo, patch_spec("\"auto\"")).regions.at(0).plan;
  const RegionReport told = simulated(photo, patch_spec("0")).regions.at(0).plan;
  EXPECT_EQ(counted.native_per_cm2, 0);
  EXPECT_EQ(counted.placed, told.placed);
}

TEST(NativeHair, DenserThanAskedForLeavesNothingToPlace) {
  const Simulation result = simulated(testing::photo_of(patch(0)), patch_spec("200", 120));
  EXPECT_EQ(result.regions.at(0).plan.placed, 0u);
  EXPECT_EQ(result.treatment.impressions.size(), 0u);
  EXPECT_FALSE(summary_json(result, "photo.png").empty());
}

TEST(NativeHair, OfOneToThreeMillimetresIsWarnedOf) {
  const Photo photo = testing::photo_of(patch(60, 2));
  const auto run = [&](const char* length) {
    return simulated(photo, patch_spec("0"), {std::string("/hair/length_mm=") + length});
  };
  EXPECT_TRUE(advises(run("2"), "hair-stands-up"));
  EXPECT_FALSE(advises(run("1"), "hair-stands-up"));
  EXPECT_FALSE(advises(run("0.5"), "hair-stands-up"));
  EXPECT_FALSE(advises(run("5"), "hair-stands-up"));
}

TEST(LongHair, HidesDotsOnlyWhereItStands) {
  PhantomScene scene = head_scene(HairPattern::kSides, 600, 560);
  scene.hair.length_mm = 20;
  const HeadPhoto head = head_photo(scene);
  const std::string spec = head_spec(head, R"("hair": {"color": "brown", "length_mm": 20},
    "regions": [{"zones": ["mid-scalp", "crown", "sides"], "density_per_cm2": 60}])");
  const Simulation result = simulated(head.photo, spec);
  EXPECT_TRUE(advises(result, "under-long-hair"));
  EXPECT_TRUE(advises(result, "bare-under-long-hair"));
  // The bald top stays free: dots lie where hair is near.
  const Image<float>& cover = result.treatment.impressions.empty() ? Image<float>() : head.truth.hair_cover;
  ASSERT_GT(result.treatment.impressions.size(), 100u);
  std::size_t far_off = 0;
  const int reach = static_cast<int>(std::ceil(8 * scene.px_per_mm));
  for (const Impression& dot : result.treatment.impressions) {
    const int x = static_cast<int>(dot.position_px.x), y = static_cast<int>(dot.position_px.y);
    bool near = false;
    for (int v = y - reach; v <= y + reach && !near; ++v)
      for (int u = x - reach; u <= x + reach && !near; ++u)
        near = cover.contains(u, v) && cover.at(u, v) > 0.1f;
    far_off += !near;
  }
  EXPECT_LT(static_cast<double>(far_off), 0.01 * static_cast<double>(result.treatment.impressions.size()));
  const Simulation bare = simulated(head.photo, spec, {"/hair/length_mm=0.5"});
  EXPECT_LT(result.regions.at(0).plan.placed, 0.9 * static_cast<double>(bare.regions.at(0).plan.placed));
}

double mean_code(const Photo& photo, const PixelRect& r) {
  double sum = 0;
  for (int y = r.y; y < r.y + r.height; ++y)
    for (int x = r.x; x < r.x + r.width; ++x) sum += pixels_of(photo).at(x, y, 1);
  return sum / (double(r.width) * r.height);
}

TEST(Grafts, DarkenThePictureAndAreCounted) {
  const Photo photo = testing::photo_of(patch(0));
  const auto spec = [](const std::string& grafts) {
    return R"({"smp": 1, "photo": {"scale": {"px_per_mm": 12}}, "hair": {"color": "black", "length_mm": 4},
      "skin": {"tone": {"ita_deg": 40}}, "regions": [{"name": "a", "density_per_cm2": 1, "native_per_cm2": 0,
      "outline": [[100, 100], [380, 100], [380, 300], [100, 300]]}])" +
           grafts + "}";
  };
  const std::vector<std::string> short_hair = {"/hair/length_mm=0.8"};
  const Simulation without = simulated(photo, spec(""), short_hair);
  const Simulation with = simulated(
      photo,
      spec(R"(, "grafts": [{"region": "a", "units_per_cm2": 45, "hairs_per_unit": [0.25, 0.75, 0, 0]}])"),
      short_hair);
  const double cm2 = 280 * 200 / 14400.0;
  EXPECT_NEAR(static_cast<double>(with.grafted_units), 45 * cm2, 0.02 * 45 * cm2);
  EXPECT_NEAR(static_cast<double>(with.grafted_hairs) / static_cast<double>(with.grafted_units), 1.75, 0.1);
  EXPECT_EQ(without.grafted_units, 0u);
  const PixelRect inner = {110, 110, 260, 180};
  EXPECT_LT(mean_code(with.photo, inner), mean_code(without.photo, inner) - 1);
  const JsonValue summary = parse_json(summary_json(with, "photo.png"));
  const JsonValue& totals = *summary.find("totals");
  EXPECT_EQ(*totals.find("grafted_units")->get_if<std::uint64_t>(), with.grafted_units);
  EXPECT_EQ(*totals.find("grafted_hairs")->get_if<std::uint64_t>(), with.grafted_hairs);
}

TEST(Forecast, TellsWhatLaterLossWouldLayBare) {
  const auto run = [](const std::string& pattern) {
    return simulated(bald_head().photo, head_spec(bald_head(), R"("forecast": "norwood-6", "regions": [
        {"pattern": ")" + pattern + R"(", "hairline": "natural"}])"));
  };
  const Simulation covered = run("norwood-7"), exposed = run("norwood-3-vertex");
  ASSERT_TRUE(covered.forecast && exposed.forecast);
  EXPECT_GT(covered.forecast->lost_cm2, 50);
  EXPECT_NEAR(covered.forecast->lost_cm2, exposed.forecast->lost_cm2, 1);
  EXPECT_LT(covered.forecast->uncovered_cm2, 1);
  EXPECT_FALSE(advises(covered, "loss-exposes-border"));
  EXPECT_GT(exposed.forecast->uncovered_cm2, 10);
  EXPECT_LT(exposed.forecast->uncovered_cm2, exposed.forecast->lost_cm2);
  EXPECT_TRUE(advises(exposed, "loss-exposes-border"));
}

}  // namespace
}  // namespace smp
