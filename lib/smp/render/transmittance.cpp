// Log transmittances add, so the order of work per pixel is the order of the dots whatever the tiles
// and threads, and the sum splits: cores pixel by pixel, tails on a coarse grid joined by Catmull-Rom.
#include "smp/render/transmittance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/render/row_kernels.h"

namespace smp {
TransmittanceField::TransmittanceField(DrawnDots dots, int width, int height, int threads)
    : drawn_(std::move(dots)), width_(width), height_(height) {
  bin_dots(threads);
  if (drawn_.tail_step_px > 0 && !tiles_.empty()) draw_tails(threads);
}

void TransmittanceField::bin_dots(int threads) {
  const int columns = (width_ + kTilePx - 1) / kTilePx, rows = (height_ + kTilePx - 1) / kTilePx;
  // Interpolated tails spill over by up to two of their cells.
  const double margin = 2.0 * drawn_.tail_step_px + 1;
  struct Span {
    int first, last;
  };
  const auto span = [](double center, double reach, int count) {
    const auto tile_of = [&](double px) {
      return static_cast<int>(std::clamp(std::floor(px / kTilePx), -1.0, static_cast<double>(count)));
    };
    return Span{std::max(0, tile_of(center - reach)), std::min(count - 1, tile_of(center + reach))};
  };
  // Bands of tiles take their dots side by side, each in the order of the dots.
  std::vector<std::vector<std::uint32_t>> cores(static_cast<std::size_t>(columns) * rows);
  std::vector<std::uint8_t> reached(cores.size(), 0);
  constexpr int kBandTiles = 8;
  parallel_for(
      threads, static_cast<std::size_t>((rows + kBandTiles - 1) / kBandTiles), [&](std::size_t band) {
        const int top = static_cast<int>(band) * kBandTiles, bottom = std::min(rows, top + kBandTiles) - 1;
        for (std::size_t i = 0; i < drawn_.dots.size(); ++i) {
          const DrawnDot& dot = drawn_.dots[i];
          const Point2 center = dot.center_px;
          const double reach_y = dot.reach_y_px + margin;
          if (center.y + reach_y < top * kTilePx || center.y - reach_y >= (bottom + 1) * kTilePx) continue;
          const Span x = span(center.x, dot.reach_x_px + margin, columns), y = span(center.y, reach_y, rows);
          for (int v = std::max(top, y.first); v <= std::min(bottom, y.last); ++v)
            for (int u = x.first; u <= x.last; ++u) reached[static_cast<std::size_t>(v) * columns + u] = 1;
          // Most tiles see only the tail.
          const Span core_x = span(center.x, dot.core_x_px + 1.0, columns),
                     core_y = span(center.y, dot.core_y_px + 1.0, rows);
          for (int v = std::max(top, core_y.first); v <= std::min(bottom, core_y.last); ++v)
            for (int u = core_x.first; u <= core_x.last; ++u)
              cores[static_cast<std::size_t>(v) * columns + u].push_back(static_cast<std::uint32_t>(i));
        }
      });
  for (std::size_t b = 0; b < cores.size(); ++b) {
    if (!reached[b]) continue;
    const int x = static_cast<int>(b) % columns * kTilePx, y = static_cast<int>(b) / columns * kTilePx;
    tiles_.push_back({x, y, std::min(kTilePx, width_ - x), std::min(kTilePx, height_ - y)});
    cores_of_tile_.push_back(std::move(cores[b]));
  }
}

void TransmittanceField::draw_tails(int threads) {
  grid_.step = drawn_.tail_step_px;
  int x0 = width_, y0 = height_, x1 = 0, y1 = 0;
  for (const PixelRect& tile : tiles_) {
    x0 = std::min(x0, tile.x), y0 = std::min(y0, tile.y);
    x1 = std::max(x1, tile.x + tile.width), y1 = std::max(y1, tile.y + tile.height);
  }
  // Two cells of margin for the interpolation.
  grid_.x0_px = x0 - 2 * grid_.step;
  grid_.y0_px = y0 - 2 * grid_.step;
  const int columns = (x1 - grid_.x0_px) / grid_.step + 4, rows = (y1 - grid_.y0_px) / grid_.step + 4;
  grid_.sums = Image<Float4>(columns, rows);

  constexpr int kBandRows = 24;
  const int bands = (rows + kBandRows - 1) / kBandRows;
  std::vector<std::vector<std::uint32_t>> dots_of_band(bands);
  for (std::size_t i = 0; i < drawn_.dots.size(); ++i) {
    const DrawnDot& dot = drawn_.dots[i];
    const auto band_at = [&](double y_px) {
      return std::floor((y_px - grid_.y0_px) / grid_.step / kBandRows);
    };
    const int first = static_cast<int>(
        std::clamp(band_at(dot.center_px.y - dot.reach_y_px - grid_.step), 0.0, double(bands)));
    const int last = static_cast<int>(
        std::clamp(band_at(dot.center_px.y + dot.reach_y_px + grid_.step), -1.0, bands - 1.0));
    for (int b = first; b <= last; ++b) dots_of_band[b].push_back(static_cast<std::uint32_t>(i));
  }
  parallel_for(threads, dots_of_band.size(), [&](std::size_t b) {
    const int first = static_cast<int>(b) * kBandRows;
    draw_tail_band(first, std::min(rows, first + kBandRows), dots_of_band[b]);
  });
}

void TransmittanceField::draw_tail_band(int first_row, int last_row, const std::vector<std::uint32_t>& dots) {
  const int columns = grid_.sums.width();
  for (int y = first_row; y < last_row; ++y) std::fill_n(grid_.sums.row(y), columns, Float4{});
  const float step = static_cast<float>(grid_.step);
  for (const std::uint32_t index : dots) {
    const DrawnDot& dot = drawn_.dots[index];
    const DotTable& table = drawn_.tables[dot.table];
    if (!table.has_tail) continue;
    // Everything in cells from here on.
    const float cx = static_cast<float>((dot.center_px.x - grid_.x0_px) / grid_.step - 0.5);
    const float cy = static_cast<float>((dot.center_px.y - grid_.y0_px) / grid_.step - 0.5);
    const float xx = dot.tail_xx * step * step, xy = dot.tail_xy * step * step,
                yy = dot.tail_yy * step * step;
    const float limit = table.reach_mm * table.reach_mm;
    splat({table.tail.data(), DotTable::kTailEntries, xx, xy, yy, limit, cx, cy}, first_row, last_row,
          columns, grid_.sums.row(0), grid_.sums.row_elements());
  }
}

void TransmittanceField::draw_cores(const PixelRect& tile, const std::vector<std::uint32_t>& dots,
                                    std::vector<Float4>& sums) const {
  for (const std::uint32_t index : dots) {
    const DrawnDot& dot = drawn_.dots[index];
    const DotTable& table = drawn_.tables[dot.table];
    const float cx = static_cast<float>(dot.center_px.x - tile.x - 0.5),
                cy = static_cast<float>(dot.center_px.y - tile.y - 0.5);
    // Most dots of a tile only reach into it with their tails.
    if (cx + dot.core_x_px < 0 || cy + dot.core_y_px < 0 ||
        cx - dot.core_x_px > static_cast<float>(tile.width) ||
        cy - dot.core_y_px > static_cast<float>(tile.height))
      continue;
    const float xx = dot.core_xx, xy = dot.core_xy, yy = dot.core_yy;
    const float limit = table.join_mm * table.join_mm;
    splat({table.core.data(), DotTable::kCoreEntries, xx, xy, yy, limit, cx, cy}, 0, tile.height, tile.width,
          sums.data(), kTilePx);
  }
}

void TransmittanceField::add_tails(const PixelRect& tile, std::vector<Float4>& sums) const {
  const int step = grid_.step;
  // Tiles start a whole number of cells from the grid's origin, so a pixel's phase is its place
  // within its cell and the weights of a phase serve the whole tile.
  const CellPhases phases = cell_phases(step);
  const int cell_x0 = (tile.x - grid_.x0_px) / step - 2;
  const int cells = tile.width / step + 6;
  std::vector<Float4> blended(static_cast<std::size_t>(cells));
  for (int y = 0; y < tile.height; ++y) {
    const int from_origin = tile.y + y - grid_.y0_px;
    const int phase = from_origin % step;
    const int top = from_origin / step + phases.first[phase];
    for (int i = 0; i < cells; ++i) {
      const int x = std::min(cell_x0 + i, grid_.sums.width() - 1);
      Float4 sum{};
      for (int k = 0; k < 4; ++k)
        sum +=
            grid_.sums.row(std::clamp(top + k, 0, grid_.sums.height() - 1))[x] * (phases.weights[phase][k]);
      blended[i] = sum;
    }
    join_cells(blended.data() + 2, phases, step, tile.width,
               sums.data() + static_cast<std::size_t>(y) * kTilePx);
  }
}

void TransmittanceField::evaluate(std::size_t index, std::vector<Float4>& out) const {
  sum(index, out);
  for (int y = 0; y < tiles_[index].height; ++y)
    finish_row(out.data() + static_cast<std::size_t>(y) * kTilePx, tiles_[index].width);
}

void TransmittanceField::sum(std::size_t index, std::vector<Float4>& sums) const {
  std::fill(sums.begin(), sums.end(), Float4{});
  draw_cores(tiles_[index], cores_of_tile_[index], sums);
  if (grid_.step > 0) add_tails(tiles_[index], sums);
}

void TransmittanceField::finish_row(Float4* row, int width) const {
  const Float4 floor = {static_cast<float>(drawn_.floor[0]), static_cast<float>(drawn_.floor[1]),
                        static_cast<float>(drawn_.floor[2]), 0.0f};
  const Float4 rest = 1.0f - floor;
  finish_pixels(row, width, floor, rest);
}

}  // namespace smp
