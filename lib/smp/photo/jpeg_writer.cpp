// JPEG by libjpeg-turbo: baseline, not optimised (a second pass over the picture for 5 % of the size).
#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

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

// Collects the file in a vector. libjpeg's own memory destination copies the file twice as it grows and
// once more into the vector, which costs a tenth of the encoding.
class VectorDestination {
 public:
  explicit VectorDestination(std::size_t expected_bytes) {
    bytes_.reserve(expected_bytes);
    manager_.init_destination = [](j_compress_ptr codec) { self(codec).rewind(); };
    manager_.empty_output_buffer = [](j_compress_ptr codec) -> boolean {
      self(codec).append(codec, kBuffer);
      self(codec).rewind();
      return TRUE;
    };
    manager_.term_destination = [](j_compress_ptr codec) {
      self(codec).append(codec, kBuffer - codec->dest->free_in_buffer);
    };
  }
  jpeg_destination_mgr* manager() { return &manager_; }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 16;
  static VectorDestination& self(j_compress_ptr codec) {
    return *static_cast<VectorDestination*>(codec->client_data);
  }
  void rewind() {
    manager_.next_output_byte = buffer_.get();
    manager_.free_in_buffer = kBuffer;
  }
  void append(j_compress_ptr codec, std::size_t count) {
    bool full = false;
    try {
      bytes_.insert(bytes_.end(), buffer_.get(), buffer_.get() + count);
    } catch (const std::exception&) {
      full = true;  // no exception may cross libjpeg
    }
    if (full) codec->err->error_exit(reinterpret_cast<j_common_ptr>(codec));
  }

  jpeg_destination_mgr manager_ = {};
  std::unique_ptr<std::uint8_t[]> buffer_ = std::make_unique<std::uint8_t[]>(kBuffer);
  std::vector<std::uint8_t> bytes_;
};

class JpegWriter {
 public:
  explicit JpegWriter(std::size_t expected_bytes) : destination_(expected_bytes) {
    codec_.err = errors_.manager();
    run([&] { jpeg_create_compress(&codec_); });
    codec_.client_data = &destination_;
    codec_.dest = destination_.manager();
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
  ~JpegWriter() { jpeg_destroy_compress(&codec_); }

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
    return destination_.take();
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
  VectorDestination destination_;
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
  // Photos of good quality take about half a byte a pixel; reserved memory costs nothing until it is used.
  JpegWriter writer(static_cast<std::size_t>(photo.width()) * static_cast<std::size_t>(photo.height()));
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
