// Hairlines on the template head against the places and styles of domain notes 3.1 to 3.3.
#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/treatment/hairline.h"

namespace smp {
namespace {

HairlineOptions style(const std::string& name, std::uint64_t seed = 1) {
  HairlineOptions options;
  options.style = name;
  options.seed = seed;
  return options;
}

double canthus_x(const HeadShape& head) { return head.landmark(HeadLandmark::kEyeOuterLeft).x; }

// Angle of the hair in degrees between the front and the temple, 15 mm to either side of a corner.
double corner_angle_deg(const HeadHairline& h, bool left) {
  const HeadCurve& course = h.course();
  const double arc = course.nearest(h.corner(left)).arc_mm;
  const Point3 c = course.at(arc), a = course.at(arc - 15) - c, b = course.at(arc + 15) - c;
  return degrees(std::acos(dot(a, b) / length(a) / length(b)));
}

TEST(HeadHairline, PresetsStandAtTheHeightsOfTheNotes) {
  const auto height = [](const char* preset, HeadSex sex) {
    HairlineOptions options;
    options.preset = preset;
    return resolve_hairline(options, sex).mid_height_mm;
  };
  EXPECT_EQ(height("youthful", HeadSex::kMale), 62);
  EXPECT_EQ(height("natural", HeadSex::kMale), 70);
  EXPECT_EQ(height("mature", HeadSex::kMale), 80);
  EXPECT_EQ(height("conservative", HeadSex::kMale), 90);
  EXPECT_EQ(height("natural", HeadSex::kFemale), 63);
  EXPECT_LT(height("youthful", HeadSex::kFemale), 63);
  EXPECT_GT(height("mature", HeadSex::kFemale), 63);
}

TEST(HeadHairline, NumbersGivenComeBeforePresetAndStyle) {
  HairlineOptions options = style("straight");
  options.mid_height_mm = 66, options.temple_recession_mm = 9, options.width_mm = 100,
  options.temporal_peak_mm = 4;
  options.transition_mm = 6, options.macro_mm = 1.5, options.micro_mm = 0.7, options.asymmetry_mm = 3;
  options.sentinels_per_side = 2;
  const HairlineShape shape = HeadHairline(HeadShape{}, options).shape();
  EXPECT_EQ(shape.mid_height_mm, 66);
  EXPECT_EQ(shape.temple_recession_mm, 9);
  EXPECT_EQ(shape.width_mm, 100);
  EXPECT_EQ(shape.temporal_peak_mm, 4);
  EXPECT_EQ(shape.edge.transition_mm, 6);
  EXPECT_EQ(shape.macro_mm, 1.5);
  EXPECT_EQ(shape.micro_mm, 0.7);
  EXPECT_EQ(shape.asymmetry_mm, 3);
  EXPECT_EQ(shape.sentinels_per_side, 2);
}

class EveryStyle : public testing::TestWithParam<std::string> {};

TEST_P(EveryStyle, RunsFromSideburnToSideburnThroughTheNamedPlaces) {
  for (const HeadSex sex : {HeadSex::kMale, HeadSex::kFemale}) {
    const HeadShape head(mean_measures(sex), sex);
    const HeadHairline h(head, style(GetParam()));
    const HeadCurve& course = h.course();
    EXPECT_LT(distance(h.mid_frontal(), head.above_glabella(h.shape().mid_height_mm)), 0.5);
    EXPECT_LT(std::abs(course.nearest(h.mid_frontal()).distance_mm), 0.6);
    double before = 0;
    for (const Point3 place :
         {h.temporal_peak(false), h.corner(false), h.mid_frontal(), h.corner(true), h.temporal_peak(true)}) {
      EXPECT_LT(std::abs(course.nearest(place).distance_mm), 1.5);
      EXPECT_GT(course.nearest(place).arc_mm, before + 30);
      before = course.nearest(place).arc_mm;
    }
    EXPECT_GT(course.length_mm(), before + 30);
    for (const bool left : {false, true}) {
      // Level with the mid-frontal point or above it, never lower.
      EXPECT_LE(h.corner(left).y, h.mid_frontal().y + 0.5);
      EXPECT_GT(h.corner(left).z, h.mid_frontal().z + 10);
      const Point3 foot = left ? course.places_mm().back() : course.places_mm().front();
      const Point3 tragion = head.landmark(left ? HeadLandmark::kTragionLeft : HeadLandmark::kTragionRight);
      EXPECT_LT(foot.z, tragion.z - 10);
      EXPECT_LT(std::abs(foot.y - tragion.y), 15);
    }
    for (const Point3& p : h.edge().places_mm()) ASSERT_LT(std::abs(head.level(p)), 0.2);
  }
}

TEST_P(EveryStyle, HasNoKinks) {
  const HeadHairline h(HeadShape{}, style(GetParam()));
  const HeadCurve& course = h.course();
  for (double arc = 2; arc < course.length_mm() - 2; arc += 0.5) {
    const double turn =
        std::acos(std::min(1.0, dot(course.direction(arc - 0.5), course.direction(arc + 0.5))));
    ASSERT_LT(degrees(turn), 45) << "at arc " << arc;
  }
}

TEST_P(EveryStyle, DividesTheHeadIntoScalpBehindAndFaceInFront) {
  const HeadShape head;
  const HeadHairline h(head, style(GetParam()));
  int behind = 0, ahead = 0;
  for (double angle = 0; angle <= 125; angle += 5)
    for (double around = 0; around < 360; around += 5) {
      const Point3 p = head.at_chart({angle * std::sin(radians(around)), angle * std::cos(radians(around))});
      if (p.z > 0 || (angle < 40 && p.z > -20)) {
        ++behind;
        ASSERT_GT(h.behind_mm(p), 0) << p.x << ' ' << p.y << ' ' << p.z;
      }
      if (p.z < -80 && p.y > -40) {
        ++ahead;
        ASSERT_LT(h.behind_mm(p), 0) << p.x << ' ' << p.y << ' ' << p.z;
      }
    }
  EXPECT_GT(behind, 700);
  EXPECT_GT(ahead, 40);
  for (const HeadLandmark eye :
       {HeadLandmark::kEyeOuterLeft, HeadLandmark::kEyeOuterRight, HeadLandmark::kNoseTip})
    EXPECT_LT(h.behind_mm(head.landmark(eye)), -20);
}

TEST_P(EveryStyle, GrowsAMillimetrePerMillimetreBehindTheEdge) {
  HairlineOptions options = style(GetParam());
  options.macro_mm = 0, options.micro_mm = 0;
  const HeadShape head;
  const HeadHairline h(head, options);
  const double middle = h.course().nearest(h.mid_frontal()).arc_mm;
  const Point3 start = h.course().at(middle + 20);
  const Point3 back = cross(head.normal(start), h.course().direction(middle + 20));
  for (const double mm : {-10.0, -3.0, 3.0, 10.0, 25.0})
    EXPECT_NEAR(h.behind_mm(head.walk(start, back, mm)), mm, 0.15 + 0.03 * std::abs(mm));
}

TEST_P(EveryStyle, PutsItsSingleDotsInFrontOfTheEdge) {
  const HeadShape head;
  const HeadHairline h(head, style(GetParam(), 5));
  const double middle = h.edge().nearest(h.mid_frontal()).arc_mm;
  int right = 0;
  for (const Point3& p : h.sentinels()) {
    EXPECT_LT(h.behind_mm(p), -0.9);
    EXPECT_GT(h.behind_mm(p), -h.shape().sentinel_reach_mm - 0.1);
    right += h.edge().nearest(p).arc_mm < middle;
  }
  EXPECT_EQ(h.sentinels().size(), 2u * static_cast<std::size_t>(h.shape().sentinels_per_side));
  EXPECT_NEAR(right, h.shape().sentinels_per_side, 1 + 0.1 * h.shape().sentinels_per_side);
}

TEST_P(EveryStyle, StandsForManySeedsPresetsAndBothSexes) {
  for (const HeadSex sex : {HeadSex::kMale, HeadSex::kFemale})
    for (const char* preset : {"youthful", "natural", "mature", "conservative"})
      for (std::uint64_t seed = 10; seed < 12; ++seed) {
        HairlineOptions options = style(GetParam(), seed);
        options.preset = preset;
        EXPECT_NO_THROW(HeadHairline(HeadShape(mean_measures(sex), sex), options)) << preset << ' ' << seed;
      }
}

INSTANTIATE_TEST_SUITE_P(Styles, EveryStyle, testing::ValuesIn(hairline_style_names()),
                         [](const auto& named) {
                           std::string name = named.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(HeadHairline, HasItsCornersOverTheOuterCornersOfTheEyes) {
  const HeadShape head;
  const HeadHairline h(head, style("natural"));
  EXPECT_NEAR(h.corner(true).x, canthus_x(head), 2);
  EXPECT_NEAR(h.corner(false).x, -canthus_x(head), 2);
}

TEST(HeadHairline, HasItsTemporalPeaksOnTheProfileLineFromCornerToEye) {
  const HeadShape head;
  HairlineOptions options = style("natural");
  options.asymmetry_mm = 0;
  const HeadHairline h(head, options);
  const Point3 eye = head.landmark(HeadLandmark::kEyeOuterLeft), corner = h.corner(true),
               peak = h.temporal_peak(true);
  const double along = (peak.y - eye.y) / (corner.y - eye.y);
  EXPECT_NEAR(peak.z, eye.z + along * (corner.z - eye.z), 2);
  EXPECT_NEAR(distance(peak, eye), 50, 3);
}

TEST(HeadHairline, MovesTheCornersApartByTheAsymmetry) {
  const HeadShape head;
  for (const double mm : {0.0, 2.0, 6.0}) {
    HairlineOptions options = style("natural");
    options.asymmetry_mm = mm;
    const HeadHairline h(head, options);
    const Point3 right = h.corner(false), left = h.corner(true);
    EXPECT_NEAR(distance(Point3{-right.x, right.y, right.z}, left), mm, 0.1 + 0.1 * mm);
  }
}

TEST(HeadHairline, StraightIsStraightSeenFromTheFrontWithNarrowCorners) {
  const HeadHairline h(HeadShape{}, style("straight"));
  EXPECT_LE(corner_angle_deg(h, false), 100);
  EXPECT_LE(corner_angle_deg(h, true), 100);
  double low = 0, high = -1e9;
  for (const Point3& p : h.edge().places_mm())
    if (std::abs(p.x) < 35 && p.y < 0 && p.z < -40) low = std::min(low, p.y), high = std::max(high, p.y);
  EXPECT_LT(high - low, 4);
  EXPECT_LE(h.shape().macro_mm, 1);
  EXPECT_LE(h.shape().edge.transition_mm, 3);
  EXPECT_GE(h.shape().edge.transition_mm, 2);
}

TEST(HeadHairline, RecededTemplesLieFarBehindAndPeaksOfWidowsAhead) {
  const HeadShape head;
  const auto set_back = [&](const char* name) {
    HairlineOptions options = style(name);
    options.asymmetry_mm = 0;
    return HeadHairline(head, options).corner(true).z;
  };
  EXPECT_GT(set_back("receded"), set_back("natural") + 8);
  const HairlineShape receded = resolve_hairline(style("receded"), HeadSex::kMale);
  EXPECT_GE(receded.temple_recession_mm, 15);
  EXPECT_LE(receded.temple_recession_mm, 30);

  const HeadHairline widow(head, style("widows-peak"));
  // The tip against the course 10.5 mm to its side: 10 mm deep over 21 mm of width.
  double beside = 0;
  for (const Point3& p : widow.course().places_mm())
    if (p.z < 0 && p.x > 10 && p.x < 11.5) beside = p.y;
  const Point3 tip = widow.mid_frontal();
  const Point3 level_behind = head.walk(tip, {0, -1, 0}, 10);
  EXPECT_NEAR(beside, level_behind.y, 2);
}

// From convex to concave near the pupils' verticals: the M bends back fastest there.
TEST(HeadHairline, TurnsFromConvexToConcaveNearThePupils) {
  const HeadShape head;
  HairlineOptions options = style("receded");
  options.asymmetry_mm = 0;
  const HeadHairline h(head, options);
  const HeadCurve& course = h.course();
  const double middle = course.nearest(h.mid_frontal()).arc_mm,
               corner = course.nearest(h.corner(true)).arc_mm;
  double steepest = 0, at_x = 0;
  for (double arc = middle; arc < corner - 8; arc += 1) {
    const Point3 place = course.at(arc), n = head.normal(place);
    const Point3 level = normalized(cross(n, Point3{0, 1, 0}));  // along the skin at one height
    const double slope = std::abs(dot(course.direction(arc), normalized(cross(n, level))));
    if (slope > steepest) steepest = slope, at_x = place.x;
  }
  EXPECT_NEAR(at_x, head.landmark(HeadLandmark::kPupilLeft).x, 8);
}

TEST(HeadHairline, FauxScarIsAGapOfItsWidthThroughTheFrontEdge) {
  const HeadShape head;
  HairlineOptions options = style("faux-scar");
  options.gap_mm = 4;
  const HeadHairline h(head, options);
  ASSERT_GT(h.gap().length_mm(), 25);
  EXPECT_LT(h.behind_mm(h.gap().places_mm().front()), 0);
  EXPECT_GT(h.behind_mm(h.gap().places_mm().back()), 20);
  EXPECT_LT(h.behind_mm(h.gap().places_mm().back()), 45);
  const double half = h.gap().length_mm() / 2;
  const Point3 middle = h.gap().at(half);
  const Point3 across = cross(head.normal(middle), h.gap().direction(half));
  for (const double side : {-1.0, 1.0}) {
    EXPECT_TRUE(h.in_gap(head.walk(middle, across, side * 1.9)));
    EXPECT_FALSE(h.in_gap(head.walk(middle, across, side * 2.1)));
  }
  EXPECT_FALSE(HeadHairline(head, style("natural")).in_gap(middle));
}

TEST(HeadHairline, OfWomenIsNarrowerAndLowerAtTheSides) {
  const HeadShape man(mean_measures(HeadSex::kMale), HeadSex::kMale);
  const HeadShape woman(mean_measures(HeadSex::kMale), HeadSex::kFemale);  // of the same size
  HairlineOptions options = style("natural");
  options.mid_height_mm = 66;
  const HeadHairline his(man, options), hers(woman, options);
  EXPECT_LT(hers.shape().width_mm, his.shape().width_mm);
  EXPECT_GT(hers.corner(true).y, his.corner(true).y);  // y is down
}

std::string refused_at(const HairlineOptions& options) {
  try {
    HeadHairline(HeadShape{}, options);
  } catch (const InvalidArgument& error) {
    return error.text().where;
  }
  return "accepted";
}

TEST(HeadHairline, RefusesWhatNoHeadCanWear) {
  HairlineOptions low = style("natural"), wide = low, wavy = low, deep = low, odd = low;
  low.mid_height_mm = 31;
  EXPECT_EQ(refused_at(low), "hairline/mid_height_mm");
  low.mid_height_mm = 36, low.temple_recession_mm = -10;
  EXPECT_EQ(refused_at(low), "hairline/mid_height_mm");
  wide.width_mm = 240;
  EXPECT_EQ(refused_at(wide), "hairline/width_mm");
  wavy.macro_mm = 15, wavy.macro_wavelength_mm = 10;
  EXPECT_EQ(refused_at(wavy), "hairline/macro_mm");
  deep.temple_recession_mm = 60, deep.mid_height_mm = 100;
  EXPECT_EQ(refused_at(deep), "hairline/temple_recession_mm");
  odd.style = "mohawk";
  EXPECT_EQ(refused_at(odd), "hairline/style");
  odd = style("natural");
  odd.preset = "teen";
  EXPECT_EQ(refused_at(odd), "hairline/preset");
}

}  // namespace
}  // namespace smp
