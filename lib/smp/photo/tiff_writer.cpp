// TIFF by libtiff: interleaved strips, deflate at level 1 with horizontal differencing, little-endian.
#include <tiffio.h>

#include <algorithm>

#include "smp/photo/codec.h"
#include "smp/photo/pixel_rows.h"
#include "smp/photo/tiff_handle.h"

namespace smp {
namespace {

constexpr std::size_t kStripBytes = 256 * 1024;

void set_tags(TIFF* tiff, const Photo& photo, ByteView icc) {
  const int channels = photo.has_alpha() ? 4 : 3;
  const std::size_t row_bytes =
      static_cast<std::size_t>(photo.width()) * static_cast<std::size_t>(channels * photo.bits() / 8);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(photo.width()));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(photo.height()));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, photo.bits());
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP,
               static_cast<std::uint32_t>(std::max<std::size_t>(1, kStripBytes / row_bytes)));
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 1);
  TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(icc.size()), icc.data());
  if (photo.has_alpha()) {
    const std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
}

// Differencing works in the row that is handed over, so that has to be a copy.
bool write_rows(TIFF* tiff, const Photo& photo) {
  std::vector<std::uint16_t> row(static_cast<std::size_t>(photo.width()) * 4);
  for (int y = 0; y < photo.height(); ++y) {
    if (photo.bits() == 16)
      row16(photo, y, row.data());
    else
      row8(photo, y, reinterpret_cast<std::uint8_t*>(row.data()));
    if (TIFFWriteScanline(tiff, row.data(), static_cast<std::uint32_t>(y), 0) != 1) return false;
  }
  return true;
}

}  // namespace

std::vector<std::uint8_t> encode_tiff(const Photo& photo, ByteView icc) {
  TiffMemory memory;
  memory.writing = true;
  TiffHandle tiff = open_tiff(memory);
  bool done = tiff != nullptr;
  if (done) {
    set_tags(tiff.get(), photo, icc);
    done = write_rows(tiff.get(), photo) && TIFFFlush(tiff.get());
    tiff.reset();
  }
  if (!done || memory.failed)
    throw Error(ErrorKind::kCannotCreate, {"", "", "the result cannot be stored as a TIFF", "choose PNG"});
  return std::move(memory.out);
}

}  // namespace smp
