// What the life of a treatment must look like in pixels, from its fresh days to old age.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/optics/pigment.h"
#include "smp/simulate/case.h"
#include "smp/treatment/appearance.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::skin_photo;

constexpr int kWidth = 320, kHeight = 240;
constexpr const char* kSpec =
    R"({"smp": 1, "seed": 3, "photo": {"scale": {"px_per_mm": 8}}, "skin": {"tone": {"ita_deg": 40}}, "pigment": {"dilution": 6},
        "regions": [{"name": "front", "outline": [[30, 30], [290, 30], [290, 210], [30, 210]], "density_per_cm2": 100}],
        "timeline": {"sessions": [{"day": 0, "share": 0.3, "dilution_offset": 0.3}, {"day": 20, "share": 0.45}, {"day": 50, "share": 0.25}]}})";

Case prepared(const std::vector<std::string>& overrides = {}) {
  SpecFiles files;
  files.masks.resize(1);
  return {skin_photo<std::uint16_t>(kWidth, kHeight),
          read_spec(kSpec, overrides),
          std::move(files),
          {.measure_colors = true}};
}

Image<std::uint16_t> pixels_at(const Case& planned, const std::string& moment) {
  return std::get<Image<std::uint16_t>>(planned.draw(planned.moment(moment)).photo.pixels);
}

double lightness_at(const Case& planned, const std::string& moment) {
  return planned.draw(planned.moment(moment)).result.region_lab.at(0).value().l;
}

// ---- fresh

// Mean colour of the skin between the dots there are at a moment, well inside the region.
Lab between_dots(const Case& planned, const Drawn& drawn) {
  constexpr double kClearPx = 3.5, kInside = 70;
  const auto& pixels = std::get<Image<std::uint16_t>>(drawn.photo.pixels);
  const std::vector<float> linear = linear_from_code(ToneCurve::srgb(), 16);
  std::vector<Point2> made;
  for (const Impression& dot : planned.record().treatment.impressions)
    if (drawn.result.moment.is_after(planned.record().treatment.timeline.visits[dot.session - 1u].day))
      made.push_back(dot.position_px);
  double sum[3] = {}, count = 0;
  for (int y = static_cast<int>(kInside); y < kHeight - kInside; ++y)
    for (int x = static_cast<int>(kInside); x < kWidth - kInside; ++x) {
      const Point2 middle{x + 0.5, y + 0.5};
      if (std::any_of(made.begin(), made.end(), [&](Point2 p) { return distance(p, middle) < kClearPx; }))
        continue;
      for (int c = 0; c < 3; ++c) sum[c] += linear[pixels.at(x, y, c)];
      ++count;
    }
  EXPECT_GT(count, 500);
  return lab_from_linear({sum[0] / count, sum[1] / count, sum[2] / count});
}

// Against the same work without redness: what dots darken has less a* too.
TEST(FreshWork, ReddensTheSkinBetweenItsDotsAsAsked) {
  const auto a_fresh_and_later = [](double redness) {
    const Case planned = prepared({"/timeline/sessions=[{\"day\":0,\"share\":1}]",
                                   "/timeline/healing/redness=" + std::to_string(redness)});
    const auto a_at = [&](const char* name) {
      return between_dots(planned, planned.draw(planned.moment(name))).a;
    };
    return std::pair{a_at("fresh"), a_at("1d")};
  };
  const auto [plain, plain_later] = a_fresh_and_later(0);
  for (const double redness : {3.0, 6.0}) {
    const auto [fresh, later] = a_fresh_and_later(redness);
    EXPECT_NEAR(fresh - plain, redness, 0.15 * redness);
    EXPECT_GT(later - plain_later, 0.5 * redness);
    EXPECT_LT(later - plain_later, 0.95 * redness);
  }
}

TEST(FreshWork, IsRedForFourDays) {
  const Case red = prepared(), never = prepared({"/timeline/healing/redness=0"});
  const auto same = [&](const char* name) { return pixels_at(red, name) == pixels_at(never, name); };
  for (const char* name : {"session-1-fresh", "session-2-fresh", "fresh", "3d"})
    EXPECT_FALSE(same(name)) << name;
  for (const char* name : {"session-1", "session-2", "0d", "4d", "5d", "healed", "90d"})
    EXPECT_TRUE(same(name)) << name;
}

// ---- healed

TEST(HealedWork, HoldsThePigmentOfTheRecord) {
  const Case planned = prepared();
  const Treatment& treatment = planned.record().treatment;
  const Pigment pigment = resolve_pigment(treatment.pigments[0]);
  double recorded = 0, there = 0;
  for (const Impression& dot : treatment.impressions) {
    const Appearance look = appearance(dot, pigment, treatment.timeline, planned.moment("healed"));
    recorded += dot.mu_per_mm * dot.diameter_mm * dot.diameter_mm;
    there += look.mu_per_mm * look.diameter_mm * look.diameter_mm +
             look.surface_mu_per_mm * look.surface_diameter_mm * look.surface_diameter_mm;
  }
  EXPECT_EQ(there, recorded);
  EXPECT_GT(recorded, 0);
}

