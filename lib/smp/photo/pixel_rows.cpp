#include "smp/photo/pixel_rows.h"

#include <algorithm>

namespace smp {
namespace {

std::uint8_t to8(unsigned value) { return static_cast<std::uint8_t>((value + 128) / 257); }

template <class T>
void compose_over_white(const T* in, int count, std::uint8_t* out) {
  constexpr std::uint64_t kMax = static_cast<T>(~T{0});
  for (int i = 0; i < count; ++i, in += 4, out += 3)
    for (int channel = 0; channel < 3; ++channel) {
      const std::uint64_t alpha = in[3];
      const auto value =
          static_cast<unsigned>((in[channel] * alpha + kMax * (kMax - alpha) + kMax / 2) / kMax);
      out[channel] = sizeof(T) == 1 ? static_cast<std::uint8_t>(value) : to8(value);
    }
}

}  // namespace

void opaque_row8(const Photo& photo, int y, std::uint8_t* out) {
  std::visit(
      [&](const auto& image) {
        const auto* in = image.row(y);
        if (image.channels() == 4)
          compose_over_white(in, image.width(), out);
        else if constexpr (sizeof(*in) == 1)
          std::copy_n(in, image.row_elements(), out);
        else
          std::transform(in, in + image.row_elements(), out, to8);
      },
      photo.pixels);
}

void row8(const Photo& photo, int y, std::uint8_t* out) {
  std::visit(
      [&](const auto& image) {
        const auto* in = image.row(y);
        if constexpr (sizeof(*in) == 1)
          std::copy_n(in, image.row_elements(), out);
        else
          std::transform(in, in + image.row_elements(), out, to8);
        if (image.channels() == 4) whiten_transparent(out, image.width());
      },
      photo.pixels);
}

void row16(const Photo& photo, int y, std::uint16_t* out) {
  const auto& image = std::get<Image<std::uint16_t>>(photo.pixels);
  std::copy_n(image.row(y), image.row_elements(), out);
  if (image.channels() == 4) whiten_transparent(out, image.width());
}

}  // namespace smp
