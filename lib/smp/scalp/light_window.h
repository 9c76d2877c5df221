#pragma once  // Internal to the module: small windows of a photo at full resolution in linear light.
#include <array>
#include <vector>

#include "smp/color/matrix.h"
#include "smp/photo/photo.h"

namespace smp::scalp {

/// Linear light of single pixels; tables are made once. Thread-safe. Keeps a reference to the photo.
class LightReader {
 public:
  explicit LightReader(const Photo& photo);

  /// 3 channels, linear sRGB, of a rectangle inside the photo.
  Image<float> srgb(const PixelRect& rect) const;
  /// 3 channels of the photo's own primaries: what its sensor noise is independent in.
  Image<float> own(const PixelRect& rect) const;
  /// Standard deviation that rounding to codes adds at linear light `v`.
  double rounding(double v) const;

 private:
  const Photo& photo_;
  Matrix3 to_srgb_;
  std::array<std::vector<float>, 3> linear_;
};

/// Luminance of a window in linear sRGB.
Image<float> luma_of(const Image<float>& rgb);

/// A rectangle of `size` px around a place, moved inside the photo and cut where that is smaller.
PixelRect window_around(const Photo& photo, double x, double y, int size);

}  // namespace smp::scalp
