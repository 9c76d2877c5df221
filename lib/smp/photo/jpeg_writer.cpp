// JPEG by libjpeg-turbo: baseline, not optimised (a second pass over the picture for 5 % of the size).
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "smp/photo/codec.h"
#include "smp/photo/jpeg_error.h"
#include "smp/photo/jpeg_style.h"
#include "smp/photo/pixel_rows.h"

namespace smp {
namespace {

constexpr int kDefaultQuality = 92;
constexpr int kBatchRows = 16;

bool is_lossless(PhotoFormat format) { return format == PhotoFormat::kPng || format == PhotoFormat::kTiff; }

class JpegWriter {
 public:
  JpegWriter() {
    codec_.err = errors_.manager();
    run([&] {
      jpeg_create_compress(&codec_);
      jpeg_mem_dest(&codec_, &data_, &size_);
    });
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
  ~JpegWriter() {
    jpeg_destroy_compress(&codec_);
    std::free(data_);
  }

  void start(const Photo& photo, ByteView icc, std::optional<int> quality);
  void write_rows(JSAMPROW* rows, int count) {
    run([&] {
      for (int done = 0; done < count;)
        done += static_cast<int>(
            jpeg_write_scanlines(&codec_, rows + done, static_cast<JDIMENSION>(count - done)));
    });
  }
  std::vector<std::uint8_t> finish() {
    run([&] { jpeg_finish_compress(&codec_); });
    return {data_, data_ + size_};
  }

 private:
  template <class Body>
  void run(Body&& body) {
    if (!errors_.guarded(body))
      throw Error(ErrorKind::kCannotCreate,
                  {"", "", "the result cannot be stored as a JPEG", "choose PNG or TIFF"});
  }

  JpegErrors errors_;
  jpeg_compress_struct codec_ = {};
  unsigned char* data_ = nullptr;
  unsigned long size_ = 0;
};

void JpegWriter::start(const Photo& photo, ByteView icc, std::optional<int> quality) {
  run([&] {
    codec_.image_width = static_cast<JDIMENSION>(photo.width());
    codec_.image_height = static_cast<JDIMENSION>(photo.height());
    codec_.input_components = 3;
    codec_.in_color_space = JCS_EXT_RGB;
    jpeg_set_defaults(&codec_);
    jpeg_set_quality(&codec_, std::clamp(quality.value_or(kDefaultQuality), 1, 100), TRUE);
    if (photo.jpeg && quality)
      apply_sampling(codec_, *photo.jpeg);
    else if (photo.jpeg)
      apply_style(codec_, *photo.jpeg);
    else if (is_lossless(photo.format))
      codec_.comp_info[0].h_samp_factor = codec_.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&codec_, TRUE);
    jpeg_write_icc_profile(&codec_, icc.data(), static_cast<unsigned>(icc.size()));
  });
}

}  // namespace

std::vector<std::uint8_t> encode_jpeg(const Photo& photo, ByteView icc, std::optional<int> quality,
                                      const RowProgress* progress) {
  if (photo.width() > JPEG_MAX_DIMENSION || photo.height() > JPEG_MAX_DIMENSION)
    throw Error(ErrorKind::kCannotCreate,
                {"", "", "the picture is too large for a JPEG", "choose PNG or TIFF"});
  JpegWriter writer;
  writer.start(photo, icc, quality);
  const auto* plain = std::get_if<Image<std::uint8_t>>(&photo.pixels);
  if (plain && plain->channels() != 3) plain = nullptr;
  Image<std::uint8_t> batch(plain ? 0 : photo.width(), plain ? 0 : kBatchRows, 3);
  JSAMPROW rows[kBatchRows];
  for (int y = 0; y < photo.height(); y += kBatchRows) {
    const int count = std::min(kBatchRows, photo.height() - y);
    if (progress) progress->wait(y + count);
    for (int i = 0; i < count; ++i) {
      if (!plain) opaque_row8(photo, y + i, batch.row(i));
      // libjpeg takes rows that it does not change through a pointer that would let it.
      rows[i] = plain ? const_cast<JSAMPROW>(plain->row(y + i)) : batch.row(i);
    }
    writer.write_rows(rows, count);
  }
  return writer.finish();
}

}  // namespace smp
