#include <gtest/gtest.h>
#include <tiff.h>

#include "photo/sample_files.h"
#include "smp/base/parallel.h"
#include "smp/base/random.h"

namespace smp::test {
namespace {

constexpr int kWidth = 75, kHeight = 53;

// Packs samples (one per element) into rows, most significant bit first.
std::vector<Bytes> packed(const Image<std::uint16_t>& samples, int depth) {
  std::vector<Bytes> rows;
  for (int y = 0; y < samples.height(); ++y) {
    Bytes row((samples.row_elements() * static_cast<std::size_t>(depth) + 7) / 8, 0);
    for (std::size_t i = 0; i < samples.row_elements(); ++i) {
      const unsigned value = samples.row(y)[i];
      if (depth == 16) {
        row[2 * i] = static_cast<std::uint8_t>(value >> 8);
        row[2 * i + 1] = static_cast<std::uint8_t>(value);
      } else {
        const std::size_t bit = i * static_cast<std::size_t>(depth);
        row[bit / 8] |= static_cast<std::uint8_t>(value << (8 - depth - static_cast<int>(bit % 8)));
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Image<std::uint16_t> random_samples(int channels, int depth) {
  RandomStream random(7, RandomPurpose::kPhantom, static_cast<std::uint64_t>(channels * 100 + depth));
  Image<std::uint16_t> samples(kWidth, kHeight, channels);
  for (std::uint16_t& value : samples.values()) value = static_cast<std::uint16_t>(random.below(1u << depth));
  return samples;
}

TEST(Containers, LosslessFormsOfOnePictureGiveTheSamePixels) {
  const Image<std::uint8_t> image = picture(kWidth, kHeight);
  const Photo photo = photo_of(image);
  for (const PhotoFormat format : {PhotoFormat::kPng, PhotoFormat::kTiff, PhotoFormat::kWebp}) {
    const Photo back = decoded(encode_photo(photo, format));
    EXPECT_EQ(pixels8(back), image) << name_of(format);
    EXPECT_EQ(back.format, format);
    EXPECT_TRUE(back.notes.empty());
    EXPECT_EQ(back.color.name, "sRGB");
  }
  EXPECT_EQ(pixels8(decoded(webp_file(image, true))), image);
}

TEST(Containers, LossyFormsOfGoodQualityAreClose) {
  const Image<std::uint8_t> image = picture(kWidth, kHeight);
  EXPECT_LT(mean_difference(pixels8(decoded(webp_file(image, false))), image), 5);
  EXPECT_LT(mean_difference(pixels8(decoded(encode_photo(photo_of(image), PhotoFormat::kJpeg))), image), 5);
  for (const auto& sampling : std::vector<std::array<std::pair<int, int>, 3>>{{{{1, 1}, {1, 1}, {1, 1}}},
                                                                              {{{2, 1}, {1, 1}, {1, 1}}},
                                                                              {{{1, 2}, {1, 1}, {1, 1}}},
                                                                              {{{2, 2}, {1, 1}, {1, 1}}},
                                                                              {{{4, 1}, {1, 1}, {1, 1}}},
                                                                              {{{2, 2}, {2, 1}, {2, 1}}}})
    for (const bool progressive : {false, true})
      for (const int restart : {0, 1}) {
        const Bytes file =
            jpeg_file(image, {.sampling = sampling, .progressive = progressive, .restart_rows = restart});
        EXPECT_LT(mean_difference(pixels8(decoded(file)), image), 5);
      }
  EXPECT_LT(mean_difference(pixels8(decoded(jpeg_file(image, {.separate_scans = true}))), image), 3);
  EXPECT_LT(mean_difference(pixels8(decoded(jpeg_file(image, {.as_rgb = true}))), image), 3);
}

TEST(Containers, GreyJpegBecomesEqualChannels) {
  const Photo photo = decoded(jpeg_file(picture(kWidth, kHeight, 1), {.channels = 1}));
  const auto& image = pixels8(photo);
  ASSERT_EQ(image.channels(), 3);
  for (int x = 0; x < kWidth; ++x) {
    EXPECT_EQ(image.at(x, 9, 0), image.at(x, 9, 1));
    EXPECT_NEAR(image.at(x, 9, 2), picture(kWidth, kHeight, 1).at(x, 9), 12);
  }
}

TEST(Containers, CmykJpegsOfBothKindsAreTheSamePicture) {
  // Stored values are what Adobe writes: the light that is left.
  Image<std::uint8_t> stored = picture(kWidth, kHeight, 4), ink = stored;
  for (std::uint8_t& value : ink.values()) value = static_cast<std::uint8_t>(255 - value);
  const Photo adobe = decoded(jpeg_file(stored, {.channels = 4}));
  const Photo plain = decoded(jpeg_file(ink, {.channels = 4, .adobe = false}));
  EXPECT_LT(mean_difference(pixels8(adobe), pixels8(plain)), 3);
  EXPECT_NEAR(pixels8(adobe).at(40, 30, 0), stored.at(40, 30, 0) * stored.at(40, 30, 3) / 255, 8);
  EXPECT_FALSE(adobe.jpeg);
  EXPECT_EQ(adobe.notes.size(), 1u);
}

TEST(Containers, PngOfEveryLegalKindKeepsItsValues) {
  struct Kind {
    int color_type, channels;
    std::vector<int> depths;
  };
  const Kind kinds[] = {{0, 1, {1, 2, 4, 8, 16}}, {2, 3, {8, 16}}, {4, 2, {8, 16}}, {6, 4, {8, 16}}};
  for (const Kind& kind : kinds)
    for (const int depth : kind.depths)
      for (const bool interlaced : {false, true}) {
        SCOPED_TRACE(testing::Message()
                     << "type " << kind.color_type << " depth " << depth << " " << interlaced);
        const Image<std::uint16_t> samples = random_samples(kind.channels, depth);
        const Bytes file =
            png_file(kWidth, kHeight, packed(samples, depth),
                     {.color_type = kind.color_type, .depth = depth, .interlaced = interlaced});
        const Photo photo = decoded(file);
        ASSERT_EQ(photo.bits(), depth == 16 ? 16 : 8);
        ASSERT_EQ(photo.has_alpha(), kind.channels % 2 == 0);
        const unsigned scale = depth < 8 ? 255u / ((1u << depth) - 1) : 1;
        for (int y = 0; y < kHeight; ++y)
          for (int x = 0; x < kWidth; ++x) {
            const bool grey = kind.channels < 3;
            if (photo.has_alpha() && samples.at(x, y, kind.channels - 1) == 0) continue;
            for (int c = 0; c < 3; ++c) {
              const unsigned expected = samples.at(x, y, grey ? 0 : c) * scale;
              const unsigned got = depth == 16 ? pixels16(photo).at(x, y, c) : pixels8(photo).at(x, y, c);
              ASSERT_EQ(got, expected) << x << "," << y;
            }
          }
      }
}

TEST(Containers, PalettePngKeepsColourAndTransparency) {
  std::vector<std::array<std::uint8_t, 4>> palette;
  for (int i = 0; i < 16; ++i)
    palette.push_back({static_cast<std::uint8_t>(i * 16), static_cast<std::uint8_t>(255 - i), 7,
                       static_cast<std::uint8_t>(i == 3 ? 0 : 255 - i)});
  const Image<std::uint16_t> samples = random_samples(1, 4);
  const Photo photo =
      decoded(png_file(kWidth, kHeight, packed(samples, 4), {.color_type = 3, .depth = 4}, palette));
  ASSERT_TRUE(photo.has_alpha());
  for (int x = 0; x < kWidth; ++x) {
    const auto& entry = palette[samples.at(x, 5)];
    EXPECT_EQ(pixels8(photo).at(x, 5, 3), entry[3]);
    EXPECT_EQ(pixels8(photo).at(x, 5, 0), entry[3] ? entry[0] : 255);
  }
}

TEST(Containers, TiffOfEveryUsualLayoutKeepsItsPixels) {
  const Image<std::uint8_t> image = picture(kWidth, kHeight);
  const Image<std::uint16_t> deep = deep_picture(kWidth, kHeight);
  for (const bool big_endian : {false, true})
    for (const bool tiled : {false, true})
      for (const bool planar : {false, true})
        for (const int compression :
             {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS})
          for (const int predictor : {1, 2}) {
            if (predictor == 2 && (compression == COMPRESSION_NONE || compression == COMPRESSION_PACKBITS))
              continue;
            SCOPED_TRACE(testing::Message()
                         << big_endian << tiled << planar << " " << compression << " " << predictor);
            const TiffSpec spec{.big_endian = big_endian,
                                .tiled = tiled,
                                .planar = planar,
                                .compression = compression,
                                .predictor = predictor};
            ASSERT_EQ(pixels8(decoded(tiff_file(image, spec))), image);
            ASSERT_EQ(pixels16(decoded(tiff_file(deep, spec))), deep);
          }
}

TEST(Containers, TiffWithJpegInsideIsClose) {
  const Image<std::uint8_t> image = picture(64, 48);
  for (const int photometric : {PHOTOMETRIC_RGB, PHOTOMETRIC_YCBCR})
    EXPECT_LT(
        mean_difference(
            pixels8(decoded(tiff_file(image, {.compression = COMPRESSION_JPEG, .photometric = photometric}))),
            image),
        5);
}

TEST(Containers, TiffOfFewBitsGreyNegativeAndPalette) {
  for (const int bits : {1, 2, 4, 8})
    for (const int photometric : {PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_PALETTE}) {
      SCOPED_TRACE(testing::Message() << bits << " bits, photometric " << photometric);
      const Image<std::uint16_t> samples = random_samples(1, bits);
      const Photo photo = decoded(packed_tiff_file(kWidth, kHeight, packed(samples, bits),
                                                   {.photometric = photometric, .bits = bits}));
      const int max = (1 << bits) - 1;
      for (int x = 0; x < kWidth; ++x) {
        const int value = samples.at(x, 20);
        const int expected = photometric == PHOTOMETRIC_PALETTE      ? (value * 4 * 7) % 256
                             : photometric == PHOTOMETRIC_MINISWHITE ? (max - value) * 255 / max
                                                                     : value * 255 / max;
        ASSERT_EQ(pixels8(photo).at(x, 20, 1), expected);
      }
    }
}

TEST(Containers, TiffAlphaIsReadAsStraightAlpha) {
  Image<std::uint8_t> image = picture(kWidth, kHeight, 4), premultiplied = image;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      for (int c = 0; c < 3; ++c)
        premultiplied.at(x, y, c) =
            static_cast<std::uint8_t>((image.at(x, y, c) * image.at(x, y, 3) + 127) / 255);
  EXPECT_EQ(pixels8(decoded(tiff_file(image, {.extra = EXTRASAMPLE_UNASSALPHA}))), image);
  EXPECT_EQ(pixels8(decoded(tiff_file(image, {.planar = true, .extra = EXTRASAMPLE_UNASSALPHA}))), image);
  EXPECT_LT(
      mean_difference(pixels8(decoded(tiff_file(premultiplied, {.extra = EXTRASAMPLE_ASSOCALPHA}))), image),
      1.5);
  EXPECT_FALSE(decoded(tiff_file(image, {.extra = EXTRASAMPLE_UNSPECIFIED})).has_alpha());
}

TEST(Containers, TiffOfOtherColourModelsIsConverted) {
  const Image<std::uint8_t> ink = picture(kWidth, kHeight, 4);
  const Photo cmyk = decoded(tiff_file(ink, {.photometric = PHOTOMETRIC_SEPARATED}));
  EXPECT_NEAR(pixels8(cmyk).at(9, 8, 1), (255 - ink.at(9, 8, 1)) * (255 - ink.at(9, 8, 3)) / 255.0, 0.51);
  EXPECT_EQ(cmyk.notes.size(), 1u);
  Image<std::uint8_t> grey(kWidth, kHeight, 3, 128);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) grey.at(x, y, 0) = static_cast<std::uint8_t>(3 * x + y / 3);
  const Photo ycbcr = decoded(tiff_file(grey, {.photometric = PHOTOMETRIC_YCBCR}));
  EXPECT_NEAR(pixels8(ycbcr).at(20, 9, 2), 63, 1);
  EXPECT_NEAR(pixels8(ycbcr).at(70, 50, 0), 226, 1);
}

TEST(Containers, ThreadsDoNotDisturbEachOther) {
  const Photo photo = photo_of(picture(kWidth, kHeight, 4));
  std::vector<Bytes> files, again(64);
  for (const PhotoFormat format :
       {PhotoFormat::kJpeg, PhotoFormat::kPng, PhotoFormat::kTiff, PhotoFormat::kWebp})
    files.push_back(encode_photo(photo, format));
  parallel_for(4, again.size(), [&](std::size_t i) {
    const Bytes& file = files[i % files.size()];
    if (i % 3 == 0) {
      EXPECT_THROW(decoded({file.begin(), file.end() - 40}), Error);
    }
    again[i] = encode_photo(photo, decoded(file).format);
  });
  for (std::size_t i = 0; i < again.size(); ++i) EXPECT_EQ(again[i], files[i % files.size()]);
}

TEST(Containers, TinySizesGoThroughEveryFormat) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 40}, {40, 1}, {2, 3}})
    for (const PhotoFormat format :
         {PhotoFormat::kJpeg, PhotoFormat::kPng, PhotoFormat::kTiff, PhotoFormat::kWebp}) {
      const Photo back = decoded(encode_photo(photo_of(picture(width, height)), format));
      EXPECT_EQ(back.width(), width);
      EXPECT_EQ(back.height(), height);
    }
}

TEST(Containers, SixteenBitsAreKeptBitByBit) {
  for (const int channels : {3, 4}) {
    const Image<std::uint16_t> deep = deep_picture(kWidth, kHeight, channels);
    for (const PhotoFormat format : {PhotoFormat::kPng, PhotoFormat::kTiff})
      EXPECT_EQ(pixels16(decoded(encode_photo(photo_of(deep), format))), deep);
    const Photo webp = decoded(encode_photo(photo_of(deep), PhotoFormat::kWebp));
    EXPECT_EQ(pixels8(webp).at(30, 20, 1), (deep.at(30, 20, 1) + 128) / 257);
  }
}

TEST(Containers, MasksAreLumaOfAnyPicture) {
  Image<std::uint8_t> grey = picture(kWidth, kHeight, 1);
  EXPECT_EQ(decode_mask(as_file(tiff_file(grey, {.photometric = PHOTOMETRIC_MINISBLACK}))), grey);
  const auto mask =
      decode_mask(as_file(encode_photo(photo_of(picture(kWidth, kHeight, 4)), PhotoFormat::kPng)));
  const auto colours = picture(kWidth, kHeight, 4);
  EXPECT_NEAR(mask.at(11, 12),
              0.299 * colours.at(11, 12, 0) + 0.587 * colours.at(11, 12, 1) + 0.114 * colours.at(11, 12, 2),
              0.51);
  const Image<std::uint16_t> deep = random_samples(1, 16);
  const auto reduced =
      decode_mask(as_file(png_file(kWidth, kHeight, packed(deep, 16), {.color_type = 0, .depth = 16})));
  EXPECT_EQ(reduced.at(3, 4), (deep.at(3, 4) + 128) / 257);
}

TEST(Containers, DepthTakesSixteenBitGreyOnly) {
  const Image<std::uint16_t> deep = random_samples(1, 16);
  EXPECT_EQ(
      decode_depth(as_file(png_file(kWidth, kHeight, packed(deep, 16), {.color_type = 0, .depth = 16}))),
      deep);
  EXPECT_EQ(decode_depth(as_file(tiff_file(deep, {.photometric = PHOTOMETRIC_MINISBLACK}))), deep);
  EXPECT_THROW(decode_depth(as_file(encode_photo(photo_of(deep_picture(9, 9)), PhotoFormat::kPng))), Error);
  EXPECT_THROW(decode_depth(as_file(jpeg_file(picture(9, 9, 1), {.channels = 1}))), Error);
}

}  // namespace
}  // namespace smp::test
