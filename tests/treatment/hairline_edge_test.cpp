// The irregular edge, measured as an outsider would: from the edge's places against the course.
#include <gtest/gtest.h>

#include "edge_waves.h"
#include "smp/treatment/hairline.h"

namespace smp {
namespace {

constexpr double kStep = 0.25;

struct Case {
  double macro_mm, macro_wavelength_mm, micro_mm, micro_wavelength_mm;
};

HeadHairline hairline(const Case& c, std::uint64_t seed) {
  HairlineOptions options;
  options.macro_mm = c.macro_mm, options.macro_wavelength_mm = c.macro_wavelength_mm;
  options.micro_mm = c.micro_mm, options.micro_wavelength_mm = c.micro_wavelength_mm;
  options.seed = seed;
  return HeadHairline(HeadShape{}, options);
}

void expect_size(const std::vector<double>& signal, double amplitude_mm, double wavelength_mm) {
  if (amplitude_mm == 0) return;
  const WaveSize size = wave_size(signal, kStep);
  EXPECT_NEAR(size.amplitude_mm, amplitude_mm, 0.15 * amplitude_mm);
  EXPECT_NEAR(size.wavelength_mm, wavelength_mm, 0.15 * wavelength_mm);
}

class EdgeWavesTest : public testing::TestWithParam<Case> {};

TEST_P(EdgeWavesTest, HaveTheAmplitudeAndWavelengthAskedForOverAllAndOnTheFrontAlone) {
  const Case c = GetParam();
  const double split = std::sqrt(c.macro_wavelength_mm * c.micro_wavelength_mm);
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const HeadHairline h = hairline(c, seed);
    const HeadCurve& course = h.course();
    const double right = course.nearest(h.corner(false)).arc_mm, left = course.nearest(h.corner(true)).arc_mm;
    for (const auto& [from, to] : {std::pair{0.0, course.length_mm()}, {right, left}}) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " from arc " + std::to_string(from));
      const auto all = deviations(h.edge(), course, from, to, kStep);
      expect_size(band(all, kStep, split, 1e9), c.macro_mm, c.macro_wavelength_mm);
      expect_size(band(all, kStep, 0.5, split), c.micro_mm, c.micro_wavelength_mm);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, EdgeWavesTest,
                         testing::Values(Case{3, 30, 1, 5}, Case{5, 40, 2, 8}, Case{2, 20, 0.5, 3},
                                         Case{3, 30, 0, 5}, Case{0, 30, 1, 5}));

// Correlation of two series of one length.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) ab += a[i] * b[i], aa += a[i] * a[i], bb += b[i] * b[i];
  return ab / std::sqrt(aa * bb);
}

std::vector<double> front(const HeadHairline& h) {
  const HeadCurve& course = h.course();
  return deviations(h.edge(), course, course.nearest(h.corner(false)).arc_mm,
                    course.nearest(h.corner(true)).arc_mm, kStep);
}

TEST(EdgeWaves, DifferBetweenSeedsAndRepeatForOne) {
  const auto waves = [](std::uint64_t seed) {
    const HeadHairline h = hairline({3, 30, 1, 5}, seed);
    return deviations(h.edge(), h.course(), 0, 330, kStep);
  };
  const auto one = waves(1);
  EXPECT_EQ(one, waves(1));
  double sum = 0;
  for (std::uint64_t seed = 2; seed < 7; ++seed) sum += std::abs(correlation(one, waves(seed)));
  EXPECT_LT(sum / 5, 0.55);
}

TEST(EdgeWaves, AreNotMirroredFromSideToSide) {
  double sum = 0;
  constexpr int kSeeds = 6;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto waves = front(hairline({3, 30, 1, 5}, seed));
    sum += correlation(waves, {waves.rbegin(), waves.rend()});
  }
  EXPECT_LT(std::abs(sum) / kSeeds, 0.5);
}

// A saw-tooth or a sine would be alike after one and after several of its wavelengths.
TEST(EdgeWaves, DoNotRepeat) {
  double sum = 0;
  constexpr int kSeeds = 8;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const HeadHairline h = hairline({0, 30, 1, 5}, seed);
    const auto waves = deviations(h.edge(), h.course(), 0, h.course().length_mm(), kStep);
    const std::size_t lag = static_cast<std::size_t>(6 * 5 / kStep);
    sum += correlation({waves.begin(), waves.end() - static_cast<std::ptrdiff_t>(lag)},
                       {waves.begin() + static_cast<std::ptrdiff_t>(lag), waves.end()});
  }
  EXPECT_LT(sum / kSeeds, 0.35);
}

TEST(EdgeWaves, HaveCrestsOfUnevenHeight) {
  const auto waves = band(front(hairline({0, 30, 1, 5}, 3)), kStep, 2, 1e9);
  std::vector<double> crests;
  for (std::size_t i = 1; i + 1 < waves.size(); ++i)
    if (waves[i] > waves[i - 1] && waves[i] >= waves[i + 1] && waves[i] > 0.2) crests.push_back(waves[i]);
  ASSERT_GT(crests.size(), 10u);
  const auto [low, high] = std::minmax_element(crests.begin(), crests.end());
  EXPECT_GT(*high / *low, 1.5);
}

}  // namespace
}  // namespace smp
