#pragma once  // What the readers and writers of the formats share. Private to the module.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "smp/base/error.h"
#include "smp/photo/photo.h"
#include "smp/photo/write.h"

namespace smp {

using ByteView = std::span<const std::uint8_t>;

/// A picture as stored: not turned, not colour managed.
struct Decoded {
  PixelBuffer pixels;               ///< 3 or 4 channels; grey is repeated
  PhotoInfo info;                   ///< width and height as stored
  std::vector<std::uint8_t> icc;    ///< the embedded profile, if any
  std::optional<ColorSpace> color;  ///< set where the container names the space without a profile
  std::optional<JpegStyle> jpeg;
  std::vector<std::string> notes;
};

/// A refusal of the content; the file's name is added further out.
inline Error bad_photo(std::string cause, std::string advice = {}) {
  return Error(ErrorKind::kBadInput, {"", "", std::move(cause), std::move(advice)});
}
/// The usual refusal of a damaged file.
inline Error damaged(const char* format, const char* how = "the file is damaged or cut short") {
  return bad_photo(std::string(how) + " (" + format + ")", "export the photo again");
}

/// Throws where a header exceeds the limits or is empty.
void check_size(std::uint64_t width, std::uint64_t height, const PhotoLimits& limits);

// Header only. Width and height are as stored.
PhotoInfo inspect_jpeg(ByteView bytes, const PhotoLimits& limits);
PhotoInfo inspect_png(ByteView bytes, const PhotoLimits& limits);
PhotoInfo inspect_tiff(ByteView bytes, const PhotoLimits& limits);
PhotoInfo inspect_webp(ByteView bytes, const PhotoLimits& limits);
PhotoInfo inspect_heic(ByteView bytes, const PhotoLimits& limits);

Decoded decode_jpeg(ByteView bytes, const PhotoLimits& limits);
Decoded decode_png(ByteView bytes, const PhotoLimits& limits);
Decoded decode_tiff(ByteView bytes, const PhotoLimits& limits);
Decoded decode_webp(ByteView bytes, const PhotoLimits& limits);
Decoded decode_heic(ByteView bytes, const PhotoLimits& limits);

// Whole files in memory. `icc` is our own profile of the photo's space.
std::vector<std::uint8_t> encode_jpeg(const Photo& photo, ByteView icc, std::optional<int> quality,
                                      const RowProgress* progress);
std::vector<std::uint8_t> encode_png(const Photo& photo, ByteView icc);
std::vector<std::uint8_t> encode_tiff(const Photo& photo, ByteView icc);
std::vector<std::uint8_t> encode_webp(const Photo& photo, ByteView icc);

}  // namespace smp
