#pragma once  // The photo and the spec that whole renders are timed on.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>

#include "smp/base/random.h"
#include "smp/photo/write.h"

namespace smp::bench {

/// Skin-coloured cloud with fine grain: about the entropy of a phone photo of a head.
inline void write_photo_file(const std::string& path, int width, int height) {
  Image<std::uint8_t> pixels(width, height, 3);
  RandomStream random(1, RandomPurpose::kPhantom);
  std::uint64_t bits = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const double cloud = std::sin(x * 0.011) * std::cos(y * 0.007) + std::sin((x + y) * 0.031);
      bits = bits == 0 ? random.bits() : bits >> 8;
      const int grain = static_cast<int>(bits & 7) - 4;
      const int value[3] = {190 + static_cast<int>(18 * cloud) + grain,
                            145 + static_cast<int>(15 * cloud) + grain,
                            120 + static_cast<int>(13 * cloud) + grain};
      for (int c = 0; c < 3; ++c)
        pixels.at(x, y, c) = static_cast<std::uint8_t>(std::clamp(value[c], 0, 255));
    }
  Photo photo{.pixels = std::move(pixels), .format = PhotoFormat::kWebp};  // so that chroma is 4:2:0
  write_photo(path, photo, {.jpeg_quality = 92, .force = true});
}

/// The frame shows 862 cm^2, a head filling a portrait; dots at 110 per cm^2 as far as they fit.
inline void write_spec_file(const std::string& path, int width, int height, int dots) {
  const double frame_cm2 = 862;
  const double px_per_mm = std::sqrt(double(width) * height / (frame_cm2 * 100));
  const double area_cm2 = std::min(0.7 * frame_cm2, dots / 110.0);
  const double share = std::sqrt(area_cm2 / frame_cm2);
  const double x0 = width * (1 - share) / 2, y0 = height * (1 - share) / 2;
  std::ofstream(path)
      << "{\"smp\":1,\"seed\":3,\"photo\":{\"scale\":{\"px_per_mm\":" << px_per_mm
      << "}},\"skin\":{\"tone\":{\"ita_deg\":45}},\"regions\":[{\"name\":\"top\",\"density_per_cm2\":"
      << dots / area_cm2 << ",\"outline\":[[" << x0 << "," << y0 << "],[" << width - x0 << "," << y0 << "],["
      << width - x0 << "," << height - y0 << "],[" << x0 << "," << height - y0 << "]]}]}\n";
}

}  // namespace smp::bench
