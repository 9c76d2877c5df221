// The dichromatic model (optics notes, section 9) over millimetres: light = body + gloss (1, 1, 1). The body
// is a drifting colour times smooth shading; gloss, colour and shading are found in turn.
#include "smp/scalp/gloss_blocks.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "smp/scalp/diffuse_light.h"
#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

constexpr int kRounds = 4;           // more would call ever more of the pale skin gloss
constexpr int kColourReach = 1;      // blocks over which their colour is averaged, three times
constexpr int kGlossReach = 2;       // blocks over which gloss is averaged, twice: mottling is smaller
constexpr float kTrendPull = 1.0f;   // weight of the trend beside that of the blocks around
constexpr float kFewWeight = 1e-3f;  // of blocks that show next to no skin
constexpr float kElsewhere = 0.3f;   // weight of a surface's skin that is of no interest
constexpr float kMelanin = 0.045f, kBlood = 0.045f;  // mottling over millimetres, optical density
constexpr float kMostGloss = 0.9f;                   // of a block's light
// What must be exceeded to count as gloss, in standard deviations of what mottling and shading feign.
constexpr float kFeignedWide = 0.5f, kFeignedHere = 2.0f;
// Without a surface, or with one that does not fit, shading is known so badly that light must be brighter
// than expected and than most skin; less so the darker the skin is, as gloss then shows by its colour. kPale:
// feigned share of the light.
constexpr float kPale = 0.03f, kUsualPale = 0.9f, kUsualDark = 0.7f;

// Scatter of skin around the shading of a surface: phantoms of known shape leave 0.03 to 0.09, photos with an
// ellipsoid laid over the head 0.10 to 0.20.
constexpr float kGoodFit = 0.08f, kBadFit = 0.11f;

class Estimator {
 public:
  Estimator(const Blocks& blocks, double block_px, const Surface* surface)
      : seen_(blocks),
        bodies_(blocks),
        w_(blocks.light.width()),
        h_(blocks.light.height()),
        shaped_(surface != nullptr),
        wanted_(wanted_of(blocks, surface)),
        shading_(w_, h_, block_px, surface, wanted_) {
    out_.gloss = Image<float>(w_, h_, 1, 0.0f);
    out_.unsure = Image<float>(w_, h_, 1, 0.0f), out_.bound = Image<float>(w_, h_, 1, 0.0f);
    out_.filter = Image<float>(w_, h_, 4, 0.0f), out_.chroma = Image<float>(w_, h_, 3);
  }

  GlossBlocks run() && {
    for (int round = 0; round < kRounds; ++round) {
      find_colour();
      shading_.fit(bodies_.level, weights());
      find_filters();
      find_gloss();
      take_gloss_off();
    }
    return std::move(out_);
  }

 private:
  static Image<float> wanted_of(const Blocks& blocks, const Surface* surface) {
    Image<float> wanted = blocks.interest;
    const bool any =
        std::any_of(wanted.values().begin(), wanted.values().end(), [](float v) { return v > 0; });
    if (!any) std::fill(wanted.values().begin(), wanted.values().end(), 1.0f);
    if (any && surface != nullptr)
      for (float& v : wanted.values()) v = std::max(v, kElsewhere);
    return wanted;
  }

