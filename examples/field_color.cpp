// The mean colour of a field of dots against their density, by dilution and by depth, as an SVG plot.
#include <array>
#include <cstdio>

#include "plot.h"
#include "smp/color/lab.h"
#include "smp/optics/field_mean.h"
#include "smp/optics/pigment.h"

namespace {

constexpr smp::Lab kSkin{64.4, 9, 13.2};  // tone II of the optical model
constexpr double kMostPerCm2 = 250;

// One series for each of L*, a* and b*.
std::array<plot::Series, 3> colors_by_density(const std::string& label, std::size_t color, double depth_mm,
                                              double dilution, bool dashed) {
  const double mu = smp::diluted_mu_per_mm(*smp::find_pigment("carbon-black"), dilution);
  const smp::FieldMean field({.depth_mm = depth_mm}, smp::ita_deg(kSkin));
  const smp::LinearRgb skin = smp::linear_from_lab(kSkin);
  std::array<plot::Series, 3> out;
  for (plot::Series& series : out) series = {label, plot::colors()[color], {}, dashed};
  for (double density = 0; density <= kMostPerCm2; density += 10) {
    const std::vector<smp::FieldShade> shades = {{{mu, mu, mu}, 1}};
    const smp::PerChannel t = field.mean(density, shades);
    const smp::Lab lab = smp::lab_from_linear({skin.r * t[0], skin.g * t[1], skin.b * t[2]});
    out[0].points.push_back({density, lab.l});
    out[1].points.push_back({density, lab.a});
    out[2].points.push_back({density, lab.b});
  }
  return out;
}

}  // namespace

int main() {
  std::vector<std::array<plot::Series, 3>> fields;
  const double dilutions[] = {6, 12, 24}, depths_mm[] = {0.2, 0.4, 0.6};
  for (std::size_t k = 0; k < 3; ++k)
    fields.push_back(colors_by_density("1 : " + plot::number(dilutions[k]) + ", 0.3 mm deep", k, 0.3,
                                       dilutions[k], false));
  for (std::size_t k = 0; k < 3; ++k)
    fields.push_back(colors_by_density("1 : 12, " + plot::number(depths_mm[k]) + " mm deep", k + 3,
                                       depths_mm[k], 12, true));

  const plot::Axis across{"dots per cm\u00b2", 0, kMostPerCm2, 50};
  const plot::Axis up[3] = {{"L*", 56, 66, 2}, {"a*", 5, 10, 1}, {"b*", 7, 14, 1}};
  const char* titles[3] = {"Lightness", "Redness", "Yellowness"};
  plot::Svg svg(960, 330);
  std::vector<plot::Series> legend;
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<plot::Series> shown;
    for (const auto& field : fields) shown.push_back(field[c]);
    svg.lines(65 + 250.0 * static_cast<double>(c), 40, 180, 230, titles[c], across, up[c], shown);
    legend = shown;
  }
  svg.legend(775, 60, legend);
  std::fputs(svg.str().c_str(), stdout);
  return 0;
}
