// How dark a dot is against the distance from its centre, by depth and by skin tone, as an SVG plot.
#include <cstdio>

#include "plot.h"
#include "smp/optics/dot_profile.h"

namespace {

enum Channel { kRed, kGreen, kBlue };

plot::Series profile(const std::string& label, std::size_t color, double ita_deg, double depth_mm,
                     Channel channel) {
  const smp::DotOptics optics(ita_deg);
  const auto drop = optics.drop({.depth_mm = depth_mm, .diameter_mm = 0.25, .mu_per_mm = {8.6, 8.6, 8.6}});
  plot::Series series{label, plot::colors()[color], {}};
  for (double r = 0; r <= 1.0001; r += 0.02)
    series.points.push_back({r, smp::drop_at(optics.radii_mm(), drop, r)[channel]});
  return series;
}

}  // namespace

int main() {
  const plot::Axis across{"distance from the dot's centre, mm", 0, 1, 0.2};
  const plot::Axis red{"share of light taken", 0, 0.7, 0.1}, blue{"share of light taken", 0, 0.2, 0.05};
  std::vector<plot::Series> by_depth, by_tone;
  const double depths_mm[] = {0.2, 0.3, 0.4, 0.6, 0.8};
  for (std::size_t k = 0; k < 5; ++k)
    by_depth.push_back(profile(plot::number(depths_mm[k]) + " mm deep", k, 48, depths_mm[k], kRed));
  const std::pair<const char*, double> tones[] = {{"I", 59},  {"II", 48}, {"III", 35},
                                                  {"IV", 17}, {"V", -13}, {"VI", -40}};
  for (std::size_t k = 0; k < 6; ++k)
    by_tone.push_back(
        profile(std::string("tone ") + tones[k].first + ", ITA " + plot::number(tones[k].second), k,
                tones[k].second, 0.3, kBlue));

  plot::Svg svg(900, 340);
  svg.lines(70, 40, 350, 240, "Red light, tone II, by depth", across, red, by_depth);
  svg.legend(285, 62, by_depth);
  svg.lines(520, 40, 350, 240, "Blue light, 0.3 mm deep, by skin tone", across, blue, by_tone);
  svg.legend(725, 62, by_tone);
  std::fputs(svg.str().c_str(), stdout);
  return 0;
}
