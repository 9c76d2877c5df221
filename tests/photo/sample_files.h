#pragma once  // Photo files made in memory by the codec libraries themselves, independent of our writers.
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "smp/base/error.h"
#include "smp/base/image.h"
#include "smp/photo/photo.h"
#include "smp/photo/write.h"

namespace smp::test {

using Bytes = std::vector<std::uint8_t>;

/// Smooth colours with some texture, different in every corner.
Image<std::uint8_t> picture(int width, int height, int channels = 3);
Image<std::uint16_t> deep_picture(int width, int height, int channels = 3);
Photo photo_of(PixelBuffer pixels, PhotoFormat format = PhotoFormat::kPng);

FileBytes as_file(Bytes bytes, std::string name = "sample");
Photo decoded(const Bytes& bytes);
/// The pixels; they must have 8 bits.
const Image<std::uint8_t>& pixels8(const Photo& photo);
const Image<std::uint16_t>& pixels16(const Photo& photo);
/// Mean absolute difference in codes; infinite where the shapes differ.
template <class T>
double mean_difference(const Image<T>& a, const Image<T>& b) {
  if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels()) return 1e30;
  double sum = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i)
    sum += a.values()[i] > b.values()[i] ? a.values()[i] - b.values()[i] : b.values()[i] - a.values()[i];
  return sum / static_cast<double>(a.values().size());
}

struct JpegSpec {
  int quality = 95;
  std::array<std::pair<int, int>, 3> sampling = {{{1, 1}, {1, 1}, {1, 1}}};
  bool progressive = false;
  int restart_rows = 0;
  int channels = 3;             ///< of the JPEG: 1, 3 or 4
  bool as_rgb = false;          ///< three channels without conversion to YCbCr
  bool adobe = true;            ///< CMYK with Adobe's marker, hence inverted YCCK
  bool separate_scans = false;  ///< one scan for each component
};
/// `image` has 1, 3 or 4 (CMYK as stored) channels, as `spec.channels`.
Bytes jpeg_file(const Image<std::uint8_t>& image, const JpegSpec& spec = {});
Bytes with_jpeg_marker(Bytes jpeg, int marker, const Bytes& payload);

struct PngSpec {
  int color_type = 2;  ///< as in the header: 0, 2, 3, 4 or 6
  int depth = 8;
  bool interlaced = false;
};
/// `rows` holds the packed bytes of every row, most significant byte first.
Bytes png_file(int width, int height, const std::vector<Bytes>& rows, const PngSpec& spec,
               const std::vector<std::array<std::uint8_t, 4>>& palette = {});
Bytes with_png_chunk(Bytes png, const std::string& type, const Bytes& payload);

struct TiffSpec {
  bool big_endian = false, tiled = false, planar = false;
  int compression = 1;  ///< COMPRESSION_NONE
  int photometric = 2;  ///< PHOTOMETRIC_RGB
  int extra = -1;       ///< kind of the last sample, or none
  int orientation = 0;
  int bits = 8;
  int sample_format = 1;  ///< SAMPLEFORMAT_UINT
  int predictor = 1;
  std::string text;  ///< in every text tag
  Bytes icc;
};
/// `samples` in host order, `channels` per pixel; T is uint8, uint16 or float.
template <class T>
Bytes tiff_file(const Image<T>& samples, const TiffSpec& spec = {});
/// One sample of 1 to 8 bits per pixel from rows packed as TIFF stores them.
Bytes packed_tiff_file(int width, int height, const std::vector<Bytes>& rows, const TiffSpec& spec);

Bytes webp_file(const Image<std::uint8_t>& image, bool lossless);
Bytes with_webp_chunk(const Bytes& webp, const char* type, const Bytes& payload);

/// A TIFF structure as EXIF holds it, with an orientation and a description.
Bytes exif_block(int orientation, const std::string& description = "", bool with_header = true);
Bytes bytes_of(const std::string& text);

}  // namespace smp::test
