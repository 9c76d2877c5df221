#include "smp/photo/sniff.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

#include "smp/photo/codec.h"

namespace smp {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t at;
  std::string_view bytes;
  const char* name;
};

// Formats that are known and not read; `name` completes "this is a ...".
constexpr std::array kForeign = {
    Signature{0, "BM"sv, "BMP picture"},
    Signature{0, "GIF87a"sv, "GIF picture"},
    Signature{0, "GIF89a"sv, "GIF picture"},
    Signature{0, "\x00\x00\x00\x0CjP  \r\n"sv, "JPEG 2000 picture"},
    Signature{0, "\xFF\x4F\xFF\x51"sv, "JPEG 2000 picture"},
    Signature{0, "\x00\x00\x00\x0CJXL "sv, "JPEG XL picture"},
    Signature{0, "\xFF\x0A"sv, "JPEG XL picture"},
    Signature{0, "\x76\x2F\x31\x01"sv, "OpenEXR picture"},
    Signature{0, "#?RADIANCE"sv, "Radiance HDR picture"},
    Signature{0, "#?RGBE"sv, "Radiance HDR picture"},
    Signature{0, "%PDF-"sv, "PDF document"},
    Signature{0, "%!PS"sv, "PostScript document"},
    Signature{0, "8BPS"sv, "Photoshop document"},
    Signature{128, "DICM"sv, "DICOM file"},
    Signature{0, "II\x2B\x00"sv, "BigTIFF picture"},
    Signature{0, "MM\x00\x2B"sv, "BigTIFF picture"},
    Signature{0, "IIRO"sv, "camera raw file"},
    Signature{0, "IIU\x00"sv, "camera raw file"},
    Signature{8, "CR\x02\x00"sv, "camera raw file"},
    Signature{0, "FUJIFILMCCD-RAW"sv, "camera raw file"},
    Signature{4, "ftypcrx "sv, "camera raw file"},
    Signature{4, "ftypqt  "sv, "video"},
    Signature{4, "ftypisom"sv, "video"},
    Signature{4, "ftypmp4"sv, "video"},
    Signature{0, "PK\x03\x04"sv, "ZIP archive"},
    Signature{0, "\x00\x00\x01\x00"sv, "Windows icon"},
    Signature{0, "P5"sv, "PGM picture"},
    Signature{0, "P6"sv, "PPM picture"},
};

bool starts(std::string_view text, std::size_t at, std::string_view with) {
  return text.size() >= at && text.substr(at, with.size()) == with;
}

[[noreturn]] void refuse_foreign(std::string_view name) {
  throw bad_photo(fmt::format("this is a {}", name), "export it as JPEG or PNG");
}

// The brands of an ISO media file: the major one and the compatible ones.
std::optional<PhotoFormat> sniff_iso_media(std::string_view head) {
  if (!starts(head, 4, "ftyp")) return std::nullopt;
  const std::size_t size = static_cast<std::uint8_t>(head[2]) * 256u + static_cast<std::uint8_t>(head[3]);
  const std::string_view brands = head.substr(0, size);
  const auto has = [&](std::string_view brand) {
    for (std::size_t at = 8; at + 4 <= brands.size(); at += 4)
      if (at != 12 && brands.substr(at, 4) == brand) return true;
    return false;
  };
  if (has("avif") || has("avis")) refuse_foreign("AVIF picture");
  for (const std::string_view brand : {"heic"sv, "heix"sv, "heim"sv, "heis"sv, "mif1"sv})
    if (has(brand)) return PhotoFormat::kHeic;
  return std::nullopt;
}

bool looks_like_svg(std::string_view head) {
  const std::size_t start = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return start != head.npos && head[start] == '<' && head.find("<svg") != head.npos;
}

}  // namespace

PhotoFormat sniff_format(std::span<const std::uint8_t> bytes) {
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view head = all.substr(0, 1024);
  if (starts(head, 0, "\xFF\xD8\xFF")) return PhotoFormat::kJpeg;
  if (starts(head, 0, "\x89PNG\r\n\x1A\n")) return PhotoFormat::kPng;
  if (starts(head, 0, "RIFF") && starts(head, 8, "WEBP")) return PhotoFormat::kWebp;
  for (const Signature& signature : kForeign)
    if (starts(head, signature.at, signature.bytes)) refuse_foreign(signature.name);
  if (starts(head, 0, "II*\0"sv) || starts(head, 0, "MM\0*"sv)) return PhotoFormat::kTiff;
  if (const auto iso = sniff_iso_media(head)) return *iso;
  if (looks_like_svg(head)) refuse_foreign("SVG drawing");
  throw bad_photo("this is not a picture in a known format", "export it as JPEG or PNG");
}

}  // namespace smp
