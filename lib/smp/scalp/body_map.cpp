// Body light and gloss of skin on cells: the dichromatic model (optics notes, section 9) with a body
// colour that is smooth and taken from the places with least gloss, which are the most saturated.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/scalp/chroma_trend.h"
#include "smp/scalp/skin.h"
#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

float luma(const float* p) { return 0.21264f * p[0] + 0.71517f * p[1] + 0.07219f * p[2]; }

constexpr int kBlocksAcross = 72;       // of a square photo: a few millimetres each on a portrait
constexpr int kBlockReach = 2;          // blocks over which their colour is averaged, three times
constexpr float kTrendPull = 1.0f;      // weight of the trend beside that of the blocks around
constexpr float kHairContrast = 0.45f;  // range of luminance within a cell per luminance: hair, not skin
constexpr float kUnsure = 1e-4f;        // weight of what is not skin by its colour: it may be a highlight
constexpr float kDarkDetail = 0.06f;    // share of the luminance by which details are darker than the skin
constexpr int kRowsPerItem = 16;

void for_rows(int threads, int height, const std::function<void(int)>& body) {
  parallel_for(threads, static_cast<std::size_t>((height + kRowsPerItem - 1) / kRowsPerItem),
               [&](std::size_t item) {
                 const int first = static_cast<int>(item) * kRowsPerItem;
                 for (int y = first; y < std::min(height, first + kRowsPerItem); ++y) body(y);
               });
}

class BodyMapper {
 public:
  BodyMapper(const ReducedPhoto& reduced, int threads)
      : reduced_(reduced), threads_(threads), w_(reduced.width()), h_(reduced.height()) {}

