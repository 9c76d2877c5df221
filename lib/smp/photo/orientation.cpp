#include "smp/photo/orientation.h"

#include <libexif/exif-data.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace smp {
namespace {

struct ExifUnref {
  void operator()(ExifData* data) const { exif_data_unref(data); }
};

template <class T>
void mirror_rows(Image<T>& image) {
  const auto channels = static_cast<std::size_t>(image.channels());
  for (int y = 0; y < image.height(); ++y) {
    T* left = image.row(y);
    T* right = left + image.row_elements() - channels;
    for (; left < right; left += channels, right -= channels) std::swap_ranges(left, left + channels, right);
  }
}

template <class T>
void flip(Image<T>& image) {
  for (int top = 0, bottom = image.height() - 1; top < bottom; ++top, --bottom)
    std::swap_ranges(image.row(top), image.row(top) + image.row_elements(), image.row(bottom));
}

// out(x, y) = in(y, x), in squares small enough for the cache.
template <class T, int kChannels>
Image<T> transposed(const Image<T>& in) {
  constexpr int kSquare = 32;
  Image<T> out(in.height(), in.width(), kChannels);
  for (int y0 = 0; y0 < out.height(); y0 += kSquare)
    for (int x0 = 0; x0 < out.width(); x0 += kSquare)
      for (int y = y0; y < std::min(y0 + kSquare, out.height()); ++y) {
        T* to = out.row(y) + x0 * kChannels;
        for (int x = x0; x < std::min(x0 + kSquare, out.width()); ++x, to += kChannels) {
          const T* from = in.row(x) + y * kChannels;
          for (int channel = 0; channel < kChannels; ++channel) to[channel] = from[channel];
        }
      }
  return out;
}

template <class T>
Image<T> turned(Image<T> image, int orientation) {
  if (swaps_sides(orientation))
    image = image.channels() == 3 ? transposed<T, 3>(image) : transposed<T, 4>(image);
  // What is left after the transposition of 5 to 8 is a mirroring and/or a flip.
  if (orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7) mirror_rows(image);
  if (orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8) flip(image);
  return image;
}

}  // namespace

int exif_orientation(std::span<const std::uint8_t> exif) {
  // The first folder, where the entry lives, stands in front; thumbnails and maker notes need no look.
  constexpr std::size_t kEnough = 64 * 1024;
  static constexpr char kHeader[] = {'E', 'x', 'i', 'f', 0, 0};
  const bool has_header = exif.size() >= 6 && std::memcmp(exif.data(), kHeader, 6) == 0;
  std::vector<std::uint8_t> block(kHeader, kHeader + (has_header ? 0 : 6));
  block.insert(block.end(), exif.begin(),
               exif.begin() + static_cast<std::ptrdiff_t>(std::min(exif.size(), kEnough)));
  if (block.size() < 14) return 1;

  const std::unique_ptr<ExifData, ExifUnref> data(exif_data_new());
  if (!data) return 1;
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);  // read, do not repair
  exif_data_load_data(data.get(), block.data(), static_cast<unsigned>(block.size()));
  const ExifEntry* entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (!entry || !entry->data || entry->components < 1) return 1;
  const ExifByteOrder order = exif_data_get_byte_order(data.get());
  if (entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
    return valid_orientation(exif_get_short(entry->data, order));
  if (entry->format == EXIF_FORMAT_LONG && entry->size >= 4) {
    const ExifLong value = exif_get_long(entry->data, order);
    return value <= 8 ? valid_orientation(static_cast<int>(value)) : 1;
  }
  return 1;
}

PixelBuffer upright(PixelBuffer pixels, int orientation) {
  if (orientation == 1) return pixels;
  return std::visit([&](auto& image) { return PixelBuffer(turned(std::move(image), orientation)); }, pixels);
}

}  // namespace smp
