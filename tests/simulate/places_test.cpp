// Where dots go and how many there are, from a spec on a marked head to the picture.
#include <cmath>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/scalp/head_pose.h"
#include "smp/treatment/loss_pattern.h"
#include "support/head_photo.h"

namespace smp {
namespace {

using testing::bald_head;
using testing::head_spec;
using testing::HeadPhoto;
using testing::pixels_of;
using testing::simulated;

// Everything at once: pattern, hairline, zones, native hair by the photo, grafts, a scar.
std::string full_spec(const HeadPhoto& head) {
  return head_spec(head, R"("hair": {"color": "brown", "length_mm": 0.5},
    "regions": [
      {"name": "top", "pattern": "norwood-4", "hairline": "natural", "native_per_cm2": "auto", "fade_mm": 3},
      {"name": "sides", "zones": ["sides"], "native_per_cm2": "auto", "density_per_cm2": 150},
      {"name": "brow", "outline": [[150, 190], [250, 190], [250, 215], [150, 215]], "native_per_cm2": "auto"}],
    "scars": [{"kind": "fut", "path": [[150, 120], [250, 120]], "blend_mm": 5}],
    "grafts": [{"region": "top", "units_per_cm2": 20}])");
}

const HeadPhoto& receding_head() {
  static const HeadPhoto head = testing::head_photo(testing::head_scene(HairPattern::kReceding));
  return head;
}
const Simulation& full_result() {
  static const Simulation result = simulated(receding_head().photo, full_spec(receding_head()));
  return result;
}

// What a spec's hairline means on its head.
struct Posed {
  PosedHead head;
  ScalpZones zones;

  Posed(const HeadPhoto& photo, const HairlineOptions& hairline) : Posed(pose(photo), hairline) {}
  /// Integral of a density per cm^2 over the scalp which the photo shows.
  template <class Density>
  double integral(const Photo& photo, const Density& density) const {
    double sum = 0;
    for (const SurfaceCell& cell : surface_cells(head.shape(), 0.5)) {
      const Point2 p = head.project(cell.place_mm);
      if (p.x < 0 || p.y < 0 || p.x >= photo.width() || p.y >= photo.height()) continue;
      if (head.faces_camera(cell.place_mm)) sum += density(cell.place_mm) * cell.cm2;
    }
    return sum;
  }
  double rise(Point3 place) const {
    const double t = zones.hairline().behind_mm(place) / zones.hairline().shape().edge.transition_mm;
    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
  }

