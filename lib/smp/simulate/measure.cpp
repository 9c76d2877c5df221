#include "smp/simulate/measure.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace smp {
namespace {

constexpr double kMeanPixels = 250'000, kSpreadPixels = 40'000;

class PhotoLinear {
 public:
  PhotoLinear(const ColorSpace& color, int bits) : to_srgb_(color.linear_srgb_from_linear()) {
    for (std::size_t c = 0; c < 3; ++c) linear_[c] = linear_from_code(color.curves[c], bits);
  }
  double at(int channel, unsigned code) const { return linear_[static_cast<std::size_t>(channel)][code]; }
  LinearRgb srgb(const Vector3& own) const {
    const Vector3 rgb = to_srgb_ * own;
    return {rgb[0], rgb[1], rgb[2]};
  }

 private:
  std::array<std::vector<float>, 3> linear_;
  Matrix3 to_srgb_;
};

// Calls visit(x, y) for the pixels of an area that lie on a lattice, as fine as lets it look at no more than
// `most` of the area's bounds.
template <class Visit>
void visit_pixels(const RegionArea& area, int width, int height, double most, const Visit& visit) {
  const BitGrid& cells = area.placement.allowed;
  const Point2 end = area.px_of_cell(cells.width(), cells.height());
  const int x0 = std::max(0, static_cast<int>(area.origin_px.x)),
            y0 = std::max(0, static_cast<int>(area.origin_px.y));
  const int x1 = std::min(width, static_cast<int>(std::ceil(end.x))),
            y1 = std::min(height, static_cast<int>(std::ceil(end.y)));
  const double looked_at = double(x1 - x0) * (y1 - y0);
  const int stride = std::max(1, static_cast<int>(std::ceil(std::sqrt(looked_at / most))));
  for (int y = y0; y < y1; y += stride)
    for (int x = x0; x < x1; x += stride) {
      const Point2 cell = area.cell_of_px({x + 0.5, y + 0.5});
      const int i = static_cast<int>(cell.x), j = static_cast<int>(cell.y);
      if (i < 0 || j < 0 || i >= cells.width() || j >= cells.height() || !cells.test(i, j)) continue;
      visit(x, y);
    }
}

template <class T>
std::optional<LinearRgb> mean_linear(const Image<T>& pixels, const PhotoLinear& light,
                                     const RegionArea& area) {
  Vector3 sum{};
  double count = 0;
  visit_pixels(area, pixels.width(), pixels.height(), kMeanPixels, [&](int x, int y) {
    for (int c = 0; c < 3; ++c) sum[c] += light.at(c, pixels.at(x, y, c));
    ++count;
  });
  if (count == 0) return std::nullopt;
  return light.srgb({sum[0] / count, sum[1] / count, sum[2] / count});
}

// Sums of differences from the mean colour, so that squares lose no digits.
template <class T>
void find_spread(const Image<T>& pixels, const PhotoLinear& light, const RegionArea& area,
                 RegionColor& color) {
  const Lab base = lab_from_linear(color.mean);
  Lab sum, squares;
  double count = 0;
  visit_pixels(area, pixels.width(), pixels.height(), kSpreadPixels, [&](int x, int y) {
    const Lab lab = lab_from_linear(light.srgb(
        {light.at(0, pixels.at(x, y, 0)), light.at(1, pixels.at(x, y, 1)), light.at(2, pixels.at(x, y, 2))}));
    const Lab off{lab.l - base.l, lab.a - base.a, lab.b - base.b};
    sum.l += off.l, sum.a += off.a, sum.b += off.b;
    squares.l += off.l * off.l, squares.a += off.a * off.a, squares.b += off.b * off.b;
    ++count;
  });
  if (count == 0) {  // so small that the coarser lattice misses it
    color.pixel_mean = base;
    return;
  }
  const auto variance = [&](double s, double q) { return std::max(0.0, q / count - s / count * s / count); };
  color.pixel_mean = {base.l + sum.l / count, base.a + sum.a / count, base.b + sum.b / count};
  color.variance = {variance(sum.l, squares.l), variance(sum.a, squares.a), variance(sum.b, squares.b)};
}

}  // namespace

std::optional<Lab> mean_lab(const Photo& photo, const RegionArea& area) {
  const PhotoLinear light(photo.color, photo.bits());
  const auto mean =
      std::visit([&](const auto& pixels) { return mean_linear(pixels, light, area); }, photo.pixels);
  if (!mean) return std::nullopt;
  return lab_from_linear(*mean);
}

std::optional<RegionColor> region_color(const Photo& photo, const RegionArea& area) {
  const PhotoLinear light(photo.color, photo.bits());
  return std::visit(
      [&](const auto& pixels) -> std::optional<RegionColor> {
        const auto mean = mean_linear(pixels, light, area);
        if (!mean) return std::nullopt;
        RegionColor color{*mean, {}, {}};
        find_spread(pixels, light, area, color);
        return color;
      },
      photo.pixels);
}

}  // namespace smp
