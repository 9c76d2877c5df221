#pragma once  // Hair drawn over the skin of a photo: how much of every pixel it hides.
#include <cstdint>
#include <vector>

#include "smp/base/image.h"
#include "smp/color/lab.h"
#include "smp/geometry/hair_shaft.h"
#include "smp/render/mark.h"

namespace smp {

/// What drawn hair looks like.
struct HairLook {
  LinearRgb color{0.035, 0.03, 0.028};  ///< reflectance of the shafts
  /// Reflectance of the skin under them. The photo's skin over it (`SkinMap::body`) is the light that falls
  /// on the hair.
  LinearRgb skin{0.46, 0.30, 0.235};
  double blur_px = 0.7;  ///< of the camera, standard deviation
};

/// Shafts as coverage, evaluated tile by tile so that a frame never exists as floats. Thread-safe.
class HairLayer {
 public:
  static constexpr int kTilePx = 64;

  /// @param width, height of the photo in px; shafts outside reach into it.
  HairLayer(std::vector<HairShaft> shafts, const HairLook& look, int width, int height);

  const HairLook& look() const { return look_; }
  /// Tiles of the raster of `kTilePx` that some shaft reaches, row by row.
  const std::vector<PixelRect>& tiles() const { return tiles_; }

  /// A tile's pixels, row by row, `kTilePx` per row; `shade` is the brightness of what covers, relative to
  /// the hair colour and times `cover`. Blurred as the camera does. Both exactly 0 out of reach of every
  /// shaft.
  struct Tile {
    std::vector<float> cover, shade;
  };
  /// The tile at (x, y) of the raster, x and y multiples of `kTilePx`. False where no shaft reaches it.
  bool draw(int x, int y, Tile& out) const;

 private:
  HairLook look_;
  int width_, height_, columns_;
  std::vector<HairShaft> shafts_;
  std::vector<float> kernel_;  // of the blur: the middle and one side
  std::vector<PixelRect> tiles_;
  std::vector<std::vector<std::uint32_t>> shafts_of_;  // by place in the raster, in the order of the shafts
};

/// The grey spots that hairs make below the skin, as marks to be drawn with the dots: a bundle of dark shafts
/// at 0.3 mm, drawn out along the way they lie. Fair hair makes fainter ones.
/// @param hair reflectance of the shafts.
std::vector<Mark> root_marks(const std::vector<HairUnit>& units, const LinearRgb& hair);

}  // namespace smp
