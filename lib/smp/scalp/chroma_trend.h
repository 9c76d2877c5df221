#pragma once  // Internal to the module: how the body colour of skin drifts over a photo.
#include <array>

#include "smp/base/image.h"
#include "smp/scalp/gloss_filter.h"

namespace smp::scalp {

using Rgb = std::array<float, 3>;

/// Tells gloss by colour next to skin of one body colour.
struct GlossGauge {
  Rgb filter{};       ///< gloss = filter . light
  float feigned = 0;  ///< standard deviation of what mottling feigns, as a share of the luminance

  /// @param chroma body colour at luminance 1.
  explicit GlossGauge(const Rgb& chroma);
  float share(const float* light) const {
    return filter[0] * light[0] + filter[1] * light[1] + filter[2] * light[2];
  }
  /// How much light of luminance 1 tells about the body: 1, less where it has gloss, 0..1.
  float trust(const float* light) const;
};

/// Blocks of cells, as colour varies slowly.
struct Blocks {
  int size = 1;           ///< cells
  Image<float> light;     ///< 4 channels: mean of light at luminance 1 times weight, and of weights
  Image<float> level;     ///< luminance of the weighted cells; 0: none
  Image<float> interest;  ///< share of cells that will be treated
};

/// Body colour at luminance 1 as a polynomial of second degree in the place and linear in the shade:
/// light wraps around a head further in red.
class ChromaTrend {
 public:
  /// Fits all blocks with skin, those of interest most, and the saturated more than the pale.
  explicit ChromaTrend(const Blocks& blocks);
  /// @param level luminance of the block; 0: unknown.
  Rgb at(int x, int y, float level) const;

 private:
  static constexpr std::size_t kTerms = 7;
  using Terms = std::array<double, kTerms>;
  using Equations = std::array<std::array<double, kTerms + 3>, kTerms>;
  Terms terms(int x, int y, float level) const;
  bool place(const Blocks& blocks);
  void fit(const Blocks& blocks, bool first);
  void solve(Equations& m);

  std::array<std::array<double, 3>, kTerms> coefficients_{};  // of 1, x, y, x^2, xy, y^2, darkness
  double x0_ = 0, y0_ = 0, scale_ = 1, level0_ = 1;
  bool only_interest_ = false;
};

}  // namespace smp::scalp
