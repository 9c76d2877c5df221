// How dark a dot is against the distance from its centre, for three depths, as a table to plot.
#include <cstdio>

#include "smp/optics/dot_profile.h"

int main() {
  const smp::DotOptics optics(/*ita_deg=*/48);
  std::printf("r_mm,drop_red_0.2mm,drop_red_0.3mm,drop_red_0.5mm\n");
  std::vector<std::vector<smp::PerChannel>> drops;
  for (const double depth_mm : {0.2, 0.3, 0.5})
    drops.push_back(optics.drop({.depth_mm = depth_mm, .diameter_mm = 0.25, .mu_per_mm = {8.6, 8.6, 8.6}}));
  for (double r = 0; r <= 1.0; r += 0.05) {
    std::printf("%.2f", r);
    for (const auto& drop : drops) std::printf(",%.4f", smp::drop_at(optics.radii_mm(), drop, r)[0]);
    std::printf("\n");
  }
  return 0;
}
