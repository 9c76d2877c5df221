// Body light and gloss of skin on cells: the dichromatic model (optics notes, section 9) with a body
// colour that is smooth and taken from the places with least gloss, as those of highest saturation.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/scalp/gloss_filter.h"
#include "smp/scalp/skin.h"
#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

using Rgb = std::array<float, 3>;
constexpr Rgb kLuma = {0.21264f, 0.71517f, 0.07219f};
float luma(const float* p) { return kLuma[0] * p[0] + kLuma[1] * p[1] + kLuma[2] * p[2]; }

constexpr Rgb kUsualSkin = {1.35f, 0.93f, 0.72f};  // type II at luminance 1, where no skin is seen
constexpr float kGlossOutlier =
    0.035f;                         // gloss per luminance beyond which a block tells little about the body
constexpr float kContrast = 0.45f;  // luminance range per luminance of a cell with hair
constexpr int kRounds = 4;

// Blocks of cells: colour varies slowly, so that it is worked out there.
struct Blocks {
  int size = 1;          // cells
  Image<float> light;    // 4 channels: weighted sum of light at luminance 1, and of weights
  Image<float> level;    // mean luminance of the weighted cells; 0: none
  Image<float> chroma;   // 3: colour of the body at luminance 1
  Image<float> weights;  // 3: filter from light to gloss
};

// How much a cell tells about the body colour and its level.
class CellWeights {
 public:
  CellWeights(const ReducedPhoto& reduced, const Image<float>& likelihood)
      : reduced_(reduced), likelihood_(likelihood) {}
  float operator()(int x, int y, float level) const {
    if (reduced_.clipped.at(x, y) > 0 || level < 1e-4f) return 0;
    const float contrast = (reduced_.brightest.at(x, y) - reduced_.darkest.at(x, y)) / (kContrast * level);
    return likelihood_.at(x, y) / (1 + contrast * contrast);
  }

 private:
  const ReducedPhoto& reduced_;
  const Image<float>& likelihood_;
};

Rgb filter_for(const float* chroma) {
  return gloss_weights({chroma[0], chroma[1], chroma[2]},
                       {.gloss = 1, .shading = 1, .melanin = 0.05f, .blood = 0.05f, .noise = 0.01f});
}

float dot(const Rgb& a, const float* b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Blocks sum_blocks(const ReducedPhoto& reduced, const CellWeights& weight_of, int size) {
  const int w = reduced.width(), h = reduced.height();
  Blocks blocks{.size = size, .light = Image<float>((w + size - 1) / size, (h + size - 1) / size, 4, 0.0f)};
  blocks.level = Image<float>(blocks.light.width(), blocks.light.height(), 1, 0.0f);
  const float share = 1.0f / static_cast<float>(size * size);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float* p = &reduced.rgb.at(x, y);
      const float level = luma(p), weight = weight_of(x, y, level);
      if (weight <= 0) continue;
      float* sum = &blocks.light.at(x / size, y / size);
      const float scale = share * weight / level;
      for (int c = 0; c < 3; ++c) sum[c] += scale * p[c];
      sum[3] += share * weight;
      blocks.level.at(x / size, y / size) += share * weight * level;
    }
  for (int y = 0; y < blocks.light.height(); ++y)
    for (int x = 0; x < blocks.light.width(); ++x)
      if (blocks.light.at(x, y, 3) > 0) blocks.level.at(x, y) /= blocks.light.at(x, y, 3);
  return blocks;
}

// Share of gloss in a block's light under a body colour; little trust in blocks that have some.
float trust(const float* sum, const Rgb& filter) {
  const float gloss = dot(filter, sum) / sum[3];
  constexpr float neg = 0.4f;
  const float excess = (gloss > 0 ? gloss : neg * gloss) / kGlossOutlier;
  return 1 / (1 + excess * excess);
}

// Body colour over the whole picture as a trend: it drifts over a head and with the shade of the light.
struct ChromaTrend {
  static constexpr std::size_t kTerms = 7;
  std::array<Rgb, kTerms> coefficients{};  // of 1, x, y, x^2, xy, y^2, darkness
  double x0 = 0, y0 = 0, scale = 1, level0 = 1;

