// JPEG by libjpeg-turbo. Strict: a warning is an error, and the picture must be complete.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include <jpeglib.h>

#include "smp/color/icc.h"
#include "smp/photo/codec.h"
#include "smp/photo/jpeg_error.h"
#include "smp/photo/jpeg_style.h"
#include "smp/photo/orientation.h"

namespace smp {
namespace {

constexpr int kBatchRows = 16;
constexpr int kMarkerExif = JPEG_APP0 + 1;
constexpr int kMarkerIcc = JPEG_APP0 + 2;

class JpegReader {
 public:
  JpegReader(ByteView bytes, const PhotoLimits& limits);
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  PhotoInfo info() const;
  std::vector<std::uint8_t> icc();
  std::optional<JpegStyle> style() const { return style_of(codec_); }
  bool is_cmyk() const { return codec_.jpeg_color_space == JCS_CMYK || codec_.jpeg_color_space == JCS_YCCK; }
  /// Adobe stores CMYK as what is left of the light; others store ink.
  bool is_inverted() const { return codec_.saw_Adobe_marker != 0; }

  void start(J_COLOR_SPACE out);
  void read_rows(JSAMPROW* rows, int count);
  void finish();

 private:
  static void watch(j_common_ptr codec);
  void note_scan();
  bool is_complete() const;
  template <class Body>
  void run(Body&& body) {
    if (!errors_.guarded(body)) fail();
  }
  [[noreturn]] void fail() const {
    if (too_many_scans_) throw bad_photo("the JPEG has too many scans", "export the photo again");
    throw damaged("JPEG");
  }

  // Released also where the constructor throws.
  struct Codec : jpeg_decompress_struct {
    ~Codec() { jpeg_destroy_decompress(this); }
  };