 private:
  Posed(const HeadPoseResult& pose, const HairlineOptions& hairline)
      : head(pose.shape, pose.pose), zones(pose.shape, HeadHairline(pose.shape, hairline)) {}
  static HeadPoseResult pose(const HeadPhoto& photo) {
    const Spec spec = read_spec(head_spec(photo, R"("regions": [{"zones": ["crown"]}])"));
    return pose_head(spec.head, {}, photo.photo.width(), photo.photo.height());
  }
};

void expect_count(const RegionReport& report, double dots, double share = 0.02) {
  EXPECT_NEAR(report.expected, dots, share * dots) << report.name;
}

TEST(Places, AreTheSameBytesForAnyNumberOfThreads) {
  const Simulation one = simulated(receding_head().photo, full_spec(receding_head()), {}, {.threads = 1});
  EXPECT_GT(one.treatment.impressions.size(), 2000u);
  EXPECT_EQ(impressions_csv(one.treatment), impressions_csv(full_result().treatment));
  EXPECT_TRUE(pixels_of(one.photo) == pixels_of(full_result().photo));
}

TEST(Places, AListDrawnAgainGivesTheSamePicture) {
  const Simulation drawn =
      simulated(receding_head().photo, full_spec(receding_head()), {R"(/impressions="list.csv")"}, {},
                impressions_csv(full_result().treatment));
  EXPECT_EQ(drawn.treatment.impressions, full_result().treatment.impressions);
  EXPECT_TRUE(pixels_of(drawn.photo) == pixels_of(full_result().photo));
}

TEST(Places, AsManyArePlacedAsTheDensityComesTo) {
  std::size_t all = 0;
  for (const RegionResult& region : full_result().regions) {
    EXPECT_EQ(static_cast<double>(region.plan.placed), std::round(region.plan.expected)) << region.plan.name;
    EXPECT_GT(region.plan.placed, 0u) << region.plan.name;
    all += region.plan.placed;
  }
  EXPECT_EQ(full_result().regions.size(), 4u);
  EXPECT_EQ(full_result().treatment.impressions.size(), all);
}

TEST(Places, AnOutlineHoldsWhatNativeHairAndGraftsLeaveOfItsDensity) {
  const Photo& photo = bald_head().photo;
  const std::string spec = head_spec(bald_head(), R"("regions": [{"name": "patch", "density_per_cm2": 120,
    "outline": [[150, 60], [250, 60], [250, 160], [150, 160]], "native_per_cm2": 30}],
    "grafts": [{"region": "patch", "units_per_cm2": 25}])");
  const Simulation result = simulated(photo, spec);
  const RegionReport& report = result.regions.at(0).plan;
  // On a posed head the middle has the density asked for, and other zones their share of it.
  const Posed posed(bald_head(), {});
  const auto inside = [&](Point3 place) {
    const Point2 p = posed.head.project(place);
    return p.x > 150 && p.x < 250 && p.y > 60 && p.y < 160;
  };
  const double present = (30 + report.grafted_per_cm2) * report.area_cm2;
  const double full = posed.integral(
      photo, [&](Point3 p) { return inside(p) ? 120.0 / 110 * posed.zones.density_per_cm2(p) : 0; });
  expect_count(report, full - present);
  EXPECT_NEAR(report.native_per_cm2, 30, 0.02);
  EXPECT_NEAR(report.grafted_per_cm2 * report.area_cm2, static_cast<double>(result.grafted_units), 1);
}

TEST(Places, ZonesHoldTheIntegralOfTheirDensity) {
  const Photo& photo = bald_head().photo;
  const Posed posed(bald_head(), {});
  const Simulation result = simulated(
      photo, head_spec(bald_head(), R"("regions": [{"zones": ["frontal", "mid-scalp"], "hairline": "natural",
                                                    "density_per_cm2": 140}])"));
  const double dots = posed.integral(photo, [&](Point3 p) {
    const auto zone = posed.zones.at(p);
    const bool in = zone == Zone::kFrontal || zone == Zone::kMidScalp;
    return in ? 140.0 / kUsualDensity * posed.zones.density_per_cm2(p) * posed.rise(p) : 0.0;
  });
  expect_count(result.regions.at(0).plan, dots);
}

TEST(Places, APatternHoldsWhatItsHairLeavesOfTheDensity) {
  const Photo& photo = bald_head().photo;
  const Posed posed(bald_head(), {});
  const LossPattern pattern("norwood-5", {}, posed.zones, posed.head.shape());
  const Simulation result = simulated(
      photo,
      head_spec(bald_head(),
                R"("regions": [{"pattern": "norwood-5", "hairline": "natural", "native_per_cm2": "auto"}])"));
  const auto full = [&](Point3 p) {
    if (posed.zones.inside_mm(p) < 0) return 0.0;
    return posed.zones.density_per_cm2(p) * pattern.work_share(p) * posed.rise(p);
  };
  const auto native = [&](Point3 p) { return posed.zones.density_per_cm2(p) * pattern.native_share(p); };
  const double dots = posed.integral(photo, [&](Point3 p) { return std::max(0.0, full(p) - native(p)); });
  const RegionReport& report = result.regions.at(0).plan;
  expect_count(report, dots + static_cast<double>(report.singles), 0.03);
  EXPECT_LE(report.singles, 10u);
}

