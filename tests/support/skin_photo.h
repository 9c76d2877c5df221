#pragma once  // A small photo of skin, made in code.
#include <cstdint>

#include "smp/base/random.h"
#include "smp/photo/photo.h"

namespace smp::testing {

/// Light skin with noise, a slope of light from left to right, and alpha of all values where asked for.
template <class T>
Image<T> skin_pixels(int width, int height, int channels = 3) {
  Image<T> image(width, height, channels);
  const double scale = sizeof(T) == 1 ? 1 : 257;
  RandomStream noise(1, RandomPurpose::kPhantom);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double light = 1 - 0.2 * x / width;
      const double skin[4] = {214, 172, 148, 0};
      for (int c = 0; c < 3; ++c)
        image.at(x, y, c) = static_cast<T>((skin[c] * light + noise.uniform(-6, 6)) * scale);
      if (channels == 4) image.at(x, y, 3) = static_cast<T>((1 + (x * 7 + y * 13) % 255) * scale);
    }
  return image;
}

template <class T = std::uint8_t>
Photo skin_photo(int width, int height, int channels = 3) {
  return {.pixels = skin_pixels<T>(width, height, channels),
          .color = ColorSpace::srgb(),
          .format = PhotoFormat::kPng,
          .jpeg = {},
          .notes = {}};
}

}  // namespace smp::testing