  Image<float> weights() const {
    Image<float> out(w_, h_);
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) out.at(x, y) = seen_.light.at(x, y, 3);
    return out;
  }

  // Of the wanted skin: middle of the luminance.
  float usual_level() const {
    std::vector<float> levels;
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x)
        if (wanted_.at(x, y) * seen_.light.at(x, y, 3) > 0.25f) levels.push_back(bodies_.level.at(x, y));
    if (levels.empty()) return 0;
    const auto middle = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
    std::nth_element(levels.begin(), middle, levels.end());
    return *middle;
  }

  Rgb chroma_at(int x, int y) const {
    const float* p = &out_.chroma.at(x, y);
    return {p[0], p[1], p[2]};
  }

  // Of the blocks without the gloss found so far: a trend, and towards the trusted blocks around.
  void find_colour() {
    const ChromaTrend trend(bodies_);
    Image<float> far(w_, h_, 3), sums(w_, h_, 4, 0.0f);
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) {
        const Rgb chroma = trend.at(x, y, bodies_.level.at(x, y));
        std::copy(chroma.begin(), chroma.end(), &far.at(x, y));
        const float* light = &bodies_.light.at(x, y);
        if (light[3] < kFewWeight) continue;
        const Rgb unit = {light[0] / light[3], light[1] / light[3], light[2] / light[3]};
        const float weight = light[3] * GlossGauge(chroma).trust(unit.data());
        for (std::size_t c = 0; c < 3; ++c)
          sums.at(x, y, static_cast<int>(c)) = weight * (unit[c] - chroma[c]);
        sums.at(x, y, 3) = weight;
      }
    smooth(sums, kColourReach, 3);
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x)
        for (int c = 0; c < 3; ++c)
          out_.chroma.at(x, y, c) =
              std::max(0.02f, far.at(x, y, c) + sums.at(x, y, c) / (sums.at(x, y, 3) + kTrendPull));
  }

  // A shape that was drawn by hand around a head tells shading badly; what the fit leaves says so.
  float trust_in_shape() const {
    return shaped_ ? std::clamp((kBadFit - shading_.scatter()) / (kBadFit - kGoodFit), 0.0f, 1.0f) : 0.0f;
  }

  // Shading is known where the fit holds, else only colour tells.
  void find_filters() {
    const float trust = trust_in_shape();
    const float usual = trust < 1 ? (1 - trust) * usual_level() : 0.0f;
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) {
        const bool known = shading_.level().at(x, y) > 0;
        const float level = std::max(1e-3f, known ? shading_.level().at(x, y) : bodies_.level.at(x, y));
        const float shade = known ? shading_.scatter() : 1.0f;
        const Rgb chroma = chroma_at(x, y);
        const Rgb weights = gloss_weights(
            chroma, {.gloss = 1, .shading = shade, .melanin = kMelanin, .blood = kBlood, .noise = 0.01f});
        float of_body = 0;
        for (std::size_t c = 0; c < 3; ++c) of_body += weights[c] * chroma[c];
        float* filter = &out_.filter.at(x, y);
        std::copy(weights.begin(), weights.end(), filter);
        filter[3] = -of_body * level;
        const float mottled = feigned_gloss(weights, chroma, {.melanin = kMelanin, .blood = kBlood});
        out_.unsure.at(x, y) = level * std::hypot(mottled, shade * of_body);
        const float sure = std::clamp(1 - out_.unsure.at(x, y) / (kPale * level), 0.0f, 1.0f);
        const float doubt = trust + (1 - trust) * sure;  // standard deviations of shading
        out_.bound.at(x, y) = std::max(known ? (1 - doubt * shade) * level : 0.0f,
                                       (kUsualPale + sure * (kUsualDark - kUsualPale)) * usual);
      }
  }

  // Averaged as widely as highlights reach, then sharper where blocks differ by more than mottling would.
  void find_gloss() {
    Image<float> own(w_, h_, 1, 0.0f), sums(w_, h_, 2, 0.0f);
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) {
        const float* light = &seen_.light.at(x, y);
        if (light[3] < kFewWeight) continue;
        const float* f = &out_.filter.at(x, y);
        const float level = seen_.level.at(x, y);
        own.at(x, y) = (f[0] * light[0] + f[1] * light[1] + f[2] * light[2]) / light[3] * level + f[3];
        const float most = std::min(kMostGloss * level, level - out_.bound.at(x, y));
        own.at(x, y) = std::min(own.at(x, y), most);
        sums.at(x, y, 0) = light[3] * own.at(x, y), sums.at(x, y, 1) = light[3];
      }
    smooth(sums, kGlossReach, 2);
    Image<float> wide(w_, h_);
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) {
        const float mean = std::max(0.0f, sums.at(x, y, 0) / (sums.at(x, y, 1) + 1e-3f));
        const float doubt = kFeignedWide * out_.unsure.at(x, y) + 1e-6f;
        wide.at(x, y) = mean * mean * mean / (mean * mean + doubt * doubt);
      }
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) {
        const float weight = seen_.light.at(x, y, 3);
        const float off = own.at(x, y) - wide.at(x, y), unsure = out_.unsure.at(x, y) + 1e-6f;
        const float told =
            weight < kFewWeight
                ? 0
                : off * off * off / (off * off + kFeignedHere * kFeignedHere * unsure * unsure);
        sums.at(x, y, 0) = weight * told, sums.at(x, y, 1) = weight;
      }
    smooth(sums, 1, 1);
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x)
        out_.gloss.at(x, y) =
            std::max(0.0f, wide.at(x, y) + sums.at(x, y, 0) / (sums.at(x, y, 1) + kFewWeight));
  }

  void take_gloss_off() {
    for (int y = 0; y < h_; ++y)
      for (int x = 0; x < w_; ++x) {
        const float* seen = &seen_.light.at(x, y);
        float* body = &bodies_.light.at(x, y);
        const float level = seen_.level.at(x, y);
        if (seen[3] < kFewWeight || !(level > 0)) continue;
        const float share = std::min(out_.gloss.at(x, y) / level, 0.8f);
        Rgb unit;
        for (std::size_t c = 0; c < 3; ++c)
          unit[c] = std::max(0.01f, seen[c] / seen[3] - share) / (1 - share);
        const float doubt = share / 0.15f;
        body[3] = seen[3] / (1 + doubt * doubt);  // what is left is the less certain
        for (std::size_t c = 0; c < 3; ++c) body[c] = unit[c] * body[3];
        bodies_.level.at(x, y) = (1 - share) * level;
      }
  }

  const Blocks& seen_;
  Blocks bodies_;
  int w_, h_;
  bool shaped_;
  Image<float> wanted_;
  DiffuseLight shading_;
  GlossBlocks out_;
};

}  // namespace

GlossBlocks gloss_of_blocks(const Blocks& blocks, double block_px, const Surface* surface) {
  return Estimator(blocks, block_px, surface).run();
}

}  // namespace smp::scalp