TEST(Places, ScarsHoldTheirDensity) {
  const Simulation result = simulated(bald_head().photo, head_spec(bald_head(), R"("scars": [
        {"name": "strip", "kind": "fut", "path": [[120, 130], [200, 120], [280, 130]], "width_mm": 8,
         "density_per_cm2": 100, "extra_density": 0.2, "blend_mm": 0},
        {"name": "burn", "kind": "area", "outline": [[160, 40], [240, 40], [240, 80], [160, 80]],
         "density_per_cm2": 80, "extra_density": 0.5, "blend_mm": 0}])"));
  for (const RegionResult& region : result.regions) {
    const RegionReport& report = region.plan;
    EXPECT_GT(report.area_cm2, 4) << report.name;
    expect_count(report, 120 * report.area_cm2, 0.01);
    EXPECT_EQ(static_cast<double>(report.placed), std::round(report.expected));
  }
}

// Corners may lie off the head, as long as the scar does not.
TEST(Places, ScarsMayReachBeyondTheHead) {
  const Simulation result = simulated(bald_head().photo, head_spec(bald_head(), R"("scars": [
      {"kind": "fut", "path": [[5, 120], [395, 120]]},
      {"kind": "area", "outline": [[5, 5], [395, 5], [395, 375], [5, 375]], "density_per_cm2": 20}])"));
  for (const RegionResult& region : result.regions) EXPECT_GT(region.plan.placed, 200u) << region.plan.name;
}

// The same places given as shares of the photo.
TEST(Places, FractionsOfThePhotoGiveTheSame) {
  const HeadPhoto& head = bald_head();
  const std::string parts = R"("skin": {"tone": {"ita_deg": 40}}, "regions": [
      {"name": "front", "outline": [[125, 200], [100, 100], [300, 100], [275, 200]],
       "hairline": {"points": [[125, 200], [200, 150], [275, 200]]}, "flow": {"whorl": [200, 50]}},
      {"name": "crown", "zones": ["crown"], "hairline": {"preset": "mature"}}],
    "scars": [{"kind": "fut", "path": [[150, 75], [250, 75]]},
              {"kind": "fue", "points": [[150, 80], [160, 85], [170, 80]]},
              {"kind": "area", "outline": [[200, 90], [225, 90], [225, 110], [200, 110]]}])";
  JsonValue shares = parse_json(head_spec(head, parts));
  shares.find("head")->set("silhouette", parse_json("[[110, 110], [200, 45], [290, 110]]"));
  const std::string spec = to_text(shares);
  const double width = head.photo.width(), height = head.photo.height();
  const auto number = [](const JsonValue& value) {
    if (const auto* whole = value.get_if<std::uint64_t>()) return static_cast<double>(*whole);
    const auto* real = value.get_if<double>();
    return real ? *real : NAN;
  };
  // Every pair of numbers of this spec is a place.
  const auto convert = [&](auto&& self, JsonValue& value) -> void {
    if (auto* list = value.get_if<JsonValue::Array>()) {
      if (list->size() == 2 && !std::isnan(number((*list)[0]))) {
        (*list)[0] = number((*list)[0]) / width, (*list)[1] = number((*list)[1]) / height;
        return;
      }
      for (JsonValue& entry : *list) self(self, entry);
    }
    if (auto* object = value.get_if<JsonValue::Object>())
      for (JsonMember& member : *object) self(self, member.value);
  };
  convert(convert, shares);
  JsonValue unit;
  unit.set("coordinates", "fraction");
  shares.set("photo", unit);
  const Simulation px = simulated(head.photo, spec), share = simulated(head.photo, to_text(shares));
  ASSERT_EQ(px.treatment.impressions.size(), share.treatment.impressions.size());
  double farthest = 0;
  for (std::size_t i = 0; i < px.treatment.impressions.size(); ++i)
    farthest = std::max(farthest, distance(px.treatment.impressions[i].position_px,
                                           share.treatment.impressions[i].position_px));
  EXPECT_LT(farthest, 0.01);
}

}  // namespace
}  // namespace smp
