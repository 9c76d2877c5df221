// The shared photographs; SMP_PHOTOS names their folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "photo/sample_files.h"

namespace smp::test {
namespace {

class SharedSet : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SMP_PHOTOS");
    if (!folder) GTEST_SKIP() << "SMP_PHOTOS is not set";
    folder_ = folder;
  }
  Photo read(const std::string& name) const { return read_photo(folder_ / name); }
  std::filesystem::path folder_;
};

TEST_F(SharedSet, EveryPhotoIsReadWithItsColourSpace) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() != ".jpg") continue;
    const Photo photo = read_photo(entry.path());
    const bool p3 = entry.path().native().find("-p3") != std::string::npos;
    if (p3) {
      EXPECT_EQ(photo.color.name, "Display P3") << entry.path();
    }
    EXPECT_THAT(photo.notes, testing::IsEmpty()) << entry.path();
    EXPECT_TRUE(photo.jpeg);
    ++count;
  }
  EXPECT_GE(count, 12);
}

TEST_F(SharedSet, OrientedCopiesAreOneUprightPicture) {
  const Photo first = read("formats/s03-exif-orient2.jpg");
  EXPECT_EQ(first.color.name, "Display P3");
  for (const int o : {3, 6, 8}) {
    const Photo other = read("formats/s03-exif-orient" + std::to_string(o) + ".jpg");
    EXPECT_EQ(other.color.name, "Display P3");
    EXPECT_LT(mean_difference(pixels8(first), pixels8(other)), 0.06) << o;
  }
}

TEST_F(SharedSet, HeicIsTheSamePictureInDisplayP3) {
  const Photo heic = read("formats/s03.heic");
  EXPECT_EQ(heic.format, PhotoFormat::kHeic);
  EXPECT_EQ(heic.color.name, "Display P3");
  EXPECT_LT(mean_difference(pixels8(heic), pixels8(read("formats/s03-exif-orient3.jpg"))), 5);
  const FileBytes file = read_file(folder_ / "formats/s03.heic", 1 << 26);
  for (std::size_t keep = 0; keep < file.bytes.size(); keep += 1 + file.bytes.size() / 40)
    EXPECT_THROW(decoded({file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(keep)}), Error)
        << keep;
  EXPECT_THROW(decode_photo(file, {.max_side = 1503}), Error);
}

TEST_F(SharedSet, GreyCmykAndDeepFormsAreNear) {
  const Photo color = read("formats/s03-exif-orient3.jpg");
  const Photo grey = read("formats/s03-gray.jpg");
  EXPECT_EQ(grey.width(), 1504);
  EXPECT_EQ(pixels8(grey).at(700, 700, 0), pixels8(grey).at(700, 700, 2));
  const Photo cmyk = read("formats/s03-cmyk.jpg");
  EXPECT_LT(mean_difference(pixels8(cmyk), pixels8(color)), 12);
  EXPECT_FALSE(cmyk.jpeg);
  const Photo deep = read("formats/s03-16bit-p3.png");
  EXPECT_EQ(deep.bits(), 16);
  EXPECT_EQ(deep.color.name, "Display P3");
  EXPECT_EQ(pixels16(decoded(encode_photo(deep, PhotoFormat::kPng))), pixels16(deep));
}

TEST_F(SharedSet, RealOrientationSamplesAreUpright) {
  const Photo portrait = read("formats/exif-orientation-portrait6.jpg");
  EXPECT_GT(portrait.height(), portrait.width());
  const Photo landscape = read("formats/exif-orientation-landscape8.jpg");
  EXPECT_GT(landscape.width(), landscape.height());
}

TEST_F(SharedSet, DepthMapsAreRead) {
  const auto depth = read_depth(folder_ / "groundtruth/lps_front_fair_studio.depth.png");
  EXPECT_EQ(depth.width(), 1280);
  EXPECT_NEAR(700 + 0.02 * depth.at(640, 640), 1200, 150);
  EXPECT_THROW(read_depth(folder_ / "groundtruth/lps_front_fair_studio.png"), Error);
}

TEST_F(SharedSet, TheEncodedJpegIsAboutAsLargeAsItsSource) {
  const FileBytes file = read_file(folder_ / "s03-front-receding-buzz-iphone-p3.jpg", 1 << 26);
  const double size = static_cast<double>(encode_photo(decode_photo(file), PhotoFormat::kJpeg).size());
  EXPECT_LT(std::abs(std::log(size / static_cast<double>(file.bytes.size()))), 0.25);
}

}  // namespace
}  // namespace smp::test
