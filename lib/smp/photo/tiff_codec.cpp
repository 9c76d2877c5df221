// TIFF by libtiff, from memory: the first page; strips and tiles, interleaved and planar.
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <optional>

#include "smp/color/icc.h"
#include "smp/photo/codec.h"
#include "smp/photo/tiff_handle.h"
#include "smp/photo/tiff_layout.h"

namespace smp {
namespace {

// Puts runs of stored samples where they belong in an RGB(A) picture.
template <class T>
class SamplePlacer {
 public:
  SamplePlacer(TIFF* tiff, const TiffLayout& layout, Decoded& decoded);

  /// `count` pixels of row `y` from `x` on. `plane` is the sample's index, or -1 where `samples` holds all
  /// samples of each pixel.
  void place(const std::uint8_t* samples, int plane, int x, int y, int count);
  bool wants(int plane) const {
    return plane < (layout_.photometric == PHOTOMETRIC_RGB ? 3 : 1) || plane == layout_.alpha_sample;
  }
  Image<T> finish();

 private:
  static constexpr unsigned kMax = static_cast<T>(~T{0});
  unsigned sample(const std::uint8_t* samples, std::size_t index) const;
  void place_cmyk(const T* in, T* out, int count);
  void read_palette(TIFF* tiff);

  const TiffLayout& layout_;
  Image<T> image_;
  std::optional<IccToSrgb> convert_;
  std::array<std::array<T, 3>, 256> palette_{};
};

template <class T>
SamplePlacer<T>::SamplePlacer(TIFF* tiff, const TiffLayout& layout, Decoded& decoded)
    : layout_(layout),
      image_(static_cast<int>(layout.width), static_cast<int>(layout.height), layout.channels()) {
  if (layout.photometric == PHOTOMETRIC_PALETTE) read_palette(tiff);
  if (!layout.is_cmyk()) return;
  if (!decoded.icc.empty())
    convert_ = IccToSrgb::create(decoded.icc, IccToSrgb::Pixels::kCmyk, sizeof(T) * 8);
  decoded.icc.clear();
  decoded.notes.push_back(convert_
                              ? "CMYK photo converted to sRGB by its colour profile"
                              : "CMYK photo without a usable colour profile: its colours are an estimate");
}

template <class T>
void SamplePlacer<T>::read_palette(TIFF* tiff) {
  const std::uint16_t* table[3] = {};
  if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &table[0], &table[1], &table[2])) throw damaged("TIFF");
  const std::size_t entries = std::size_t{1} << layout_.bits;
  // Some writers forget that entries have 16 bits.
  bool small = true;
  for (const std::uint16_t* channel : table)
    small = small && *std::max_element(channel, channel + entries) < 256;
  for (std::size_t i = 0; i < entries; ++i)
    for (std::size_t channel = 0; channel < 3; ++channel)
      palette_[i][channel] = static_cast<T>(small ? table[channel][i] : table[channel][i] >> 8);
}

template <class T>
unsigned SamplePlacer<T>::sample(const std::uint8_t* samples, std::size_t index) const {
  if (layout_.bits >= 8) return reinterpret_cast<const T*>(samples)[index];
  const std::size_t bit = index * static_cast<std::size_t>(layout_.bits);
  const unsigned mask = (1u << layout_.bits) - 1;
  return samples[bit / 8] >> (8 - layout_.bits - static_cast<int>(bit % 8)) & mask;
}

template <class T>
void SamplePlacer<T>::place_cmyk(const T* in, T* out, int count) {
  const auto step = static_cast<std::size_t>(layout_.samples);
  if (convert_ && step == 4) return convert_->row(in, out, static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i, in += step, out += 3) {
    if (convert_) {
      convert_->row(in, out, 1);
      continue;
    }
    for (int channel = 0; channel < 3; ++channel) {
      const std::uint64_t light = std::uint64_t{kMax - in[channel]} * (kMax - in[3]);
      out[channel] = static_cast<T>((light + kMax / 2) / kMax);
    }
  }
}

