#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>

#include "photo/sample_files.h"
#include "support/temp_dir.h"

namespace smp::test {
namespace {

template <class Call>
Error refusal(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "was not refused";
  return InvalidArgument("");
}

void store(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::vector<Bytes> one_of_each(int width, int height) {
  const Photo photo = photo_of(picture(width, height));
  std::vector<Bytes> files;
  for (const PhotoFormat format :
       {PhotoFormat::kJpeg, PhotoFormat::kPng, PhotoFormat::kTiff, PhotoFormat::kWebp})
    files.push_back(encode_photo(photo, format));
  return files;
}

TEST(Limits, SideAndAreaHoldExactly) {
  for (const Bytes& bytes : one_of_each(100, 60)) {
    const FileBytes file = as_file(bytes, "p");
    EXPECT_EQ(decode_photo(file, {.max_side = 100}).width(), 100);
    EXPECT_THAT(refusal([&] { decode_photo(file, {.max_side = 99}); }).what(),
                testing::HasSubstr("99 on a side"));
    EXPECT_NO_THROW(decode_photo(file, {.max_megapixels = 0.006}));
    EXPECT_THAT(refusal([&] { decode_photo(file, {.max_megapixels = 0.0059}); }).what(),
                testing::HasSubstr("megapixels"));
    EXPECT_THAT(refusal([&] { inspect_photo(file, {.max_side = 59}); }).what(), testing::StartsWith("p: "));
  }
}

TEST(Limits, FileSizeHoldsExactly) {
  const TempDir folder;
  store(folder / "a.png", Bytes(1000, 1));
  EXPECT_EQ(read_file(folder / "a.png", 1000).bytes.size(), 1000u);
  EXPECT_EQ(refusal([&] { read_file(folder / "a.png", 999); }).kind(), ErrorKind::kBadInput);
}

TEST(Limits, ProgressiveScansAreCounted) {
  const FileBytes file = as_file(jpeg_file(picture(64, 64), {.progressive = true}));
  EXPECT_NO_THROW(decode_photo(file, {.max_scans = 10}));  // libjpeg's script has ten
  EXPECT_THAT(refusal([&] { decode_photo(file, {.max_scans = 9}); }).what(),
              testing::HasSubstr("too many scans"));
}

// Overwrites big-endian numbers in a file of a few hundred bytes.
Bytes patched(Bytes bytes, std::size_t at, std::initializer_list<int> values) {
  for (const int value : values) bytes[at++] = static_cast<std::uint8_t>(value);
  return bytes;
}

TEST(Limits, HeadersThatClaimGigapixelsCostNothing) {
  std::vector<Bytes> files;
  const Bytes jpeg = jpeg_file(picture(8, 8));
  for (std::size_t at = 0; at + 9 < jpeg.size(); ++at)
    if (jpeg[at] == 0xFF && jpeg[at + 1] == 0xC0) {
      files.push_back(patched(jpeg, at + 5, {0xFF, 0xDC, 0xFF, 0xDC}));
      files.push_back(patched(jpeg, at + 5, {0x1F, 0x40, 0x1F, 0x40}));  // 8000 x 8000: allowed, but no data
      break;
    }
  const Bytes png = encode_photo(photo_of(picture(8, 8)), PhotoFormat::kPng);
  const Bytes header(png.begin() + 16, png.begin() + 29);
  for (const std::initializer_list<int> size :
       {std::initializer_list<int>{0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF},
        std::initializer_list<int>{0, 0, 0x1F, 0x40, 0, 0, 0x1F, 0x40}}) {
    // A header chunk with a right checksum, in place of the old one.
    Bytes body = patched(header, 0, size), fresh(png.begin(), png.begin() + 33);
    fresh = with_png_chunk(fresh, "IHDR", body);
    fresh.erase(fresh.begin() + 8, fresh.begin() + 33);
    fresh.insert(fresh.end(), png.begin() + 33, png.end());
    files.push_back(fresh);
  }
  const Bytes tiff = tiff_file(picture(8, 8), {.big_endian = true});
  for (std::size_t at = 8; at + 12 < tiff.size(); ++at)
    if (tiff[at] == 1 && tiff[at + 1] == 0 && tiff[at + 2] == 0 && (tiff[at + 3] == 3 || tiff[at + 3] == 4)) {
      files.push_back(patched(tiff, at + 3, {4, 0, 0, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF, 1,   1,
                                             0, 4, 0, 0, 0, 1,    0x7F, 0xFF, 0xFF, 0xFF}));
      break;
    }
  ASSERT_EQ(files.size(), 5u);
#ifdef NDEBUG
  constexpr double kSeconds = 0.2;
#else
  constexpr double kSeconds = 1.0;  // sanitizers walk over what is allocated
#endif
  for (const Bytes& bytes : files) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(refusal([&] { decoded(bytes); }).kind(), ErrorKind::kBadInput);
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), kSeconds);
  }
}

