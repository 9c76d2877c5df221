// Sessions and touch-ups: how many dots each visit sets, where, and beside which.
#include "smp/treatment/visits.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/sampling/spectrum.h"
#include "smp/treatment/scars.h"
#include "support/timelines.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

constexpr int kSide = 600;
constexpr double kPxPerMm = 6;

const Surface& plane() {
  static const auto surface = make_plane_surface(kPxPerMm);
  return *surface;
}

PlannedRegion region(const Polygon& outline, RegionOptions options = {}) {
  options.outline = outline;
  return {options, {outline, {}}};
}
PlannedRegion square(RegionOptions options = {}) {
  if (options.name.empty()) options.name = "square";
  return region(testing::rectangle(0, 0, kSide, kSide), options);
}

TimelineOptions sessions_of(const std::vector<double>& shares, double free_share) {
  TimelineOptions timeline{.sessions = std::vector<SessionOptions>{}, .free_share = free_share};
  for (const double share : shares)
    timeline.sessions->push_back({14.0 * static_cast<double>(timeline.sessions->size()), share, 0});
  return timeline;
}

Plan plan(const std::vector<PlannedRegion>& regions, const TimelineOptions& timeline, std::uint64_t seed = 1,
          int threads = 2, std::size_t max_impressions = 5'000'000) {
  return plan_treatment(regions, {0.2, 0.55, 0.25}, plane(),
                        {.width_px = kSide,
                         .height_px = kSide,
                         .seed = seed,
                         .threads = threads,
                         .max_impressions = max_impressions,
                         .timeline = timeline});
}

// A region of every sort: alone, in clusters, behind sentinels, and a scar of single dots.
std::vector<PlannedRegion> many_sorts() {
  PlannedRegion plain = region(testing::rectangle(0, 0, 290, 290), {.name = "plain", .fade_mm = 5});
  PlannedRegion clusters = region(testing::rectangle(310, 0, 290, 290), {.name = "clusters"});
  clusters.options.clusters = {3, 0.35};
  PlannedRegion front = region(testing::rectangle(0, 310, 290, 290), {.name = "front"});
  for (int i = 0; i < 70; ++i) front.design.sentinels_px.push_back({4.0 * i + 2, 305});
  ScarOptions scar;
  scar.name = "punches";
  scar.kind = "fue";
  for (int i = 0; i < 120; ++i) scar.points.push_back({320 + 22.0 * (i % 12), 320 + 26.0 * (i / 12)});
  return {plain, clusters, front, plan_scar(scar, plane(), {.width_px = kSide, .height_px = kSide})};
}

TEST(Visits, HoldTheirSharesInRegionsOfEverySort) {
  for (const auto& shares :
       {std::vector<double>{0.3, 0.4, 0.3}, {0.25, 0.35, 0.25, 0.15}, {0.45, 0.55}, {0.02, 0.98}}) {
    const Plan done = plan(many_sorts(), sessions_of(shares, TimelineOptions{}.free_share));
    for (std::size_t r = 0; r < done.regions.size(); ++r) {
      const RegionReport& report = done.regions[r];
      SCOPED_TRACE(report.name);
      ASSERT_GT(report.placed, 100u);
      EXPECT_EQ(report.placed, static_cast<std::uint64_t>(std::llround(report.expected)));
      std::vector<double> set(shares.size());
      double singles = 0, first_singles = 0;
      for (const Impression& dot : done.treatment.impressions) {
        if (dot.region != r) continue;
        ++set.at(dot.session - 1u);
        if (singles < static_cast<double>(report.singles)) ++singles, first_singles += dot.session == 1;
      }
      double sum = 0, share = 0;
      for (std::size_t s = 0; s < shares.size(); ++s) {
        sum += set[s], share += shares[s];
        // The sampler's dots and the single ones are rounded apart.
        EXPECT_NEAR(sum, share * static_cast<double>(report.placed), 1.01);
      }
      EXPECT_NEAR(first_singles, shares[0] * singles, 0.51);
    }
  }
}

