#include "smp/scalp/smooth.h"

#include <algorithm>
#include <vector>

namespace smp::scalp {
namespace {

// Mean over 2 radius + 1 places of `count` places `stride` elements apart, by a running sum.
void box(float* values, int count, std::size_t stride, int radius, std::vector<double>& sums) {
  sums.assign(static_cast<std::size_t>(count) + 1, 0.0);
  for (int i = 0; i < count; ++i)
    sums[static_cast<std::size_t>(i) + 1] =
        sums[static_cast<std::size_t>(i)] + values[static_cast<std::size_t>(i) * stride];
  const double share = 1.0 / (2 * radius + 1);
  for (int i = 0; i < count; ++i) {
    const auto from = static_cast<std::size_t>(std::max(0, i - radius)),
               to = static_cast<std::size_t>(std::min(count, i + radius + 1));
    values[static_cast<std::size_t>(i) * stride] = static_cast<float>((sums[to] - sums[from]) * share);
  }
}

}  // namespace

void smooth(Image<float>& image, int radius, int passes) {
  if (radius < 1 || image.empty()) return;
  const int n = image.channels();
  std::vector<double> sums;
  for (int pass = 0; pass < passes; ++pass) {
    for (int y = 0; y < image.height(); ++y)
      for (int c = 0; c < n; ++c)
        box(image.row(y) + c, image.width(), static_cast<std::size_t>(n), radius, sums);
    for (int x = 0; x < image.width(); ++x)
      for (int c = 0; c < n; ++c)
        box(image.row(0) + x * n + c, image.height(), image.row_elements(), radius, sums);
  }
}

Bilinear::Bilinear(const Image<float>& image, float x, float y) {
  const float u = std::clamp(x - 0.5f, 0.0f, static_cast<float>(image.width() - 1));
  const float v = std::clamp(y - 0.5f, 0.0f, static_cast<float>(image.height() - 1));
  x0 = static_cast<int>(u), y0 = static_cast<int>(v);
  tx = u - static_cast<float>(x0), ty = v - static_cast<float>(y0);
  x1 = std::min(x0 + 1, image.width() - 1), y1 = std::min(y0 + 1, image.height() - 1);
}

}  // namespace smp::scalp
