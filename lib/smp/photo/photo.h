#pragma once  // Photos: reading them strictly, whatever the container.
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "smp/base/image.h"
#include "smp/color/color_space.h"
#include "smp/photo/file_bytes.h"

namespace smp {

enum class PhotoFormat { kJpeg, kPng, kTiff, kWebp, kHeic };
/// "JPEG", "PNG" ...
const char* name_of(PhotoFormat format);

/// What a photo may cost at most; compared with the header before anything is allocated for pixels.
struct PhotoLimits {
  int max_side = 20000;                                   ///< px, width and height
  double max_megapixels = 64;                             ///< width * height / 1e6
  std::size_t max_file_bytes = std::size_t{64} << 20;     ///< bytes of the file
  int max_scans = 100;                                    ///< scans of a progressive JPEG
  std::size_t max_metadata_bytes = std::size_t{8} << 20;  ///< one metadata chunk, unpacked
  friend bool operator==(const PhotoLimits&, const PhotoLimits&) = default;
};

/// How a JPEG was compressed, so that a result can be compressed alike.
struct JpegStyle {
  struct Component {
    int h = 1, v = 1;                              ///< sampling factors, 1 to 4
    std::array<std::uint16_t, 64> quantisation{};  ///< row by row, not zigzag
    friend bool operator==(const Component&, const Component&) = default;
  };
  std::vector<Component> components;  ///< 1 (grey) or 3 (Y, Cb, Cr)
  int approximate_quality = 0;        ///< 1 to 100 on the scale of libjpeg, from the luma table
  bool progressive = false;
  friend bool operator==(const JpegStyle&, const JpegStyle&) = default;
};

using PixelBuffer = std::variant<Image<std::uint8_t>, Image<std::uint16_t>>;

/// Upright pixels in the photo's own colour space.
struct Photo {
  PixelBuffer pixels;  ///< 3 channels (RGB) or 4 (RGBA, straight alpha; white where alpha is 0)
  ColorSpace color = ColorSpace::srgb();
  PhotoFormat format = PhotoFormat::kPng;  ///< of the source
  std::optional<JpegStyle> jpeg;           ///< of a JPEG source, except CMYK and RGB ones
  std::vector<std::string> notes;          ///< for the user, e.g. that a broken profile was ignored

  int width() const;
  int height() const;
  int bits() const { return pixels.index() == 0 ? 8 : 16; }
  bool has_alpha() const;
};

/// What the header of a photo says.
struct PhotoInfo {
  PhotoFormat format = PhotoFormat::kPng;
  int width = 0, height = 0;  ///< px, upright
  int bits = 8;               ///< per channel once decoded: 8 or 16
  bool has_alpha = false;
  bool grey = false;
  int orientation = 1;  ///< EXIF orientation still to be applied to the stored pixels, 1 to 8
};

/// Reads the header only and compares it with the limits; allocates no pixels.
/// All functions below throw `Error` naming the file: kBadInput where the content cannot be used or
/// exceeds a limit, kMissingInput where the file cannot be opened.
PhotoInfo inspect_photo(const FileBytes& file, const PhotoLimits& limits = {});

/// Decodes the first picture of the file. Strict: any sign of missing or damaged pixels is an error;
/// only a missing end marker of a JPEG whose pixels are complete is forgiven.
Photo decode_photo(const FileBytes& file, const PhotoLimits& limits = {});
Photo read_photo(const std::filesystem::path& path, const PhotoLimits& limits = {});

/// A grey picture from 0 to 255: grey as stored or the luma (Rec. 601) of RGB, 16 bits rounded to 8,
/// upright, alpha and profile ignored. Any readable format.
Image<std::uint8_t> decode_mask(const FileBytes& file, const PhotoLimits& limits = {});
Image<std::uint8_t> read_mask(const std::filesystem::path& path, const PhotoLimits& limits = {});

/// The values of a 16-bit one-channel PNG or TIFF, upright; anything else is refused.
Image<std::uint16_t> decode_depth(const FileBytes& file, const PhotoLimits& limits = {});
Image<std::uint16_t> read_depth(const std::filesystem::path& path, const PhotoLimits& limits = {});

}  // namespace smp