  std::array<double, kTerms> terms(int bx, int by, float level) const {
    const double x = std::clamp((bx - x0) / scale, -2.5, 2.5), y = std::clamp((by - y0) / scale, -2.5, 2.5);
    // Only the dark side: what is brighter may be so by gloss.
    const double dark = level > 0 ? std::clamp(std::log(level / level0), -2.5, 0.0) : 0.0;
    return {1, x, y, x * x, x * y, y * y, dark};
  }
  Rgb at(int bx, int by, float level) const {
    const std::array<double, kTerms> t = terms(bx, by, level);
    std::array<double, 3> sum{};
    for (std::size_t k = 0; k < kTerms; ++k)
      for (std::size_t c = 0; c < 3; ++c) sum[c] += t[k] * coefficients[k][c];
    return {float(std::max(0.2, sum[0])), float(std::max(0.2, sum[1])), float(std::max(0.02, sum[2]))};
  }
};

void solve(std::array<std::array<double, ChromaTrend::kTerms + 3>, ChromaTrend::kTerms>& m) {
  const std::size_t n = ChromaTrend::kTerms;
  for (std::size_t k = 0; k < n; ++k) {
    const double pivot = m[k][k];
    for (std::size_t j = k; j < n + 3; ++j) m[k][j] /= pivot;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double f = m[i][k];
      for (std::size_t j = k; j < n + 3; ++j) m[i][j] -= f * m[k][j];
    }
  }
}

ChromaTrend fit_trend(const Blocks& blocks, const Image<float>& interest) {
  ChromaTrend trend;
  trend.coefficients[0] = kUsualSkin;
  double sw = 0, sx = 0, sy = 0, sxx = 0;
  std::vector<std::pair<float, float>> levels;
  const int w = blocks.light.width(), h = blocks.light.height();
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const double k = blocks.light.at(x, y, 3) * (1e-3 + interest.at(x, y));
      if (k <= 0) continue;
      sw += k, sx += k * x, sy += k * y, sxx += k * (double(x) * x + double(y) * y);
      levels.push_back({blocks.level.at(x, y), float(k)});
    }
  if (sw < 1e-6) return trend;
  trend.x0 = sx / sw, trend.y0 = sy / sw;
  trend.scale =
      std::max(1.0, std::sqrt(std::max(0.0, sxx / sw - trend.x0 * trend.x0 - trend.y0 * trend.y0) / 2));
  std::sort(levels.begin(), levels.end());
  double run = 0;
  for (const auto& [level, k] : levels) {
    run += k;
    trend.level0 = level;
    if (run > 0.6 * sw) break;
  }
  constexpr double ridge = 0.002;
  for (int round = 0; round < kRounds + 2; ++round) {
    std::array<std::array<double, ChromaTrend::kTerms + 3>, ChromaTrend::kTerms> m{};
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        const float* light = &blocks.light.at(x, y);
        if (light[3] < 1e-3f) continue;
        const float level = blocks.level.at(x, y);
        const double k = (round == 0 ? 1.0 : trust(light, filter_for(trend.at(x, y, level).data()))) *
                         (1e-3 + interest.at(x, y));
        const auto t = trend.terms(x, y, level);
        for (std::size_t i = 0; i < t.size(); ++i) {
          for (std::size_t j = 0; j < t.size(); ++j) m[i][j] += k * light[3] * t[i] * t[j];
          for (std::size_t c = 0; c < 3; ++c) m[i][t.size() + c] += k * t[i] * light[c];
        }
      }
    for (std::size_t i = 1; i < ChromaTrend::kTerms; ++i) m[i][i] += ridge * m[0][0];
    solve(m);
    for (std::size_t i = 0; i < ChromaTrend::kTerms; ++i)
      for (std::size_t c = 0; c < 3; ++c) trend.coefficients[i][c] = float(m[i][ChromaTrend::kTerms + c]);
  }
  return trend;
}

