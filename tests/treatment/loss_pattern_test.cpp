#include "smp/treatment/loss_pattern.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "heads.h"
#include "smp/base/error.h"

namespace smp {
namespace {

using testing::AverageHead;
using testing::integral;
using testing::juvenile_man;

LossPattern pattern(const std::string& name, const PatchOptions& patches = {}) {
  return LossPattern(name, patches, juvenile_man().zones, juvenile_man().head);
}

double area(const LossPattern& p) {
  return integral([&](Point3 place) { return p.inside_mm(place) > 0 ? 1.0 : 0.0; });
}

// Hair gone, in cm^2 of the natural density.
double lost(const LossPattern& p) {
  return integral([&](Point3 place) { return p.inside_mm(place) > 0 ? 1 - p.native_share(place) : 0.0; });
}

Point3 midline(double chart_deg) { return juvenile_man().head.at_chart({0, chart_deg}); }
double juvenile_front() { return HeadShape::chart_of(juvenile_man().hairline.mid_frontal()).y; }

TEST(LossPattern, NorwoodStagesHaveTheAreasOfTheNotes) {
  const std::map<std::string, std::pair<double, double>> ranges = {
      {"norwood-2", {10, 25}},   {"norwood-2a", {10, 25}},       {"norwood-3", {30, 60}},
      {"norwood-3a", {30, 60}},  {"norwood-3-vertex", {45, 75}}, {"norwood-4", {70, 100}},
      {"norwood-4a", {70, 100}}, {"norwood-5", {100, 150}},      {"norwood-5a", {100, 150}},
      {"norwood-6", {150, 200}}, {"norwood-7", {200, 260}}};
  for (const auto& [name, range] : ranges) {
    const double cm2 = area(pattern(name));
    EXPECT_GE(cm2, range.first) << name;
    EXPECT_LE(cm2, range.second) << name;
  }
}

TEST(LossPattern, FirstStagesLeaveNothingToTreat) {
  for (const char* name : {"norwood-1", "sinclair-1"}) {
    const LossPattern none = pattern(name);
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(area(none), 0) << name;
    EXPECT_EQ(none.native_share(midline(0)), 1) << name;
  }
}

TEST(LossPattern, AStageLosesAllThatTheOneBeforeHasLost) {
  for (const auto& [less, more] :
       std::vector<std::pair<std::string, std::string>>{{"norwood-2", "norwood-3"},
                                                        {"norwood-3", "norwood-4"},
                                                        {"norwood-4", "norwood-5"},
                                                        {"norwood-6", "norwood-7"},
                                                        {"norwood-2a", "norwood-3a"},
                                                        {"norwood-4a", "norwood-5a"},
                                                        {"ludwig-1", "ludwig-2"},
                                                        {"ludwig-2", "ludwig-3"},
                                                        {"sinclair-2", "sinclair-3"},
                                                        {"sinclair-3", "sinclair-4"},
                                                        {"sinclair-4", "sinclair-5"}}) {
    const LossPattern a = pattern(less), b = pattern(more);
    const double outside =
        integral([&](Point3 p) { return a.inside_mm(p) > 0 && b.inside_mm(p) < 0 ? 1.0 : 0.0; });
    EXPECT_LT(outside, 0.08 * area(a)) << less << " and " << more;
    EXPECT_LT(lost(a), lost(b)) << less << " and " << more;
  }
}

TEST(LossPattern, TheVertexIsAnIslandUntilTheBridgeGoes) {
  const Point3 whorl = juvenile_man().zones.whorl();
  const double front = juvenile_front(), back = HeadShape::chart_of(whorl).y;
  // Most hair that is left anywhere across the midline between the front and the whorl.
  const auto bridge = [&](const std::string& name) {
    const LossPattern p = pattern(name);
    double most = 0;
    for (double y = front + 5; y < back; y += 0.5) most = std::max(most, p.native_share(midline(y)));
    return most;
  };
  EXPECT_GT(pattern("norwood-3").native_share(whorl), 0.99);
  for (const char* name : {"norwood-3-vertex", "norwood-4", "norwood-5", "norwood-6", "norwood-7"})
    EXPECT_LT(pattern(name).native_share(whorl), 0.01) << name;
  for (const char* name : {"norwood-2a", "norwood-3a", "norwood-4a", "norwood-5a"})
    EXPECT_GT(pattern(name).native_share(whorl), 0.99) << name;
  EXPECT_GT(bridge("norwood-4"), 0.99);
  EXPECT_GT(bridge("norwood-5"), 0.3);
  EXPECT_LT(bridge("norwood-5"), 0.7);
  EXPECT_LT(bridge("norwood-6"), 0.01);
}

TEST(LossPattern, WomensPatternsKeepTheFrontalLine) {
  for (const char* name : {"ludwig-1", "ludwig-2", "ludwig-3", "sinclair-2", "sinclair-5"}) {
    const LossPattern p = pattern(name);
    EXPECT_GT(p.native_share(midline(juvenile_front() + 2)), 0.99) << name;
  }
  EXPECT_NEAR(pattern("ludwig-1").native_share(midline(-10)), 0.75, 1e-9);
  EXPECT_NEAR(pattern("ludwig-2").native_share(midline(-10)), 0.5, 1e-9);
  EXPECT_NEAR(pattern("ludwig-3").native_share(midline(-10)), 0.2, 1e-9);
}

TEST(LossPattern, StagesSpareTheBackAndTheSides) {
  const AverageHead woman("youthful", HeadSex::kFemale);
  for (const AverageHead* sitter : {&juvenile_man(), &woman})
    for (const std::string& name : loss_pattern_names()) {
      if (name.starts_with("alopecia") || name == "diffuse") continue;
      const LossPattern p(name, {}, sitter->zones, sitter->head);
      for (double x = -100; x <= 100; x += 5) {  // around the head, just above the ears; 0 is the back
        const double angle = radians(x);
        const Point3 place = sitter->head.on_surface({std::sin(angle), -0.1, std::cos(angle)});
        ASSERT_EQ(p.native_share(place), 1) << name << " at " << x;
        ASSERT_LT(p.work_inside_mm(place), 0) << name << " at " << x;
      }
    }
}

TEST(LossPattern, BordersAreSoft) {
  const LossPattern p = pattern("norwood-6");
  for (double x = -60; x <= 60; x += 9.7)
    for (double y = -60; y < 90; y += 0.5) {
      const Point3 a = juvenile_man().head.at_chart({x, y}), b = juvenile_man().head.at_chart({x, y + 0.25});
      ASSERT_NEAR(p.native_share(a), p.native_share(b), 0.25 * distance(a, b)) << x << " " << y;
    }
}

TEST(LossPattern, AreMildlyAsymmetric) {
  const LossPattern p = pattern("norwood-7");
  const double differs = integral([&](Point3 place) {
    const bool here = p.inside_mm(place) > 0, mirrored = p.inside_mm({-place.x, place.y, place.z}) > 0;
    return here != mirrored ? 0.5 : 0.0;
  });
  EXPECT_GT(differs, 0.005 * area(p));
  EXPECT_LT(differs, 0.12 * area(p));
}

TEST(LossPattern, PatchesCoverTheShareAskedFor) {
  const double whole = area(pattern("alopecia-totalis"));
  for (const double share : {0.05, 0.3, 0.6, 0.9})
    for (const std::uint64_t seed : {1u, 7u}) {
      const LossPattern p = pattern("alopecia-areata", {.count = 6, .salt_share = share, .seed = seed});
      EXPECT_NEAR(area(p) / whole, share, 0.05 * share) << "seed " << seed;
    }
}

TEST(LossPattern, PatchesHaveTheSizeAskedForAndDoNotOverlap) {
  const LossPattern p = pattern("alopecia-areata", {.count = 5, .diameter_mm = 30, .seed = 3});
  const double one = kPi * 1.5 * 1.5;
  EXPECT_NEAR(area(p), 5 * one, 1.5 * one);
  const LossPattern other = pattern("alopecia-areata", {.count = 5, .diameter_mm = 30, .seed = 4});
  const double shared = integral(
      [&](Point3 place) { return p.inside_mm(place) > 0 && other.inside_mm(place) > 0 ? 1.0 : 0.0; });
  EXPECT_LT(shared, 0.6 * area(p));
  EXPECT_THROW(pattern("alopecia-areata", {.count = 0}), InvalidArgument);
}

TEST(LossPattern, WholeScalps) {
  const Point3 top = midline(0);
  EXPECT_EQ(pattern("alopecia-totalis").native_share(top), 0);
  EXPECT_EQ(pattern("alopecia-universalis").native_share(top), 0);
  EXPECT_EQ(pattern("diffuse").native_share(top), 0.5);
  for (const char* name : {"alopecia-totalis", "alopecia-universalis", "diffuse"})
    EXPECT_EQ(pattern(name).inside_mm(top), juvenile_man().zones.inside_mm(top)) << name;
}

TEST(LossPattern, AHairlineSetBackLeavesLessToTreat) {
  const AverageHead& low = juvenile_man();
  const AverageHead high("mature");
  const LossPattern p("norwood-3", {}, high.zones, high.head);
  EXPECT_LT(area(p), 0.6 * area(pattern("norwood-3")));
  EXPECT_EQ(low.head.measures().length_mm, high.head.measures().length_mm);
}

TEST(LossPattern, EveryNameIsMadeAndOthersAreRefused) {
  for (const std::string& name : loss_pattern_names()) EXPECT_NO_THROW(pattern(name)) << name;
  EXPECT_THROW(pattern("norwood-8"), InvalidArgument);
}

}  // namespace
}  // namespace smp
