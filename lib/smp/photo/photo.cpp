#include "smp/photo/photo.h"

#include <utility>

#include "smp/color/icc.h"
#include "smp/photo/codec.h"
#include "smp/photo/orientation.h"
#include "smp/photo/pixel_rows.h"
#include "smp/photo/sniff.h"

namespace smp {
namespace {

PhotoInfo inspect(ByteView bytes, const PhotoLimits& limits) {
  switch (sniff_format(bytes)) {
    case PhotoFormat::kJpeg:
      return inspect_jpeg(bytes, limits);
    case PhotoFormat::kPng:
      return inspect_png(bytes, limits);
    case PhotoFormat::kTiff:
      return inspect_tiff(bytes, limits);
    case PhotoFormat::kWebp:
      return inspect_webp(bytes, limits);
    case PhotoFormat::kHeic:
      break;
  }
  return inspect_heic(bytes, limits);
}

Decoded decode(ByteView bytes, const PhotoLimits& limits) {
  switch (sniff_format(bytes)) {
    case PhotoFormat::kJpeg:
      return decode_jpeg(bytes, limits);
    case PhotoFormat::kPng:
      return decode_png(bytes, limits);
    case PhotoFormat::kTiff:
      return decode_tiff(bytes, limits);
    case PhotoFormat::kWebp:
      return decode_webp(bytes, limits);
    case PhotoFormat::kHeic:
      break;
  }
  return decode_heic(bytes, limits);
}

// Runs `body` and adds the file's name to its refusals.
template <class Body>
auto named(const FileBytes& file, Body&& body) {
  try {
    return body();
  } catch (const Error& error) {
    throw error.in_file(file.name);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::kBadInput,
                {file.name, "", "there is not enough memory for this picture", "make it smaller"});
  }
}

int channels_of(const PixelBuffer& pixels) {
  return std::visit([](const auto& image) { return image.channels(); }, pixels);
}

void convert_to_srgb(const IccToSrgb& convert, PixelBuffer& pixels) {
  std::visit(
      [&](auto& image) {
        for (int y = 0; y < image.height(); ++y)
          convert.row(image.row(y), image.row(y), static_cast<std::size_t>(image.width()));
      },
      pixels);
}

// Keeps the pixels in their own space where that is three curves and a matrix; converts them to sRGB
// where it is a table.
ColorSpace resolve_color(Decoded& decoded, std::vector<std::string>& notes) {
  if (decoded.color) return *decoded.color;
  if (decoded.icc.empty()) return ColorSpace::srgb();
  const IccKind kind = icc_kind(decoded.icc);
  if (kind == IccKind::kMatrix || (kind == IccKind::kGrey && decoded.info.grey)) {
    if (auto space = read_icc(decoded.icc)) return std::move(*space);
  } else if (kind == IccKind::kRgbTable) {
    const auto layout = channels_of(decoded.pixels) == 4 ? IccToSrgb::Pixels::kRgba : IccToSrgb::Pixels::kRgb;
    if (const auto convert = IccToSrgb::create(decoded.icc, layout, decoded.info.bits)) {
      convert_to_srgb(*convert, decoded.pixels);
      notes.push_back("table colour profile: converted to sRGB");
      return ColorSpace::srgb();
    }
  }
  notes.push_back("broken colour profile: treated as sRGB");
  return ColorSpace::srgb();
}

void hide_transparent(PixelBuffer& pixels) {
  if (channels_of(pixels) != 4) return;
  std::visit(
      [](auto& image) {
        for (int y = 0; y < image.height(); ++y) whiten_transparent(image.row(y), image.width());
      },
      pixels);
}

std::uint8_t luma8(const std::uint8_t* p) {
  return static_cast<std::uint8_t>((299u * p[0] + 587u * p[1] + 114u * p[2] + 500) / 1000);
}
std::uint8_t luma8(const std::uint16_t* p) {
  const std::uint64_t luma = (299ull * p[0] + 587ull * p[1] + 114ull * p[2] + 500) / 1000;
  return static_cast<std::uint8_t>((luma + 128) / 257);
}

}  // namespace

const char* name_of(PhotoFormat format) {
  switch (format) {
    case PhotoFormat::kJpeg:
      return "JPEG";
    case PhotoFormat::kPng:
      return "PNG";
    case PhotoFormat::kTiff:
      return "TIFF";
    case PhotoFormat::kWebp:
      return "WebP";
    case PhotoFormat::kHeic:
      break;
  }
  return "HEIC";
}

int Photo::width() const {
  return std::visit([](const auto& image) { return image.width(); }, pixels);
}
int Photo::height() const {
  return std::visit([](const auto& image) { return image.height(); }, pixels);
}
bool Photo::has_alpha() const { return channels_of(pixels) == 4; }

PhotoInfo inspect_photo(const FileBytes& file, const PhotoLimits& limits) {
  return named(file, [&] {
    PhotoInfo info = inspect(file.bytes, limits);
    if (swaps_sides(info.orientation)) std::swap(info.width, info.height);
    return info;
  });
}

Photo decode_photo(const FileBytes& file, const PhotoLimits& limits) {
  return named(file, [&] {
    Decoded decoded = decode(file.bytes, limits);
    Photo photo;
    photo.notes = std::move(decoded.notes);
    photo.format = decoded.info.format;
    photo.jpeg = std::move(decoded.jpeg);
    photo.color = resolve_color(decoded, photo.notes);
    photo.pixels = upright(std::move(decoded.pixels), decoded.info.orientation);
    hide_transparent(photo.pixels);
    return photo;
  });
}

Image<std::uint8_t> decode_mask(const FileBytes& file, const PhotoLimits& limits) {
  return named(file, [&] {
    Decoded decoded = decode(file.bytes, limits);
    const PixelBuffer pixels = upright(std::move(decoded.pixels), decoded.info.orientation);
    return std::visit(
        [](const auto& image) {
          Image<std::uint8_t> mask(image.width(), image.height());
          for (int y = 0; y < mask.height(); ++y)
            for (int x = 0; x < mask.width(); ++x) mask.at(x, y) = luma8(image.row(y) + x * image.channels());
          return mask;
        },
        pixels);
  });
}

Image<std::uint16_t> decode_depth(const FileBytes& file, const PhotoLimits& limits) {
  return named(file, [&] {
    const PhotoInfo info = inspect(file.bytes, limits);
    if ((info.format != PhotoFormat::kPng && info.format != PhotoFormat::kTiff) || info.bits != 16 ||
        !info.grey || info.has_alpha)
      throw bad_photo("a depth map must be a 16-bit PNG or TIFF with one channel");
    Decoded decoded = decode(file.bytes, limits);
    const PixelBuffer pixels = upright(std::move(decoded.pixels), info.orientation);
    const auto& image = std::get<Image<std::uint16_t>>(pixels);
    Image<std::uint16_t> depth(image.width(), image.height());
    for (int y = 0; y < depth.height(); ++y)
      for (int x = 0; x < depth.width(); ++x) depth.at(x, y) = image.at(x, y);
    return depth;
  });
}

Photo read_photo(const std::filesystem::path& path, const PhotoLimits& limits) {
  return decode_photo(read_file(path, limits.max_file_bytes), limits);
}
Image<std::uint8_t> read_mask(const std::filesystem::path& path, const PhotoLimits& limits) {
  return decode_mask(read_file(path, limits.max_file_bytes), limits);
}
Image<std::uint16_t> read_depth(const std::filesystem::path& path, const PhotoLimits& limits) {
  return decode_depth(read_file(path, limits.max_file_bytes), limits);
}

}  // namespace smp
