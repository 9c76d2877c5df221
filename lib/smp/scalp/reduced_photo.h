#pragma once  // A photo at a coarse scale in linear light: what a survey looks at first.
#include <cstdint>

#include "smp/base/image.h"
#include "smp/geometry/polygon.h"
#include "smp/photo/photo.h"

namespace smp {

/// One cell for every step_px x step_px pixels, from the top left; cells at the right and bottom may
/// be cut. Cell (i, j) holds pixels [i * step, (i + 1) * step) x [j * step, (j + 1) * step).
struct ReducedPhoto {
  int step_px = 1;
  int width_px = 0, height_px = 0;  ///< of the photo
  Image<float> rgb;                 ///< 3 channels, linear sRGB: mean of up to 3 x 3 pixels of the cell
  Image<float> darkest;             ///< least luminance among those pixels
  Image<float> brightest;           ///< greatest luminance among them
  Image<std::uint8_t> clipped;      ///< how many of them have a channel at its highest code
  Image<std::uint8_t> samples;      ///< how many there are, 1 to 9

  int width() const { return rgb.width(); }
  int height() const { return rgb.height(); }
  /// Centre of a cell in px.
  Point2 center_px(int i, int j) const { return {(i + 0.5) * step_px, (j + 0.5) * step_px}; }
};

/// Cells a survey needs at least; the step is the largest that leaves as many, where the photo has them.
inline constexpr int kSurveyCells = 110'000;

ReducedPhoto reduce_photo(const Photo& photo, int threads);

/// Cells of `reduced` whose centre lies inside an outline in px: 255, else 0.
Image<std::uint8_t> cells_in(const ReducedPhoto& reduced, const Polygon& outline_px);
/// A mask picture of the photo's size at the cells' centres.
Image<std::uint8_t> cells_of_mask(const ReducedPhoto& reduced, const Image<std::uint8_t>& mask);

}  // namespace smp
