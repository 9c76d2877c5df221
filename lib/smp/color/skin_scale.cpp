#include "smp/color/skin_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace smp {
namespace {

struct Band {
  double above_deg;
  const char* name;
  const char* fitzpatrick;
};
constexpr std::array<Band, 6> kBands = {{{55, "very light", "I"},
                                         {41, "light", "II"},
                                         {28, "intermediate", "III"},
                                         {10, "tan", "IV"},
                                         {-30, "brown", "V"},
                                         {-1e9, "dark", "VI"}}};

const Band& band_of(double ita_deg) {
  for (const Band& band : kBands)
    if (ita_deg > band.above_deg) return band;
  return kBands.back();
}

// Typology angles of the ten swatches (domain notes, section 10).
constexpr std::array<double, 10> kMonkSwatchIta = {83, 80, 72, 65, 50, 11, -20, -55, -78, -84};
constexpr double kMeasuredPerSwatch = 0.72;

}  // namespace

const char* skin_class(double ita_deg) { return band_of(ita_deg).name; }

const char* about_fitzpatrick(double ita_deg) { return band_of(ita_deg).fitzpatrick; }

double ita_of_monk(int tone) {
  return kMeasuredPerSwatch * kMonkSwatchIta[static_cast<std::size_t>(std::clamp(tone, 1, 10) - 1)];
}

int nearest_monk(double ita_deg) {
  int nearest = 1;
  for (int tone = 2; tone <= 10; ++tone)
    if (std::abs(ita_of_monk(tone) - ita_deg) < std::abs(ita_of_monk(nearest) - ita_deg)) nearest = tone;
  return nearest;
}

}  // namespace smp