  // How much a cell tells about the body light. At the rim of skin cells show something else too.
  void weigh(const Image<float>& likelihood) {
    weight_ = Image<float>(w_, h_);
    for_rows(threads_, h_, [&](int y) {
      for (int x = 0; x < w_; ++x) {
        const float level = luma(&reduced_.rgb.at(x, y));
        float least = likelihood.at(x, y);
        if (reduced_.clipped.at(x, y) > 0 || level < 1e-4f || least <= 0) {
          weight_.at(x, y) = 0;
          continue;
        }
        for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
          const int i = std::clamp(x + dx, 0, w_ - 1), j = std::clamp(y + dy, 0, h_ - 1);
          if (reduced_.clipped.at(i, j) == 0) least = std::min(least, likelihood.at(i, j));
        }
        const float range = reduced_.brightest.at(x, y) - reduced_.darkest.at(x, y);
        const float contrast = range / (kHairContrast * level);
        weight_.at(x, y) = least / (1 + contrast * contrast);
      }
    });
  }

  void find_colour(const Image<std::uint8_t>& interest) {
    sum_blocks(interest);
    trend_of_blocks();
    for (int round = 0; round < 2; ++round) lean_on_neighbours();
    const int bw = chroma_.width(), bh = chroma_.height();
    gauges_ = Image<float>(bw, bh, 4);
    for (int y = 0; y < bh; ++y)
      for (int x = 0; x < bw; ++x) {
        const GlossGauge gauge(chroma_at(x, y));
        for (int c = 0; c < 3; ++c) gauges_.at(x, y, c) = gauge.filter[static_cast<std::size_t>(c)];
        gauges_.at(x, y, 3) = gauge.feigned;
      }
  }

  void fill(SkinMap& map) {
    map.gloss = find_gloss();
    map.body = Image<float>(w_, h_, 3);
    const Image<float> level = find_level(map.gloss);
    for_rows(threads_, h_, [&](int y) {
      std::vector<float> chroma;
      finer_row(chroma_, blocks_.size, y, w_, chroma);
      for (int x = 0; x < w_; ++x) {
        float* body = &map.body.at(x, y);
        for (int c = 0; c < 3; ++c) body[c] = level.at(x, y) * chroma[static_cast<std::size_t>(3 * x + c)];
        if (reduced_.clipped.at(x, y) == 0) continue;
        // Red has been cut off; what green or blue have too much is gloss.
        const float* p = &reduced_.rgb.at(x, y);
        const int least = p[1] < p[2] ? 1 : 2;
        map.gloss.at(x, y) = std::max(0.0f, p[least] - body[least]);
      }
    });
  }

 private:
  Rgb chroma_at(int x, int y) const {
    const float* p = &chroma_.at(x, y);
    return {p[0], p[1], p[2]};
  }

  void sum_blocks(const Image<std::uint8_t>& interest) {
    const int size =
        std::max(1, static_cast<int>(std::lround(std::sqrt(static_cast<double>(w_) * h_) / kBlocksAcross)));
    const int bw = (w_ + size - 1) / size, bh = (h_ + size - 1) / size;
    blocks_ = {.size = size,
               .light = Image<float>(bw, bh, 4, 0.0f),
               .level = Image<float>(bw, bh, 1, 0.0f),
               .interest = Image<float>(bw, bh, 1, 0.0f)};
    const float share = 1.0f / static_cast<float>(size * size);
    parallel_for(threads_, static_cast<std::size_t>(bh), [&](std::size_t band) {
      const int j = static_cast<int>(band);
      for (int y = j * size; y < std::min(h_, (j + 1) * size); ++y)
        for (int x = 0; x < w_; ++x) {
          const int i = x / size;
          if (!interest.empty() && interest.at(x, y)) blocks_.interest.at(i, j) += share;
          const float weight = share * weight_.at(x, y);
          if (weight <= 0) continue;
          const float* p = &reduced_.rgb.at(x, y);
          const float level = luma(p);
          float* sum = &blocks_.light.at(i, j);
          for (int c = 0; c < 3; ++c) sum[c] += weight / level * p[c];
          sum[3] += weight;
          blocks_.level.at(i, j) += weight * level;
        }
      for (int i = 0; i < bw; ++i)
        if (blocks_.light.at(i, j, 3) > 0) blocks_.level.at(i, j) /= blocks_.light.at(i, j, 3);
    });
  }

  void trend_of_blocks() {
    const ChromaTrend trend(blocks_);
    chroma_ = Image<float>(blocks_.light.width(), blocks_.light.height(), 3);
    for (int y = 0; y < chroma_.height(); ++y)
      for (int x = 0; x < chroma_.width(); ++x) {
        const Rgb chroma = trend.at(x, y, blocks_.level.at(x, y));
        std::copy(chroma.begin(), chroma.end(), &chroma_.at(x, y));
      }
    trend_ = chroma_;
  }

  // Moves the body colour towards that of trusted blocks around.
  void lean_on_neighbours() {
    const int bw = chroma_.width(), bh = chroma_.height();
    Image<float> sums(bw, bh, 4, 0.0f);
    for (int y = 0; y < bh; ++y)
      for (int x = 0; x < bw; ++x) {
        const float* light = &blocks_.light.at(x, y);
        if (light[3] < 1e-3f) continue;
        const Rgb unit = {light[0] / light[3], light[1] / light[3], light[2] / light[3]};
        const float weight = light[3] * GlossGauge(chroma_at(x, y)).trust(unit.data());
        float* sum = &sums.at(x, y);
        for (int c = 0; c < 3; ++c)
          sum[c] = weight * (unit[static_cast<std::size_t>(c)] - trend_.at(x, y, c));
        sum[3] = weight;
      }
    smooth(sums, kBlockReach, 3);
    for (int y = 0; y < bh; ++y)
      for (int x = 0; x < bw; ++x)
        for (int c = 0; c < 3; ++c)
          chroma_.at(x, y, c) =
              std::max(0.02f, trend_.at(x, y, c) + sums.at(x, y, c) / (sums.at(x, y, 3) + kTrendPull));
  }

  // Mean gloss around every cell; what mottling may feign is taken off small values.
  Image<float> find_gloss() const {
    Image<float> sums(w_, h_, 2);
    for_rows(threads_, h_, [&](int y) {
      std::vector<float> gauge;
      finer_row(gauges_, blocks_.size, y, w_, gauge);
      for (int x = 0; x < w_; ++x) {
        const float* p = &reduced_.rgb.at(x, y);
        const float* g = gauge.data() + 4 * x;
        const float seen = g[0] * p[0] + g[1] * p[1] + g[2] * p[2];
        const float weight = weight_.at(x, y) + kUnsure;
        sums.at(x, y, 0) = weight * std::min(seen, std::min({p[0], p[1], p[2]}));
        sums.at(x, y, 1) = weight;
      }
    });
    Image<float> gloss = filled(std::move(sums), 1);
    for_rows(threads_, h_, [&](int y) {
      std::vector<float> gauge;
      finer_row(gauges_, blocks_.size, y, w_, gauge);
      for (int x = 0; x < w_; ++x) {
        const float seen = std::max(0.0f, gloss.at(x, y));
        const float feigned = gauge[static_cast<std::size_t>(4 * x + 3)] * luma(&reduced_.rgb.at(x, y));
        gloss.at(x, y) = seen * seen / (seen + feigned + 1e-9f);
      }
    });
    return gloss;
  }

  // Luminance of the body around every cell, hair and other dark details left out.
  Image<float> find_level(const Image<float>& gloss) const {
    Image<float> level;
    for (int round = 0; round < 2; ++round) {
      Image<float> sums(w_, h_, 2);
      for_rows(threads_, h_, [&](int y) {
        for (int x = 0; x < w_; ++x) {
          const float own = std::max(0.0f, luma(&reduced_.rgb.at(x, y)) - gloss.at(x, y));
          float weight = weight_.at(x, y);
          if (round > 0) {
            const float around = level.at(x, y);
            const float darker = std::max(0.0f, around - own) / (kDarkDetail * around + 1e-6f);
            weight /= 1 + darker * darker;
          }
          sums.at(x, y, 0) = weight * own;
          sums.at(x, y, 1) = weight;
        }
      });
      level = filled(std::move(sums), 2);
    }
    return level;
  }

  const ReducedPhoto& reduced_;
  int threads_, w_, h_;
  Image<float> weight_;          // cells
  Blocks blocks_;                // and on blocks:
  Image<float> trend_, chroma_;  // body colour at luminance 1
  Image<float> gauges_;          // 4 channels: filter of a GlossGauge and what is feigned
};