// Body colour around every block: that of trusted neighbours, held to the overall colour where few are near.
void local_chroma(Blocks& blocks, const ChromaTrend& trend) {
  const int w = blocks.light.width(), h = blocks.light.height();
  blocks.chroma = Image<float>(w, h, 3), blocks.weights = Image<float>(w, h, 3);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const Rgb overall = trend.at(x, y, blocks.level.at(x, y));
      for (int c = 0; c < 3; ++c) blocks.chroma.at(x, y, c) = overall[static_cast<std::size_t>(c)];
    }
  const Image<float> base = blocks.chroma;
  Image<float> trusted(w, h, 4);
  for (int round = 0; round < 3; ++round) {
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        const float* light = &blocks.light.at(x, y);
        float* out = &trusted.at(x, y);
        const float weight = light[3] > 1e-4f ? trust(light, filter_for(&blocks.chroma.at(x, y))) : 0.0f;
        for (int c = 0; c < 3; ++c) out[c] = weight * (light[c] - light[3] * base.at(x, y, c));
        out[3] = weight * light[3];
      }
    smooth(trusted, 2, 3);
    constexpr float kPull = 1.0f;
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        const float* sum = &trusted.at(x, y);
        for (int c = 0; c < 3; ++c)
          blocks.chroma.at(x, y, c) = std::max(0.02f, base.at(x, y, c) + sum[c] / (sum[3] + kPull));
      }
  }
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const Rgb filter = filter_for(&blocks.chroma.at(x, y));
      for (int c = 0; c < 3; ++c) blocks.weights.at(x, y, c) = filter[static_cast<std::size_t>(c)];
    }
}

// Values smoothed over cells that carry weight, and over ever wider surroundings where there is none.
// @param sums channel 0: weighted values, channel 1: weights.
Image<float> filled(const Image<float>& sums, int radius) {
  const int w = sums.width(), h = sums.height();
  Image<float> near = sums;
  smooth(near, radius, 2);
  constexpr int kStep = 4;
  Image<float> far((w + kStep - 1) / kStep, (h + kStep - 1) / kStep, 2, 0.0f);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      for (int c = 0; c < 2; ++c) far.at(x / kStep, y / kStep, c) += near.at(x, y, c) / (kStep * kStep);
  std::array<double, 2> all{1e-9, 1e-9};
  for (int y = 0; y < far.height(); ++y)
    for (int x = 0; x < far.width(); ++x)
      for (std::size_t c = 0; c < 2; ++c) all[c] += far.at(x, y, static_cast<int>(c));
  const auto mean = static_cast<float>(all[0] / all[1]);
  for (const int reach : {2, 6}) {  // each fills what the one before left open
    Image<float> wide = far;
    smooth(wide, reach, 2);
    for (int y = 0; y < far.height(); ++y)
      for (int x = 0; x < far.width(); ++x)
        for (int c = 0; c < 2; ++c) far.at(x, y, c) += 0.1f * wide.at(x, y, c);
  }
  Image<float> out(w, h);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const Bilinear at(far, (static_cast<float>(x) + 0.5f) / kStep, (static_cast<float>(y) + 0.5f) / kStep);
      const float weight = near.at(x, y, 1) + 0.05f * at(far, 1) + 1e-5f;
      out.at(x, y) = (near.at(x, y, 0) + 0.05f * at(far, 0) + 1e-5f * mean) / weight;
    }
  return out;
}

// Noise of one channel: the range of nine normal values is 2.97 standard deviations on average; the
// tenth part of the skin with the least range has least relief. Luminance has 0.85 of one channel's noise
// where most of it is grey, as developed raw files have it.
double noise_of(const ReducedPhoto& reduced, const Image<float>& likelihood) {
  std::vector<float> ranges;
  for (int y = 0; y < reduced.height(); y += 2)
    for (int x = 0; x < reduced.width(); x += 2)
      if (likelihood.at(x, y) > 0.5f && reduced.samples.at(x, y) == 9)
        ranges.push_back(reduced.brightest.at(x, y) - reduced.darkest.at(x, y));
  constexpr double kLeast = 0.0008, kUsual = 0.003, kTenth = 1.9, kLuminanceShare = 0.85;
  if (ranges.size() < 50) return kUsual;
  const auto tenth = ranges.begin() + static_cast<std::ptrdiff_t>(ranges.size() / 10);
  std::nth_element(ranges.begin(), tenth, ranges.end());
  return std::max(kLeast, *tenth / kTenth / kLuminanceShare);
}

