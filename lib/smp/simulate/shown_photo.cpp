#include "smp/simulate/shown_photo.h"

#include <array>
#include <utility>

#include "smp/simulate/drawing.h"

namespace smp {
namespace {

template <class T>
Image<std::uint8_t> bytes_of(const Image<T>& pixels, const PixelRect& part) {
  Image<std::uint8_t> out(part.width, part.height, 3);
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x)
      for (int c = 0; c < 3; ++c) {
        const T value = pixels.at(part.x + x, part.y + y, c);
        out.at(x, y, c) = static_cast<std::uint8_t>(sizeof(T) == 1 ? value : value >> 8);
      }
  return out;
}

Image<std::uint8_t> resized_bytes(const Photo& photo, const PixelRect& part, int width_px, int height_px) {
  const auto* bytes = std::get_if<Image<std::uint8_t>>(&photo.pixels);
  if (bytes && bytes->channels() == 3) return resized(*bytes, part, width_px, height_px);
  return resized(std::visit([&](const auto& pixels) { return bytes_of(pixels, part); }, photo.pixels),
                 width_px, height_px);
}

}  // namespace

Image<std::uint8_t> shown_photo(const Photo& photo, int width_px, int height_px) {
  return shown_photo(photo, {0, 0, photo.width(), photo.height()}, width_px, height_px);
}

Image<std::uint8_t> shown_photo(const Photo& photo, const PixelRect& part, int width_px, int height_px) {
  Image<std::uint8_t> picture = resized_bytes(photo, part, width_px, height_px);
  if (photo.color.name == "sRGB") return picture;
  std::array<std::vector<float>, 3> linear;
  for (std::size_t c = 0; c < 3; ++c) linear[c] = linear_from_code(photo.color.curves[c], 8);
  const Matrix3 to_srgb = photo.color.linear_srgb_from_linear();
  const Code8FromLinear code(ToneCurve::srgb());
  const std::span<std::uint8_t> values = picture.values();
  for (std::size_t i = 0; i + 2 < values.size(); i += 3) {
    const Vector3 rgb =
        to_srgb * Vector3{linear[0][values[i]], linear[1][values[i + 1]], linear[2][values[i + 2]]};
    for (std::size_t c = 0; c < 3; ++c) values[i + c] = code(static_cast<float>(rgb[c]));
  }
  return picture;
}

}  // namespace smp
