#include "smp/scalp/light_window.h"

#include <algorithm>
#include <cmath>

namespace smp::scalp {

LightReader::LightReader(const Photo& photo)
    : photo_(photo), to_srgb_(photo.color.linear_srgb_from_linear()) {
  const auto& curves = photo.color.curves;
  for (std::size_t c = 0; c < 3; ++c)
    linear_[c] = c > 0 && curves[c] == curves[0] ? linear_[0] : linear_from_code(curves[c], photo.bits());
}

Image<float> LightReader::own(const PixelRect& rect) const {
  Image<float> light(rect.width, rect.height, 3);
  std::visit(
      [&](const auto& pixels) {
        for (int y = 0; y < rect.height; ++y) {
          const auto* in = pixels.row(rect.y + y) + rect.x * pixels.channels();
          float* out = light.row(y);
          for (int x = 0; x < rect.width; ++x, in += pixels.channels(), out += 3)
            for (std::size_t c = 0; c < 3; ++c) out[c] = linear_[c][in[c]];
        }
      },
      photo_.pixels);
  return light;
}

Image<float> LightReader::srgb(const PixelRect& rect) const {
  Image<float> light = own(rect);
  std::array<float, 9> m;
  for (std::size_t k = 0; k < 9; ++k) m[k] = static_cast<float>(to_srgb_[k]);
  for (int y = 0; y < rect.height; ++y) {
    float* p = light.row(y);
    for (int x = 0; x < rect.width; ++x, p += 3) {
      const float r = p[0], g = p[1], b = p[2];
      for (std::size_t c = 0; c < 3; ++c) p[c] = m[3 * c] * r + m[3 * c + 1] * g + m[3 * c + 2] * b;
    }
  }
  return light;
}

double LightReader::rounding(double v) const {
  const std::vector<float>& table = linear_[1];
  const auto above = std::upper_bound(table.begin() + 1, table.end() - 1, static_cast<float>(v));
  return (*above - *(above - 1)) / std::sqrt(12.0);
}

Image<float> luma_of(const Image<float>& rgb) {
  Image<float> luma(rgb.width(), rgb.height());
  for (int y = 0; y < rgb.height(); ++y)
    for (int x = 0; x < rgb.width(); ++x) {
      const float* p = &rgb.at(x, y);
      luma.at(x, y) = 0.2126f * p[0] + 0.7152f * p[1] + 0.0722f * p[2];
    }
  return luma;
}

PixelRect window_around(const Photo& photo, double x, double y, int size) {
  PixelRect rect;
  rect.width = std::min(size, photo.width()), rect.height = std::min(size, photo.height());
  rect.x = std::clamp(static_cast<int>(x) - rect.width / 2, 0, photo.width() - rect.width);
  rect.y = std::clamp(static_cast<int>(y) - rect.height / 2, 0, photo.height() - rect.height);
  return rect;
}

}  // namespace smp::scalp
