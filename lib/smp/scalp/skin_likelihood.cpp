// Skin of every tone lies in a narrow band of hue between red and yellow: in linear light R/G and G/B
// grow together from fair to dark (tones I to VI of the optics notes, section 2).
#include <algorithm>

#include "smp/base/parallel.h"
#include "smp/scalp/skin.h"

namespace smp::scalp {
namespace {

constexpr float kLumaR = 0.21264f, kLumaG = 0.71517f, kLumaB = 0.07219f;
constexpr float kBlack = 0.005f, kDark = 0.015f;  // luminance: no colour below, certain above
constexpr double kGreySpread = 0.012;             // of R/G around 1 in a photo without colour

float ramp(float value, float from, float to) { return std::clamp((value - from) / (to - from), 0.0f, 1.0f); }

// Bounds leave room for a white balance that is off by a sixth of R/G or G/B, and for gloss, which
// pulls both towards 1.
float by_hue(float r, float g, float b) {
  const float floor = 0.002f;  // noise and the negative lobes of saturated colours
  const float red = (r + floor) / (g + floor), yellow = (g + floor) / (std::max(b, 0.0f) + floor);
  const float enough = ramp(red, 1.05f, 1.17f), not_red = 1 - ramp(red, 3.2f, 4.2f);
  const float not_pink = ramp(yellow, 0.88f, 0.98f);
  const float most_yellow = 1.25f * red * (0.72f + 0.28f * red);  // straw, wood, gold lie beyond
  const float not_yellow = 1 - ramp(yellow, most_yellow, 1.35f * most_yellow);
  return enough * not_red * not_pink * not_yellow;
}

float by_light(float luminance) { return ramp(luminance, kBlack, kDark); }

}  // namespace

bool is_grey_photo(const ReducedPhoto& reduced) {
  std::size_t coloured = 0, seen = 0;
  for (int y = 0; y < reduced.height(); y += 2)
    for (int x = 0; x < reduced.width(); x += 2) {
      const float* p = &reduced.rgb.at(x, y);
      const float most = std::max({p[0], p[1], p[2]}), least = std::min({p[0], p[1], p[2]});
      if (most < kDark) continue;
      ++seen;
      coloured += most - least > kGreySpread * most ? 1 : 0;
    }
  return coloured * 50 <= seen;
}

Image<float> skin_likelihood(const ReducedPhoto& reduced, bool grey_photo, int threads) {
  Image<float> likelihood(reduced.width(), reduced.height());
  const auto row = [&](int y) {
    for (int x = 0; x < reduced.width(); ++x) {
      const float* p = &reduced.rgb.at(x, y);
      const float level = kLumaR * p[0] + kLumaG * p[1] + kLumaB * p[2];
      const float clipped = static_cast<float>(reduced.clipped.at(x, y)) / reduced.samples.at(x, y);
      const float colour = grey_photo ? ramp(level, 0.03f, 0.08f) * (1 - ramp(level, 0.7f, 0.85f))
                                      : by_light(level) * by_hue(p[0], p[1], p[2]);
      likelihood.at(x, y) = colour * (1 - ramp(clipped, 0.1f, 0.5f));
    }
  };
  constexpr int kRows = 16;
  parallel_for(threads, static_cast<std::size_t>((reduced.height() + kRows - 1) / kRows),
               [&](std::size_t band) {
                 const int first = static_cast<int>(band) * kRows;
                 for (int y = first; y < std::min(reduced.height(), first + kRows); ++y) row(y);
               });
  return likelihood;
}

}  // namespace smp::scalp