TEST(Limits, OnlyRegularFilesAreRead) {
  const TempDir folder;
  ASSERT_EQ(::mkfifo((folder / "fifo.png").c_str(), 0600), 0);
  const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder / "socket.png").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  for (const std::filesystem::path& path :
       {folder / "fifo.png", folder / "socket.png", folder.path(), std::filesystem::path("/dev/null"),
        std::filesystem::path("/dev/zero")})
    EXPECT_EQ(refusal([&] { read_photo(path); }).kind(), ErrorKind::kBadInput) << path;
  ::close(server);
  EXPECT_EQ(refusal([&] { read_photo(folder / "none.png"); }).kind(), ErrorKind::kMissingInput);
  EXPECT_EQ(refusal([&] { read_photo(""); }).kind(), ErrorKind::kMissingInput);
  EXPECT_EQ(refusal([&] { read_photo(folder / std::string(300, 'x')); }).kind(), ErrorKind::kMissingInput);
  store(folder / "empty.png", {});
  EXPECT_EQ(refusal([&] { read_photo(folder / "empty.png"); }).kind(), ErrorKind::kBadInput);
  std::filesystem::create_symlink(folder / "loop.png", folder / "loop.png");
  EXPECT_EQ(refusal([&] { read_photo(folder / "loop.png"); }).kind(), ErrorKind::kMissingInput);
}

TEST(Limits, AnyFileNameWorks) {
  const TempDir folder;
  const Bytes bytes = encode_photo(photo_of(picture(5, 5)), PhotoFormat::kPng);
  for (const std::string& name : {std::string(" a b'\".png"), std::string("-rf\n.png"),
                                  std::string("\xFF\xFE.png"), std::string(251, 'n') + ".png"}) {
    store(folder / name, bytes);
    EXPECT_EQ(read_photo(folder / name).width(), 5);
    write_photo(folder / name, photo_of(picture(6, 6)), {.force = true});
    EXPECT_EQ(read_photo(folder / name).width(), 6);
  }
}

TEST(Limits, OtherFormatsAreRefusedByName) {
  const std::pair<std::string, const char*> foreign[] = {
      {"BM------", "BMP"},
      {"GIF89a--", "GIF"},
      {std::string("\0\0\0\x0CjP  \r\n\x87\n", 12), "JPEG 2000"},
      {std::string("\0\0\0\x1C"
                   "ftypavif\0\0\0\0mif1avif",
                   24),
       "AVIF"},
      {"\x76\x2F\x31\x01", "OpenEXR"},
      {"%PDF-1.7", "PDF"},
      {"<?xml version='1.0'?><svg>", "SVG"},
      {std::string(128, '\0') + "DICM", "DICOM"},
      {"8BPS", "Photoshop"},
      {"#?RADIANCE\n", "Radiance"},
      {"\xFF\x0A", "JPEG XL"},
      {"II\x2B" + std::string(5, '\0'), "BigTIFF"},
  };
  for (const auto& [text, name] : foreign) {
    const Error error =
        refusal([&, &content = text] { decode_photo(as_file(bytes_of(content), "scan.jpg")); });
    EXPECT_THAT(error.what(), testing::HasSubstr(name));
    EXPECT_THAT(error.what(), testing::StartsWith("scan.jpg: this is a"));
  }
  EXPECT_THROW(decoded(bytes_of("hello")), Error);
  EXPECT_THROW(decoded({}), Error);
  EXPECT_THROW(decoded(bytes_of("RIFF____WEBP")), Error);
  EXPECT_THROW(decoded(bytes_of(std::string("\0\0\0\x18"
                                            "ftypheic",
                                            12))),
               Error);
}

TEST(Limits, FloatTiffIsRefusedInWords) {
  const Image<float> image(4, 4, 3, 0.5f);
  EXPECT_THAT(refusal([&] { decoded(tiff_file(image, {.sample_format = 3})); }).what(),
              testing::HasSubstr("floating-point"));
}

}  // namespace
}  // namespace smp::test