TEST(Visits, SetGroupsWhole) {
  PlannedRegion clusters = square();
  clusters.options.clusters = {4, 0.2};
  clusters.options.tremor_mm = 0;
  const auto dots = plan({clusters}, sessions_of({0.3, 0.4, 0.3}, 0)).treatment.impressions;
  // A dot's nearest neighbour is mostly of its own group, and so of its own session.
  std::size_t together = 0;
  for (const Impression& dot : dots) {
    const Impression* nearest = nullptr;
    double best = INFINITY;
    for (const Impression& other : dots)
      if (const double d = distance(dot.position_mm, other.position_mm); other.id != dot.id && d < best)
        best = d, nearest = &other;
    together += nearest->session == dot.session;
  }
  EXPECT_GT(static_cast<double>(together), 0.85 * static_cast<double>(dots.size()));  // by chance: 0.34
}

std::vector<Point2> places_mm(const Plan& plan, std::size_t up_to_session) {
  std::vector<Point2> places;
  for (const Impression& dot : plan.treatment.impressions)
    if (dot.session <= up_to_session) places.push_back((1 / kPxPerMm) * dot.position_px);
  return places;
}

// Low spectrum after each session, mean of a few seeds.
std::vector<double> low_powers(double free_share) {
  constexpr int kSeeds = 3;
  const PointWindow window{{0, 0}, {kSide / kPxPerMm, kSide / kPxPerMm}};
  std::vector<double> powers(3);
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Plan done =
        plan_treatment({square({.density_per_cm2 = 180, .regularity = 1, .tremor_mm = 0})}, {1.0}, plane(),
                       {.width_px = kSide,
                        .height_px = kSide,
                        .seed = seed,
                        .timeline = sessions_of({0.3, 0.4, 0.3}, free_share)});
    for (std::size_t s = 0; s < 3; ++s)
      powers[s] += low_frequency_power(radial_spectrum(places_mm(done, s + 1), window, 1.9)) / kSeeds;
  }
  return powers;
}

// Sampling notes: at most 0.09 after every session. What dots that heed nothing cost of it is in
// placement.md.
TEST(Visits, LeaveBlueNoiseAfterEverySession) {
  for (const double power : low_powers(0)) EXPECT_LE(power, 0.09);
  const auto usual = low_powers(TimelineOptions{}.free_share);
  EXPECT_LE(usual[0], 0.09);
  EXPECT_LE(usual[1], 0.095);  // 0.090 in the mean of many
  EXPECT_LE(usual[2], 0.09);
}

double nearest_mm(const Impression& dot, const std::vector<Impression>& dots, auto&& counts) {
  double best = INFINITY;
  for (const Impression& other : dots)
    if (counts(other)) best = std::min(best, distance(dot.position_mm, other.position_mm));
  return best;
}

TEST(Visits, SetThatShareOfLaterDotsFreely) {
  for (const double free_share : {0.0, 0.2}) {
    const Plan done =
        plan({square({.density_per_cm2 = 60, .tremor_mm = 0})}, sessions_of({0.5, 0.5}, free_share));
    const auto& dots = done.treatment.impressions;
    const double spacing = done.regions[0].spacing_mm;
    double later = 0, too_close = 0;
    for (const Impression& dot : dots) {
      if (dot.session == 1) continue;
      ++later;
      too_close +=
          nearest_mm(dot, dots, [](const Impression& other) { return other.session == 1; }) < spacing - 2e-3;
    }
    // The share of the area that lies too close to the first half: pi r^2 of each dot, none of which overlap.
    const double covered = kPi * spacing * spacing * 0.5 * 0.60;
    EXPECT_NEAR(too_close / later, free_share * covered, free_share * 0.08) << later;
  }
}

TimelineOptions with_touch_ups(TimelineOptions timeline, std::vector<TouchUpOptions> touch_ups) {
  timeline.touch_ups = std::move(touch_ups);
  return timeline;
}