template <class T>
void SamplePlacer<T>::place(const std::uint8_t* samples, int plane, int x, int y, int count) {
  const int channels = image_.channels();
  T* out = image_.row(y) + x * channels;
  if (layout_.is_cmyk()) return place_cmyk(reinterpret_cast<const T*>(samples), out, count);
  const std::size_t step = plane < 0 ? static_cast<std::size_t>(layout_.samples) : 1;
  if (layout_.alpha_sample >= 0 && (plane < 0 || plane == layout_.alpha_sample)) {
    const std::size_t at = plane < 0 ? static_cast<std::size_t>(layout_.alpha_sample) : 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      out[i * 4 + 3] = static_cast<T>(sample(samples, i * step + at));
    if (plane >= 0) return;
  }
  const unsigned scale = layout_.bits < 8 ? 255 / ((1u << layout_.bits) - 1) : 1;
  const bool negative = layout_.photometric == PHOTOMETRIC_MINISWHITE;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i, out += channels) {
    if (layout_.photometric == PHOTOMETRIC_PALETTE) {
      std::copy_n(palette_[sample(samples, i * step)].begin(), 3, out);
    } else if (layout_.is_grey()) {
      const unsigned value = sample(samples, i * step) * scale;
      std::fill_n(out, 3, static_cast<T>(negative ? kMax - value : value));
    } else if (plane < 0) {
      std::copy_n(reinterpret_cast<const T*>(samples) + i * step, 3, out);
    } else {
      out[plane] = static_cast<T>(sample(samples, i));
    }
  }
}

template <class T>
Image<T> SamplePlacer<T>::finish() {
  if (!layout_.premultiplied || layout_.alpha_sample < 0) return std::move(image_);
  for (int y = 0; y < image_.height(); ++y) {
    T* pixel = image_.row(y);
    for (int x = 0; x < image_.width(); ++x, pixel += 4)
      for (int channel = 0; channel < 3 && pixel[3] != 0; ++channel)
        pixel[channel] = static_cast<T>(
            std::min<std::uint64_t>(kMax, (std::uint64_t{pixel[channel]} * kMax + pixel[3] / 2) / pixel[3]));
  }
  return std::move(image_);
}

template <class T>
void read_strips(TIFF* tiff, const TiffLayout& layout, SamplePlacer<T>& placer) {
  std::vector<std::uint16_t> row(static_cast<std::size_t>(TIFFScanlineSize64(tiff)) / 2 +
                                 1);  // aligned for T
  const int planes = layout.planar ? layout.samples : 1;
  for (int plane = 0; plane < planes; ++plane) {
    if (layout.planar && !placer.wants(plane)) continue;
    for (std::uint32_t y = 0; y < layout.height; ++y) {
      if (TIFFReadScanline(tiff, row.data(), y, static_cast<std::uint16_t>(plane)) != 1)
        throw damaged("TIFF");
      placer.place(reinterpret_cast<const std::uint8_t*>(row.data()), layout.planar ? plane : -1, 0,
                   static_cast<int>(y), static_cast<int>(layout.width));
    }
  }
}

template <class T>
void read_tiles(TIFF* tiff, const TiffLayout& layout, SamplePlacer<T>& placer) {
  std::uint32_t tile_width = 0, tile_height = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tile_width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &tile_height);
  const auto row_bytes = static_cast<std::size_t>(TIFFTileRowSize64(tiff));
  std::vector<std::uint16_t> tile(static_cast<std::size_t>(TIFFTileSize64(tiff)) / 2 + 1);
  if (tile_width == 0 || tile_height == 0 || row_bytes * tile_height > tile.size() * 2) throw damaged("TIFF");
  const int planes = layout.planar ? layout.samples : 1;
  for (int plane = 0; plane < planes; ++plane) {
    if (layout.planar && !placer.wants(plane)) continue;
    for (std::uint64_t y0 = 0; y0 < layout.height; y0 += tile_height)
      for (std::uint64_t x0 = 0; x0 < layout.width; x0 += tile_width) {
        if (TIFFReadTile(tiff, tile.data(), static_cast<std::uint32_t>(x0), static_cast<std::uint32_t>(y0), 0,
                         static_cast<std::uint16_t>(plane)) < 0)
          throw damaged("TIFF");
        const auto rows = std::min<std::uint64_t>(tile_height, layout.height - y0);
        const auto count = static_cast<int>(std::min<std::uint64_t>(tile_width, layout.width - x0));
        for (std::uint64_t y = 0; y < rows; ++y)
          placer.place(reinterpret_cast<const std::uint8_t*>(tile.data()) + y * row_bytes,
                       layout.planar ? plane : -1, static_cast<int>(x0), static_cast<int>(y0 + y), count);
      }
  }
}

