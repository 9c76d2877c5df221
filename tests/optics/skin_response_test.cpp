#include "smp/optics/skin_response.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

TEST(ToneFactors, AreThoseOfTheTableAndClampedOutside) {
  EXPECT_DOUBLE_EQ(tone_factors(48).eta[2], 1.0);
  EXPECT_DOUBLE_EQ(tone_factors(-40).eta[2], 0.2376);
  EXPECT_DOUBLE_EQ(tone_factors(-90).zeta[0], 0.7220);
  EXPECT_DOUBLE_EQ(tone_factors(90).zeta[0], 1.0381);
  EXPECT_NEAR(tone_factors((35 + 17) / 2.0).eta[1], (0.9974 + 0.9907) / 2, 1e-12);
}

TEST(FloorTransmittance, RisesWithDepthAndNearlyVanishesAtTheSurface) {
  EXPECT_DOUBLE_EQ(floor_transmittance(0.3, 48)[0], 0.1767);
  for (const double ita : {59.0, 20.0, -40.0})
    for (double z = 0.15; z < 1.4; z += 0.05)
      for (int c = 0; c < 3; ++c)
        EXPECT_LE(floor_transmittance(z, ita)[c], floor_transmittance(z + 0.05, ita)[c] + 0.01)
            << z << " " << ita;
  EXPECT_LT(floor_transmittance(0.02, 48)[0], 0.011);
}

}  // namespace
}  // namespace smp
