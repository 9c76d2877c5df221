#include "smp/photo/tiff_layout.h"

#include <fmt/format.h>
#include <tiffio.h>

#include "smp/photo/codec.h"
#include "smp/photo/orientation.h"

namespace smp {
namespace {

constexpr std::uint64_t kMaxTileBytes = std::uint64_t{256} << 20;

[[noreturn]] void refuse(const char* kind) {
  throw bad_photo(fmt::format("this TIFF {}, which is not supported", kind),
                  "export it as an 8- or 16-bit RGB or grey TIFF");
}

int short_tag(TIFF* tiff, std::uint32_t tag) {
  std::uint16_t value = 0;
  return TIFFGetFieldDefaulted(tiff, tag, &value) ? value : 0;
}

void check_samples(TIFF* tiff, const TiffLayout& layout) {
  const int format = short_tag(tiff, TIFFTAG_SAMPLEFORMAT);
  if (format == SAMPLEFORMAT_IEEEFP) refuse("stores floating-point numbers");
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID) refuse("stores signed or complex numbers");
  const bool one_sample = layout.is_grey() || layout.photometric == PHOTOMETRIC_PALETTE;
  const bool few_bits = layout.bits == 1 || layout.bits == 2 || layout.bits == 4;
  if (layout.bits != 8 && layout.bits != 16 &&
      !(few_bits && one_sample && (layout.samples == 1 || layout.planar)))
    refuse(fmt::format("has {} bits per sample", layout.bits).c_str());
  if (!TIFFIsCODECConfigured(static_cast<std::uint16_t>(layout.compression)))
    refuse("uses a rare compression");
}

void check_color(TIFF* tiff, TiffLayout& layout) {
  int needed = 1;
  switch (layout.photometric) {
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE:
      break;
    case PHOTOMETRIC_PALETTE:
      if (layout.bits > 8) refuse("has a palette of 16 bits");
      break;
    case PHOTOMETRIC_RGB:
      needed = 3;
      break;
    case PHOTOMETRIC_YCBCR:
      needed = 3;
      if (layout.bits != 8) refuse("stores YCbCr in 16 bits");
      if (layout.compression == COMPRESSION_JPEG && !layout.planar)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      else
        layout.library_rgb = true;
      break;
    case PHOTOMETRIC_SEPARATED:
      needed = 4;
      if (short_tag(tiff, TIFFTAG_INKSET) != INKSET_CMYK) refuse("stores other inks than CMYK");
      if (layout.planar) refuse("stores CMYK in planes");
      break;
    default:
      refuse("has an unusual colour model");
  }
  if (layout.samples < needed) throw damaged("TIFF");
}

// The first extra sample that is an alpha channel; others are ignored.
void find_alpha(TIFF* tiff, TiffLayout& layout) {
  std::uint16_t count = 0;
  const std::uint16_t* kinds = nullptr;
  if (layout.is_cmyk() || layout.photometric == PHOTOMETRIC_PALETTE || layout.library_rgb ||
      !TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds))
    return;
  for (int i = 0; i < count && i < layout.samples; ++i)
    if (kinds[i] == EXTRASAMPLE_ASSOCALPHA || kinds[i] == EXTRASAMPLE_UNASSALPHA) {
      layout.alpha_sample = layout.samples - count + i;
      layout.premultiplied = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
      break;
    }
  if (layout.alpha_sample < (layout.is_grey() ? 1 : 3)) layout.alpha_sample = -1;
}

}  // namespace

bool TiffLayout::is_grey() const {
  return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
}
bool TiffLayout::is_cmyk() const { return photometric == PHOTOMETRIC_SEPARATED; }

PhotoInfo TiffLayout::info() const {
  PhotoInfo info;
  info.format = PhotoFormat::kTiff;
  info.width = static_cast<int>(width);
  info.height = static_cast<int>(height);
  info.bits = bits == 16 ? 16 : 8;
  info.has_alpha = alpha_sample >= 0;
  info.grey = is_grey();
  info.orientation = orientation;
  return info;
}

TiffLayout read_tiff_layout(TIFF* tiff, const PhotoLimits& limits) {
  TiffLayout layout;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
  check_size(layout.width, layout.height, limits);
  std::uint16_t photometric = 0;
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric)) throw damaged("TIFF");
  layout.photometric = photometric;
  layout.bits = short_tag(tiff, TIFFTAG_BITSPERSAMPLE);
  layout.samples = short_tag(tiff, TIFFTAG_SAMPLESPERPIXEL);
  layout.compression = short_tag(tiff, TIFFTAG_COMPRESSION);
  layout.planar = short_tag(tiff, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE && layout.samples > 1;
  layout.orientation = valid_orientation(short_tag(tiff, TIFFTAG_ORIENTATION));
  if (layout.samples < 1 || layout.samples > 16) refuse("has too many channels");
  check_samples(tiff, layout);
  check_color(tiff, layout);
  find_alpha(tiff, layout);
  if (TIFFIsTiled(tiff)) {
    const std::uint64_t bytes = TIFFTileSize64(tiff);
    if (bytes == 0 || bytes > kMaxTileBytes) throw damaged("TIFF");
  }
  return layout;
}

}  // namespace smp
