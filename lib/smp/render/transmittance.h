#pragma once  // From dots to the transmittance of every pixel.
#include <vector>

#include "smp/base/image.h"
#include "smp/render/dot_tables.h"

namespace smp {

/// Transmittance T per pixel and channel, evaluated tile by tile so that a frame never exists as
/// floats. T = F + (1 - F) prod (T_i - F) / (1 - F) over the dots i (optics notes, section 5).
class TransmittanceField {
 public:
  static constexpr int kTilePx = 64;

  /// Draws the tails. @param width, height of the photo in px; dots outside reach into it.
  TransmittanceField(DrawnDots dots, int width, int height, int threads);

  /// Tiles that some dot reaches, row by row. All other pixels have T = 1.
  const std::vector<PixelRect>& tiles() const { return tiles_; }

  /// T of tile `index`, row by row, `kTilePx` per row; the caller's buffer holds kTilePx^2 entries.
  /// Pixels out of reach of every dot are exactly 1. Thread-safe.
  void evaluate(std::size_t index, std::vector<Float4>& transmittance) const;

  // The same in two steps, for callers that use a row while it is at hand: sums of log transmittance
  // above the floor for a tile, then `finish_row` on each row's first `width` entries.
  void sum(std::size_t index, std::vector<Float4>& sums) const;
  void finish_row(Float4* row, int width) const;

 private:
  struct Grid {  // tail sums at the centres of step x step px cells
    int step = 0, x0_px = 0, y0_px = 0;
    Image<Float4> sums;
  };
  void bin_dots(int threads);
  void draw_tails(int threads);
  void draw_tail_band(int first_row, int last_row, const std::vector<std::uint32_t>& dots);
  void draw_cores(const PixelRect& tile, const std::vector<std::uint32_t>& dots,
                  std::vector<Float4>& sums) const;
  void add_tails(const PixelRect& tile, std::vector<Float4>& sums) const;

  DrawnDots drawn_;
  int width_, height_;
  Grid grid_;
  std::vector<PixelRect> tiles_;
  std::vector<std::vector<std::uint32_t>> cores_of_tile_;  // in the order of the dots
};

}  // namespace smp
