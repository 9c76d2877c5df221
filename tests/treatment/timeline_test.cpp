#include "smp/treatment/timeline.h"
#include "smp/optics/field_mean.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/treatment/appearance.h"
#include "support/message_lint.h"

namespace smp {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

Timeline three_sessions(TimelineOptions options = {}) { return lay_timeline(options, {.area_cm2 = 150}); }

// The place and the cause of a refusal; empty where there is none.
std::string refusal(const TimelineOptions& options) {
  try {
    check_timeline(options);
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.what();
  }
  return {};
}

std::string refused_moment(const std::string& name, const Timeline& timeline) {
  try {
    moment_named(name, timeline);
  } catch (const Error& error) {
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.what();
  }
  return {};
}

// Domain notes, section 6: two sessions up to 40 cm^2, three up to 250, four beyond and in scars.
TEST(Timeline, SessionsFollowAreaAndScars) {
  const std::vector<std::pair<TreatmentExtent, std::vector<double>>> cases = {
      {{.area_cm2 = 40}, {0.45, 0.55}},
      {{.area_cm2 = 41}, {0.3, 0.4, 0.3}},
      {{.area_cm2 = 250}, {0.3, 0.4, 0.3}},
      {{.area_cm2 = 251}, {0.25, 0.35, 0.25, 0.15}},
      {{.area_cm2 = 5, .scars = true}, {0.25, 0.35, 0.25, 0.15}},
      {{.area_cm2 = 100, .whole_scalp = true}, {0.25, 0.35, 0.25, 0.15}}};
  for (const auto& [extent, shares] : cases) {
    const Timeline timeline = lay_timeline({}, extent);
    ASSERT_EQ(timeline.visits.size(), shares.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
      EXPECT_DOUBLE_EQ(timeline.visits[i].share, shares[i]);
      EXPECT_EQ(timeline.visits[i].day, 14.0 * static_cast<double>(i));
      EXPECT_EQ(timeline.visits[i].settled_day, timeline.last_session_day() + 28);
    }
    EXPECT_GT(timeline.visits.front().dilution_offset, timeline.visits.back().dilution_offset);
  }
}

TEST(Timeline, ListsDecideHowManyVisitsThereWere) {
  TimelineOptions options;
  EXPECT_EQ(lay_timeline(options, {.area_cm2 = 5, .recorded_visits = 5}).visits.size(), 5u);
  options.touch_ups = {{.year = 2}};
  const Timeline timeline = lay_timeline(options, {.area_cm2 = 5, .recorded_visits = 4});
  EXPECT_EQ(timeline.sessions(), 3u);
  EXPECT_EQ(timeline.visits.size(), 4u);
  options.sessions = std::vector<SessionOptions>{{0, 1, 0}};
  EXPECT_EQ(lay_timeline(options, {.recorded_visits = 2}).visits.size(), 2u);
  EXPECT_THROW(lay_timeline(options, {.recorded_visits = 3}), InvalidArgument);
}

TEST(Timeline, RefusesWhatIsOutOfOrderOrUnknown) {
  const auto with = [](auto change) {
    TimelineOptions options;
    change(options);
    return refusal(options);
  };
  using Sessions = std::vector<SessionOptions>;
  EXPECT_EQ(refusal({}), "");
  EXPECT_THAT(with([](auto& o) { o.sessions = Sessions{{3, 1, 0}}; }), HasSubstr("sessions/0/day"));
  EXPECT_THAT(with([](auto& o) {
                o.sessions = Sessions{{0, .5, 0}, {0, .5, 0}};
              }),
              HasSubstr("sessions/1/day"));
  EXPECT_THAT(with([](auto& o) { o.sessions = Sessions{{0, .5, 0}, {14, .4, 0}}; }), HasSubstr("sum to 0.9"));
  EXPECT_THAT(with([](auto& o) { o.sessions = Sessions{}; }), HasSubstr("sessions"));
  EXPECT_EQ(with([](auto& o) { o.sessions = Sessions{{0, .3, 0}, {7, .3, 0}, {9, .4, 0}}; }), "");
  EXPECT_THAT(with([](auto& o) { o.touch_ups = {{.year = 0}}; }), HasSubstr("touch_ups/0/year"));
  EXPECT_THAT(with([](auto& o) { o.touch_ups = {{.year = 3}, {.year = 3}}; }), HasSubstr("touch_ups/1/year"));
  EXPECT_THAT(with([](auto& o) { o.laser = {{.kind = "ruby"}}; }), HasSubstr("\"ruby\" is no kind of laser"));
  EXPECT_THAT(with([](auto& o) { o.laser = {{.year = 39.9, .visits = 20}}; }), HasSubstr("laser/0/visits"));
  EXPECT_THAT(with([](auto& o) { o.sun = "tropical"; }), HasSubstr("\"tropical\" is no setting of the sun"));
}

// The darkness of a field, not its pigment: dark dots stay dark while they lose it.
TEST(Timeline, AutomaticTouchUpsRestoreTheDarknessOfTheField) {
  TimelineOptions options;
  options.touch_ups = {{.year = 4}, {.year = 8}};
  const Timeline timeline = three_sessions(options);
  ASSERT_EQ(timeline.visits.size(), 5u);
  const Pigment carbon = *find_pigment("carbon-black");
  Impression dot;
  const auto taken = [&](std::size_t visit, double day) {
    dot.session = static_cast<std::uint16_t>(visit + 1);
    const Appearance look = appearance(dot, carbon, timeline, {.day = day});
    const FieldMean field({.diameters = {{look.diameter_mm, 1}}, .depth_mm = look.depth_mm}, 45);
    const FieldShade shade{{look.mu_per_mm, look.mu_per_mm, look.mu_per_mm}};
    return 1 - field.mean(40, std::span(&shade, 1))[1];
  };
  const double healed = taken(0, timeline.visits[0].settled_day);
  for (std::size_t touch_up : {3u, 4u}) {
    const double day = timeline.visits[touch_up].day;
    double sum = timeline.visits[touch_up].share;
    for (std::size_t i = 0; i < touch_up; ++i) sum += timeline.visits[i].share * taken(i, day) / healed;
    EXPECT_NEAR(sum, 1, 0.03) << touch_up;
  }
  EXPECT_GT(timeline.visits[3].share, 0.1);  // four years of normal sun
  EXPECT_LT(timeline.visits[3].share, 0.5);
  options.sun = "shaded";
  EXPECT_LT(three_sessions(options).visits[3].share, timeline.visits[3].share);
}

TEST(Timeline, TouchUpsOfOtherRegionsDoNotCount) {
  TimelineOptions options;
  options.touch_ups = {
      {.year = 4, .region = "crown"}, {.year = 4.5, .region = "front"}, {.year = 5, .region = "crown"}};
  const Timeline timeline = three_sessions(options);
  EXPECT_GT(timeline.visits[4].share, 0.2);
  EXPECT_LT(timeline.visits[5].share, 0.15);
  EXPECT_GT(timeline.visits[5].share, 0);
}

TEST(Timeline, LaserVisitsAreInTheOrderOfTheirDays) {
  TimelineOptions options;
  options.laser = {{.year = 2, .kind = "q-switched", .visits = 3},
                   {.year = 2.1, .visits = 2, .gap_days = 10}};
  const Timeline timeline = three_sessions(options);
  ASSERT_EQ(timeline.laser.size(), 5u);
  for (std::size_t i = 1; i < 5; ++i) EXPECT_GE(timeline.laser[i].day, timeline.laser[i - 1].day);
  EXPECT_EQ(timeline.laser[0].order, 0u);
  EXPECT_EQ(timeline.laser[1].order, 1u);
  EXPECT_NEAR(timeline.laser[2].day - timeline.laser[1].day, 10, 1e-9);
  EXPECT_NEAR(timeline.laser[3].day - timeline.laser[0].day, 49, 1e-9);
}

TEST(Moments, LieWhereTheirNamesSay) {
  TimelineOptions options;
  options.touch_ups = {{.year = 4}};
  options.laser = {{.year = 6}};
  const Timeline timeline = three_sessions(options);
  const auto at = [&](const char* name) { return moment_named(name, timeline); };
  EXPECT_TRUE(at("before").untreated);
  EXPECT_FALSE(at("before").is_after(0));
  EXPECT_EQ(at("session-1").day, 14);
  EXPECT_FALSE(at("session-1").is_after(14));
  EXPECT_TRUE(at("session-1").is_after(0));
  EXPECT_EQ(at("session-2-fresh").day, 14);
  EXPECT_TRUE(at("session-2-fresh").is_after(14));
  EXPECT_EQ(at("session-3").day, 56);
  EXPECT_EQ(at("fresh").day, 28);
  EXPECT_TRUE(at("fresh").is_after(28));
  EXPECT_EQ(at("healed").day, 56);
  EXPECT_EQ(at("28d").day, 56);
  EXPECT_EQ(at("6w").day, 28 + 42);
  EXPECT_EQ(at("0.5y").day, 28 + 0.5 * 365.25);
  EXPECT_EQ(at("40y").day, 28 + 40 * 365.25);
  EXPECT_EQ(at("4y").day, at("touch-up-1-fresh").day);
  EXPECT_FALSE(at("4y").is_after(timeline.visits[3].day));
  EXPECT_TRUE(at("touch-up-1-fresh").is_after(timeline.visits[3].day));
  EXPECT_EQ(at("touch-up-1").day, timeline.visits[3].settled_day);
  EXPECT_EQ(at("laser-1").day, 28 + 6 * 365.25 + 28);
}

TEST(Moments, EveryNameThatIsListedIsOneAndInOrder) {
  TimelineOptions options;
  options.touch_ups = {{.year = 4}, {.year = 9}};
  options.laser = {{.year = 6, .visits = 3}};
  const Timeline timeline = three_sessions(options);
  const std::vector<std::string> names = named_moments(timeline);
  EXPECT_THAT(names, Contains("touch-up-2-fresh"));
  EXPECT_THAT(names, Contains("laser-3"));
  double day = 0;
  for (const std::string& name : names) {
    const Moment moment = moment_named(name, timeline);
    EXPECT_EQ(moment.name, name);
    EXPECT_GE(moment.day, day) << name;
    day = moment.day;
  }
}

TEST(Moments, RefusesWhatIsNoneInOneLine) {
  const Timeline timeline = three_sessions();
  for (const char* name : {"session-4", "session-0", "session-", "session-1-", "session-01", "touch-up-1",
                           "laser-1",   "",          " ",        "5Y",         "5",          "y",
                           "1e3d",      "nan",       "nand",     "inf",        "infy",       "0x5y",
                           "5 y",       "5y ",       "+5y",      "1,5y",       "Healed",     "healed\n"})
    EXPECT_THAT(refused_moment(name, timeline), HasSubstr("is no moment")) << name;
  EXPECT_THAT(refused_moment("-1y", timeline), HasSubstr("before the last session"));
  for (const char* name : {"99y", "14611d", "1e9y", "99999999999999999999999999999999999y"})
    EXPECT_NE(refused_moment(name, timeline), "") << name;
  EXPECT_THAT(refused_moment("99y", timeline), HasSubstr("more than 40 years"));
  EXPECT_THAT(refused_moment("session-4", timeline), HasSubstr("session-3-fresh"));
  EXPECT_NE(refused_moment(std::string(100'000, '9') + "y", timeline), "");
  EXPECT_NE(refused_moment(std::string(100'000, 'x'), timeline), "");
  TimelineOptions many;
  for (int i = 0; i < 12; ++i) many.laser.push_back({.year = 1.0 + i, .visits = 12});
  EXPECT_THAT(refused_moment("session-4", three_sessions(many)), HasSubstr("more"));
}

}  // namespace
}  // namespace smp
