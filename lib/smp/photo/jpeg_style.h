#pragma once  // How a JPEG was compressed. Private to the JPEG codec.
#include <optional>

#include "smp/photo/photo.h"

struct jpeg_compress_struct;
struct jpeg_decompress_struct;

namespace smp {

/// Style of a JPEG whose decompression has started; nothing where it is neither grey nor YCbCr.
std::optional<JpegStyle> style_of(const jpeg_decompress_struct& codec);

/// Sets tables and sampling of a started compressor for three-channel YCbCr output. Where the style is
/// grey, chroma gets the standard table of about the same quality, at full size.
void apply_style(jpeg_compress_struct& codec, const JpegStyle& style);

/// Sets the sampling factors of the style alone.
void apply_sampling(jpeg_compress_struct& codec, const JpegStyle& style);

}  // namespace smp
