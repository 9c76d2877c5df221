#include "smp/photo/write.h"

#include <algorithm>
#include <string>

#include "smp/color/icc.h"
#include "smp/photo/codec.h"

namespace smp {
namespace {

Error cannot_create(std::string cause, std::string advice = {}) {
  return Error(ErrorKind::kCannotCreate, {"", "", std::move(cause), std::move(advice)});
}

}  // namespace

PhotoFormat format_from_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().native();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (extension == ".jpg" || extension == ".jpeg") return PhotoFormat::kJpeg;
  if (extension == ".png") return PhotoFormat::kPng;
  if (extension == ".tif" || extension == ".tiff") return PhotoFormat::kTiff;
  if (extension == ".webp") return PhotoFormat::kWebp;
  const std::string cause = extension == ".heic" || extension == ".heif"
                                ? "HEIC pictures are read but not written"
                            : extension.empty() ? "the name of a result needs an extension"
                                                : "results cannot be written as " + smp::quoted(extension);
  throw cannot_create(cause, "use .jpg, .png, .tif or .webp").in_file(path.native());
}

void check_output(const std::filesystem::path& path, const WriteOptions& options) {
  format_from_extension(path);
  check_output_place(path, options);
}

std::vector<std::uint8_t> encode_photo(const Photo& photo, PhotoFormat format, const WriteOptions& options,
                                       const RowProgress* progress) {
  if (photo.width() < 1 || photo.height() < 1) throw cannot_create("the result has no pixels");
  const std::vector<std::uint8_t> icc = write_icc(photo.color);
  if (progress && format != PhotoFormat::kJpeg) progress->wait(photo.height());
  switch (format) {
    case PhotoFormat::kJpeg:
      return encode_jpeg(photo, icc, options.jpeg_quality, progress);
    case PhotoFormat::kPng:
      return encode_png(photo, icc);
    case PhotoFormat::kTiff:
      return encode_tiff(photo, icc);
    case PhotoFormat::kWebp:
      return encode_webp(photo, icc);
    case PhotoFormat::kHeic:
      break;
  }
  throw cannot_create("HEIC pictures are read but not written", "use .jpg, .png, .tif or .webp");
}

void write_photo(const std::filesystem::path& path, const Photo& photo, const WriteOptions& options) {
  check_output(path, options);
  std::vector<std::uint8_t> bytes;
  try {
    bytes = encode_photo(photo, format_from_extension(path), options);
  } catch (const Error& error) {
    throw error.in_file(path.native());
  }
  write_file_atomically(path, bytes, options);
}

}  // namespace smp
