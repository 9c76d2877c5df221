// Tables of the project's own photon Monte Carlo (optics notes, sections 4 and 5).
#include "smp/optics/skin_response.h"

#include <algorithm>
#include <cstddef>

namespace smp {
namespace {

constexpr std::size_t kTones = 6;
constexpr std::array<double, kTones> kIta = {59, 48, 35, 17, -13, -40};  // tones I to VI

constexpr double kEta[3][kTones] = {{0.9982, 1.0, 1.0027, 1.0052, 1.0094, 0.9933},
                                    {1.0013, 1.0, 0.9974, 0.9907, 0.9626, 0.8509},
                                    {1.0190, 1.0, 0.9718, 0.9182, 0.7291, 0.2376}};
constexpr double kZeta[3][kTones] = {{1.0381, 1.0, 0.9661, 0.9084, 0.8135, 0.7220},
                                     {1.0478, 1.0, 0.9635, 0.9029, 0.8198, 0.7490},
                                     {1.0718, 1.0, 0.9539, 0.8756, 0.7773, 0.4873}};

constexpr std::size_t kDepths = 7;
constexpr std::array<double, kDepths> kDepthMm = {0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.4};
// An unbroken layer of mu = 60 /mm, per depth and tone, R G B.
constexpr double kFloor[kDepths][kTones][3] = {{{.0948, .1932, .3333},
                                                {.0989, .2030, .3568},
                                                {.1042, .2151, .3857},
                                                {.1130, .2341, .4329},
                                                {.1356, .2837, .5690},
                                                {.1785, .3904, .8638}},
                                               {{.1711, .3308, .5338},
                                                {.1767, .3413, .5533},
                                                {.1836, .3535, .5760},
                                                {.1945, .3714, .6111},
                                                {.2196, .4133, .7085},
                                                {.2600, .4977, .9239}},
                                               {{.2795, .4956, .7141},
                                                {.2872, .5061, .7293},
                                                {.2964, .5178, .7465},
                                                {.3102, .5344, .7720},
                                                {.3393, .5697, .8391},
                                                {.3794, .6337, .9820}},
                                               {{.4648, .7165, .8892},
                                                {.4747, .7248, .8979},
                                                {.4862, .7338, .9075},
                                                {.5026, .7459, .9213},
                                                {.5346, .7697, .9554},
                                                {.5719, .8079, 1.0229}},
                                               {{.6042, .8401, .9552},
                                                {.6139, .8456, .9598},
                                                {.6250, .8516, .9649},
                                                {.6403, .8596, .9722},
                                                {.6689, .8749, .9904},
                                                {.6998, .8981, 1.0257}},
                                               {{.7038, .9098, .9829},
                                                {.7124, .9134, .9855},
                                                {.7219, .9172, .9884},
                                                {.7348, .9222, .9926},
                                                {.7583, .9317, 1.0031},
                                                {.7826, .9459, 1.0229}},
                                               {{.8281, .9722, .9995},
                                                {.8338, .9735, 1.0005},
                                                {.8402, .9749, 1.0016},
                                                {.8486, .9768, 1.0032},
                                                {.8636, .9804, 1.0074},
                                                {.8783, .9862, 1.0148}}};

struct Between {
  std::size_t low, high;
  double t;  // share of `high`
};

// Position of `value` between the entries of a monotone list, clamped to its ends.
template <std::size_t N>
Between locate(const std::array<double, N>& list, double value) {
  const bool rising = list.back() > list.front();
  for (std::size_t i = 0; i + 1 < N; ++i) {
    const double a = list[i], b = list[i + 1];
    if (rising ? value <= b : value >= b) return {i, i + 1, std::clamp((value - a) / (b - a), 0.0, 1.0)};
  }
  return {N - 1, N - 1, 0};
}

double mix(double a, double b, double t) { return (1 - t) * a + t * b; }

}  // namespace

ToneFactors tone_factors(double ita_deg) {
  const Between at = locate(kIta, ita_deg);
  ToneFactors factors{};
  for (std::size_t c = 0; c < 3; ++c) {
    factors.eta[c] = mix(kEta[c][at.low], kEta[c][at.high], at.t);
    factors.zeta[c] = mix(kZeta[c][at.low], kZeta[c][at.high], at.t);
  }
  return factors;
}

PerChannel floor_transmittance(double depth_mm, double ita_deg) {
  const Between tone = locate(kIta, ita_deg);
  const Between depth = locate(kDepthMm, depth_mm);
  PerChannel floor{};
  for (std::size_t c = 0; c < 3; ++c) {
    const double above = mix(kFloor[depth.low][tone.low][c], kFloor[depth.low][tone.high][c], tone.t);
    const double below = mix(kFloor[depth.high][tone.low][c], kFloor[depth.high][tone.high][c], tone.t);
    floor[c] = mix(above, below, depth.t);
    if (depth_mm < kDepthMm.front()) floor[c] *= std::max(0.0, depth_mm / kDepthMm.front());
  }
  return floor;
}

}  // namespace smp
