#include "smp/treatment/head_regions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "heads.h"
#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

using testing::average_man;

constexpr int kWidth = 520, kHeight = 480;

// The average man from before him and above, about 2 px per mm.
PosedHead posed(double elevation_deg, double azimuth_deg = 0) {
  const double a = radians(azimuth_deg), e = radians(elevation_deg);
  const Point3 forward = {-std::cos(e) * std::sin(a), std::sin(e), std::cos(e) * std::cos(a)};
  const Point3 right = {std::cos(a), 0, std::sin(a)};
  const double distance_mm = 1200, focal = 2 * distance_mm;
  return {average_man().head,
          {{right, cross(forward, right), forward},
           {0, 0, distance_mm},
           {focal, focal, 0.5 * kWidth, 0.5 * kHeight}}};
}

const HeadLattice& from_above() {
  static const HeadLattice lattice(posed(45, 10), kWidth, kHeight, 1);
  return lattice;
}

RegionOptions pattern(const std::string& name) {
  RegionOptions options;
  options.pattern = name;
  return options;
}

RegionOptions zones(std::vector<std::string> names) {
  RegionOptions options;
  options.zones = std::move(names);
  return options;
}

HeadRegion region(const RegionOptions& options) {
  return region_on_head(options, from_above(), average_man().zones);
}

struct Seen {
  Point2 p;
  Point3 place;
  double slant;  // foreshortening, by which lattice points lie farther apart on the head
};

// Random pixels that show the head well.
std::vector<Seen> seen_places(int count) {
  std::vector<Seen> out;
  RandomStream random(1, RandomPurpose::kLossPatch);
  while (static_cast<int>(out.size()) < count) {
    const double x = std::floor(random.uniform(0, kWidth)) + 0.5,
                 y = std::floor(random.uniform(0, kHeight)) + 0.5;
    const auto seen = from_above().head().at({x, y});
    if (seen && seen->metric.foreshortening() < kMaxForeshortening)
      out.push_back({{x, y}, from_above().head().head_of(seen->position_mm), seen->metric.foreshortening()});
  }
  return out;
}

bool in_mask(const HeadRegion& region, Point2 p) {
  return region.shape.mask.at(static_cast<int>(p.x), static_cast<int>(p.y)) != 0;
}

