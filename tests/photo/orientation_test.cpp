#include <gtest/gtest.h>
#include <tiff.h>

#include "photo/sample_files.h"

namespace smp::test {
namespace {

// The stored picture that orientation `o` turns into `image` (TIFF 6.0: which corner row 0, column 0 is).
Image<std::uint8_t> stored_for(const Image<std::uint8_t>& image, int o) {
  const int w = image.width(), h = image.height();
  const bool swapped = o >= 5;
  Image<std::uint8_t> stored(swapped ? h : w, swapped ? w : h, image.channels());
  for (int row = 0; row < stored.height(); ++row)
    for (int column = 0; column < stored.width(); ++column) {
      int x = swapped ? row : column, y = swapped ? column : row;
      if (o == 2 || o == 3 || o == 6 || o == 7) x = w - 1 - x;
      if (o == 3 || o == 4 || o == 7 || o == 8) y = h - 1 - y;
      for (int c = 0; c < image.channels(); ++c) stored.at(column, row, c) = image.at(x, y, c);
    }
  return stored;
}

TEST(Orientation, EightOrientationsGiveOneUprightPictureInEveryFormat) {
  const Image<std::uint8_t> image = picture(70, 45);
  for (int o = 1; o <= 8; ++o) {
    SCOPED_TRACE(o);
    const Image<std::uint8_t> stored = stored_for(image, o);
    const Bytes files[] = {
        with_png_chunk(encode_photo(photo_of(stored), PhotoFormat::kPng), "eXIf", exif_block(o, "", false)),
        with_webp_chunk(webp_file(stored, true), "EXIF", exif_block(o)),
        tiff_file(stored, {.orientation = o}),
    };
    for (const Bytes& file : files) {
      EXPECT_EQ(pixels8(decoded(file)), image);
      const PhotoInfo info = inspect_photo(as_file(file));
      EXPECT_EQ(info.width, 70);
      EXPECT_EQ(info.height, 45);
    }
    const Bytes jpeg = with_jpeg_marker(jpeg_file(stored), 0xE1, exif_block(o));
    EXPECT_LT(mean_difference(pixels8(decoded(jpeg)), image), 3);
    EXPECT_EQ(inspect_photo(as_file(jpeg)).height, 45);
  }
}

TEST(Orientation, SixteenBitsAndAlphaTurnToo) {
  const Image<std::uint16_t> deep = deep_picture(20, 30, 4);
  const Bytes file =
      with_png_chunk(encode_photo(photo_of(deep), PhotoFormat::kPng), "eXIf", exif_block(6, "", false));
  const Photo photo = decoded(file);
  ASSERT_EQ(photo.width(), 30);
  EXPECT_EQ(pixels16(photo).at(29, 0, 3), deep.at(0, 0, 3));
  EXPECT_EQ(pixels16(photo).at(0, 0, 1), deep.at(0, 29, 1));
}

TEST(Orientation, InvalidValuesAndBrokenExifCountAsUpright) {
  const Image<std::uint8_t> image = picture(40, 30);
  const Bytes plain = jpeg_file(image);
  const auto expected = pixels8(decoded(plain));
  for (const int o : {0, 9, 200})
    EXPECT_EQ(pixels8(decoded(with_jpeg_marker(plain, 0xE1, exif_block(o)))), expected);
  const Bytes whole = exif_block(6, "text");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_NO_THROW(decoded(with_jpeg_marker(plain, 0xE1, cut))) << size;
  }
}

TEST(Orientation, ResultsAreWrittenUpright) {
  const Image<std::uint8_t> image = picture(40, 30);
  const Photo photo = decoded(with_jpeg_marker(jpeg_file(stored_for(image, 6)), 0xE1, exif_block(6)));
  for (const PhotoFormat format :
       {PhotoFormat::kJpeg, PhotoFormat::kPng, PhotoFormat::kTiff, PhotoFormat::kWebp}) {
    const PhotoInfo info = inspect_photo(as_file(encode_photo(photo, format)));
    EXPECT_EQ(info.orientation, 1);
    EXPECT_EQ(info.width, 40);
  }
}

}  // namespace
}  // namespace smp::test
