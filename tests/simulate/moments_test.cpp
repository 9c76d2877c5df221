// Several moments of one case, strips of them, and ensembles.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "simulate/run_spec.h"
#include "smp/base/error.h"
#include "smp/simulate/case.h"
#include "smp/simulate/ensemble.h"
#include "smp/simulate/strip.h"
#include "smp/simulate/treated_area.h"
#include "support/skin_photo.h"

namespace smp {
namespace {

using testing::pixels_of;
using testing::skin_photo;

constexpr const char* kSpec =
    R"({"smp": 1, "seed": 7, "photo": {"scale": {"px_per_mm": 8}}, "skin": {"tone": {"ita_deg": 40}}, "pigment": {"dilution": 6},
        "regions": [{"name": "front", "outline": [[40, 40], [260, 40], [260, 200], [40, 200]]}],
        "timeline": {"sessions": [{"day": 0, "share": 0.5}, {"day": 20, "share": 0.5}]}})";

SpecFiles no_files() {
  SpecFiles files;
  files.masks.resize(1);
  return files;
}
Case prepared(SimulateOptions options = {}) {
  return {skin_photo(320, 240), read_spec(kSpec), no_files(), options};
}

TEST(Case, DrawsAnyMomentInAnyOrder) {
  const Case once = prepared();
  const Photo late = once.draw(once.moment("5y")).photo, healed = once.draw(once.moment("healed")).photo;
  Case other = prepared();
  EXPECT_TRUE(pixels_of(other.draw(other.moment("healed")).photo) == pixels_of(healed));
  EXPECT_TRUE(pixels_of(other.draw_last(other.moment("5y")).photo) == pixels_of(late));
  EXPECT_TRUE(pixels_of(once.record().photo) == pixels_of(skin_photo(320, 240)));
  EXPECT_TRUE(pixels_of(testing::simulated(skin_photo(320, 240), kSpec).photo) == pixels_of(healed));
  EXPECT_TRUE(pixels_of(once.draw(once.moment("before")).photo) == pixels_of(once.record().photo));
}

TEST(Case, CountsWhatIsMadeByThen) {
  const Case once = prepared();
  const std::size_t all = once.record().treatment.impressions.size();
  const auto count = [&](const char* name) { return once.draw(once.moment(name)).result.impressions; };
  EXPECT_EQ(count("before"), 0u);
  EXPECT_NEAR(static_cast<double>(count("session-1")), all / 2.0, 0.02 * static_cast<double>(all));
  EXPECT_EQ(count("session-1-fresh"), count("session-1"));
  EXPECT_EQ(count("fresh"), all);
  EXPECT_EQ(count("10y"), all);
}

TEST(Case, MomentsHaveDays) {
  const Case once = prepared();
  const auto day = [&](const char* name) { return once.moment(name).day; };
  EXPECT_EQ(day("session-1-fresh"), 0);
  EXPECT_EQ(day("session-1"), 20);
  EXPECT_EQ(day("fresh"), 20);
  EXPECT_EQ(day("healed"), 48);
  EXPECT_EQ(day("90d"), 110);
  EXPECT_EQ(day("2w"), 34);
  EXPECT_EQ(day("2y"), 20 + 2 * 365.25);
  EXPECT_THROW(once.moment("session-3"), InvalidArgument);
}

TEST(TreatedArea, HoldsAllDotsAndIsTheSameAtAllMoments) {
  const Case once = prepared();
  const PixelRect area = treated_area(once.record());
  for (const Impression& dot : once.record().treatment.impressions) {
    EXPECT_GE(dot.position_px.x, area.x);
    EXPECT_LT(dot.position_px.x, area.x + area.width);
    EXPECT_GE(dot.position_px.y, area.y);
    EXPECT_LT(dot.position_px.y, area.y + area.height);
  }
  EXPECT_LT(area.width, 290);
  const Point2 amid = amid_dots(once.record());
  EXPECT_NEAR(amid.x, 150, 15);
  EXPECT_NEAR(amid.y, 120, 15);
}

TEST(Strip, ShowsTheSameCropOfEveryPicture) {
  Photo dark = skin_photo(320, 240), light = dark;
  for (auto& value : std::get<0>(dark.pixels).values()) value = 40;
  for (auto& value : std::get<0>(light.pixels).values()) value = 220;
  Strip strip({10, 20, 210, 100}, {100, 100});
  strip.add(light, {"light", "second line"}, 2);
  strip.add(dark, {"dark"}, 1);
  const Photo sheet = strip.draw();
  const Image<std::uint8_t>& pixels = pixels_of(sheet);
  // From the lowest place to the highest.
  EXPECT_EQ(pixels.at(Strip::kPanelPx / 2, 60, 1), 40);
  EXPECT_EQ(pixels.at(Strip::kPanelPx * 3 / 2, 60, 1), 220);
  EXPECT_GT(pixels.width(), 2 * Strip::kPanelPx);
  EXPECT_LT(pixels.width(), 2 * Strip::kPanelPx + 60);
}