std::string message_of(const RegionOptions& options) {
  try {
    region(options);
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "";
}

TEST(HeadRegions, TheMaskIsThePatternsWorkWithinAFractionOfAMillimetre) {
  for (const char* name : {"norwood-3-vertex", "norwood-6", "ludwig-2", "alopecia-areata"}) {
    const HeadRegion made = region(pattern(name));
    const LossPattern truth(name, {}, average_man().zones, average_man().head);
    int inside = 0;
    for (const auto& [p, place, slant] : seen_places(3000)) {
      const double mm = truth.work_inside_mm(place);
      inside += mm > 0;
      if (std::abs(mm) > 0.3 * slant) {
        ASSERT_EQ(in_mask(made, p), mm > 0) << name << " at " << p.x << " " << p.y;
      }
    }
    EXPECT_GT(inside, 100) << name;
  }
}

TEST(HeadRegions, ZonesThatTouchLeaveNoSeam) {
  const HeadRegion all =
      region(zones({"leading-edge", "frontal", "temples", "mid-scalp", "crown", "sides", "occipital"}));
  for (const auto& [p, place, slant] : seen_places(4000)) {
    const double mm = average_man().zones.inside_mm(place);
    if (std::abs(mm) > 0.3 * slant) {
      ASSERT_EQ(in_mask(all, p), mm > 0) << p.x << " " << p.y;
    }
  }
}

TEST(HeadRegions, ThePlannersAreaIsWhatTheHeadShows) {
  const RegionOptions options = pattern("norwood-6");
  const HeadRegion made = region(options);
  const RegionArea area = build_region_area(made.shape, {}, from_above().head(), kWidth, kHeight, 1);
  const LossPattern truth("norwood-6", {}, average_man().zones, average_man().head);
  double core = 0, core_shown = 0, worked = 0;
  for (const SurfaceCell& cell : testing::cells_of_average_man()) {
    const bool shown = from_above().shown(cell), bald = truth.inside_mm(cell.place_mm) > 0;
    core += bald ? cell.cm2 : 0;
    core_shown += bald && shown ? cell.cm2 : 0;
    worked += shown && truth.work_inside_mm(cell.place_mm) > 0 ? cell.cm2 : 0;
  }
  EXPECT_NEAR(area.area_cm2, worked, 0.03 * worked);
  EXPECT_NEAR(made.area_cm2, core, 0.02 * core);
  EXPECT_NEAR(1 - made.left_out_share, core_shown / core, 0.02);
  EXPECT_LT(core_shown, 0.98 * core);
}

TEST(HeadRegions, MapsTellWhatZonesAndHairlineSay) {
  const HeadRegion made = region(pattern("norwood-6"));
  const RegionDesign& design = made.design;
  const auto& [head, hairline, scalp] = average_man();
  const LossPattern truth("norwood-6", {}, scalp, head);
  ASSERT_EQ(design.needle_codes, (std::vector<std::string>{"1RL", "3RL", "5RL"}));
  EXPECT_EQ(design.edge.transition_mm, hairline.shape().edge.transition_mm);
  for (const auto& [p, place, slant] : seen_places(2000)) {
    if (!in_mask(made, p)) continue;
    const double behind = hairline.behind_mm(place);
    if (behind < 8) {
      ASSERT_NEAR(design.hairline_mm.at(p), behind, 0.3 * slant);
    }
    if (behind > 12) {
      ASSERT_GT(design.hairline_mm.at(p), design.edge.transition_mm);
    }
    ASSERT_NEAR(design.density_share.at(p),
                truth.work_share(place) * scalp.density_per_cm2(place) / kUsualDensity, 0.06);
    const auto needles = scalp.needles(place);
    for (int k = 0; k < 3; ++k)
      ASSERT_NEAR(design.needles.at(p, k), needles[static_cast<std::size_t>(k)], 0.12);
  }
}

TEST(HeadRegions, FlowIsThatOfTheHeadSeenInThePhoto) {
  const HeadLattice front(posed(10), kWidth, kHeight, 1);
  const HeadRegion made = region_on_head(zones({"leading-edge", "frontal"}), front, average_man().zones);
  const Point2 mid = front.head().project(average_man().head.above_glabella(85));
  EXPECT_GT(made.design.flow.at(mid, 1), 0.9);  // forward on top is down for who faces him
  EXPECT_NEAR(std::hypot(made.design.flow.at(mid, 0), made.design.flow.at(mid, 1)), 1, 0.01);

  RegionOptions told = zones({"frontal"});
  told.flow.direction_deg = 30;
  told.needles = std::map<std::string, double>{{"3RL", 1}};
  const HeadRegion plain = region(told);
  EXPECT_TRUE(plain.design.flow.empty());
  EXPECT_TRUE(plain.design.needles.empty());
}

TEST(HeadRegions, NativeHairIsWhatThePatternLeaves) {
  RegionOptions options = pattern("ludwig-2");
  EXPECT_TRUE(region(options).design.present_per_cm2.empty());
  options.native_per_cm2 = 40;
  EXPECT_EQ(region(options).design.present_per_cm2.at({100, 100}), 40);
  options.native_per_cm2.reset();
  const HeadRegion automatic = region(options);
  const Point2 top = from_above().head().project(average_man().head.at_chart({0, -12}));
  EXPECT_NEAR(automatic.design.present_per_cm2.at(top), 0.5 * 110, 3);
}

TEST(HeadRegions, WorkFadesAsNativeHairRises) {
  RegionOptions options = pattern("norwood-6");
  options.native_per_cm2.reset();
  const HeadRegion made = region(options);
  // Along the side of the bald area dots and hair together never fall far below the zone's own density.
  int looked = 0;
  for (const auto& [p, place, slant] : seen_places(3000)) {
    if (!in_mask(made, p) || average_man().hairline.behind_mm(place) < 30) continue;
    const double natural = average_man().zones.density_per_cm2(place),
                 native = made.design.present_per_cm2.at(p);
    const double dots = std::max(0.0, kUsualDensity * made.design.density_share.at(p) - native);
    ASSERT_GT(dots + native, 0.75 * natural);
    ASSERT_LT(dots + native, 1.1 * natural);
    ++looked;
  }
  EXPECT_GT(looked, 300);
}

TEST(HeadRegions, SentinelsStandOnlyBeforeTreatedEdges) {
  const auto& hairline = average_man().hairline;
  ASSERT_FALSE(hairline.sentinels().empty());
  const HeadRegion front = region(pattern("norwood-6"));
  EXPECT_GE(front.design.sentinels_px.size(), hairline.sentinels().size() / 2);
  for (const Point2 p : front.design.sentinels_px) EXPECT_FALSE(in_mask(front, p));
  const HeadRegion kept = region(pattern("ludwig-2"));  // the frontal line is native hair
  EXPECT_TRUE(kept.design.sentinels_px.empty());
  EXPECT_TRUE(region(zones({"mid-scalp"})).design.hairline_mm.empty());
}

TEST(HeadRegions, AFauxScarIsCutOut) {
  HairlineOptions options;
  options.style = "faux-scar";
  const HeadHairline hairline(average_man().head, options);
  const ScalpZones scalp(average_man().head, hairline);
  // From the side that the scar lies on.
  const Point3 middle = hairline.gap().at(0.5 * hairline.gap().length_mm());
  const HeadLattice lattice(posed(35, middle.x > 0 ? 40 : -40), kWidth, kHeight, 1);
  const HeadRegion made = region_on_head(zones({"leading-edge", "frontal", "temples"}), lattice, scalp);
  ASSERT_TRUE(lattice.head().faces_camera(middle));
  EXPECT_FALSE(in_mask(made, lattice.head().project(middle)));
  const Point3 aside = normalized(cross(middle, hairline.gap().direction(0.5 * hairline.gap().length_mm())));
  for (const double mm : {-4.0, 4.0})
    EXPECT_EQ(in_mask(made, lattice.head().project(middle + mm * aside)),
              scalp.inside_mm(middle + mm * aside) > 0);
}

TEST(HeadRegions, OtherRegionsGetTheZonesMaps) {
  RegionDesign design;
  add_zone_maps({}, from_above(), average_man().zones, design);
  const Point2 top = from_above().head().project(average_man().head.at_chart({0, -12}));
  EXPECT_NEAR(design.density_share.at(top), 1, 0.01);
  EXPECT_NEAR(design.needles.at(top, 1), 0.8, 0.01);
  EXPECT_TRUE(design.hairline_mm.empty());
  EXPECT_FALSE(design.flow.empty());
}

TEST(HeadRegions, SayWhatCannotBeTreated) {
  EXPECT_EQ(message_of(zones({"occipital"})),
            "zones/0: occipital cannot be seen in this view; take a photo that shows it");
  EXPECT_EQ(message_of(zones({"crown", "chin"})), "zones/1: there is no zone \"chin\"");
  EXPECT_EQ(message_of(pattern("norwood-1")), "pattern: norwood-1 leaves nothing to treat");
  EXPECT_NE(message_of(pattern("norwood-9")).find("norwood-9"), std::string::npos);
  HairlineOptions high;
  high.preset = "mature";
  high.style = "receded";
  const ScalpZones behind(average_man().head, HeadHairline(average_man().head, high));
  try {
    region_on_head(pattern("norwood-2"), from_above(), behind);
    ADD_FAILURE() << "accepted";
  } catch (const InvalidArgument& error) {
    EXPECT_STREQ(error.what(), "pattern: norwood-2 leaves nothing to treat behind this hairline");
  }
  const HeadLattice nothing(posed(45), 0, 0, 1);
  EXPECT_THROW(region_on_head(zones({"crown"}), nothing, average_man().zones), InvalidArgument);
}

TEST(HeadRegions, AreTheSameForAnyNumberOfThreads) {
  const HeadLattice many(posed(45, 10), kWidth, kHeight, 4);
  const HeadRegion a = region(pattern("norwood-4")),
                   b = region_on_head(pattern("norwood-4"), many, average_man().zones);
  EXPECT_EQ(a.shape.mask, b.shape.mask);
  const auto same = [](const ScalpMap& p, const ScalpMap& q) {
    const auto bits = [](const ScalpMap& map) {
      return std::vector<float>(map.values.values().begin(), map.values.values().end());
    };
    return bits(p) == bits(q);
  };
  EXPECT_TRUE(same(a.design.density_share, b.design.density_share));
  EXPECT_TRUE(same(a.design.hairline_mm, b.design.hairline_mm));
  EXPECT_TRUE(same(a.design.flow, b.design.flow));
}

}  // namespace
}  // namespace smp
