#include <tiffio.h>

#include <algorithm>
#include <cstring>

#include "photo/sample_files.h"

namespace smp::test {
namespace {

struct Memory {
  Bytes bytes;
  std::size_t at = 0;
};
Memory& memory_of(thandle_t handle) { return *static_cast<Memory*>(handle); }

TIFF* open_for_writing(Memory& memory, bool big_endian) {
  return TIFFClientOpen(
      "sample", big_endian ? "wb" : "wl", &memory,
      [](thandle_t handle, void* out, tmsize_t count) -> tmsize_t {
        Memory& m = memory_of(handle);
        const std::size_t size =
            std::min(static_cast<std::size_t>(count), m.bytes.size() - std::min(m.at, m.bytes.size()));
        std::memcpy(out, m.bytes.data() + m.at, size);
        m.at += size;
        return static_cast<tmsize_t>(size);
      },
      [](thandle_t handle, void* data, tmsize_t count) -> tmsize_t {
        Memory& m = memory_of(handle);
        const auto size = static_cast<std::size_t>(count);
        m.bytes.resize(std::max(m.bytes.size(), m.at + size));
        std::memcpy(m.bytes.data() + m.at, data, size);
        m.at += size;
        return count;
      },
      [](thandle_t handle, toff_t offset, int whence) -> toff_t {
        Memory& m = memory_of(handle);
        return m.at = offset + (whence == SEEK_CUR ? m.at : whence == SEEK_END ? m.bytes.size() : 0);
      },
      [](thandle_t) { return 0; }, [](thandle_t handle) -> toff_t { return memory_of(handle).bytes.size(); },
      [](thandle_t, void**, toff_t*) { return 0; }, [](thandle_t, void*, toff_t) {});
}

void set_tags(TIFF* tiff, int width, int height, int channels, const TiffSpec& spec) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, spec.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, spec.sample_format);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, spec.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, spec.compression);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, spec.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  if (spec.predictor != 1) TIFFSetField(tiff, TIFFTAG_PREDICTOR, spec.predictor);
  if (spec.compression == COMPRESSION_JPEG) {
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 95);
    if (spec.photometric == PHOTOMETRIC_YCBCR) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
  if (spec.photometric == PHOTOMETRIC_YCBCR && spec.compression != COMPRESSION_JPEG)
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 1, 1);
  if (spec.orientation) TIFFSetField(tiff, TIFFTAG_ORIENTATION, spec.orientation);
  if (spec.extra >= 0) {
    const std::uint16_t kind = static_cast<std::uint16_t>(spec.extra);
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
  if (!spec.icc.empty())
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(spec.icc.size()), spec.icc.data());
  if (!spec.text.empty()) {
    for (const std::uint32_t tag :
         {TIFFTAG_DOCUMENTNAME, TIFFTAG_IMAGEDESCRIPTION, TIFFTAG_MAKE, TIFFTAG_MODEL, TIFFTAG_SOFTWARE,
          TIFFTAG_ARTIST, TIFFTAG_HOSTCOMPUTER, TIFFTAG_COPYRIGHT})
      TIFFSetField(tiff, tag, spec.text.c_str());
    TIFFSetField(tiff, TIFFTAG_XMLPACKET, static_cast<std::uint32_t>(spec.text.size()), spec.text.data());
  }
}

}  // namespace

template <class T>
Bytes tiff_file(const Image<T>& samples, const TiffSpec& given) {
  TiffSpec spec = given;
  spec.bits = 8 * static_cast<int>(sizeof(T));
  Memory memory;
  TIFF* tiff = open_for_writing(memory, spec.big_endian);
  const int channels = samples.channels(), width = samples.width(), height = samples.height();
  set_tags(tiff, width, height, channels, spec);
  const int planes = spec.planar ? channels : 1, step = spec.planar ? 1 : channels;
  if (spec.tiled) {
    constexpr int kTile = 32;
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kTile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kTile);
    for (int plane = 0; plane < planes; ++plane)
      for (int y0 = 0; y0 < height; y0 += kTile)
        for (int x0 = 0; x0 < width; x0 += kTile) {
          Image<T> tile(kTile, kTile, step, T{});
          for (int y = y0; y < std::min(height, y0 + kTile); ++y)
            for (int x = x0; x < std::min(width, x0 + kTile); ++x)
              for (int c = 0; c < step; ++c)
                tile.at(x - x0, y - y0, c) = samples.at(x, y, spec.planar ? plane : c);
          TIFFWriteTile(tiff, tile.row(0), static_cast<std::uint32_t>(x0), static_cast<std::uint32_t>(y0), 0,
                        static_cast<std::uint16_t>(plane));
        }
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
    Image<T> row(width, 1, step);
    for (int plane = 0; plane < planes; ++plane)
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x)
          for (int c = 0; c < step; ++c) row.at(x, 0, c) = samples.at(x, y, spec.planar ? plane : c);
        TIFFWriteScanline(tiff, row.row(0), static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(plane));
      }
  }
  TIFFClose(tiff);
  return memory.bytes;
}

template Bytes tiff_file(const Image<std::uint8_t>&, const TiffSpec&);
template Bytes tiff_file(const Image<std::uint16_t>&, const TiffSpec&);
template Bytes tiff_file(const Image<float>&, const TiffSpec&);

Bytes packed_tiff_file(int width, int height, const std::vector<Bytes>& rows, const TiffSpec& spec) {
  Memory memory;
  TIFF* tiff = open_for_writing(memory, spec.big_endian);
  set_tags(tiff, width, height, 1, spec);
  if (spec.photometric == PHOTOMETRIC_PALETTE) {
    std::vector<std::uint16_t> table[3];
    for (int channel = 0; channel < 3; ++channel)
      for (int i = 0; i < 1 << spec.bits; ++i)
        table[channel].push_back(static_cast<std::uint16_t>(257 * ((i * (channel + 3) * 7) % 256)));
    TIFFSetField(tiff, TIFFTAG_COLORMAP, table[0].data(), table[1].data(), table[2].data());
  }
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
  for (int y = 0; y < height; ++y) {
    Bytes row = rows[static_cast<std::size_t>(y)];
    TIFFWriteScanline(tiff, row.data(), static_cast<std::uint32_t>(y), 0);
  }
  TIFFClose(tiff);
  return memory.bytes;
}

}  // namespace smp::test
