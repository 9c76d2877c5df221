#include "photo/sample_files.h"

#include <png.h>
#include <webp/encode.h>
#include <webp/mux.h>
#include <zlib.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <jpeglib.h>

namespace smp::test {
namespace {

double wave(int x, int y, int channel, int width, int height) {
  const double u = (x + 0.5) / width, v = (y + 0.5) / height;
  const double base[4] = {0.2 + 0.6 * u, 0.3 + 0.5 * v, 0.8 - 0.5 * u * v, 0.1 + 0.8 * (u + v) / 2};
  return base[channel] + 0.05 * std::sin(x * 0.9 + channel) * std::cos(y * 0.7);
}

template <class T>
Image<T> waves(int width, int height, int channels) {
  Image<T> image(width, height, channels);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        image.at(x, y, c) = static_cast<T>(std::lround(wave(x, y, c, width, height) * static_cast<T>(~T{0})));
  return image;
}

void put32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put(Bytes& out, std::initializer_list<int> values) {
  for (const int value : values) out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

Image<std::uint8_t> picture(int width, int height, int channels) {
  return waves<std::uint8_t>(width, height, channels);
}
Image<std::uint16_t> deep_picture(int width, int height, int channels) {
  return waves<std::uint16_t>(width, height, channels);
}

Photo photo_of(PixelBuffer pixels, PhotoFormat format) {
  Photo photo;
  photo.pixels = std::move(pixels);
  photo.format = format;
  return photo;
}

FileBytes as_file(Bytes bytes, std::string name) { return {std::move(name), std::move(bytes), {}}; }
Photo decoded(const Bytes& bytes) { return decode_photo(as_file(bytes)); }
const Image<std::uint8_t>& pixels8(const Photo& photo) { return std::get<Image<std::uint8_t>>(photo.pixels); }
const Image<std::uint16_t>& pixels16(const Photo& photo) {
  return std::get<Image<std::uint16_t>>(photo.pixels);
}

Bytes jpeg_file(const Image<std::uint8_t>& image, const JpegSpec& spec) {
  jpeg_compress_struct codec = {};
  jpeg_error_mgr errors = {};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &data, &size);
  codec.image_width = static_cast<JDIMENSION>(image.width());
  codec.image_height = static_cast<JDIMENSION>(image.height());
  codec.input_components = spec.channels;
  codec.in_color_space = spec.channels == 1 ? JCS_GRAYSCALE : spec.channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&codec);
  if (spec.as_rgb) jpeg_set_colorspace(&codec, JCS_RGB);
  if (spec.channels == 4 && spec.adobe) jpeg_set_colorspace(&codec, JCS_YCCK);
  if (spec.channels == 4 && !spec.adobe) codec.write_Adobe_marker = FALSE;
  jpeg_set_quality(&codec, spec.quality, TRUE);
  codec.dct_method = JDCT_ISLOW;
  for (std::size_t i = 0; spec.channels == 3 && i < 3; ++i) {
    codec.comp_info[i].h_samp_factor = spec.sampling[i].first;
    codec.comp_info[i].v_samp_factor = spec.sampling[i].second;
  }
  codec.restart_in_rows = spec.restart_rows;
  jpeg_scan_info scans[3] = {};
  if (spec.progressive) jpeg_simple_progression(&codec);
  if (spec.separate_scans) {
    for (int i = 0; i < 3; ++i) scans[i] = {1, {i}, 0, 63, 0, 0};
    codec.scan_info = scans;
    codec.num_scans = 3;
  }
  jpeg_start_compress(&codec, TRUE);
  for (int y = 0; y < image.height(); ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(image.row(y));
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  Bytes bytes(data, data + size);
  std::free(data);
  return bytes;
}

Bytes with_jpeg_marker(Bytes jpeg, int marker, const Bytes& payload) {
  const std::size_t length = payload.size() + 2;
  Bytes segment = {0xFF, static_cast<std::uint8_t>(marker), static_cast<std::uint8_t>(length >> 8),
                   static_cast<std::uint8_t>(length)};
  segment.insert(segment.end(), payload.begin(), payload.end());
  jpeg.insert(jpeg.begin() + 2, segment.begin(), segment.end());
  return jpeg;
}

Bytes png_file(int width, int height, const std::vector<Bytes>& rows, const PngSpec& spec,
               const std::vector<std::array<std::uint8_t, 4>>& palette) {
  Bytes out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep data, std::size_t count) {
        auto& bytes = *static_cast<Bytes*>(png_get_io_ptr(p));
        bytes.insert(bytes.end(), data, data + count);
      },
      [](png_structp) {});
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), spec.depth,
               spec.color_type, spec.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!palette.empty()) {
    std::vector<png_color> colors;
    Bytes alpha;
    for (const auto& entry : palette) {
      colors.push_back({entry[0], entry[1], entry[2]});
      alpha.push_back(entry[3]);
    }
    png_set_PLTE(png, info, colors.data(), static_cast<int>(colors.size()));
    png_set_tRNS(png, info, alpha.data(), static_cast<int>(alpha.size()), nullptr);
  }
  png_write_info(png, info);
  std::vector<png_bytep> pointers;
  for (const Bytes& row : rows) pointers.push_back(const_cast<png_bytep>(row.data()));
  png_write_image(png, pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

Bytes with_png_chunk(Bytes png, const std::string& type, const Bytes& payload) {
  Bytes chunk;
  put32(chunk, static_cast<std::uint32_t>(payload.size()));
  for (const char letter : type) chunk.push_back(static_cast<std::uint8_t>(letter));
  chunk.insert(chunk.end(), payload.begin(), payload.end());
  put32(chunk,
        static_cast<std::uint32_t>(::crc32(0, chunk.data() + 4, static_cast<unsigned>(chunk.size() - 4))));
  png.insert(png.begin() + 33, chunk.begin(), chunk.end());  // behind the header chunk
  return png;
}

Bytes webp_file(const Image<std::uint8_t>& image, bool lossless) {
  std::uint8_t* data = nullptr;
  const int stride = static_cast<int>(image.row_elements());
  std::size_t size = 0;
  const std::uint8_t* in = image.row(0);
  if (image.channels() == 4)
    size = lossless ? WebPEncodeLosslessRGBA(in, image.width(), image.height(), stride, &data)
                    : WebPEncodeRGBA(in, image.width(), image.height(), stride, 95, &data);
  else
    size = lossless ? WebPEncodeLosslessRGB(in, image.width(), image.height(), stride, &data)
                    : WebPEncodeRGB(in, image.width(), image.height(), stride, 95, &data);
  Bytes bytes(data, data + size);
  WebPFree(data);
  return bytes;
}

Bytes with_webp_chunk(const Bytes& webp, const char* type, const Bytes& payload) {
  const WebPData file = {webp.data(), webp.size()}, chunk = {payload.data(), payload.size()};
  WebPMux* mux = WebPMuxCreate(&file, 1);
  WebPMuxSetChunk(mux, type, &chunk, 1);
  WebPData out = {nullptr, 0};
  WebPMuxAssemble(mux, &out);
  Bytes bytes(out.bytes, out.bytes + out.size);
  WebPDataClear(&out);
  WebPMuxDelete(mux);
  return bytes;
}

Bytes exif_block(int orientation, const std::string& description, bool with_header) {
  Bytes out;
  if (with_header) put(out, {'E', 'x', 'i', 'f', 0, 0});
  const std::string text = description + std::string(5, '\0');
  put32(out, 0x4D4D002A);  // big-endian TIFF
  put32(out, 8);
  put(out, {0, 2});
  put(out, {0x01, 0x0E, 0, 2});  // description
  put32(out, static_cast<std::uint32_t>(text.size()));
  put32(out, 38);
  put(out, {0x01, 0x12, 0, 3});  // orientation
  put32(out, 1);
  put(out, {0, orientation, 0, 0});
  put32(out, 0);
  for (const char letter : text) out.push_back(static_cast<std::uint8_t>(letter));
  return out;
}

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace smp::test
