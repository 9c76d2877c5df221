#pragma once  // What the skin of a photo looks like at every place: body colour, gloss, hair.
#include <vector>

#include "smp/base/image.h"
#include "smp/color/lab.h"

namespace smp {
namespace scalp {
struct SplitRun;
}

/// Standard deviation of a photo's noise at linear light v: sqrt(read^2 + shot^2 v).
struct NoiseModel {
  double read = 0;        ///< where it is dark
  double shot = 0;        ///< at light 1, growing with the root of the light
  double grain_px = 0.5;  ///< standard deviation of the Gaussian that a white noise went through; 0 = white
};

/// Smooth maps on cells of `step_px` pixels (cell centres as in `ReducedPhoto`), to be interpolated.
/// Empty images: nothing is known and there is neither gloss nor hair.
struct SkinMap {
  int step_px = 1;
  /// 3 channels, linear sRGB: the light from inside the skin around here, as photographed (shading
  /// included), without gloss, hair and dark details.
  Image<float> body;
  Image<float> gloss;  ///< mean gloss around here, linear light, equal in all channels
  Image<float> hair;   ///< 0..1: how surely dark thin or tonal detail around here is hair and not skin relief
  LinearRgb hair_color{0.02, 0.02, 0.02};  ///< of the shafts, under the photo's own light
  double noise = 0.003;  ///< standard deviation of one channel at skin's level; gloss below 3 of it is none
};

/// Four floats moved as one; the first three are R, G, B in linear sRGB.
using SkinPixel = float __attribute__((vector_size(16)));

/// Splits pixels into surface reflection, body light and hair (optics notes, section 9). Thread-safe.
class SkinSplitter {
 public:
  /// @param threads <= 0: all; never changes the result.
  explicit SkinSplitter(const SkinMap& map, int threads = 1);
  bool empty() const { return map_.body.empty(); }

  /// Splits `width` pixels of photo row `y` from column `x0` on.
  /// @param light the photo's pixels in linear sRGB. @param gloss gets 0..min channel: the light to
  /// leave as it is. @param hair gets 0..1: share of the pixel hidden by hair shafts.
  void split(int y, int x0, int width, const SkinPixel* light, float* gloss, float* hair) const;

 private:
  struct Cell {
    SkinPixel gloss_of_light;  // gloss = first three . light + fourth
    SkinPixel around;          // luminance of the body, mean gloss, 1 / (body - hair) luminance, hair
  };
  // Between which cells' centres a row or column lies: `cell` (-1: before the first) and the next.
  struct Phase {
    int cell;
    float share;  // of the next
  };
  Phase phase_at(int px) const;
  void look_up(const Cell* upper, const Cell* lower, float below, int x0, int count, const SkinPixel* light,
               scalp::SplitRun& run) const;

  const SkinMap& map_;
  std::vector<Cell> cells_;
  std::vector<float> share_;  // by pixels right of a centre
};

}  // namespace smp
