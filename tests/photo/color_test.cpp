// Colour, alpha, JPEG style and privacy: what of a photo survives into a result.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lcms2.h>
#include <png.h>
#include <tiff.h>

#include <algorithm>
#include <string_view>

#include "photo/sample_files.h"
#include "smp/color/icc.h"

namespace smp::test {
namespace {

constexpr PhotoFormat kWritten[] = {PhotoFormat::kJpeg, PhotoFormat::kPng, PhotoFormat::kTiff,
                                    PhotoFormat::kWebp};

Bytes saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

bool contains(const Bytes& bytes, std::string_view text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

TEST(PhotoColor, DisplayP3StaysDisplayP3) {
  Photo photo = photo_of(picture(33, 21));
  photo.color = ColorSpace::display_p3();
  for (const PhotoFormat format : kWritten) {
    const Photo back = decoded(encode_photo(photo, format));
    EXPECT_EQ(back.color.name, "Display P3") << name_of(format);
    for (std::size_t i = 0; i < 9; ++i)
      EXPECT_NEAR(back.color.xyz_d50_from_linear[i], photo.color.xyz_d50_from_linear[i], 2e-5);
    if (format != PhotoFormat::kJpeg) {
      EXPECT_EQ(pixels8(back), pixels8(photo));
    }
    EXPECT_TRUE(back.notes.empty());
  }
}

TEST(PhotoColor, GreyProfileKeepsPixelsAndCurve) {
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 1.8);
  const Bytes icc = saved(cmsCreateGrayProfile(cmsD50_xyY(), gamma));
  cmsFreeToneCurve(gamma);
  const Image<std::uint8_t> grey = picture(20, 20, 1);
  const Photo photo = decoded(tiff_file(grey, {.photometric = PHOTOMETRIC_MINISBLACK, .icc = icc}));
  EXPECT_EQ(pixels8(photo).at(7, 8, 2), grey.at(7, 8));
  EXPECT_NEAR(photo.color.curves[1].linear(0.5), 0.2872, 1e-3);
  const Photo wrong = decoded(tiff_file(picture(20, 20), {.icc = icc}));
  EXPECT_EQ(wrong.color.name, "sRGB");
  EXPECT_EQ(wrong.notes.size(), 1u);
}

// A table profile whose tables say: connection-space Lab of sRGB pixels, through lcms2's device link.
Bytes table_profile() {
  cmsHPROFILE srgb = cmsCreate_sRGBProfile(), lab = cmsCreateLab4Profile(nullptr);
  cmsHTRANSFORM transform = cmsCreateTransform(srgb, TYPE_RGB_16, lab, TYPE_Lab_16, INTENT_PERCEPTUAL, 0);
  cmsHPROFILE link = cmsTransform2DeviceLink(transform, 4.3, cmsFLAGS_GUESSDEVICECLASS);
  cmsDeleteTransform(transform);
  cmsCloseProfile(srgb);
  cmsCloseProfile(lab);
  return saved(link);
}

TEST(PhotoColor, TableProfilesAreConvertedToSrgb) {
  const Bytes icc = table_profile();
  ASSERT_EQ(icc_kind(icc), IccKind::kRgbTable);
  const Image<std::uint8_t> image = picture(33, 21);
  const Photo photo = decoded(tiff_file(image, {.icc = icc}));
  EXPECT_EQ(photo.color.name, "sRGB");
  EXPECT_THAT(photo.notes, testing::ElementsAre(testing::HasSubstr("converted to sRGB")));
  EXPECT_LT(mean_difference(pixels8(photo), image), 2);
  const Image<std::uint16_t> deep = deep_picture(33, 21, 4);
  const Photo clear = decoded(tiff_file(deep, {.extra = EXTRASAMPLE_UNASSALPHA, .icc = icc}));
  EXPECT_LT(mean_difference(pixels16(clear), deep), 500);
  EXPECT_EQ(pixels16(clear).at(5, 6, 3), deep.at(5, 6, 3));
}

TEST(PhotoAlpha, IsKeptWhereTheFormatCanAndComposedOverWhiteForJpeg) {
  Image<std::uint8_t> image(16, 16, 4, 0);
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 16; ++x) {
      image.at(x, y, 0) = 200;
      image.at(x, y, 3) = static_cast<std::uint8_t>(y < 8 ? 0 : 128);
    }
  const Photo photo = photo_of(image);
  for (const PhotoFormat format : {PhotoFormat::kPng, PhotoFormat::kTiff, PhotoFormat::kWebp}) {
    const Photo back = decoded(encode_photo(photo, format));
    ASSERT_TRUE(back.has_alpha());
    EXPECT_EQ(pixels8(back).at(3, 3, 3), 0);
    EXPECT_EQ(pixels8(back).at(3, 3, 1), 255) << "colours under full transparency must not leak";
    EXPECT_EQ(pixels8(back).at(3, 12, 0), 200);
    EXPECT_EQ(pixels8(back).at(3, 12, 3), 128);
  }
  const Photo jpeg = decoded(encode_photo(photo, PhotoFormat::kJpeg));
  EXPECT_FALSE(jpeg.has_alpha());
  EXPECT_NEAR(pixels8(jpeg).at(3, 2, 1), 255, 3);
  EXPECT_NEAR(pixels8(jpeg).at(3, 13, 0), 227, 4);
  EXPECT_NEAR(pixels8(jpeg).at(3, 13, 1), 127, 4);
}

TEST(PhotoAlpha, HiddenColoursAreGoneAfterReading) {
  Image<std::uint8_t> image(8, 8, 4, 0);
  std::fill(image.values().begin(), image.values().end(), std::uint8_t{77});
  image.at(2, 2, 3) = 0;
  const Photo photo = decoded(tiff_file(image, {.extra = EXTRASAMPLE_UNASSALPHA}));
  EXPECT_EQ(pixels8(photo).at(2, 2, 0), 255);
  EXPECT_EQ(pixels8(photo).at(3, 2, 0), 77);
}

TEST(JpegStyle, ResultsFollowTablesAndSamplingOfTheSource) {
  const Image<std::uint8_t> image = picture(70, 50);
  for (const auto& sampling : std::vector<std::array<std::pair<int, int>, 3>>{{{{1, 1}, {1, 1}, {1, 1}}},
                                                                              {{{2, 1}, {1, 1}, {1, 1}}},
                                                                              {{{2, 2}, {1, 1}, {1, 1}}},
                                                                              {{{1, 2}, {1, 1}, {1, 1}}}})
    for (const int quality : {35, 80, 97}) {
      const Photo photo =
          decoded(jpeg_file(image, {.quality = quality, .sampling = sampling, .progressive = quality == 80}));
      ASSERT_TRUE(photo.jpeg);
      EXPECT_NEAR(photo.jpeg->approximate_quality, quality, 1);
      EXPECT_EQ(photo.jpeg->progressive, quality == 80);
      EXPECT_EQ(photo.jpeg->components[0].h, sampling[0].first);
      const Photo again = decoded(encode_photo(photo, PhotoFormat::kJpeg));
      EXPECT_EQ(again.jpeg->components, photo.jpeg->components);
      EXPECT_FALSE(again.jpeg->progressive);
      const Photo lower = decoded(encode_photo(photo, PhotoFormat::kJpeg, {.jpeg_quality = 50}));
      EXPECT_NEAR(lower.jpeg->approximate_quality, 50, 1);
      EXPECT_EQ(lower.jpeg->components[0].v, sampling[0].second);
    }
}

TEST(JpegStyle, OtherSourcesGetQuality92) {
  const Photo lossless = decoded(encode_photo(photo_of(picture(40, 40)), PhotoFormat::kJpeg));
  EXPECT_NEAR(lossless.jpeg->approximate_quality, 92, 1);
  EXPECT_EQ(lossless.jpeg->components[0].h, 1);
  const Photo lossy =
      decoded(encode_photo(photo_of(picture(40, 40), PhotoFormat::kHeic), PhotoFormat::kJpeg));
  EXPECT_EQ(lossy.jpeg->components[0].h, 2);
  const Photo grey = decoded(jpeg_file(picture(40, 40, 1), {.quality = 85, .channels = 1}));
  const Photo again = decoded(encode_photo(grey, PhotoFormat::kJpeg));
  EXPECT_EQ(again.jpeg->components[0].quantisation, grey.jpeg->components[0].quantisation);
}

TEST(Privacy, NothingPlantedInAPhotoReachesAResult) {
  const std::string marker = "Jane-Roe-4711";
  const Image<std::uint8_t> image = picture(40, 30);
  Bytes profile = saved(cmsCreate_sRGBProfile());
  const std::string_view builtin = "sRGB built-in";
  cmsHPROFILE named = cmsCreate_sRGBProfile();
  cmsMLU* text = cmsMLUalloc(nullptr, 1);
  cmsMLUsetASCII(text, "en", "US", marker.c_str());
  cmsSetProfileVersion(named, 2.1);
  cmsWriteTag(named, cmsSigProfileDescriptionTag, text);
  cmsWriteTag(named, cmsSigCopyrightTag, text);
  profile = saved(named);
  cmsMLUfree(text);
  ASSERT_TRUE(contains(profile, marker));

  Bytes icc_marker = bytes_of(std::string("ICC_PROFILE\0\x01\x01", 14));
  icc_marker.insert(icc_marker.end(), profile.begin(), profile.end());
  Bytes jpeg = jpeg_file(image);
  jpeg = with_jpeg_marker(jpeg, 0xE2, icc_marker);
  jpeg = with_jpeg_marker(jpeg, 0xFE, bytes_of(marker));
  jpeg = with_jpeg_marker(jpeg, 0xED, bytes_of("Photoshop 3.0 " + marker));
  jpeg = with_jpeg_marker(jpeg, 0xE1, bytes_of("http://ns.adobe.com/xap/1.0/ " + marker));
  jpeg = with_jpeg_marker(jpeg, 0xE1, exif_block(1, marker));
  jpeg.insert(jpeg.end(), marker.begin(), marker.end());
  Bytes png = encode_photo(photo_of(image), PhotoFormat::kPng);
  png = with_png_chunk(png, "tEXt", bytes_of(std::string("Comment\0", 8) + marker));
  png = with_png_chunk(png, "iTXt", bytes_of(std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) + marker));
  png = with_png_chunk(png, "eXIf", exif_block(1, marker, false));
  png = with_png_chunk(png, "prVt", bytes_of(marker));
  Bytes webp = with_webp_chunk(webp_file(image, true), "XMP ", bytes_of(marker));
  webp = with_webp_chunk(webp, "EXIF", exif_block(1, marker));
  webp = with_webp_chunk(webp, "ICCP", profile);
  const Bytes tiff = tiff_file(image, {.text = marker, .icc = profile});
  for (const Bytes& source : {jpeg, png, webp, tiff}) {
    ASSERT_TRUE(contains(source, marker));
    const Photo photo = decoded(source);
    EXPECT_EQ(photo.color.name, "sRGB");
    for (const PhotoFormat format : kWritten) {
      const Bytes result = encode_photo(photo, format);
      EXPECT_FALSE(contains(result, marker)) << name_of(format);
      EXPECT_FALSE(contains(result, builtin));
      for (const std::string_view slot :
           {"Exif", "EXIF", "XMP ", "tEXt", "eXIf", "tIME", "Photoshop", "http:"})
        EXPECT_FALSE(contains(result, slot)) << name_of(format) << " " << slot;
      EXPECT_FALSE(contains(write_icc(photo.color), marker));
    }
  }
}

