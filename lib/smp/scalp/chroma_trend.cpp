#include "smp/scalp/chroma_trend.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace smp::scalp {
namespace {

constexpr std::array<double, 3> kUsualSkin = {1.35, 0.93, 0.72};  // type II at luminance 1: nothing is seen
// Standard deviations of optical density of skin over centimetres (melanin in blue, blood in green), and
// the share of them that is known from the neighbours; tuned on phantoms of tones I to VI.
constexpr float kMelanin = 0.03f, kBlood = 0.04f;
constexpr float kOutlier = 1.3f;    // gloss in units of what mottling feigns, beyond which trust fades
constexpr float kSaturated = 0.3f;  // how much an excess of saturation counts beside a lack of it
constexpr int kRounds = 3;
constexpr double kLinearRidge = 0.05, kRidge = 0.5;  // how firmly the trend is held to be none
constexpr int kEnoughBlocks = 20;                    // of interest, so that others need not be looked at
constexpr double kElsewhere = 1e-3;                  // weight of blocks that are of no interest
constexpr double kReferenceRank = 0.6;               // level that counts as not in the shade
constexpr float kLeastWeight = 1e-3f;

}  // namespace

GlossGauge::GlossGauge(const Rgb& chroma)
    : filter(gloss_weights(chroma,
                           {.gloss = 1, .shading = 1, .melanin = 0.05f, .blood = 0.05f, .noise = 0.01f})) {
  const LightVariation unit = {.melanin = kMelanin, .blood = kBlood};
  feigned = feigned_gloss(filter, chroma, unit);
}

float GlossGauge::trust(const float* light) const {
  const float gloss = share(light) / (kOutlier * feigned + 1e-6f);
  const float excess = gloss > 0 ? gloss : kSaturated * gloss;
  return 1 / (1 + excess * excess);
}

ChromaTrend::ChromaTrend(const Blocks& blocks) {
  coefficients_[0] = kUsualSkin;
  if (!place(blocks)) return;
  for (int round = 0; round < kRounds; ++round) fit(blocks, round == 0);
}

// Origin and unit of the polynomial. False where there is no skin.
bool ChromaTrend::place(const Blocks& blocks) {
  double sum = 0, x1 = 0, y1 = 0, squares = 0;
  int wanted = 0;
  std::vector<std::pair<float, double>> levels;
  for (int y = 0; y < blocks.light.height(); ++y)
    for (int x = 0; x < blocks.light.width(); ++x) {
      if (blocks.light.at(x, y, 3) < kLeastWeight) continue;
      wanted += blocks.interest.at(x, y) > 0 ? 1 : 0;
      const double weight = blocks.light.at(x, y, 3) * (kElsewhere + blocks.interest.at(x, y));
      sum += weight, x1 += weight * x, y1 += weight * y;
      squares += weight * (double{1} * x * x + double{1} * y * y);
      levels.emplace_back(blocks.level.at(x, y), weight);
    }
  if (levels.empty()) return false;
  only_interest_ = wanted >= kEnoughBlocks;
  x0_ = x1 / sum, y0_ = y1 / sum;
  scale_ = std::sqrt(std::max(1.0, (squares / sum - x0_ * x0_ - y0_ * y0_) / 2));
  std::sort(levels.begin(), levels.end());
  double below = 0;
  for (const auto& [level, weight] : levels) {
    level0_ = level;
    if ((below += weight) > kReferenceRank * sum) break;
  }
  return true;
}

ChromaTrend::Terms ChromaTrend::terms(int x, int y, float level) const {
  const double u = std::clamp((x - x0_) / scale_, -2.5, 2.5), v = std::clamp((y - y0_) / scale_, -2.5, 2.5);
  // Only the dark side: what is brighter may be so by gloss.
  const double dark = level > 0 ? std::clamp(std::log(level / level0_), -2.5, 0.0) : 0.0;
  return {1, u, v, u * u, u * v, v * v, dark};
}

Rgb ChromaTrend::at(int x, int y, float level) const {
  const Terms t = terms(x, y, level);
  Rgb chroma;
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0;
    for (std::size_t k = 0; k < kTerms; ++k) sum += t[k] * coefficients_[k][c];
    // A trend that runs away beyond the skin must not leave colours possible for it.
    chroma[c] = static_cast<float>(std::clamp(sum, 0.5 * coefficients_[0][c], 2 * coefficients_[0][c]));
  }
  return chroma;
}

void ChromaTrend::fit(const Blocks& blocks, bool first) {
  Equations m{};
  for (int y = 0; y < blocks.light.height(); ++y)
    for (int x = 0; x < blocks.light.width(); ++x) {
      const float* light = &blocks.light.at(x, y);
      if (light[3] < kLeastWeight || (only_interest_ && !(blocks.interest.at(x, y) > 0))) continue;
      const float level = blocks.level.at(x, y);
      Rgb unit;
      for (std::size_t c = 0; c < 3; ++c) unit[c] = light[c] / light[3];
      // The first round has no colour of this photo to compare with.
      const double weight = light[3] *
                            (first ? 1.0 : double{GlossGauge(at(x, y, level)).trust(unit.data())}) *
                            (kElsewhere + blocks.interest.at(x, y));
      const Terms t = terms(x, y, level);
      for (std::size_t i = 0; i < kTerms; ++i) {
        for (std::size_t j = 0; j < kTerms; ++j) m[i][j] += weight * t[i] * t[j];
        for (std::size_t c = 0; c < 3; ++c) m[i][kTerms + c] += weight * t[i] * unit[c];
      }
    }
  solve(m);
}

// Gauss and Jordan; the ridge keeps every pivot above zero.
void ChromaTrend::solve(Equations& m) {
  const double all = m[0][0];
  for (std::size_t k = 1; k < kTerms; ++k) m[k][k] += (k < 3 ? kLinearRidge : kRidge) * all;
  for (std::size_t k = 0; k < kTerms; ++k) {
    const double pivot = m[k][k];
    for (double& value : m[k]) value /= pivot;
    for (std::size_t i = 0; i < kTerms; ++i) {
      if (i == k) continue;
      const double factor = m[i][k];
      for (std::size_t j = 0; j < kTerms + 3; ++j) m[i][j] -= factor * m[k][j];
    }
  }
  for (std::size_t k = 0; k < kTerms; ++k)
    for (std::size_t c = 0; c < 3; ++c) coefficients_[k][c] = m[k][kTerms + c];
}

}  // namespace smp::scalp