TEST(Strip, TakesAnyShapeOfPicture) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 900}, {900, 3}, {60, 40}}) {
    Strip strip({0, 0, width, height}, {1e6, -1e6});
    strip.add(skin_photo(width, height), {"a"});
    strip.add(skin_photo<std::uint16_t>(width, height, 4), {"b"});
    EXPECT_LT(strip.draw().height(), 1200) << width << " x " << height;
  }
}

TEST(Ensemble, SpreadsEveryParameterEvenlyOverItsRange) {
  const int count = 10;
  const auto draws = draw_parameters(count, 0.03, 5);
  const auto strata = [&](auto value, double low, double high) {
    std::set<int> seen;
    for (const EnsembleDraw& draw : draws) {
      EXPECT_GE(value(draw), low);
      EXPECT_LE(value(draw), high);
      seen.insert(static_cast<int>((value(draw) - low) / (high - low) * count));
    }
    return static_cast<int>(seen.size());
  };
  EXPECT_EQ(strata([](const EnsembleDraw& d) { return d.early_loss; }, 0.05, 0.20), count);
  EXPECT_EQ(strata([](const EnsembleDraw& d) { return d.scar_early_loss; }, 0.10, 0.35), count);
  EXPECT_EQ(strata([](const EnsembleDraw& d) { return d.fade_per_year; }, 0.08, 0.25), count);
  EXPECT_EQ(strata([](const EnsembleDraw& d) { return d.growth_per_year; }, 0.01, 0.10), count);
  EXPECT_EQ(strata([](const EnsembleDraw& d) { return std::log(d.scale_factor); }, -0.06, 0.06), count);
  EXPECT_NE(draw_parameters(count, 0.03, 6)[0].fade_per_year, draws[0].fade_per_year);
}

TEST(Ensemble, SpansTheUsualResult) {
  const SimulateOptions options{.measure_colors = true};
  const Case base = prepared(options);
  const Drawn usual = base.draw(base.moment("5y"));
  const double usual_de = mean_de_to_skin(base.record(), usual.result).value();
  std::size_t shown = 0;
  const Ensemble span = draw_ensemble(base, read_spec(kSpec), no_files(), options, "5y", 8,
                                      [&](const EnsembleDraw&, const Photo&) { ++shown; });
  ASSERT_EQ(span.draws.size(), 8u);
  EXPECT_EQ(shown, 8u);
  EXPECT_LT(span.draws.front().mean_de, usual_de);
  EXPECT_GT(span.draws.back().mean_de, usual_de);
  EXPECT_GT(span.draws.back().mean_de, 1.3 * span.draws.front().mean_de);
  EXPECT_TRUE(std::is_sorted(span.draws.begin(), span.draws.end(),
                             [](const auto& a, const auto& b) { return a.mean_de < b.mean_de; }));
}

// Nobody's ruler shrinks to nothing, however little is known of the scale.
TEST(Ensemble, AnUncertainScaleStaysAScale) {
  for (const EnsembleDraw& draw : draw_parameters(50, 0.5, 1)) {
    EXPECT_GT(draw.scale_factor, std::exp(-1.0));
    EXPECT_LT(draw.scale_factor, std::exp(1.0));
  }
}

// By another scale a field just above 40 cm^2 would have two sessions instead of three.
TEST(Ensemble, KeepsTheSessionsOfItsCase) {
  const std::vector<std::string> open = {"/photo/scale/px_per_mm=2.9", "/photo/scale/relative_error=0.1",
                                         "/timeline/sessions=auto"};
  const Spec spec = read_spec(kSpec, open);
  const SimulateOptions options{.measure_colors = true};
  const Case base(skin_photo(320, 240), spec, no_files(), options);
  ASSERT_NEAR(base.record().regions[0].plan.area_cm2, 41.5, 1);
  ASSERT_EQ(base.record().treatment.timeline.sessions(), 3u);
  const Ensemble span = draw_ensemble(base, spec, no_files(), options, "session-3-fresh", 6);
  EXPECT_EQ(span.draws.size(), 6u);
}

TEST(Ensemble, AWrongScaleKeepsTheTone) {
  const auto de_at = [](double factor) {
    const Case told(skin_photo(320, 240), read_spec(kSpec), no_files(),
                    {.measure_colors = true, .scale_factor = factor});
    return mean_de_to_skin(told.record(), told.draw(told.moment("healed")).result).value();
  };
  const Case larger(skin_photo(320, 240), read_spec(kSpec), no_files(), {.scale_factor = 1.2});
  const Case usual = prepared();
  // More px per mm: less skin in the region, and fewer dots on it.
  EXPECT_NEAR(static_cast<double>(larger.record().treatment.impressions.size()),
              static_cast<double>(usual.record().treatment.impressions.size()) / 1.44, 3);
  EXPECT_NEAR(de_at(1.2), de_at(1), 0.12 * de_at(1));
}

}  // namespace
}  // namespace smp