TEST(Privacy, PngResultsHoldOnlyPixelsAndProfile) {
  const Bytes png = encode_photo(photo_of(picture(40, 30)), PhotoFormat::kPng);
  std::vector<std::string> chunks;
  for (std::size_t at = 8; at + 12 <= png.size();) {
    const std::size_t size = std::size_t{png[at]} << 24 | std::size_t{png[at + 1]} << 16 |
                             std::size_t{png[at + 2]} << 8 | png[at + 3];
    chunks.emplace_back(png.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                        png.begin() + static_cast<std::ptrdiff_t>(at) + 8);
    if (chunks.back() == "iCCP") {
      EXPECT_STREQ(reinterpret_cast<const char*>(&png[at + 8]), "ICC profile");
    }
    at += 12 + size;
  }
  chunks.erase(std::unique(chunks.begin(), chunks.end()), chunks.end());
  EXPECT_THAT(chunks, testing::ElementsAre("IHDR", "iCCP", "IDAT", "IEND"));
}

TEST(Privacy, EqualPhotosGiveEqualBytes) {
  for (const PhotoFormat format : kWritten)
    EXPECT_EQ(encode_photo(photo_of(picture(40, 30, 4)), format),
              encode_photo(photo_of(picture(40, 30, 4)), format));
}

}  // namespace
}  // namespace smp::test