// Noise of one channel. The range of nine normal values is 2.97 standard deviations on average and 1.9 in
// every tenth sample; the tenth part of the skin with the least range has least relief. Luminance has 0.85
// of one channel's noise where most of it is grey, as developed raw files have it.
double noise_of(const ReducedPhoto& reduced, const Image<float>& likelihood) {
  std::vector<float> ranges;
  for (int y = 0; y < reduced.height(); y += 2)
    for (int x = 0; x < reduced.width(); x += 2)
      if (likelihood.at(x, y) > 0.5f && reduced.samples.at(x, y) == 9)
        ranges.push_back(reduced.brightest.at(x, y) - reduced.darkest.at(x, y));
  constexpr double kLeast = 0.0008, kUsual = 0.003;
  if (ranges.size() < 50) return kUsual;
  const auto tenth = ranges.begin() + static_cast<std::ptrdiff_t>(ranges.size() / 10);
  std::nth_element(ranges.begin(), tenth, ranges.end());
  return std::max(kLeast, *tenth / 1.9 / 0.85);
}

}  // namespace

void map_body_and_gloss(const ReducedPhoto& reduced, const Image<float>& likelihood,
                        const Image<std::uint8_t>& interest, int threads, SkinMap& map) {
  map.step_px = reduced.step_px;
  map.noise = noise_of(reduced, likelihood);
  BodyMapper mapper(reduced, threads);
  mapper.weigh(likelihood);
  mapper.find_colour(interest);
  mapper.fill(map);
}

}  // namespace smp::scalp
