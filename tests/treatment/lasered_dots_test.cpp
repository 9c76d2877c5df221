#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "looks.h"

namespace smp {
namespace {

using namespace testing;

// Domain notes 8.
TEST(Laser, VisitsLeaveTheShareOfTheirKind) {
  for (const auto& [kind, depth_mm, left] : {std::tuple{"picosecond", 0.3, 0.40},
                                             {"q-switched", 0.3, 0.65},
                                             {"picosecond", 0.7, 0.55},
                                             {"q-switched", 0.7, 0.7375}}) {
    const Timeline with = timeline_of(with_laser(kind)), without = timeline_of();
    double sum = 0, squares = 0;
    constexpr int kDots = 20'000;
    for (std::uint32_t id = 0; id < kDots; ++id) {
      const Impression dot{.id = id, .session = 3, .depth_mm = depth_mm};
      const double share = mass(after(dot, 1.2, with)) / mass(after(dot, 1.2, without));
      sum += share, squares += share * share;
    }
    const double mean = sum / kDots;
    EXPECT_NEAR(mean, left, 0.01 * left) << kind << depth_mm;
    EXPECT_NEAR(std::sqrt(squares / kDots - mean * mean), 0.1, 0.006) << kind << depth_mm;
  }
}

TEST(Laser, MoreOfItNeverDarkensCarbonNorRaisesADot) {
  const Timeline none = timeline_of();
  for (std::uint32_t id = 0; id < 300; ++id) {
    const Impression dot{.id = id, .session = 3, .mu_per_mm = 4.0 + id % 40};
    const double record = mass(dot);
    double last = INFINITY;
    for (int visits = 0; visits <= 8; ++visits) {
      TimelineOptions options = with_laser("picosecond", visits);
      if (visits == 0) options.laser.clear();
      const Appearance look = after(dot, 3, timeline_of(options));
      EXPECT_LE(mass(look), last * (1 + 1e-12));
      EXPECT_EQ(look.diameter_mm, after(dot, 3, none).diameter_mm);
      EXPECT_GE(mass(look), 0.05 * record * (1 - 1e-12));
      last = mass(look);
    }
    EXPECT_NEAR(last, 0.05 * record, 1e-12);
    // Where less than the floor is left anyway, the laser changes nothing.
    EXPECT_EQ(mass(after(dot, 30, timeline_of(with_laser("picosecond", 8)))), mass(after(dot, 30, none)));
  }
}

TEST(Laser, ClearsOverFourWeeks) {
  const Timeline timeline = timeline_of(with_laser("q-switched"));
  const double day = timeline.laser[0].day;
  const Impression dot = reference_dot();
  const double before = mass(on_day(dot, day, timeline));
  EXPECT_NEAR(mass(on_day(dot, day + 1e-6, timeline)), before, 1e-6 * before);
  double last = before;
  for (double age = 1; age <= 28; ++age) {
    const double now = mass(on_day(dot, day + age, timeline));
    EXPECT_LT(now, last);
    last = now;
  }
  EXPECT_NEAR(mass(on_day(dot, day + 60, timeline)) / last, 1, 0.03);
  EXPECT_LT(last, 0.95 * before);
}

TEST(Laser, ReachScalesItAndLaterDotsAreSpared) {
  TimelineOptions options = with_laser("picosecond", 1, 5);
  options.touch_ups = {{.year = 4}, {.year = 5}};
  const Timeline timeline = timeline_of(options);
  const Impression dot = reference_dot();
  const Moment later{"", timeline.laser[0].day + 40, false};
  const auto left = [&](const Impression& of, float reach) {
    return mass(appearance(of, carbon(), timeline, later, std::vector<float>{reach}));
  };
  EXPECT_EQ(mass(appearance(dot, carbon(), timeline, later)), left(dot, 1));
  EXPECT_NEAR(left(dot, 0.5f), std::sqrt(left(dot, 0) * left(dot, 1)), 1e-6);
  const Impression before{.session = 4}, same_day{.session = 5};
  EXPECT_LT(left(before, 1), 0.8 * left(before, 0));
  EXPECT_EQ(left(same_day, 1), left(same_day, 0));
}

// Domain notes 8: iron oxide darkens by 20 % in its first visit, then fades.
TEST(Laser, IronOxideDarkensFirst) {
  const auto left = [&](const std::string& pigment, int visits, std::vector<float> reach = {}) {
    const Timeline timeline = timeline_of(with_laser("picosecond", visits)), none = timeline_of();
    const Pigment p = resolve_pigment(pigment);
    double sum = 0;
    for (std::uint32_t id = 0; id < 400; ++id) {
      const Impression dot{.id = id, .session = 3};
      const Moment moment{"", none.visits[0].settled_day + 2 * kDaysPerYear, false};
      sum += mass(appearance(dot, p, timeline, moment, reach)) / mass(appearance(dot, p, none, moment)) / 400;
    }
    return sum;
  };
  EXPECT_NEAR(left("brown-oxide", 1), 1.2, 1e-9);
  EXPECT_NEAR(left("brown-oxide", 2), 1.2 * 0.4, 0.02);
  EXPECT_NEAR(left("brown-oxide", 2, {0, 1}), 1.2, 1e-9);
  EXPECT_NEAR(left("carbon-black:1+brown-oxide:1", 1), 0.5 * (1.2 + 0.4), 0.01);
  EXPECT_NEAR(left("carbon-black", 1), 0.4, 0.02);
}

}  // namespace
}  // namespace smp
