// How even the sets are, against published figures (docs/models/placement.md).
#include <cmath>

#include <gtest/gtest.h>

#include "sampling/areas.h"
#include "smp/sampling/spectrum.h"

namespace smp {
namespace {

using testing::positions;
using testing::uniform;

// About 30 000 dots at r = 12 cells.
constexpr int kSide = 2500;
constexpr double kRadius = 12;
const PointWindow kWindow{{0, 0}, {kSide, kSide}};

TEST(PlacementQuality, FillsAndCoversLikeMaximalDartThrowing) {
  const auto points = positions(place_dots(uniform(kSide, kSide, kRadius), {}, {.seed = 1, .maximal = true}));
  const PointWindow inner = kWindow.inner(3 * kRadius);
  std::vector<double> distances;
  for (const Point2 p : points)
    if (inner.contains(p)) distances.push_back(kRadius);
  const double filled = fill(distances, inner.area());
  EXPECT_GE(filled, 0.685);
  EXPECT_LE(filled, 0.700);
  const NeighborSummary neighbors = neighbor_summary(points, kWindow, 3 * kRadius);
  EXPECT_GE(neighbors.min, kRadius);
  EXPECT_NEAR(neighbors.cv, 0.06, 0.01);

  const Coverage covered = coverage(points, kWindow.inner(kSide / 2 - 300), kRadius, 0.5);
  EXPECT_LE(covered.uncovered_share, 1e-4);
  EXPECT_LE(covered.largest_empty_radius, 1.05 * kRadius);
}

TEST(PlacementQuality, HasTheSpectrumOfMaximalDartThrowing) {
  const auto points = positions(place_dots(uniform(kSide, kSide, kRadius), {}, {.seed = 2, .maximal = true}));
  const RadialSpectrum spectrum = radial_spectrum(points, kWindow, 1.9);
  EXPECT_NEAR(peak_frequency(spectrum), 1.15, 0.1);
  EXPECT_LE(low_frequency_power(spectrum), 0.085);
  EXPECT_GE(effective_nyquist(spectrum), 0.62 - 0.01);
  // The naive Bridson sampler has 2.9 in these units; 1.7 / 1.25 of that.
  EXPECT_LE(oscillation(spectrum), 3.9);
  EXPECT_NEAR(anisotropy_db(spectrum), 0, 0.1);
}

TEST(PlacementQuality, EverySessionPrefixIsBlueNoise) {
  const Placement result =
      place_dots(uniform(kSide, kSide, kRadius), {}, {.seed = 1, .session_shares = {0.4, 0.35, 0.25}});
  for (int s = 0; s < 3; ++s)
    EXPECT_LE(low_frequency_power(radial_spectrum(positions(result, s), kWindow, 1.9)), 0.09) << s;
}

TEST(PlacementQuality, LeavesNoSeams) {
  const int side = 4000;
  const auto points = positions(place_dots(uniform(side, side, 8), {}, {.seed = 3, .maximal = true}));
  std::vector<double> x, y;
  const PointWindow inner =
      PointWindow{{0, 0}, {static_cast<double>(side), static_cast<double>(side)}}.inner(64);
  for (const Point2 p : points)
    if (inner.contains(p)) {
      x.push_back(p.x);
      y.push_back(p.y);
    }
  for (const auto& coordinates : {x, y}) {
    const SeamTest seams = seam_test(coordinates, 64);
    EXPECT_LE(seams.relative_sd, 1.5 * seams.white_sd);
  }
}

TEST(PlacementQuality, RegularitySetsTheSpreadOfNeighbourDistances) {
  // Clark-Evans index and coefficient of variation of random sequential addition stopped at the count.
  const struct {
    double regularity, clark_evans, cv;
  } published[] = {
      {0.0, 1.0, 0.52}, {0.5, 1.26, 0.26}, {0.6, 1.33, 0.20}, {0.75, 1.50, 0.14}, {0.9, 1.68, 0.10}};
  for (const auto& row : published) {
    const auto points =
        positions(place_dots(uniform(kSide, kSide, kRadius), {}, {.seed = 1, .regularity = row.regularity}));
    EXPECT_NEAR(clark_evans(points, kWindow, 4 * kRadius), row.clark_evans, 0.03) << row.regularity;
    EXPECT_NEAR(neighbor_summary(points, kWindow, 4 * kRadius).cv, row.cv, 0.015) << row.regularity;
  }
}

}  // namespace
}  // namespace smp
