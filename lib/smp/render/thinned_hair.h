#pragma once  // Native short hair of a photo made less or paler, as it would be years later.
#include <vector>

#include "smp/base/image.h"
#include "smp/geometry/scalp_map.h"
#include "smp/render/grain.h"
#include "smp/render/row_kernels.h"
#include "smp/scalp/hair_coat.h"

namespace smp {

/// What is left of the darkness of native hair: at every place the logarithm of what it lets pass is
/// multiplied by h, the mean light of the place with it; single hairs fade into the relief of bald skin.
/// Immutable, thread-safe. Keeps a reference to the coat.
class ThinnedHair {
 public:
  static constexpr int kTilePx = 64;

  /// @param left h at places in px, 0 (bare) to 1 (as photographed).
  ThinnedHair(const HairCoat& coat, const ScalpMap& left, int width, int height, int threads);

  /// Tiles of the raster of `kTilePx` where something changes, row by row.
  const std::vector<PixelRect>& tiles() const { return tiles_; }

  /// `width` pixels from (x, y) of the photo on: linear sRGB. Gloss stays. Noise is brought to the camera's
  /// at the new level. @param changed gets which pixels are no longer the photo's.
  void over(int x, int y, int width, const float* gloss, Grain::Run grain, NoiseVariance noise, Float4* light,
            bool* changed) const;

 private:
  // At the centre of a block; linear between.
  struct Change {
    Float4 log_light{};  // of the coat; last: not used
    Float4 log_gain{};   // of the light; last: what is lost of the contrast of single hairs, 0..1
  };
  void find_tiles(int width, int height);

  int block_px_ = 1, columns_ = 0, rows_ = 0;
  std::vector<Change> changes_;
  std::vector<PixelRect> tiles_;
};

}  // namespace smp
