// Damaged files: refused, never half a picture, never a crash.
#include <gtest/gtest.h>
#include <tiff.h>

#include <chrono>

#include "photo/sample_files.h"
#include "smp/base/random.h"
#include "smp/color/icc.h"

namespace smp::test {
namespace {

struct Sample {
  const char* name;
  Bytes bytes;
};

std::vector<Sample> samples() {
  const Image<std::uint8_t> image = picture(61, 47), clear = picture(61, 47, 4);
  const Bytes icc = write_icc(ColorSpace::display_p3());
  std::vector<Sample> all = {
      {"png", encode_photo(photo_of(image), PhotoFormat::kPng)},
      {"png 16", encode_photo(photo_of(deep_picture(40, 30)), PhotoFormat::kPng)},
      {"webp lossless", webp_file(clear, true)},
      {"webp lossy", webp_file(image, false)},
      {"webp lossy alpha", webp_file(clear, false)},
      {"webp ours", encode_photo(photo_of(image), PhotoFormat::kWebp)},
      {"tiff ours", encode_photo(photo_of(image), PhotoFormat::kTiff)},
      {"tiff raw", tiff_file(image, {.icc = icc})},
      {"tiff lzw planar tiled",
       tiff_file(image, {.tiled = true, .planar = true, .compression = COMPRESSION_LZW})},
      {"tiff packbits", tiff_file(image, {.compression = COMPRESSION_PACKBITS})},
      {"tiff jpeg", tiff_file(image, {.compression = COMPRESSION_JPEG, .photometric = PHOTOMETRIC_YCBCR})},
      {"jpeg ours", encode_photo(photo_of(image), PhotoFormat::kJpeg)},
      {"jpeg restart", jpeg_file(image, {.sampling = {{{2, 2}, {1, 1}, {1, 1}}}, .restart_rows = 1})},
      {"jpeg progressive", jpeg_file(image, {.progressive = true})},
      {"jpeg scans", jpeg_file(image, {.separate_scans = true})},
      {"jpeg grey", jpeg_file(picture(61, 47, 1), {.channels = 1})},
      {"jpeg cmyk", jpeg_file(picture(61, 47, 4), {.channels = 4})},
      {"jpeg exif", with_jpeg_marker(jpeg_file(image), 0xE1, exif_block(6, "somewhere"))},
      {"png exif",
       with_png_chunk(encode_photo(photo_of(image), PhotoFormat::kPng), "eXIf", exif_block(3, "x", false))},
  };
  return all;
}

// Whether the file was taken; anything but a refusal of ours escapes and fails the test.
bool accepted(const Bytes& bytes) {
  try {
    const Photo photo = decoded(bytes);
    return photo.width() > 0;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    EXPECT_EQ(error.text().file, "sample");
    EXPECT_FALSE(error.text().cause.empty());
    return false;
  }
}

bool inspected(const Bytes& bytes) {
  try {
    return inspect_photo(as_file(bytes)).width > 0;
  } catch (const Error&) {
    return false;
  }
}

TEST(Damage, WholeSamplesAreAccepted) {
  for (const Sample& sample : samples()) {
    EXPECT_TRUE(accepted(sample.bytes)) << sample.name;
    EXPECT_TRUE(inspected(sample.bytes)) << sample.name;
  }
}

TEST(Damage, EveryCutFileIsRefused) {
  for (const Sample& sample : samples()) {
    const bool jpeg = sample.bytes[0] == 0xFF;
    const std::size_t size = sample.bytes.size();
    std::size_t step = 1 + size / 400;
    for (std::size_t keep = 0; keep<size; keep += keep + 60> size ? 1 : step) {
      // A JPEG may lack its end marker and nothing else.
      if (jpeg && keep >= size - 2) continue;
      ASSERT_FALSE(accepted({sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(keep)}))
          << sample.name << " cut to " << keep << " of " << size;
    }
  }
}

TEST(Damage, AJpegThatLacksOnlyItsEndMarkerIsForgiven) {
  for (const Sample& sample : samples()) {
    if (sample.bytes[0] != 0xFF) continue;
    const Photo whole = decoded(sample.bytes);
    for (const int missing : {1, 2}) {
      const Photo cut = decoded({sample.bytes.begin(), sample.bytes.end() - missing});
      EXPECT_EQ(pixels8(cut), pixels8(whole)) << sample.name;
    }
  }
}

TEST(Damage, ChangedBytesNeverCrash) {
  RandomStream random(3, RandomPurpose::kPhantom);
  for (const Sample& sample : samples()) {
    for (int round = 0; round < 150; ++round) {
      Bytes bytes = sample.bytes;
      const auto size =
          static_cast<std::uint32_t>(round % 2 ? bytes.size() : std::min<std::size_t>(bytes.size(), 300));
      for (int change = 0; change <= round % 4; ++change) {
        std::uint8_t& byte = bytes[random.below(size)];
        byte = round % 3 ? static_cast<std::uint8_t>(byte ^ 1u << random.below(8))
                         : static_cast<std::uint8_t>(random.below(256));
      }
      (void)accepted(bytes);
      (void)inspected(bytes);
    }
  }
}

TEST(Damage, AChangedByteInAPngIsRefusedByItsChecksum) {
  const Bytes whole =
      with_png_chunk(encode_photo(photo_of(picture(61, 47)), PhotoFormat::kPng), "tEXt", bytes_of("a\0b"));
  for (std::size_t at = 8; at < whole.size(); at += 11) {
    Bytes bytes = whole;
    bytes[at] ^= 0x10;
    EXPECT_FALSE(accepted(bytes)) << at;
  }
}

TEST(Damage, SurplusBehindTheEndIsHarmless) {
  for (const Sample& sample : samples()) {
    Bytes longer = sample.bytes;
    longer.insert(longer.end(), 1000, 0x55);
    EXPECT_TRUE(accepted(longer)) << sample.name;
  }
}

TEST(Damage, BrokenProfilesAreSetAsideWithANote) {
  const Image<std::uint8_t> image = picture(30, 20);
  const Bytes whole = write_icc(ColorSpace::display_p3());
  for (const std::size_t size : {std::size_t{3}, std::size_t{130}, whole.size() / 2}) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const Photo tiff = decoded(tiff_file(image, {.icc = cut}));
    EXPECT_EQ(tiff.color.name, "sRGB");
    EXPECT_EQ(tiff.notes.size(), 1u);
    EXPECT_EQ(pixels8(tiff), image);
    Bytes marker = bytes_of(std::string("ICC_PROFILE\0\x01\x01", 14));
    marker.insert(marker.end(), cut.begin(), cut.end());
    EXPECT_EQ(decoded(with_jpeg_marker(jpeg_file(image), 0xE2, marker)).color.name, "sRGB");
    EXPECT_EQ(decoded(with_webp_chunk(webp_file(image, true), "ICCP", cut)).notes.size(), 1u);
  }
  // A profile in parts of which one is missing.
  Bytes half = bytes_of(std::string("ICC_PROFILE\0\x01\x02", 14));
  half.insert(half.end(), whole.begin(), whole.end());
  EXPECT_EQ(decoded(with_jpeg_marker(jpeg_file(image), 0xE2, half)).color.name, "sRGB");
}

}  // namespace
}  // namespace smp::test
