// What healed fields of carbon black look like from afar, by dilution and skin tone, as an SVG chart.
#include <cstdio>

#include "plot.h"
#include "smp/color/color_space.h"
#include "smp/color/lab.h"
#include "smp/optics/field_mean.h"
#include "smp/optics/pigment.h"
#include "smp/phantom/phantom.h"

namespace {

constexpr double kDensityPerCm2 = 130, kDepthMm = 0.3;

std::string hex_of(const smp::LinearRgb& color) {
  static const smp::Code8FromLinear code(smp::ToneCurve::srgb());
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", code(static_cast<float>(color.r)),
                code(static_cast<float>(color.g)), code(static_cast<float>(color.b)));
  return text;
}

smp::LinearRgb healed(const smp::LinearRgb& skin, const smp::FieldMean& field, double dilution) {
  const double mu = smp::diluted_mu_per_mm(*smp::find_pigment("carbon-black"), dilution);
  const std::vector<smp::FieldShade> shades = {{{mu, mu, mu}, 1}};
  const smp::PerChannel t = field.mean(kDensityPerCm2, shades);
  return {skin.r * t[0], skin.g * t[1], skin.b * t[2]};
}

}  // namespace

int main() {
  const char* names[] = {"I", "II", "III", "IV", "V", "VI"};
  const double dilutions[] = {3, 6, 9, 12, 18, 24};
  constexpr double kLeft = 150, kTop = 64, kWide = 96, kHigh = 62;
  plot::Svg svg(760, 460);
  svg.text(20, 24, "Healed fields, carbon black, 130 dots per cm\u00b2, 0.3 mm deep", "start", 14,
           " font-weight=\"bold\"");
  for (std::size_t n = 0; n < 6; ++n)
    svg.text(kLeft + kWide * (static_cast<double>(n) + 0.5), kTop - 8, "1 : " + plot::number(dilutions[n]),
             "middle");
  for (int tone = 1; tone <= 6; ++tone) {
    smp::PhantomSkin kind;
    kind.tone = tone;
    const smp::LinearRgb skin = smp::phantom_skin_tone(kind);
    const double ita_deg = smp::ita_deg(smp::lab_from_linear(skin)), y = kTop + kHigh * (tone - 1);
    const smp::FieldMean field({.depth_mm = kDepthMm}, ita_deg);
    svg.text(20, y + 28, std::string("Tone ") + names[tone - 1]);
    svg.text(20, y + 44, "ITA " + plot::number(std::round(ita_deg)), "start", 11);
    // The skin surrounds the swatches, as it would the treated field.
    svg.rect(kLeft - 50, y, 50 + 6 * kWide, kHigh, hex_of(skin));
    for (std::size_t n = 0; n < 6; ++n) {
      const smp::LinearRgb color = healed(skin, field, dilutions[n]);
      const double x = kLeft + kWide * static_cast<double>(n);
      svg.rect(x + 6, y + 6, kWide - 12, kHigh - 12, hex_of(color));
      const double l = smp::lab_from_linear(color).l;
      svg.text(x + kWide / 2, y + kHigh / 2 + 4, "L* " + plot::number(std::round(l)), "middle", 11,
               l > 50 ? "" : " fill=\"#ffffff\"");
    }
  }
  std::fputs(svg.str().c_str(), stdout);
  return 0;
}