// Subsampled YCbCr that libtiff does not convert row by row.
Image<std::uint8_t> read_by_library(TIFF* tiff, const TiffLayout& layout) {
  char message[1024] = "";
  TIFFRGBAImage reader;
  if (!TIFFRGBAImageBegin(&reader, tiff, /*stop=*/1, message)) throw damaged("TIFF");
  struct End {
    TIFFRGBAImage& reader;
    ~End() { TIFFRGBAImageEnd(&reader); }
  } end{reader};
  reader.orientation = reader.req_orientation = ORIENTATION_TOPLEFT;  // turning is done elsewhere
  Image<std::uint8_t> image(static_cast<int>(layout.width), static_cast<int>(layout.height), 3);
  Image<std::uint32_t> raster(image.width(), image.height());
  if (!TIFFRGBAImageGet(&reader, raster.row(0), layout.width, layout.height)) throw damaged("TIFF");
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      const std::uint32_t pixel = raster.at(x, y);
      std::uint8_t* out = &image.at(x, y);
      out[0] = static_cast<std::uint8_t>(TIFFGetR(pixel));
      out[1] = static_cast<std::uint8_t>(TIFFGetG(pixel));
      out[2] = static_cast<std::uint8_t>(TIFFGetB(pixel));
    }
  return image;
}

template <class T>
Image<T> read_pixels(TIFF* tiff, const TiffLayout& layout, Decoded& decoded) {
  SamplePlacer<T> placer(tiff, layout, decoded);
  if (TIFFIsTiled(tiff))
    read_tiles(tiff, layout, placer);
  else
    read_strips(tiff, layout, placer);
  return placer.finish();
}

std::vector<std::uint8_t> read_profile(TIFF* tiff, const PhotoLimits& limits) {
  std::uint32_t size = 0;
  const std::uint8_t* data = nullptr;
  if (!TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &size, &data) || size > limits.max_metadata_bytes) return {};
  return {data, data + size};
}

}  // namespace

PhotoInfo inspect_tiff(ByteView bytes, const PhotoLimits& limits) {
  TiffMemory memory;
  memory.in = bytes;
  const TiffHandle tiff = open_tiff(memory);
  if (!tiff || memory.failed) throw damaged("TIFF");
  return read_tiff_layout(tiff.get(), limits).info();
}

Decoded decode_tiff(ByteView bytes, const PhotoLimits& limits) {
  TiffMemory memory;
  memory.in = bytes;
  const TiffHandle tiff = open_tiff(memory);
  if (!tiff || memory.failed) throw damaged("TIFF");
  const TiffLayout layout = read_tiff_layout(tiff.get(), limits);
  Decoded decoded;
  decoded.info = layout.info();
  decoded.icc = read_profile(tiff.get(), limits);
  if (TIFFLastDirectory(tiff.get()) == 0) decoded.notes.push_back("only the first page of the TIFF is used");
  memory.decoding = true;
  if (layout.library_rgb)
    decoded.pixels = read_by_library(tiff.get(), layout);
  else if (layout.bits == 16)
    decoded.pixels = read_pixels<std::uint16_t>(tiff.get(), layout, decoded);
  else
    decoded.pixels = read_pixels<std::uint8_t>(tiff.get(), layout, decoded);
  if (memory.failed) throw damaged("TIFF");
  return decoded;
}

}  // namespace smp
