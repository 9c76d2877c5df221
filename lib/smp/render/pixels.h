#pragma once  // Puts dots and drawn hair into a photo's pixels, in linear light, with grain.
#include <cstdint>
#include <memory>
#include <vector>

#include "smp/base/image.h"
#include "smp/base/row_progress.h"
#include "smp/color/color_space.h"
#include "smp/render/hair_layer.h"
#include "smp/render/redness.h"
#include "smp/render/thinned_hair.h"
#include "smp/render/transmittance.h"
#include "smp/scalp/skin_map.h"

namespace smp {

/// What the photo's light is made of, as far as is known.
struct PhotoLight {
  const SkinMap* skin = nullptr;  ///< null: no gloss, no hair
  NoiseModel noise;               ///< of the photo; none by default
  std::uint64_t seed = 0;         ///< of the grain
  bool grain = true;              ///< add the noise that darkening takes away
  /// Hair to be drawn over skin, gloss, dots and the photo's own hair; null: none.
  const HairLayer* hair = nullptr;
};

/// What there is to paint at one moment.
struct PhotoLayers {
  const TransmittanceField& dots;
  const HairLayer* hair = nullptr;  ///< drawn
  const RednessMap* redness = nullptr;
  const ThinnedHair* thinned = nullptr;  ///< the photo's own hair, changed before anything is drawn
  /// More pictures of the photo will follow: keeps what its pixels are made of, 8 bytes each. Never changes a
  /// result.
  bool more_to_come = false;
};

/// Tiles of the raster of 64 px in which a layer changes something, row by row.
std::vector<PixelRect> changed_tiles(const PhotoLayers& layers);

/// Paints moment after moment into copies of one photo; what depends on the photo alone is made once.
/// Thread-safe.
class PhotoPainter {
 public:
  /// @param light whose skin stays where it is; its hair is not used. @param bits of the photo, 8 or 16.
  PhotoPainter(const ColorSpace& color, const PhotoLight& light, int bits, int threads);
  ~PhotoPainter();
  PhotoPainter(PhotoPainter&&) noexcept;
  PhotoPainter& operator=(PhotoPainter&&) noexcept;

  /// As `apply_transmittance`, where T is that of dots and redness. @param pixels of the photo's bits.
  void paint(const PhotoLayers& layers, Image<std::uint8_t>& pixels, int threads,
             RowProgress* progress = nullptr) const;
  void paint(const PhotoLayers& layers, Image<std::uint16_t>& pixels, int threads,
             RowProgress* progress = nullptr) const;

 private:
  struct Shaders;
  std::unique_ptr<Shaders> shaders_;
};

/// out = gloss + (in - gloss) * T' in place, T' = 1 - (1 - T) (1 - hair), for every pixel that a dot
/// reaches (optics notes, sections 1 and 9), then hair drawn over that; all others keep their codes bit for
/// bit. T acts on linear sRGB, whatever primaries the photo has, because the dot model is stated in them.
/// With grain, noise is added up to what `light.noise` says of the new level, so that dots are no cleaner
/// than skin. Channels beyond the third (alpha) are left alone.
/// @param pixels 3 or 4 interleaved channels of 8 or 16 bits.
/// @param progress is told how far the picture is finished from its top; not finished at the end.
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
                         Image<std::uint8_t>& pixels, int threads, RowProgress* progress = nullptr);
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
                         Image<std::uint16_t>& pixels, int threads, RowProgress* progress = nullptr);

}  // namespace smp
