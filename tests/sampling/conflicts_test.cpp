// Distances: ellipses, existing dots, classes, sessions.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sampling/areas.h"

namespace smp {
namespace {

using testing::density_for;
using testing::ellipse;
using testing::positions;
using testing::rectangle;
using testing::uniform;
using testing::varying;

Metric2 conflict_form(const PlacementArea& area, const PlacedDot& dot) {
  const auto& block = area.field.at_cell(static_cast<int>(dot.x), static_cast<int>(dot.y));
  return (block.density_per_mm2 / kMaximalFill) * block.metric_mm2;
}

// Smallest distance between two dots of classes a and b, in units of the conflict distance at the earlier
// one.
double smallest_distance(const PlacementArea& area, const Placement& placement, int a, int b) {
  double smallest = 1e9;
  const auto& dots = placement.dots;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    const Metric2 form = conflict_form(area, dots[i]);
    for (std::size_t j = i + 1; j < dots.size(); ++j) {
      if (!((dots[i].class_index == a && dots[j].class_index == b) ||
            (dots[i].class_index == b && dots[j].class_index == a)))
        continue;
      smallest = std::min(smallest, form.quadratic({dots[j].x - dots[i].x, dots[j].y - dots[i].y}));
    }
  }
  return std::sqrt(smallest);
}

TEST(PlaceDots, KeepsEveryPairApartExactly) {
  for (const double r : {3.0, 8.0, 12.3, 25.0}) {
    const PlacementArea area = uniform(500, 400, r);
    const Placement result = place_dots(area, {}, {.seed = 3, .maximal = true});
    ASSERT_GT(result.dots.size(), 100u);
    EXPECT_GE(smallest_distance(area, result, 0, 0), 1.0 - 1e-12) << r;
    EXPECT_EQ(result.distance_factor, 1.0);
  }
}

TEST(PlaceDots, KeepsEllipsesApartByTheMetricOfTheEarlierDot) {
  for (const double regularity : {0.6, 1.0}) {
    const PlacementArea area = varying(500, 600);
    const Placement result = place_dots(area, {}, {.seed = 3, .regularity = regularity});
    ASSERT_GT(result.dots.size(), 500u);
    EXPECT_GE(smallest_distance(area, result, 0, 0), regularity * result.distance_factor - 1e-9);
    EXPECT_LE(smallest_distance(area, result, 0, 0), regularity * 1.03);
  }
}

TEST(PlaceDots, LooksTheSameInAllDirectionsOnceUnwarped) {
  // One ellipse, 3:1 and turned; un-warped the nearest neighbours lie in all directions alike.
  const double angle = 0.5, root = std::sqrt(3.0);
  const PlacementArea area = rectangle(900, 900, 16, [&](int, int) {
    return DensityField::Block{ellipse(root, 1 / root, angle), density_for(12)};
  });
  for (const bool maximal : {true, false}) {
    const Placement result =
        place_dots(area, {}, {.seed = 6, .regularity = maximal ? 1.0 : 0.65, .maximal = maximal});
    std::vector<Point2> points;
    for (const Point2 p : positions(result)) {
      const double along = p.x * std::cos(angle) + p.y * std::sin(angle);
      const double across = p.y * std::cos(angle) - p.x * std::sin(angle);
      points.push_back({along / root, across * root});
    }
    double cos2 = 0, sin2 = 0, cos4 = 0;  // of the directions to the nearest neighbours
    for (std::size_t i = 0; i < points.size(); ++i) {
      double best = 1e9, direction = 0;
      for (std::size_t j = 0; j < points.size(); ++j) {
        const double d = distance(points[i], points[j]);
        if (j == i || d >= best) continue;
        best = d;
        direction = std::atan2(points[j].y - points[i].y, points[j].x - points[i].x);
      }
      cos2 += std::cos(2 * direction);
      sin2 += std::sin(2 * direction);
      cos4 += std::cos(4 * direction);
    }
    const double n = static_cast<double>(points.size());
    ASSERT_GT(n, 2000);
    EXPECT_LT(std::hypot(cos2, sin2) / n, 0.06) << maximal;
    EXPECT_LT(std::fabs(cos4) / n, 0.06) << maximal;
  }
}

TEST(PlaceDots, KeepsAwayFromExistingDots) {
  const double r = 9;
  std::vector<ExistingDot> existing = {
      {-3, 50, 1}, {405, 200, 1}, {1e6f, 5, 1}};  // just outside, far outside
  for (int i = 0; i < 60; ++i)
    existing.push_back({20.0f + 37.3f * static_cast<float>(i % 10),
                        30.0f + 41.7f * static_cast<float>(i / 10), 0.25f * static_cast<float>(1 + i % 4)});
  const Placement result = place_dots(uniform(400, 300, r), existing, {.seed = 8, .maximal = true});
  ASSERT_GT(result.dots.size(), 500u);
  double closest = 1e9;
  for (const ExistingDot& dot : existing)
    for (const PlacedDot& placed : result.dots) {
      const double away = std::hypot(placed.x - dot.x, placed.y - dot.y) / (r * dot.distance_factor);
      ASSERT_GE(away, 1.0 - 1e-9);
      closest = std::min(closest, away);
    }
  EXPECT_LT(closest, 1.05);  // and no further than that
}

TEST(PlaceDots, FillsTheCountBetweenExistingDots) {
  std::vector<ExistingDot> existing;
  for (int y = 0; y < 300; y += 14)
    for (int x = 0; x < 300; x += 14)
      existing.push_back({static_cast<float>(x), static_cast<float>(y), 0.8f});
  const Placement result = place_dots(uniform(300, 300, 9), existing, {.seed = 8});
  EXPECT_EQ(result.dots.size(), static_cast<std::size_t>(std::llround(result.expected)));
  EXPECT_LT(result.distance_factor, 1);
}

TEST(PlaceDots, KeepsTheDistancesOfClasses) {
  const PlacementArea area = uniform(500, 500, 9);
  PlacementOptions options{.seed = 2, .maximal = true};
  options.classes = {{0.5, 0.3, 0.2}, {1.6, 1, 0.7, 1, 1.6, 1, 0.7, 1, 1.6}};
  for (const bool maximal : {true, false}) {
    options.maximal = maximal;
    const Placement result = place_dots(area, {}, options);
    for (int a = 0; a < 3; ++a)
      for (int b = a; b < 3; ++b) {
        const double wanted =
            options.classes.distance[static_cast<std::size_t>(3 * a + b)] * result.distance_factor;
        const double found = smallest_distance(area, result, a, b);
        EXPECT_GE(found, wanted - 1e-6) << a << b;
        if (maximal) {
          EXPECT_LE(found, wanted * 1.1) << a << b;
        }
      }
    if (maximal) continue;
    std::vector<std::size_t> counts(3, 0);
    for (const PlacedDot& dot : result.dots) ++counts[dot.class_index];
    const double total = static_cast<double>(result.dots.size());
    EXPECT_EQ(result.dots.size(), static_cast<std::size_t>(std::llround(result.expected)));
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(static_cast<double>(counts[c]), options.classes.shares[c] * total, 1.0);
  }
}

TEST(PlaceDots, SpreadsEverySessionPrefix) {
  // Small enough that the first session, which keeps dots further apart, is not clamped.
  PlacementArea area = varying(600, 600);
  for (auto& block : area.field.blocks) block.density_per_mm2 *= 4;
  const std::vector<double> shares = {0.4, 0.35, 0.25};
  for (const double regularity : {0.65, 1.0}) {
    const Placement result =
        place_dots(area, {}, {.seed = 2, .regularity = regularity, .session_shares = shares});
    ASSERT_TRUE(std::is_sorted(result.dots.begin(), result.dots.end(),
                               [](const PlacedDot& a, const PlacedDot& b) { return a.session < b.session; }));
    double share = 0;
    for (std::uint16_t s = 0; s < 3; ++s) {
      share += shares[s];
      Placement prefix = result;
      std::erase_if(prefix.dots, [s](const PlacedDot& dot) { return dot.session > s; });
      EXPECT_EQ(prefix.dots.size(),
                static_cast<std::size_t>(std::llround(share * std::llround(result.expected))))
          << s;
      // Earlier dots were placed further apart, at least by the share so far.
      EXPECT_GE(smallest_distance(area, prefix, 0, 0),
                regularity * result.distance_factor / std::sqrt(share) - 1e-6)
          << s;
    }
  }
}

}  // namespace
}  // namespace smp
