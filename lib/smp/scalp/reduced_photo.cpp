#include "smp/scalp/reduced_photo.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/color/lab.h"

namespace smp {
namespace {

// Pixels of a cell that are looked at along one axis: up to three, evenly spread.
struct Picks {
  std::array<int, 3> offset{};
  int count = 0;
};
Picks picks_of(int size) {
  Picks picks;
  picks.count = std::min(3, size);
  for (int k = 0; k < picks.count; ++k)
    picks.offset[static_cast<std::size_t>(k)] = (2 * k + 1) * size / (2 * picks.count);
  return picks;
}

template <class T>
class Reducer {
 public:
  Reducer(const Image<T>& pixels, const ColorSpace& color, ReducedPhoto& out)
      : pixels_(pixels), out_(out), to_srgb_(color.linear_srgb_from_linear()) {
    for (std::size_t c = 0; c < 3; ++c)
      linear_[c] = c > 0 && color.curves[c] == color.curves[0]
                       ? linear_[0]
                       : linear_from_code(color.curves[c], static_cast<int>(8 * sizeof(T)));
    for (std::size_t c = 0; c < 3; ++c)  // luminance of linear light in the photo's own primaries
      luma_[c] = static_cast<float>(kXyzD65FromLinearSrgb[3] * to_srgb_[c] +
                                    kXyzD65FromLinearSrgb[4] * to_srgb_[3 + c] +
                                    kXyzD65FromLinearSrgb[5] * to_srgb_[6 + c]);
  }

  void row(int j) const {
    const Picks down = picks_of(std::min(out_.step_px, out_.height_px - j * out_.step_px));
    const Picks whole = picks_of(out_.step_px);
    const int last = out_.width() - 1;  // may be cut
    for (int i = 0; i < last; ++i) cell(i, j, down, whole);
    cell(last, j, down, picks_of(out_.width_px - last * out_.step_px));
  }

 private:
  void cell(int i, int j, const Picks& down, const Picks& across) const {
    constexpr T kHighest = static_cast<T>(-1);
    std::array<float, 3> sum{};
    float darkest = 1e9f, brightest = -1e9f;
    int clipped = 0;
    for (int v = 0; v < down.count; ++v) {
      const T* row = pixels_.row(j * out_.step_px + down.offset[static_cast<std::size_t>(v)]);
      for (int u = 0; u < across.count; ++u) {
        const T* pixel =
            row + (i * out_.step_px + across.offset[static_cast<std::size_t>(u)]) * pixels_.channels();
        const std::array<float, 3> light = {linear_[0][pixel[0]], linear_[1][pixel[1]], linear_[2][pixel[2]]};
        const float y = luma_[0] * light[0] + luma_[1] * light[1] + luma_[2] * light[2];
        for (std::size_t c = 0; c < 3; ++c) sum[c] += light[c];
        darkest = std::min(darkest, y), brightest = std::max(brightest, y);
        clipped += pixel[0] == kHighest || pixel[1] == kHighest || pixel[2] == kHighest;
      }
    }
    const int samples = down.count * across.count;
    const Vector3 mean = to_srgb_ * Vector3{sum[0] / samples, sum[1] / samples, sum[2] / samples};
    for (int c = 0; c < 3; ++c) out_.rgb.at(i, j, c) = static_cast<float>(mean[static_cast<std::size_t>(c)]);
    out_.darkest.at(i, j) = darkest;
    out_.brightest.at(i, j) = brightest;
    out_.clipped.at(i, j) = static_cast<std::uint8_t>(clipped);
    out_.samples.at(i, j) = static_cast<std::uint8_t>(samples);
  }

  const Image<T>& pixels_;
  ReducedPhoto& out_;
  Matrix3 to_srgb_;
  std::array<std::vector<float>, 3> linear_;
  std::array<float, 3> luma_{};
};

}  // namespace

ReducedPhoto reduce_photo(const Photo& photo, int threads) {
  ReducedPhoto out;
  out.width_px = photo.width(), out.height_px = photo.height();
  const double pixels = static_cast<double>(out.width_px) * out.height_px;
  out.step_px = std::max(1, static_cast<int>(std::sqrt(pixels / kSurveyCells)));
  const int w = (out.width_px + out.step_px - 1) / out.step_px,
            h = (out.height_px + out.step_px - 1) / out.step_px;
  out.rgb = Image<float>(w, h, 3);
  out.darkest = Image<float>(w, h), out.brightest = Image<float>(w, h);
  out.clipped = Image<std::uint8_t>(w, h), out.samples = Image<std::uint8_t>(w, h);
  std::visit(
      [&](const auto& buffer) {
        const Reducer reducer(buffer, photo.color, out);
        constexpr int kRows = 8;
        parallel_for(threads, static_cast<std::size_t>((h + kRows - 1) / kRows), [&](std::size_t band) {
          const int first = static_cast<int>(band) * kRows;
          for (int j = first; j < std::min(h, first + kRows); ++j) reducer.row(j);
        });
      },
      photo.pixels);
  return out;
}

Image<std::uint8_t> cells_in(const ReducedPhoto& reduced, const Polygon& outline) {
  Image<std::uint8_t> cells(reduced.width(), reduced.height(), 1, 0);
  std::vector<double> crossings;
  for (int j = 0; j < cells.height(); ++j) {
    const double y = reduced.center_px(0, j).y;
    crossings.clear();
    for (std::size_t k = 0; k < outline.size(); ++k) {
      const Point2 a = outline[k], b = outline[(k + 1) % outline.size()];
      if ((a.y <= y) == (b.y <= y)) continue;
      crossings.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
      const auto cell_from = [&](double x) {  // first cell whose centre is at or right of x
        return static_cast<int>(std::clamp(std::ceil(x / reduced.step_px - 0.5), 0.0, double(cells.width())));
      };
      for (int i = cell_from(crossings[k]); i < cell_from(crossings[k + 1]); ++i) cells.at(i, j) = 255;
    }
  }
  return cells;
}

Image<std::uint8_t> cells_of_mask(const ReducedPhoto& reduced, const Image<std::uint8_t>& mask) {
  Image<std::uint8_t> cells(reduced.width(), reduced.height());
  for (int j = 0; j < cells.height(); ++j)
    for (int i = 0; i < cells.width(); ++i) {
      const Point2 p = reduced.center_px(i, j);
      cells.at(i, j) = mask.at(std::min(static_cast<int>(p.x), mask.width() - 1),
                               std::min(static_cast<int>(p.y), mask.height() - 1));
    }
  return cells;
}

}  // namespace smp