TEST(Sessions, AddUpToTheirShares) {
  const Case planned = prepared();
  const auto all = static_cast<double>(planned.record().treatment.impressions.size());
  const auto made = [&](const char* name) {
    return planned.draw(planned.moment(name)).result.impressions / all;
  };
  EXPECT_NEAR(made("session-1"), 0.30, 0.02 * 0.30);
  EXPECT_NEAR(made("session-2"), 0.75, 0.02 * 0.75);
  EXPECT_EQ(made("session-3-fresh"), 1);
}

// ---- aged

// In rendered pixels; for the dots' own numbers see the tests of `appearance`.
TEST(AgedWork, OfCarbonOnlyGetsLighter) {
  for (const char* depth : {"0.2", "0.3", "0.6"})
    for (const char* dilution : {"0", "14"})
      for (const char* sun : {"shaded", "heavy"}) {
        const Case planned =
            prepared({std::string("/regions/0/depth_mm=") + depth,
                      std::string("/pigment/dilution=") + dilution, std::string("/timeline/sun=") + sun});
        double last = lightness_at(planned, "healed");
        const double bare = planned.record().regions[0].mean_lab_before->l, healed = last;
        EXPECT_LT(healed, bare - 0.2);
        for (const char* name : {"0.5y", "1y", "2y", "5y", "10y", "20y"}) {
          const double now = lightness_at(planned, name);
          EXPECT_GE(now, last - 0.05)
              << name << ", depth " << depth << ", dilution " << dilution << ", " << sun;
          EXPECT_LE(now, bare + 0.05);
          last = now;
        }
        EXPECT_GT(last, healed + 0.1 * (bare - healed)) << depth << ' ' << dilution << ' ' << sun;
      }
}

TEST(LaseredWork, OfCarbonGetsLighterWithEveryVisit) {
  for (const auto& [kind, cleared] : {std::pair{"picosecond", 0.5}, {"q-switched", 0.3}}) {
    const Case planned =
        prepared({"/pigment/dilution=1",
                  std::string("/timeline/laser=[{\"year\":1,\"visits\":5,\"kind\":\"") + kind + "\"}]"});
    double last = lightness_at(planned, "1y");
    const double before = last, bare = planned.record().regions[0].mean_lab_before->l;
    for (int k = 1; k <= 5; ++k) {
      const double now = lightness_at(planned, "laser-" + std::to_string(k));
      EXPECT_GE(now, last - 0.05) << kind << k;
      last = now;
    }
    EXPECT_GT(last, before + cleared * (bare - before)) << kind;
  }
}

// By its open share it brings back the pigment that has faded. In new dots that is somewhat darker than it
// was in the old ones, which have kept more of their darkness than of their pigment.
TEST(TouchUp, BringsAFieldBackTowardsHealed) {
  for (const char* growth : {"0", "0.04"}) {
    const Case planned = prepared({"/timeline/touch_ups=[{\"year\":4}]", "/pigment/dilution=12",
                                   std::string("/timeline/ageing/growth_per_year=") + growth});
    const double healed = lightness_at(planned, "healed"), faded = lightness_at(planned, "4y"),
                 again = lightness_at(planned, "touch-up-1"), bare = lightness_at(planned, "before");
    ASSERT_GT(faded, healed + 0.2 * (bare - healed));
    EXPECT_LT(again, faded - 0.15 * (bare - healed));
    EXPECT_NEAR(again, healed, 0.1 * (bare - healed));
  }
}

// ---- lists of impressions

// The dots of a plan, drawn again as a list.
Case listed(const Case& planned, const std::vector<std::string>& overrides) {
  Spec spec = read_spec(kSpec, overrides);
  spec.impressions = "dots.csv";
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  files.impressions = impressions_csv(planned.record().treatment);
  return {skin_photo<std::uint16_t>(kWidth, kHeight), spec, std::move(files), {}};
}

// Its list tells nothing of a region without dots; the spec still does.
TEST(LaseredList, KnowsRegionsWithoutDots) {
  const std::vector<std::string> overrides = {
      R"(/regions=[{"name": "full", "outline": [[30, 30], [150, 30], [150, 210], [30, 210]], "native_per_cm2": 250},
                   {"name": "thin", "outline": [[170, 30], [290, 30], [290, 210], [170, 210]]}])",
      R"(/timeline/laser=[{"year": 1, "region": "full", "visits": 2}])"};
  SpecFiles files;
  files.masks.resize(2);
  const Case planned(skin_photo<std::uint16_t>(kWidth, kHeight), read_spec(kSpec, overrides),
                     std::move(files), {});
  for (const Impression& dot : planned.record().treatment.impressions) ASSERT_EQ(dot.region, 1);
  const Case again = listed(planned, overrides);
  for (const char* name : {"fresh", "laser-2", "10y"})
    EXPECT_TRUE(pixels_at(again, name) == pixels_at(planned, name)) << name;
}

}  // namespace
}  // namespace smp
