// Body light and gloss of skin on cells: what blocks of cells tell, refined by every cell's own light.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/scalp/diffuse_light.h"
#include "smp/scalp/gloss_blocks.h"
#include "smp/scalp/skin.h"
#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

float luma(const float* p) { return 0.21264f * p[0] + 0.71517f * p[1] + 0.07219f * p[2]; }

constexpr double kMapCells = 50'000;    // of the map, nearly; body light and gloss are smooth
constexpr int kBlocksAcross = 40;       // of a square photo: half a centimetre each on a portrait
constexpr float kHairContrast = 0.45f;  // range of luminance within a cell per luminance: hair, not skin
constexpr float kDarkDetail = 0.06f;    // share of the luminance by which details are darker than the skin
constexpr float kFeigned = 2.0f;        // standard deviations of what mottling feigns that gloss must exceed
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
      : reduced_(reduced),
        threads_(threads),
        factor_(std::max(1, static_cast<int>(std::lround(std::sqrt(static_cast<double>(reduced.width()) *
                                                                   reduced.height() / kMapCells))))),
        w_((reduced.width() + factor_ - 1) / factor_),
        h_((reduced.height() + factor_ - 1) / factor_) {}

  int step_px() const { return factor_ * reduced_.step_px; }

  // Means of cells of the photo, and how much they tell about the body light.
  void gather(const Image<float>& likelihood, const Image<std::uint8_t>& interest) {
    rgb_ = Image<float>(w_, h_, 3), weight_ = Image<float>(w_, h_);
    clipped_ = Image<std::uint8_t>(w_, h_), interest_ = Image<float>(w_, h_, 1, 0.0f);
    Image<float> least(w_, h_);
    for_rows(threads_, h_, [&](int y) {
      for (int x = 0; x < w_; ++x) gather_cell(likelihood, interest, x, y, least.at(x, y));
    });
    // At the rim of skin cells show something else too.
    for_rows(threads_, h_, [&](int y) {
      for (int x = 0; x < w_; ++x) {
        float around = 1;
        for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}})
          around = std::min(around, least.at(std::clamp(x + dx, 0, w_ - 1), std::clamp(y + dy, 0, h_ - 1)));
        weight_.at(x, y) *= std::min(least.at(x, y), around);
      }
    });
  }

  void find_blocks(const Surface* surface) {
    sum_blocks();
    found_ = gloss_of_blocks(blocks_, double{1} * blocks_.size * step_px(), surface);
  }

  void fill(SkinMap& map) {
    map.gloss = find_gloss();
    map.body = Image<float>(w_, h_, 3);
    const Image<float> level = find_level(map.gloss);
    for_rows(threads_, h_, [&](int y) {
      std::vector<float> chroma;
      finer_row(found_.chroma, blocks_.size, y, w_, chroma);
      for (int x = 0; x < w_; ++x) {
        float* body = &map.body.at(x, y);
        for (int c = 0; c < 3; ++c) body[c] = level.at(x, y) * chroma[static_cast<std::size_t>(3 * x + c)];
        if (clipped_.at(x, y) == 0) continue;
        // Red has been cut off; what green or blue have too much is gloss.
        const float* p = &rgb_.at(x, y);
        const int least = p[1] < p[2] ? 1 : 2;
        map.gloss.at(x, y) = std::max(0.0f, p[least] - body[least]);
      }
    });
  }

 private:
  // `least` gets the least likelihood of skin, or 1 where it is unknown by clipping.
  void gather_cell(const Image<float>& likelihood, const Image<std::uint8_t>& interest, int x, int y,
                   float& least) {
    std::array<float, 3> sum{};
    float count = 0, lowest = 1, darkest = 1e9f, brightest = 0;
    bool clipped = false;
    for (int j = y * factor_; j < std::min(reduced_.height(), (y + 1) * factor_); ++j)
      for (int i = x * factor_; i < std::min(reduced_.width(), (x + 1) * factor_); ++i) {
        const float* p = &reduced_.rgb.at(i, j);
        for (std::size_t c = 0; c < 3; ++c) sum[c] += p[c];
        count += 1;
        clipped = clipped || reduced_.clipped.at(i, j) > 0;
        lowest = std::min(lowest, likelihood.at(i, j));
        darkest = std::min(darkest, reduced_.darkest.at(i, j));
        brightest = std::max(brightest, reduced_.brightest.at(i, j));
        if (!interest.empty() && interest.at(i, j) != 0) interest_.at(x, y) += 1;
      }
    for (std::size_t c = 0; c < 3; ++c) rgb_.at(x, y, static_cast<int>(c)) = sum[c] / count;
    interest_.at(x, y) /= count;
    clipped_.at(x, y) = clipped ? 1 : 0;
    least = clipped ? 1 : lowest;
    const float level = luma(&rgb_.at(x, y));
    const float contrast = (brightest - darkest) / (kHairContrast * std::max(level, 1e-4f));
    weight_.at(x, y) = clipped || level < 1e-4f ? 0.0f : 1 / (1 + contrast * contrast);
  }

  void sum_blocks() {
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
          blocks_.interest.at(i, j) += share * interest_.at(x, y);
          const float weight = share * weight_.at(x, y);
          if (weight <= 0) continue;
          const float* p = &rgb_.at(x, y);
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

  // That of the blocks around, and what a cell has beyond as far as mottling would not feign it.
  Image<float> find_gloss() const {
    Image<float> own(w_, h_);
    for_rows(threads_, h_, [&](int y) {
      std::vector<float> filter, around, unsure, bound;
      finer_row(found_.filter, blocks_.size, y, w_, filter);
      finer_row(found_.gloss, blocks_.size, y, w_, around);
      finer_row(found_.unsure, blocks_.size, y, w_, unsure);
      finer_row(found_.bound, blocks_.size, y, w_, bound);
      for (int x = 0; x < w_; ++x) {
        const auto k = static_cast<std::size_t>(x);
        const float* p = &rgb_.at(x, y);
        const float* f = filter.data() + 4 * k;
        const float seen = f[0] * p[0] + f[1] * p[1] + f[2] * p[2] + f[3];
        const float off = seen - around[k];
        const float feigned = kFeigned * unsure[k];
        const float told = off * off * off / (off * off + feigned * feigned + 1e-12f);
        const float most = std::min({p[0], p[1], p[2], luma(p) - bound[k]});
        own.at(x, y) = std::max(0.0f, std::min(around[k] + told, most));
      }
    });
    return own;
  }

  // Luminance of the body around every cell, hair and other dark details left out.
  Image<float> find_level(const Image<float>& gloss) const {
    Image<float> level;
    for (int round = 0; round < 2; ++round) {
      Image<float> sums(w_, h_, 2);
      for_rows(threads_, h_, [&](int y) {
        for (int x = 0; x < w_; ++x) {
          const float own = std::max(0.0f, luma(&rgb_.at(x, y)) - gloss.at(x, y));
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
      level = filled(std::move(sums), factor_ > 1 ? 1 : 2);
    }
    return level;
  }

  const ReducedPhoto& reduced_;
  int threads_, factor_, w_, h_;
  Image<float> rgb_, weight_, interest_;
  Image<std::uint8_t> clipped_;
  Blocks blocks_;
  GlossBlocks found_;
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
                        const Image<std::uint8_t>& interest, const Surface* surface, int threads,
                        SkinMap& map) {
  BodyMapper mapper(reduced, threads);
  map.step_px = mapper.step_px();
  map.noise = noise_of(reduced, likelihood);
  mapper.gather(likelihood, interest);
  mapper.find_blocks(is_curved(surface, reduced.width_px, reduced.height_px) ? surface : nullptr);
  mapper.fill(map);
}

}  // namespace smp::scalp
