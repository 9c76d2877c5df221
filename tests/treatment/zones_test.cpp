#include "smp/treatment/zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "heads.h"
#include "smp/base/error.h"

namespace smp {
namespace {

using testing::average_man;
using testing::integral;

double zone_area(const ScalpZones& zones, Zone zone) {
  return integral([&](Point3 p) { return zones.at(p) == zone ? 1.0 : 0.0; });
}

TEST(ScalpZones, TheScalpOfAnAverageManHasThePublishedArea) {
  const ScalpZones& zones = average_man().zones;
  const double whole = integral([&](Point3 p) { return zones.inside_mm(p) > 0 ? 1.0 : 0.0; });
  EXPECT_NEAR(whole, 492, 0.10 * 492);
  EXPECT_NEAR(area_cm2(average_man().head, [&](Point3 p) { return zones.inside_mm(p) > 0; }), whole,
              0.01 * whole);
}

TEST(ScalpZones, AreasAreThoseOfTheSurface) {
  const HeadShape& head = average_man().head;
  const double left = area_cm2(head, [](Point3 p) { return p.x > 0 && p.y < 0; });
  const double right = area_cm2(head, [](Point3 p) { return p.x < 0 && p.y < 0; });
  EXPECT_NEAR(left, right, 0.002 * left);
  // By summing triangles between directions spaced evenly in azimuth and height, which share nothing with the
  // chart.
  double sum = 0;
  constexpr int kAround = 360, kUp = 180;
  const auto place = [&](int i, int j) {
    const double turn = 2 * kPi * i / kAround, up = double(j) / kUp, across = std::sqrt(1 - up * up);
    return head.on_surface({across * std::sin(turn), -up, across * std::cos(turn)});
  };
  for (int j = 0; j < kUp; ++j)
    for (int i = 0; i < kAround; ++i) {
      const Point3 a = place(i, j), b = place(i + 1, j), c = place(i, j + 1), d = place(i + 1, j + 1);
      sum += 0.005 * (length(cross(b - a, c - a)) + length(cross(d - b, d - c)));
    }
  EXPECT_NEAR(left + right, sum, 0.006 * sum);
}

TEST(ScalpZones, TheyTileTheScalp) {
  const ScalpZones& zones = average_man().zones;
  double sum = 0;
  for (int z = 0; z < kZones; ++z) {
    const double area = zone_area(zones, static_cast<Zone>(z));
    EXPECT_GT(area, 5) << zone_name(static_cast<Zone>(z));
    sum += area;
  }
  const double whole = integral([&](Point3 p) { return zones.inside_mm(p) > 0 ? 1.0 : 0.0; });
  EXPECT_NEAR(sum, whole, 0.01 * whole);
  for (const SurfaceCell& cell : testing::cells_of_average_man()) {
    const auto insides = zones.insides_mm(cell.place_mm);
    EXPECT_LE(std::count_if(insides.begin(), insides.end(), [](double mm) { return mm > 0; }), 1);
  }
}

TEST(ScalpZones, SharesAreThoseOfSalt) {
  const auto& [head, hairline, zones] = average_man();
  const double right = hairline.edge().nearest(hairline.corner(false)).arc_mm;
  const double left = hairline.edge().nearest(hairline.corner(true)).arc_mm;
  double top = 0, back = 0, sides = 0;
  for (const SurfaceCell& cell : testing::cells_of_average_man()) {
    const auto zone = zones.at(cell.place_mm);
    if (!zone) continue;
    const double arc = hairline.edge().nearest(cell.place_mm).arc_mm;
    const bool temporal_edge = *zone == Zone::kLeadingEdge && (arc < right || arc > left);
    const bool side = *zone == Zone::kSides || *zone == Zone::kTemples || temporal_edge;
    (side ? sides : *zone == Zone::kOccipital ? back : top) += cell.cm2;
  }
  const double whole = top + back + sides;
  EXPECT_NEAR(top / whole, 0.40, 0.03);
  EXPECT_NEAR(back / whole, 0.24, 0.03);
  EXPECT_NEAR(sides / whole, 0.36, 0.03);
}

TEST(ScalpZones, KnownPlacesLieInTheirZones) {
  const auto& [head, hairline, zones] = average_man();
  const double mid = hairline.shape().mid_height_mm;
  EXPECT_EQ(zones.at(head.above_glabella(mid - 5)), std::nullopt);
  EXPECT_EQ(zones.at(head.above_glabella(mid + 4)), Zone::kLeadingEdge);
  EXPECT_EQ(zones.at(head.above_glabella(mid + 20)), Zone::kFrontal);
  EXPECT_EQ(zones.at(head.above_glabella(mid + 60)), Zone::kMidScalp);
  EXPECT_EQ(zones.at(zones.whorl()), Zone::kCrown);
  EXPECT_EQ(zones.at(head.on_surface({1, -0.3, 0.1})), Zone::kSides);
  EXPECT_EQ(zones.at(head.on_surface({-1, -0.3, 0.1})), Zone::kSides);
  EXPECT_EQ(zones.at(head.on_surface({0, 0.1, 1})), Zone::kOccipital);
  EXPECT_EQ(zones.at(head.landmark(HeadLandmark::kGlabella)), std::nullopt);
  EXPECT_EQ(zones.at(head.on_surface(head.landmark(HeadLandmark::kTragionLeft) + Point3{0, 0, 12})),
            std::nullopt);
  for (const bool left : {true, false}) {
    const HeadCurve& course = hairline.course();
    const double corner = course.nearest(hairline.corner(left)).arc_mm;
    const double arc = corner + (left ? 30 : -30);
    const Point3 place = course.at(arc), behind = normalized(cross(place, course.direction(arc)));
    EXPECT_EQ(zones.at(head.on_surface(place + 16 * behind)), Zone::kTemples);
  }
}

TEST(ScalpZones, StandOnHeadsOfManyShapesAndHairlines) {
  for (const HeadSex sex : {HeadSex::kMale, HeadSex::kFemale})
    for (const double size : {0.9, 1.1})
      for (const std::string& style : hairline_style_names()) {
        HeadMeasures measures = mean_measures(sex);
        measures.breadth_mm *= size, measures.length_mm *= 2 - size;
        const HeadShape head(measures, sex);
        HairlineOptions options;
        options.style = style;
        const ScalpZones zones(head, HeadHairline(head, options));
        double whole = 0;
        for (const SurfaceCell& cell : surface_cells(head, 4))
          if (zones.at(cell.place_mm)) whole += cell.cm2;
        EXPECT_GT(whole, 350) << style << " " << size;
        EXPECT_LT(whole, 620) << style << " " << size;
        EXPECT_EQ(zones.at(zones.whorl()), Zone::kCrown);
      }
}

TEST(ScalpZones, TheWhorlIsALittleOffTheMidline) {
  const double off = std::abs(average_man().zones.whorl().x);
  EXPECT_GT(off, 2);
  EXPECT_LT(off, 20);
}

TEST(ScalpZones, DensitiesAreThoseOfTheTable) {
  const auto& [head, hairline, zones] = average_man();
  const double mid = hairline.shape().mid_height_mm;
  EXPECT_NEAR(zones.density_per_cm2(head.above_glabella(mid + 4)), 75, 1);
  EXPECT_NEAR(zones.density_per_cm2(head.above_glabella(mid + 20)), 75, 1);
  EXPECT_NEAR(zones.density_per_cm2(head.above_glabella(mid + 60)), 110, 1);
  EXPECT_NEAR(zones.density_per_cm2(zones.whorl()), 90, 0.5);
  EXPECT_NEAR(zones.density_per_cm2(zones.whorl() + Point3{30, 0, 0}), 110, 1);
  // A full head takes about 50,000 dots (domain notes 2.4).
  const double dots =
      integral([&](Point3 p) { return zones.inside_mm(p) > 0 ? zones.density_per_cm2(p) : 0; });
  EXPECT_NEAR(dots, 50000, 6000);
}

TEST(ScalpZones, DensityAndNeedlesGoSmoothly) {
  const auto& [head, hairline, zones] = average_man();
  for (double x = -80; x <= 80; x += 7.3)
    for (double y = -70; y < 100; y += 1) {
      const Point3 a = head.at_chart({x, y}), b = head.at_chart({x, y + 0.5});
      if (zones.inside_mm(a) < 1 || zones.inside_mm(b) < 1) continue;
      ASSERT_NEAR(zones.density_per_cm2(a), zones.density_per_cm2(b), 6 * distance(a, b)) << x << " " << y;
      const auto na = zones.needles(a), nb = zones.needles(b);
      ASSERT_NEAR(std::accumulate(na.begin(), na.end(), 0.0), 1, 1e-9);
      for (std::size_t k = 0; k < 3; ++k) ASSERT_NEAR(na[k], nb[k], 0.15 * distance(a, b)) << x << " " << y;
    }
}

TEST(ScalpZones, NeedlesAreThoseOfTheTableInTheMiddleOfAZone) {
  const auto& [head, hairline, zones] = average_man();
  const double mid = hairline.shape().mid_height_mm;
  EXPECT_NEAR(zones.needles(head.above_glabella(mid + 0.5))[0], 0.90, 0.03);
  EXPECT_NEAR(zones.needles(head.above_glabella(mid + 16))[0], 0.50, 0.02);
  EXPECT_NEAR(zones.needles(head.above_glabella(mid + 60))[1], 0.80, 0.01);
  EXPECT_NEAR(zones.needles(zones.whorl())[2], 0.10, 0.001);
}

TEST(ScalpZones, NamesAreFound) {
  for (int z = 0; z < kZones; ++z)
    EXPECT_EQ(find_zone(zone_name(static_cast<Zone>(z))), static_cast<Zone>(z));
  EXPECT_EQ(find_zone("forehead"), std::nullopt);
}

TEST(ScalpZones, HairTypesStandByTheirCounts) {
  EXPECT_EQ(density_factor("caucasian"), 1);
  EXPECT_NEAR(density_factor("asian"), 74.0 / 91, 0.005);
  EXPECT_NEAR(density_factor("african"), (148 + 160) / (214.0 + 230), 0.005);
  EXPECT_NEAR(density_factor("hispanic"), (169 + 178) / (214.0 + 230), 0.005);
  EXPECT_THROW(density_factor("martian"), InvalidArgument);
}

}  // namespace
}  // namespace smp
