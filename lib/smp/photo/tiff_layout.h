#pragma once  // What the tags of a TIFF say about its pixels. Private to the TIFF codec.
#include <cstdint>

#include "smp/photo/photo.h"

struct tiff;  // TIFF of tiffio.h

namespace smp {

struct TiffLayout {
  std::uint32_t width = 0, height = 0;
  int bits = 8;         ///< of a stored sample: 1, 2, 4, 8 or 16
  int samples = 1;      ///< per pixel
  int photometric = 0;  ///< PHOTOMETRIC_*
  int compression = 1;  ///< COMPRESSION_*
  bool planar = false;  ///< each sample in a plane of its own
  int alpha_sample = -1;
  bool premultiplied = false;
  bool library_rgb = false;  ///< subsampled YCbCr: pixels only through libtiff's own conversion
  int orientation = 1;

  bool is_grey() const;
  bool is_cmyk() const;
  int channels() const { return alpha_sample >= 0 ? 4 : 3; }
  PhotoInfo info() const;
};

/// Reads and checks the tags of the current directory; throws Error where the kind is not supported or
/// exceeds the limits.
TiffLayout read_tiff_layout(tiff* handle, const PhotoLimits& limits);

}  // namespace smp
