#include "smp/sampling/statistics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "smp/base/random.h"
#include "smp/sampling/spectrum.h"

namespace smp {
namespace {

const PointWindow kWindow{{0, 0}, {100, 100}};

std::vector<Point2> white(int n) {
  RandomStream stream(1, RandomPurpose::kPlacement);
  std::vector<Point2> points;
  for (int i = 0; i < n; ++i) {
    const double x = stream.uniform(0, 100), y = stream.uniform(0, 100);
    points.push_back({x, y});
  }
  return points;
}

std::vector<Point2> hexagonal() {
  std::vector<Point2> points;
  for (int j = 0; j * std::sqrt(0.75) < 100; ++j)
    for (int i = 0; i < 100; ++i) points.push_back({i + (j % 2) * 0.5, j * std::sqrt(0.75)});
  return points;
}

TEST(NearestDistances, AgreeWithTryingAllPairs) {
  const auto points = white(300);
  const auto found = nearest_distances(points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    double best = INFINITY;
    for (std::size_t j = 0; j < points.size(); ++j)
      if (j != i) best = std::fmin(best, distance(points[i], points[j]));
    EXPECT_DOUBLE_EQ(found[i], best);
  }
  EXPECT_TRUE(std::isinf(nearest_distances(std::vector<Point2>{{1, 1}}).front()));
}

TEST(NearestDistances, WorkInSpace) {
  std::vector<Point3> points;
  for (int i = 0; i < 200; ++i) {
    const double angle = 0.05 * i;
    points.push_back({std::cos(angle), std::sin(angle), 0.3 * angle});
  }
  const double step = std::sqrt(std::pow(2 * std::sin(0.025), 2) + 0.015 * 0.015);
  for (const double d : nearest_distances(points)) EXPECT_NEAR(d, step, 1e-12);
}

TEST(ClarkEvans, IsOneForIndependentPointsAndLargestForAHexagonalLattice) {
  EXPECT_NEAR(clark_evans(white(10000), kWindow, 3), 1.0, 0.02);
  EXPECT_NEAR(neighbor_summary(white(10000), kWindow, 3).cv, 0.5227, 0.02);
  EXPECT_NEAR(clark_evans(hexagonal(), kWindow, 3), 2.149, 0.02);
}

TEST(Fill, IsKnownForTheHexagonalLattice) {
  EXPECT_NEAR(fill(std::vector<double>(1000, 1.0), 1000 * std::sqrt(0.75)), 2 / std::sqrt(3.0), 1e-12);
}

TEST(PairCorrelation, IsOneForIndependentPoints) {
  for (const double g : pair_correlation(white(10000), kWindow, 0.5, 4)) EXPECT_NEAR(g, 1, 0.05);
}

TEST(Coverage, FindsTheHolesOfALattice) {
  std::vector<Point2> points;
  for (int y = 0; y <= 20; ++y)
    for (int x = 0; x <= 20; ++x) points.push_back({x * 1.0, y * 1.0});
  const PointWindow inside{{5, 5}, {15, 15}};
  EXPECT_NEAR(coverage(points, inside, 1, 0.05).largest_empty_radius, std::sqrt(0.5), 0.05);
  EXPECT_EQ(coverage(points, inside, 0.71, 0.05).uncovered_share, 0);
  EXPECT_NEAR(coverage(points, inside, 0.4, 0.0371).uncovered_share, 1 - kPi * 0.16, 0.01);
}

TEST(SeamTest, SeesUnevenBins) {
  std::vector<double> even, seamed;
  for (const Point2 p : white(64000)) even.push_back(64 * p.x);
  EXPECT_NEAR(seam_test(even, 64).relative_sd, seam_test(even, 64).white_sd,
              0.3 * seam_test(even, 64).white_sd);
  seamed = even;
  for (double x : even)
    if (std::fmod(x, 64) < 2) seamed.push_back(x);  // twice as many at the seam
  EXPECT_GT(seam_test(seamed, 64).relative_sd, 3 * seam_test(seamed, 64).white_sd);
}

TEST(RadialSpectrum, IsFlatForIndependentPoints) {
  const RadialSpectrum spectrum = radial_spectrum(white(10000), kWindow, 1.5, 0.1);
  for (const auto& bin : spectrum.bins)
    if (bin.count > 1000) {
      EXPECT_NEAR(bin.power, 1, 0.15) << bin.frequency;
    }
  EXPECT_NEAR(anisotropy_db(spectrum), 0, 0.3);
  EXPECT_LT(effective_nyquist(spectrum), 0.15);
}

TEST(RadialSpectrum, AgreesWithADirectSum) {
  const auto points = white(2000);
  const RadialSpectrum spectrum = radial_spectrum(points, kWindow, 1.5, 0.1);
  // The ring from 0.3 to 0.4 of sqrt(density) = 0.4472 per unit.
  double sum = 0, weights = 0;
  int count = 0;
  const auto taper = [](Point2 p) {
    return std::pow(std::sin(kPi * p.x / 100) * std::sin(kPi * p.y / 100), 2);
  };
  for (const Point2 p : points) weights += taper(p) * taper(p);
  for (int ky = -30; ky <= 30; ++ky)
    for (int kx = -30; kx <= 30; ++kx) {
      const double frequency = std::hypot(kx, ky) / 100 / std::sqrt(0.2);
      if (frequency < 0.3 || frequency >= 0.4) continue;
      double real = 0, imaginary = 0;
      for (const Point2 p : points) {
        const double phase = 2 * kPi * (kx * p.x + ky * p.y) / 100;
        real += taper(p) * std::cos(phase);
        imaginary += taper(p) * std::sin(phase);
      }
      sum += (real * real + imaginary * imaginary) / weights;
      ++count;
    }
  EXPECT_EQ(spectrum.bins[3].count, static_cast<std::size_t>(count));
  EXPECT_NEAR(spectrum.bins[3].power, sum / count, 0.01 * sum / count);
}

TEST(RadialSpectrum, SeesThatAStretchedSetIsNotIsotropic) {
  std::vector<Point2> points;
  RandomStream stream(3, RandomPurpose::kPlacement);
  for (int j = 0; j < 100; ++j)  // even along x, independent along y
    for (int i = 0; i < 100; ++i) {
      const double x = i + 0.5 * stream.uniform(), y = 100 * stream.uniform();
      points.push_back({x, y});
    }
  EXPECT_GT(anisotropy_db(radial_spectrum(points, kWindow, 1.5)), 0.4);
}

}  // namespace
}  // namespace smp
