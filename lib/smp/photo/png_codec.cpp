// PNG by libpng. Strict: bad checksums in any chunk, missing rows, surplus data and a missing end are errors.
#include <png.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "smp/photo/codec.h"
#include "smp/photo/orientation.h"

namespace smp {
namespace {

constexpr std::size_t kSignatureSize = 8;

struct Source {
  ByteView bytes;
  std::size_t at = 0;
};

void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }

// Warnings about text or colour chunks are about data that is not used or judged elsewhere; those about
// pixels count.
void warn(png_structp png, png_const_charp message) {
  const std::string_view text(message ? message : "");
  for (const std::string_view chunk : {"IDAT", "IHDR", "PLTE", "tRNS"})
    if (text.find(chunk) != text.npos) png_longjmp(png, 1);
}

void read_bytes(png_structp png, png_bytep out, std::size_t count) {
  Source& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (source.bytes.size() - source.at < count) png_error(png, "cut short");
  std::memcpy(out, source.bytes.data() + source.at, count);
  source.at += count;
}

// The first eXIf chunk, wherever it stands; libpng would give it only after the pixels.
ByteView find_exif(ByteView bytes) {
  for (std::size_t at = kSignatureSize; bytes.size() - at >= 12;) {
    const std::uint8_t* p = bytes.data() + at;
    const std::size_t size =
        std::size_t{p[0]} << 24 | std::size_t{p[1]} << 16 | std::size_t{p[2]} << 8 | p[3];
    if (size > bytes.size() - at - 12) break;
    if (std::memcmp(p + 4, "eXIf", 4) == 0) return bytes.subspan(at + 8, size);
    at += 12 + size;
  }
  return {};
}

// libpng reports errors by jumping back to `guarded`, so its bodies hold nothing with a destructor.
class PngReader {
 public:
  PngReader(ByteView bytes, const PhotoLimits& limits);
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  void read_header();
  PhotoInfo info() const;
  std::vector<std::uint8_t> icc() const;
  int channels() const { return has_alpha() ? 4 : 3; }
  template <class T>
  Image<T> read_pixels();

 private:
  bool has_alpha() const {
    return (color_type_ & PNG_COLOR_MASK_ALPHA) || png_get_valid(png_, info_, PNG_INFO_tRNS);
  }
  template <class Body>
  void guarded(Body&& body) {
    if (setjmp(png_jmpbuf(png_)) != 0) throw damaged("PNG");
    body();
  }

  Source source_;
  const PhotoLimits& limits_;
  png_structp png_;
  png_infop info_;
  int color_type_ = 0;
  png_uint_32 width_ = 0, height_ = 0;
  int depth_ = 0;
};

PngReader::PngReader(ByteView bytes, const PhotoLimits& limits) : source_{bytes}, limits_(limits) {
  png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, warn);
  info_ = png_ ? png_create_info_struct(png_) : nullptr;
  if (!info_) {
    png_destroy_read_struct(&png_, nullptr, nullptr);
    throw std::bad_alloc();
  }
}

void PngReader::read_header() {
  guarded([&] {
    png_set_read_fn(png_, &source_, read_bytes);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // ours follow, with a better message
    png_set_chunk_malloc_max(png_, limits_.max_metadata_bytes);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    static const png_byte kUnread[] =
        "tEXt\0zTXt\0iTXt\0tIME\0pHYs\0sPLT\0hIST\0sCAL\0pCAL\0oFFs\0bKGD\0sBIT\0eXIf";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kUnread, static_cast<int>(sizeof kUnread / 5));
    png_read_info(png_, info_);
  });
  int interlace = 0;
  png_get_IHDR(png_, info_, &width_, &height_, &depth_, &color_type_, &interlace, nullptr, nullptr);
  check_size(width_, height_, limits_);
}

PhotoInfo PngReader::info() const {
  PhotoInfo info;
  info.format = PhotoFormat::kPng;
  info.width = static_cast<int>(width_);
  info.height = static_cast<int>(height_);
  info.bits = depth_ == 16 ? 16 : 8;
  info.has_alpha = has_alpha();
  info.grey = !(color_type_ & PNG_COLOR_MASK_COLOR);
  info.orientation = exif_orientation(find_exif(source_.bytes));
  return info;
}

std::vector<std::uint8_t> PngReader::icc() const {
  png_charp name = nullptr;
  png_bytep data = nullptr;
  png_uint_32 size = 0;
  int compression = 0;
  if (!png_get_iCCP(png_, info_, &name, &compression, &data, &size)) return {};
  return {data, data + size};
}

template <class T>
Image<T> PngReader::read_pixels() {
  Image<T> image(static_cast<int>(width_), static_cast<int>(height_), channels());
  int passes = 1;
  guarded([&] {
    png_set_expand(png_);  // palettes to RGB, few bits to 8, tRNS to alpha
    png_set_gray_to_rgb(png_);
    if (sizeof(T) == 2 && std::endian::native == std::endian::little) png_set_swap(png_);
    passes = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
  });
  if (png_get_rowbytes(png_, info_) != image.row_elements() * sizeof(T)) throw damaged("PNG");
  guarded([&] {
    for (int pass = 0; pass < passes; ++pass)
      for (int y = 0; y < image.height(); ++y)
        png_read_row(png_, reinterpret_cast<png_bytep>(image.row(y)), nullptr);
    png_read_end(png_, nullptr);
  });
  return image;
}

}  // namespace

PhotoInfo inspect_png(ByteView bytes, const PhotoLimits& limits) {
  PngReader reader(bytes, limits);
  reader.read_header();
  return reader.info();
}

Decoded decode_png(ByteView bytes, const PhotoLimits& limits) {
  PngReader reader(bytes, limits);
  reader.read_header();
  Decoded decoded;
  decoded.info = reader.info();
  decoded.icc = reader.icc();
  if (decoded.info.bits == 16)
    decoded.pixels = reader.read_pixels<std::uint16_t>();
  else
    decoded.pixels = reader.read_pixels<std::uint8_t>();
  return decoded;
}

}  // namespace smp
