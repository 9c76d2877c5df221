#include "smp/treatment/head_lattice.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "smp/base/parallel.h"

namespace smp {
namespace {

constexpr double kStepMm = 0.7;
constexpr int kCoarse = 4;         // lattice points between those looked at first
constexpr double kCellDeg = 3;     // of the pieces of surface
constexpr int kMostPoints = 3000;  // along a side; a head beyond that fills far more than the photo
constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// Values of a lattice without points next to it are means of their neighbours', ring by ring.
void carry_on(Image<float>& values, std::vector<std::uint8_t>& known) {
  const int w = values.width(), h = values.height(), channels = values.channels();
  constexpr int kRings = 3;
  for (int ring = 0; ring < kRings; ++ring) {
    const std::vector<std::uint8_t> before = known;
    const auto at = [w](int i, int j) {
      return static_cast<std::size_t>(j) * static_cast<std::size_t>(w) + static_cast<std::size_t>(i);
    };
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i) {
        if (before[at(i, j)]) continue;
        int count = 0;
        for (int dj = -1; dj <= 1; ++dj)
          for (int di = -1; di <= 1; ++di) {
            const int x = i + di, y = j + dj;
            if (!values.contains(x, y) || !before[at(x, y)]) continue;
            for (int c = 0; c < channels; ++c)
              values.at(i, j, c) =
                  (count * values.at(i, j, c) + values.at(x, y, c)) / static_cast<float>(count + 1);
            ++count;
          }
        known[at(i, j)] = count > 0;
      }
  }
}

}  // namespace

HeadLattice::HeadLattice(const PosedHead& head, int width_px, int height_px, int threads)
    : head_(head),
      width_px_(width_px),
      height_px_(height_px),
      threads_(threads),
      cells_(surface_cells(head.shape(), kCellDeg)) {
  const PixelRect box = head_.bounds();
  const int x1 = std::min(width_px, box.x + box.width), y1 = std::min(height_px, box.y + box.height);
  x0_px_ = std::max(0, box.x), y0_px_ = std::max(0, box.y);
  if (x1 <= x0_px_ || y1 <= y0_px_) return;
  const int longest = std::max(x1 - x0_px_, y1 - y0_px_);
  step_px_ =
      std::max({1, static_cast<int>(std::lround(kStepMm * head_.px_per_mm())), longest / kMostPoints + 1});
  columns_ = (x1 - x0_px_ + step_px_ - 1) / step_px_ + 1;
  rows_ = (y1 - y0_px_ + step_px_ - 1) / step_px_ + 1;
  places_.resize(index(0, rows_));
  on_head_.assign(places_.size(), 0);
  parallel_for(threads, static_cast<std::size_t>(rows_), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    const auto seen = head_.row_mm({double(x0_px_), double(y0_px_ + step_px_ * j)}, step_px_, columns_);
    for (int i = 0; i < columns_; ++i)
      if (const auto& place = seen[static_cast<std::size_t>(i)])
        places_[index(i, j)] = *place, on_head_[index(i, j)] = 1;
  });
}

bool HeadLattice::shown(const SurfaceCell& cell) const {
  if (!head_.faces_camera(cell.place_mm)) return false;
  const Point2 p = head_.project(cell.place_mm);
  return p.x >= 0 && p.y >= 0 && p.x < width_px_ && p.y < height_px_;
}

Image<float> HeadLattice::level(const std::function<double(Point3)>& function, double band) const {
  Image<float> values(columns_, rows_, 1, kNone);
  if (columns_ == 0) return values;
  const auto take = [&](int i, int j) {
    if (on_head(i, j)) values.at(i, j) = static_cast<float>(function(place_mm(i, j)));
  };
  const int across = (columns_ + kCoarse - 2) / kCoarse, down = (rows_ + kCoarse - 2) / kCoarse;
  parallel_for(threads_, static_cast<std::size_t>(down) + 1, [&](std::size_t row) {
    const int j = std::min(static_cast<int>(row) * kCoarse, rows_ - 1);
    for (int k = 0; k <= across; ++k) take(std::min(k * kCoarse, columns_ - 1), j);
  });
  parallel_for(threads_, static_cast<std::size_t>(down), [&](std::size_t row) {
    const int j0 = static_cast<int>(row) * kCoarse, j1 = std::min(j0 + kCoarse, rows_ - 1);
    for (int k = 0; k < across; ++k) {
      const int i0 = k * kCoarse, i1 = std::min(i0 + kCoarse, columns_ - 1);
      if (!interpolate({i0, j0, i1 - i0, j1 - j0}, band, values))
        for (int j = j0; j < j1; ++j)
          for (int i = i0; i < i1; ++i)
            if (i != i0 || j != j0) take(i, j);
    }
  });
  for (int i = 0; i < columns_; ++i) take(i, rows_ - 1);
  for (int j = 0; j < rows_; ++j) take(columns_ - 1, j);
  return values;
}

// A square's points from those at its corners, if none of them can be near 0. Those on its right and lower
// sides belong to its neighbours.
bool HeadLattice::interpolate(const PixelRect& square, double band, Image<float>& values) const {
  constexpr double kSteepest = 1.2;  // per mm; patches are uneven
  const int i0 = square.x, j0 = square.y, i1 = i0 + square.width, j1 = j0 + square.height;
  if (!on_head(i0, j0) || !on_head(i1, j0) || !on_head(i0, j1) || !on_head(i1, j1)) return false;
  const float a = values.at(i0, j0), b = values.at(i1, j0), c = values.at(i0, j1), d = values.at(i1, j1);
  const double least = std::min({std::abs(a), std::abs(b), std::abs(c), std::abs(d)});
  const double size =
      std::max(distance(place_mm(i0, j0), place_mm(i1, j1)), distance(place_mm(i1, j0), place_mm(i0, j1)));
  if (least <= kSteepest * size + band) return false;
  for (int j = j0; j < j1; ++j)
    for (int i = i0; i < i1; ++i) {
      if (i == i0 && j == j0) continue;
      const float u = static_cast<float>(i - i0) / static_cast<float>(square.width);
      const float v = static_cast<float>(j - j0) / static_cast<float>(square.height);
      values.at(i, j) = (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d);
    }
  return true;
}

ScalpMap HeadLattice::map(int channels, const std::function<void(Point3, float*)>& function,
                          int every) const {
  ScalpMap map;
  if (columns_ == 0) return map;
  const int w = (columns_ + every - 1) / every, h = (rows_ + every - 1) / every;
  map.origin_px = {double(x0_px_), double(y0_px_)};
  map.step_px = every * step_px_;
  map.values = Image<float>(w, h, channels, 0.0f);
  std::vector<std::uint8_t> known(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), 0);
  parallel_for(threads_, static_cast<std::size_t>(h), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i < w; ++i) {
      if (!on_head(i * every, j * every)) continue;
      function(place_mm(i * every, j * every), &map.values.at(i, j));
      known[row * static_cast<std::size_t>(w) + static_cast<std::size_t>(i)] = 1;
    }
  });
  carry_on(map.values, known);
  return map;
}

}  // namespace smp
