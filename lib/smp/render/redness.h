#pragma once  // Skin that is red around fresh dots: blood under it takes green and blue light.
#include <vector>

#include "smp/base/image.h"
#include "smp/color/lab.h"
#include "smp/geometry/metric.h"
#include "smp/optics/skin_response.h"
#include "smp/render/dot_tables.h"

namespace smp {

/// One dot that irritates the skin around it.
struct RedSpot {
  Point2 center_px;
  Metric2 metric_mm2;  ///< of the surface, mm^2 per px^2
  double redness = 0;  ///< 0 to 1
};

/// What more blood in the skin multiplies its light with: green and blue fall together, red hardly (the bands
/// of haemoglobin), by as much as adds `a_star` to the a* of this skin. @param a_star >= 0; where no amount
/// of blood gives as much, the most there is.
PerChannel redness_factors(const LinearRgb& skin, double a_star);

/// Redness is smooth over the scalp and even within the work: around every dot it falls to 0 over 4.5 mm, and
/// from `kFullRednessPerCm2` dots on it is that of the single dot. Immutable, thread-safe.
class RednessMap {
 public:
  static constexpr int kTilePx = 64;

  RednessMap() = default;
  /// @param factors at redness 1. @param width, height of the photo in px.
  RednessMap(const std::vector<RedSpot>& spots, const PerChannel& factors, int width, int height,
             int threads);

  /// Tiles of the raster of `kTilePx` where skin is red, row by row.
  const std::vector<PixelRect>& tiles() const { return tiles_; }
  /// Multiplies `width` pixels from (x, y) of the photo on; by exactly 1 out of reach of every spot.
  void over(int x, int y, int width, Float4* transmittance) const;
  /// 0 to 1.
  float at(int x, int y) const;

 private:
  // The cell before a pixel, and how far towards the next one it lies.
  struct Between {
    int cell;
    float share;
  };
  Between between(int px) const;
  float row_at(int column, const Between& row) const;
  void find_tiles(int width, int height);
  int step_ = 8;  // px of a cell; values are those of the cells' centres
  Image<float> cells_;
  Float4 taken_{};
  std::vector<PixelRect> tiles_;
};

inline constexpr double kFullRednessPerCm2 = 60;  // sparse work irritates less [assumption]

}  // namespace smp