// Gloss of every cell by its colour, and how much the cell knows.
Image<float> gloss_sums(const ReducedPhoto& reduced, const CellWeights& weight_of, const Blocks& blocks) {
  Image<float> sums(reduced.width(), reduced.height(), 2);
  const float per_cell = 1.0f / static_cast<float>(blocks.size);
  for (int y = 0; y < reduced.height(); ++y)
    for (int x = 0; x < reduced.width(); ++x) {
      const float* p = &reduced.rgb.at(x, y);
      const Bilinear at(blocks.weights, (static_cast<float>(x) + 0.5f) * per_cell,
                        (static_cast<float>(y) + 0.5f) * per_cell);
      const Rgb filter = {at(blocks.weights, 0), at(blocks.weights, 1), at(blocks.weights, 2)};
      // A highlight has lost its hue but not its colour of light: bright grey next to skin is gloss.
      const float weight = weight_of(x, y, luma(p)) + 1e-4f;
      sums.at(x, y, 0) = weight * std::min(dot(filter, p), std::min({p[0], p[1], p[2]}));
      sums.at(x, y, 1) = weight;
    }
  return sums;
}

}  // namespace

void map_body_and_gloss(const ReducedPhoto& reduced, const Image<float>& likelihood,
                        const Image<std::uint8_t>& interest, int threads, SkinMap& map) {
  (void)threads;
  const int w = reduced.width(), h = reduced.height();
  map.step_px = reduced.step_px;
  map.noise = noise_of(reduced, likelihood);
  map.body = Image<float>(w, h, 3), map.gloss = Image<float>(w, h);
  const CellWeights weight_of(reduced, likelihood);
  const int size = std::max(1, static_cast<int>(std::lround(std::sqrt(double(w) * h) / 90)));
  Blocks blocks = sum_blocks(reduced, weight_of, size);
  Image<float> wanted(blocks.light.width(), blocks.light.height(), 1, 0.0f);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x)
      wanted.at(x / size, y / size) += !interest.empty() && interest.at(x, y) ? 1.0f : 0.0f;
  local_chroma(blocks, fit_trend(blocks, wanted));

  Image<float> sums = gloss_sums(reduced, weight_of, blocks);
  const Image<float> mean_gloss = filled(sums, 1);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float* p = &reduced.rgb.at(x, y);
      const float level = luma(p), signal = std::max(0.0f, mean_gloss.at(x, y));
      const Bilinear at(blocks.weights, (static_cast<float>(x) + 0.5f) / static_cast<float>(size),
                        (static_cast<float>(y) + 0.5f) / static_cast<float>(size));
      double fm = 0, fb = 0;
      constexpr double M[3] = {.43, .63, 1}, B[3] = {.16, 1, .82};
      for (int c = 0; c < 3; ++c) {
        fm += at(blocks.weights, c) * at(blocks.chroma, c) * M[c];
        fb += at(blocks.weights, c) * at(blocks.chroma, c) * B[c];
      }
      constexpr float sm = .04f, sb = .05f;
      const float feigned = float(std::hypot(fm * sm, fb * sb)) * level;
      map.gloss.at(x, y) = signal * signal / (signal + feigned + 1e-9f);
      const float weight = weight_of(x, y, level);
      sums.at(x, y, 0) = weight * std::max(0.0f, level - map.gloss.at(x, y));
      sums.at(x, y, 1) = weight;
    }
  const Image<float> level = filled(sums, 2);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const Bilinear at(blocks.chroma, (static_cast<float>(x) + 0.5f) / static_cast<float>(size),
                        (static_cast<float>(y) + 0.5f) / static_cast<float>(size));
      for (int c = 0; c < 3; ++c) map.body.at(x, y, c) = level.at(x, y) * at(blocks.chroma, c);
    }
}

}  // namespace smp::scalp
