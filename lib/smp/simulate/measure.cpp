#include "smp/simulate/measure.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace smp {
namespace {

template <class T>
std::optional<LinearRgb> mean_linear(const Image<T>& pixels, const ColorSpace& color,
                                     const RegionArea& area) {
  const int bits = static_cast<int>(8 * sizeof(T));
  const std::array<std::vector<float>, 3> linear = {linear_from_code(color.curves[0], bits),
                                                    linear_from_code(color.curves[1], bits),
                                                    linear_from_code(color.curves[2], bits)};
  const BitGrid& cells = area.placement.allowed;
  const Point2 end = area.px_of_cell(cells.width(), cells.height());
  const int x0 = std::max(0, static_cast<int>(area.origin_px.x)),
            y0 = std::max(0, static_cast<int>(area.origin_px.y));
  const int x1 = std::min(pixels.width(), static_cast<int>(std::ceil(end.x))),
            y1 = std::min(pixels.height(), static_cast<int>(std::ceil(end.y)));
  const double looked_at = double(x1 - x0) * (y1 - y0);
  const int stride = std::max(1, static_cast<int>(std::ceil(std::sqrt(looked_at / 250000))));
  Vector3 sum{};
  double count = 0;
  for (int y = y0; y < y1; y += stride)
    for (int x = x0; x < x1; x += stride) {
      const Point2 cell = area.cell_of_px({x + 0.5, y + 0.5});
      const int i = static_cast<int>(cell.x), j = static_cast<int>(cell.y);
      if (i < 0 || j < 0 || i >= cells.width() || j >= cells.height() || !cells.test(i, j)) continue;
      for (int c = 0; c < 3; ++c) sum[c] += linear[c][pixels.at(x, y, c)];
      ++count;
    }
  if (count == 0) return std::nullopt;
  const Vector3 rgb =
      color.linear_srgb_from_linear() * Vector3{sum[0] / count, sum[1] / count, sum[2] / count};
  return LinearRgb{rgb[0], rgb[1], rgb[2]};
}

}  // namespace

std::optional<Lab> mean_lab(const Photo& photo, const RegionArea& area) {
  const auto mean =
      std::visit([&](const auto& pixels) { return mean_linear(pixels, photo.color, area); }, photo.pixels);
  if (!mean) return std::nullopt;
  return lab_from_linear(*mean);
}

}  // namespace smp