  JpegErrors errors_;
  Codec codec_ = {};
  jpeg_progress_mgr progress_ = {};
  int max_scans_;
  bool too_many_scans_ = false;
  bool seen_[MAX_COMPONENTS] = {};  // components whose first scan has come
};

JpegReader::JpegReader(ByteView bytes, const PhotoLimits& limits) : max_scans_(limits.max_scans) {
  codec_.err = errors_.manager();
  codec_.client_data = this;
  run([&] {
    jpeg_create_decompress(&codec_);
    jpeg_mem_src(&codec_, bytes.data(), static_cast<unsigned long>(bytes.size()));
    jpeg_save_markers(&codec_, kMarkerExif, 0xFFFF);
    jpeg_save_markers(&codec_, kMarkerIcc, 0xFFFF);
    jpeg_read_header(&codec_, TRUE);
  });
  if (errors_.reached_end()) throw damaged("JPEG");
  check_size(codec_.image_width, codec_.image_height, limits);
  if (codec_.num_components == 2 || codec_.num_components > 4)
    throw bad_photo(fmt::format("a JPEG with {} channels is not a photo", codec_.num_components));
}

PhotoInfo JpegReader::info() const {
  PhotoInfo info;
  info.format = PhotoFormat::kJpeg;
  info.width = static_cast<int>(codec_.image_width);
  info.height = static_cast<int>(codec_.image_height);
  info.grey = codec_.num_components == 1;
  for (jpeg_saved_marker_ptr marker = codec_.marker_list; marker; marker = marker->next) {
    const ByteView data(marker->data, marker->data_length);
    if (marker->marker == kMarkerExif && data.size() > 6 &&
        std::equal(data.begin(), data.begin() + 6, "Exif\0")) {
      info.orientation = exif_orientation(data);
      break;
    }
  }
  return info;
}

std::vector<std::uint8_t> JpegReader::icc() {
  JOCTET* data = nullptr;
  unsigned size = 0;
  bool found = false;
  run([&] { found = jpeg_read_icc_profile(&codec_, &data, &size); });
  std::vector<std::uint8_t> profile;
  const std::unique_ptr<JOCTET, decltype(&std::free)> owner(data, std::free);
  if (found) profile.assign(data, data + size);
  return profile;
}

// Called before each step of reading a file of several scans.
void JpegReader::watch(j_common_ptr codec) {
  auto& reader = *static_cast<JpegReader*>(codec->client_data);
  if (reader.codec_.input_scan_number > reader.max_scans_) {
    reader.too_many_scans_ = true;
    codec->err->error_exit(codec);
  }
  reader.note_scan();
}

void JpegReader::note_scan() {
  for (int i = 0; i < codec_.comps_in_scan; ++i) seen_[codec_.cur_comp_info[i]->component_index] = true;
}

void JpegReader::start(J_COLOR_SPACE out) {
  progress_.progress_monitor = watch;
  codec_.progress = &progress_;
  codec_.out_color_space = out;
  run([&] {
    note_scan();
    jpeg_start_decompress(&codec_);
  });
  if (!is_complete()) throw damaged("JPEG");
}

// libjpeg fills in for scans that never came; the picture would look soft or lack a colour.
bool JpegReader::is_complete() const {
  for (int i = 0; i < codec_.num_components; ++i) {
    if (!seen_[i]) return false;
    if (!codec_.progressive_mode || !codec_.coef_bits) continue;
    if (codec_.coef_bits[i][0] < 0) return false;
    // A file with its end marker may leave out bands that are zero; a cut one may not.
    for (int k = 0; errors_.reached_end() && k < DCTSIZE2; ++k)
      if (codec_.coef_bits[i][k] != 0) return false;
  }
  return true;
}

void JpegReader::read_rows(JSAMPROW* rows, int count) {
  run([&] {
    for (int done = 0; done < count;)
      done +=
          static_cast<int>(jpeg_read_scanlines(&codec_, rows + done, static_cast<JDIMENSION>(count - done)));
  });
}

void JpegReader::finish() {
  run([&] { jpeg_finish_decompress(&codec_); });
}

// Calls `use(y, rows)` after each batch; `row(y)` says where row y is to go.
template <class Row, class Use>
void read_batches(JpegReader& reader, int height, Row&& row, Use&& use) {
  JSAMPROW rows[kBatchRows];
  for (int y = 0; y < height; y += kBatchRows) {
    const int count = std::min(kBatchRows, height - y);
    for (int i = 0; i < count; ++i) rows[i] = row(y + i);
    reader.read_rows(rows, count);
    use(y, count);
  }
  reader.finish();
}

void rgb_from_inverted_cmyk(const std::uint8_t* in, std::uint8_t* out, int count) {
  for (int i = 0; i < count; ++i, in += 4, out += 3)
    for (int channel = 0; channel < 3; ++channel)
      out[channel] = static_cast<std::uint8_t>((in[channel] * in[3] + 127) / 255);
}

Image<std::uint8_t> decode_cmyk(JpegReader& reader, Decoded& decoded) {
  const int width = decoded.info.width, height = decoded.info.height;
  const bool inverted = reader.is_inverted();
  std::optional<IccToSrgb> convert;
  if (!decoded.icc.empty()) {
    convert = IccToSrgb::create(decoded.icc,
                                inverted ? IccToSrgb::Pixels::kCmykInverted : IccToSrgb::Pixels::kCmyk, 8);
    decoded.icc.clear();
    decoded.notes.push_back(convert ? "CMYK photo converted to sRGB by its colour profile"
                                    : "broken colour profile: CMYK converted to sRGB without it");
  } else {
    decoded.notes.push_back("CMYK photo without a colour profile: its colours are an estimate");
  }
  Image<std::uint8_t> image(width, height, 3), batch(width, kBatchRows, 4);
  reader.start(JCS_CMYK);
  read_batches(
      reader, height, [&](int y) { return batch.row(y % kBatchRows); },
      [&](int y0, int count) {
        for (int i = 0; i < count; ++i) {
          std::uint8_t* row = batch.row(i);
          if (convert) {
            convert->row(row, image.row(y0 + i), static_cast<std::size_t>(width));
            continue;
          }
          if (!inverted)
            for (std::size_t k = 0; k < batch.row_elements(); ++k)
              row[k] = static_cast<std::uint8_t>(255 - row[k]);
          rgb_from_inverted_cmyk(row, image.row(y0 + i), width);
        }
      });
  return image;
}

}  // namespace

PhotoInfo inspect_jpeg(ByteView bytes, const PhotoLimits& limits) { return JpegReader(bytes, limits).info(); }

Decoded decode_jpeg(ByteView bytes, const PhotoLimits& limits) {
  JpegReader reader(bytes, limits);
  Decoded decoded;
  decoded.info = reader.info();
  decoded.icc = reader.icc();
  if (reader.is_cmyk()) {
    decoded.pixels = decode_cmyk(reader, decoded);
    return decoded;
  }
  Image<std::uint8_t> image(decoded.info.width, decoded.info.height, 3);
  reader.start(JCS_EXT_RGB);
  decoded.jpeg = reader.style();
  read_batches(
      reader, image.height(), [&](int y) { return image.row(y); }, [](int, int) {});
  decoded.pixels = std::move(image);
  return decoded;
}

}  // namespace smp