TEST(Visits, TouchUpsLeaveTheSessionsAsTheyAre) {
  const TimelineOptions course = sessions_of({0.3, 0.4, 0.3}, TimelineOptions{}.free_share);
  const Plan before = plan(many_sorts(), course);
  const Plan after =
      plan(many_sorts(),
           with_touch_ups(course, {{.year = 4, .share = 0.3}, {.year = 8, .share = 0.5, .region = "front"}}));
  const auto& old = before.treatment.impressions;
  const auto& all = after.treatment.impressions;
  ASSERT_GT(all.size(), old.size());
  EXPECT_TRUE(std::equal(old.begin(), old.end(), all.begin()));
  std::vector<std::vector<std::uint64_t>> added(6, std::vector<std::uint64_t>(after.regions.size()));
  for (std::size_t i = old.size(); i < all.size(); ++i) {
    EXPECT_EQ(all[i].id, i);
    EXPECT_GE(all[i].session, all[i - 1].session);
    ++added.at(all[i].session).at(all[i].region);
  }
  for (std::size_t r = 0; r < after.regions.size(); ++r) {
    const RegionReport& report = after.regions[r];
    EXPECT_EQ(report.placed, before.regions[r].placed);
    const auto share = [&](double s) {
      return static_cast<std::uint64_t>(std::llround(s * static_cast<double>(report.placed)));
    };
    EXPECT_EQ(added[4][r], share(0.3));
    EXPECT_EQ(added[5][r], report.name == "front" ? share(0.5) : 0u);
    EXPECT_EQ(report.touched_up, added[4][r] + added[5][r]);
  }
}

TEST(Visits, TouchUpsKeepTheDistanceOfAllDotsTogether) {
  constexpr double kShare = 0.3, kRegularity = 0.65, kPerMm2 = 0.8;
  const Plan done =
      plan({square({.density_per_cm2 = 100 * kPerMm2, .regularity = kRegularity, .tremor_mm = 0})},
           with_touch_ups(sessions_of({0.5, 0.5}, 0), {{.year = 4, .share = kShare}}));
  const auto& dots = done.treatment.impressions;
  const double to_old = kRegularity * std::sqrt(kMaximalFill / (kPerMm2 * (1 + kShare)));
  const double among_new = kRegularity * std::sqrt(kMaximalFill / (kPerMm2 * kShare));
  double nearest_old = INFINITY, nearest_new = INFINITY;
  for (const Impression& dot : dots) {
    if (dot.session != 3) continue;
    nearest_old = std::min(nearest_old, nearest_mm(dot, dots, [](auto& other) { return other.session < 3; }));
    nearest_new = std::min(nearest_new, nearest_mm(dot, dots, [&](auto& other) {
                             return other.session == 3 && other.id != dot.id;
                           }));
  }
  // Places are rounded to a cell: a twelfth of the spacing or less.
  EXPECT_NEAR(nearest_old, to_old, 0.05 * to_old);
  EXPECT_GE(nearest_old, to_old - 2e-3);
  EXPECT_GE(nearest_new, among_new - 2e-3);
}

TEST(Visits, TouchUpsTreatSingleScarsInTheirPlace) {
  const Plan done =
      plan({many_sorts()[3]}, with_touch_ups(testing::one_session(), {{.year = 4, .share = 0.4}}));
  const auto& dots = done.treatment.impressions;
  ASSERT_EQ(done.regions[0].singles, 120u);
  std::vector<int> again(120);
  for (const Impression& dot : dots)
    if (dot.session == 2)
      for (std::size_t k = 0; k < 120; ++k)
        if (dot.position_px == dots[k].position_px) {
          ++again[k];
          EXPECT_TRUE(dot.scarred);
        }
  EXPECT_EQ(std::accumulate(again.begin(), again.end(), 0), 48);
  EXPECT_EQ(*std::max_element(again.begin(), again.end()), 1);
}

TEST(Visits, CountTouchUpsBeforePlacing) {
  const TimelineOptions timeline =
      with_touch_ups(testing::one_session(), {{.year = 3, .share = 0.2}, {.year = 6, .share = 0.5}});
  const auto size = plan({square()}, timeline).treatment.impressions.size();
  EXPECT_NO_THROW(plan({square()}, timeline, 1, 2, size));
  try {
    plan({square()}, timeline, 1, 2, size - 1);
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.text().where, "/timeline/touch_ups/1/share");
    EXPECT_NE(error.text().cause.find("at most"), std::string::npos);
  }
}

TEST(Visits, NeverDependOnThreads) {
  const TimelineOptions timeline = with_touch_ups({}, {{.year = 4, .share = 0.3}});
  const auto one = plan(many_sorts(), timeline, 7, 1).treatment.impressions;
  for (const int threads : {2, 5})
    EXPECT_EQ(plan(many_sorts(), timeline, 7, threads).treatment.impressions, one) << threads;
}

}  // namespace
}  // namespace smp
