#include <fmt/format.h>

#include "smp/photo/codec.h"

namespace smp {

void check_size(std::uint64_t width, std::uint64_t height, const PhotoLimits& limits) {
  if (width == 0 || height == 0) throw bad_photo("the picture has no pixels");
  const auto side = static_cast<std::uint64_t>(limits.max_side > 0 ? limits.max_side : 0);
  if (width > side || height > side)
    throw bad_photo(
        fmt::format("the picture has {} x {} pixels; the limit is {} on a side", width, height, side),
        "make it smaller");
  const double megapixels = static_cast<double>(width) * static_cast<double>(height) / 1e6;
  if (megapixels > limits.max_megapixels)
    throw bad_photo(fmt::format("the picture has {:.1f} megapixels; the limit is {:.1f}", megapixels,
                                limits.max_megapixels),
                    "make it smaller");
}

}  // namespace smp
