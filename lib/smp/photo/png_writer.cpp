// PNG by libpng: filter "sub" and run-length deflate at level 1, half the time of plain level 1 and no
// larger.
#include <png.h>
#include <zlib.h>

#include <bit>

#include "smp/photo/codec.h"
#include "smp/photo/pixel_rows.h"

namespace smp {
namespace {

void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void ignore(png_structp, png_const_charp) {}

void append(png_structp png, png_bytep data, std::size_t count) {
  auto& out = *static_cast<std::vector<std::uint8_t>*>(png_get_io_ptr(png));
  try {
    out.insert(out.end(), data, data + count);
  } catch (...) {
    png_error(png, "no memory");
  }
}
void flush(png_structp) {}

class PngWriter {
 public:
  explicit PngWriter(std::vector<std::uint8_t>& out) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, ignore);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) {
      png_destroy_write_struct(&png_, nullptr);
      throw std::bad_alloc();
    }
    png_set_write_fn(png_, &out, append, flush);
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  void start(const Photo& photo, ByteView icc);
  void start_grey16(int width, int height);
  void write_row(const void* row) {
    guarded([&] { png_write_row(png_, static_cast<png_const_bytep>(row)); });
  }
  void finish() {
    guarded([&] { png_write_end(png_, info_); });
  }

 private:
  // A failure jumps back here, so bodies hold nothing with a destructor.
  template <class Body>
  void guarded(Body&& body) {
    if (setjmp(png_jmpbuf(png_)) != 0)
      throw Error(ErrorKind::kCannotCreate, {"", "", "the result cannot be stored as a PNG", ""});
    body();
  }

  png_structp png_;
  png_infop info_;
};

void PngWriter::start(const Photo& photo, ByteView icc) {
  guarded([&] {
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(photo.width()),
                 static_cast<png_uint_32>(photo.height()), photo.bits(),
                 photo.has_alpha() ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_set_compression_level(png_, 1);
    png_set_compression_strategy(png_, Z_RLE);
    png_set_iCCP(png_, info_, "ICC profile", PNG_COMPRESSION_TYPE_BASE, icc.data(),
                 static_cast<png_uint_32>(icc.size()));
    png_write_info(png_, info_);
    if (photo.bits() == 16 && std::endian::native == std::endian::little) png_set_swap(png_);
  });
}

void PngWriter::start_grey16(int width, int height) {
  guarded([&] {
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 16,
                 PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
    png_write_info(png_, info_);
    if (std::endian::native == std::endian::little) png_set_swap(png_);
  });
}

}  // namespace

std::vector<std::uint8_t> encode_grey16_png(const Image<std::uint16_t>& codes) {
  std::vector<std::uint8_t> out;
  PngWriter writer(out);
  writer.start_grey16(codes.width(), codes.height());
  for (int y = 0; y < codes.height(); ++y) writer.write_row(codes.row(y));
  writer.finish();
  return out;
}

std::vector<std::uint8_t> encode_png(const Photo& photo, ByteView icc) {
  std::vector<std::uint8_t> out;
  PngWriter writer(out);
  writer.start(photo, icc);
  const bool deep = photo.bits() == 16;
  const int channels = photo.has_alpha() ? 4 : 3;
  Image<std::uint8_t> shallow_row(deep ? 0 : photo.width(), 1, channels);
  Image<std::uint16_t> deep_row(deep ? photo.width() : 0, 1, channels);
  for (int y = 0; y < photo.height(); ++y) {
    if (deep) {
      row16(photo, y, deep_row.row(0));
      writer.write_row(deep_row.row(0));
    } else {
      row8(photo, y, shallow_row.row(0));
      writer.write_row(shallow_row.row(0));
    }
  }
  writer.finish();
  return out;
}

}  // namespace smp
