// Log transmittances add, so the order of work per pixel is the order of the dots whatever the tiles
// and threads, and the sum splits: cores pixel by pixel, tails on a coarse grid joined by Catmull-Rom.
#include "smp/render/transmittance.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "smp/base/parallel.h"

namespace smp {
namespace {

using Int4 = int __attribute__((vector_size(16)));

Float4 broadcast(float v) { return Float4{v, v, v, v}; }

// exp for arguments in [-80, 0], relative error below 3e-7; plain operations, so the same everywhere.
Float4 exp_nonpositive(Float4 x) {
  const Float4 scaled = x * broadcast(1.44269504f);
  const Int4 whole = __builtin_convertvector(scaled - broadcast(0.5f), Int4);  // rounds to nearest for x <= 0
  const Float4 f = (scaled - __builtin_convertvector(whole, Float4)) * broadcast(0.69314718f);
  Float4 p = broadcast(1.0f / 720);
  p = p * f + broadcast(1.0f / 120);
  p = p * f + broadcast(1.0f / 24);
  p = p * f + broadcast(1.0f / 6);
  p = p * f + broadcast(0.5f);
  p = p * f + broadcast(1.0f);
  p = p * f + broadcast(1.0f);
  const Int4 exponent = (whole + 127) << 23;
  return p * std::bit_cast<Float4>(exponent);
}

Float4 min0(Float4 x) { return x < broadcast(0.0f) ? x : broadcast(0.0f); }

// The columns, relative to the dot, where xx dx^2 + 2 xy dx dy + yy dy^2 stays below a limit.
struct Span {
  float low = 1, high = 0;
};
class RowSpans {
 public:
  RowSpans(float xx, float xy, float yy, float limit)
      : slope_(-xy / xx), half2_(limit / xx), narrowing_(yy / xx - (xy / xx) * (xy / xx)), rows_(std::sqrt(half2_ / narrowing_)) {}
  /// Half the rows that are reached.
  float rows() const { return rows_; }
  Span at(float dy) const {
    const float discriminant = half2_ - narrowing_ * dy * dy;
    if (!(discriminant > 0)) return {};
    const float half = std::sqrt(discriminant);
    return {slope_ * dy - half, slope_ * dy + half};
  }

 private:
  float slope_, half2_, narrowing_, rows_;
};

// Where a dot's quadratic form runs along one row, in entries of a table with `last` + 2 of them.
struct TableRow {
  float xx, two_xy_dy, yy_dy2, cx;  // of the form; its centre
  float scale, last;
};

// Adds the table's values to the columns [x0, x1] of a row of sums.
void add_table_row(const Float4* table, const TableRow& form, int x0, int x1, Float4* row) {
  // Places first, in loops that the compiler turns into vector code; then one look-up for each.
  constexpr int kChunk = 64;
  float t[kChunk];
  int entry[kChunk];
  for (int start = x0; start <= x1; start += kChunk) {
    const int count = std::min(kChunk, x1 - start + 1);
    for (int i = 0; i < count; ++i) {
      const float dx = static_cast<float>(start + i) - form.cx;
      float q = (form.xx * dx * dx + form.two_xy_dy * dx + form.yy_dy2) * form.scale;
      q = q > 0.0f ? q : 0.0f;
      q = q < form.last ? q : form.last;
      entry[i] = static_cast<int>(q);
      t[i] = q - static_cast<float>(entry[i]);
    }
    Float4* out = row + start;
    for (int i = 0; i < count; ++i) {
      const Float4* sample = table + entry[i];
      out[i] += sample[0] + (sample[1] - sample[0]) * broadcast(t[i]);
    }
  }
}

// Weights of the four samples around a place `t` of the way from the second to the third.
std::array<float, 4> catmull_rom(float t) {
  return {0.5f * t * (-1 + t * (2 - t)), 1 + 0.5f * t * t * (-5 + 3 * t), 0.5f * t * (1 + t * (4 - 3 * t)),
          0.5f * t * t * (t - 1)};
}

}  // namespace

TransmittanceField::TransmittanceField(DrawnDots dots, int width, int height, int threads)
    : drawn_(std::move(dots)), width_(width), height_(height) {
  const int columns = (width + kTilePx - 1) / kTilePx, rows = (height + kTilePx - 1) / kTilePx;
  std::vector<std::vector<std::uint32_t>> bins(static_cast<std::size_t>(columns) * rows);
  // Interpolated tails spill over by up to two of their cells.
  const double margin = 2.0 * drawn_.tail_step_px + 1;
  const auto tile_of = [](double px, int count) {
    return static_cast<int>(std::clamp(std::floor(px / kTilePx), -1.0, static_cast<double>(count)));
  };
  for (std::size_t i = 0; i < drawn_.dots.size(); ++i) {
    const DrawnDot& dot = drawn_.dots[i];
    const double rx = dot.reach_x_px + margin, ry = dot.reach_y_px + margin;
    const int x0 = std::max(0, tile_of(dot.center_px.x - rx, columns)), x1 = std::min(columns - 1, tile_of(dot.center_px.x + rx, columns));
    const int y0 = std::max(0, tile_of(dot.center_px.y - ry, rows)), y1 = std::min(rows - 1, tile_of(dot.center_px.y + ry, rows));
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x) bins[static_cast<std::size_t>(y) * columns + x].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t b = 0; b < bins.size(); ++b) {
    if (bins[b].empty()) continue;
    const int x = static_cast<int>(b) % columns * kTilePx, y = static_cast<int>(b) / columns * kTilePx;
    tiles_.push_back({x, y, std::min(kTilePx, width - x), std::min(kTilePx, height - y)});
    dots_of_tile_.push_back(std::move(bins[b]));
  }
  if (drawn_.tail_step_px > 0 && !tiles_.empty()) draw_tails(threads);
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
    const int first = static_cast<int>(std::clamp(band_at(dot.center_px.y - dot.reach_y_px - grid_.step), 0.0, double(bands)));
    const int last = static_cast<int>(std::clamp(band_at(dot.center_px.y + dot.reach_y_px + grid_.step), -1.0, bands - 1.0));
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
    const float xx = dot.tail_xx * step * step, xy = dot.tail_xy * step * step, yy = dot.tail_yy * step * step;
    const float limit = table.reach_mm * table.reach_mm;
    const RowSpans spans(xx, xy, yy, limit);
    const float reach_rows = spans.rows();
    const float scale = DotTable::kTailEntries / limit;
    const int y0 = std::max(first_row, static_cast<int>(std::ceil(cy - reach_rows)));
    const int y1 = std::min(last_row - 1, static_cast<int>(std::floor(cy + reach_rows)));
    for (int y = y0; y <= y1; ++y) {
      const float dy = static_cast<float>(y) - cy;
      const Span span = spans.at(dy);
      const int x0 = std::max(0, static_cast<int>(std::ceil(cx + span.low)));
      const int x1 = std::min(columns - 1, static_cast<int>(std::floor(cx + span.high)));
      add_table_row(table.tail.data(), {xx, 2 * xy * dy, yy * dy * dy, cx, scale, DotTable::kTailEntries}, x0, x1, grid_.sums.row(y));
    }
  }
}

void TransmittanceField::draw_cores(const PixelRect& tile, const std::vector<std::uint32_t>& dots,
                                    std::vector<Float4>& sums) const {
  for (const std::uint32_t index : dots) {
    const DrawnDot& dot = drawn_.dots[index];
    const DotTable& table = drawn_.tables[dot.table];
    const float cx = static_cast<float>(dot.center_px.x - tile.x - 0.5), cy = static_cast<float>(dot.center_px.y - tile.y - 0.5);
    const float xx = dot.core_xx, xy = dot.core_xy, yy = dot.core_yy;
    const float limit = table.join_mm * table.join_mm;
    const RowSpans spans(xx, xy, yy, limit);
    const float reach_rows = spans.rows();
    const float scale = DotTable::kCoreEntries / limit;
    const int y0 = std::max(0, static_cast<int>(std::ceil(cy - reach_rows)));
    const int y1 = std::min(tile.height - 1, static_cast<int>(std::floor(cy + reach_rows)));
    for (int y = y0; y <= y1; ++y) {
      const float dy = static_cast<float>(y) - cy;
      const Span span = spans.at(dy);
      const int x0 = std::max(0, static_cast<int>(std::ceil(cx + span.low)));
      const int x1 = std::min(tile.width - 1, static_cast<int>(std::floor(cx + span.high)));
      add_table_row(table.core.data(), {xx, 2 * xy * dy, yy * dy * dy, cx, scale, DotTable::kCoreEntries}, x0, x1,
                    sums.data() + static_cast<std::size_t>(y) * kTilePx);
    }
  }
}

void TransmittanceField::add_tails(const PixelRect& tile, std::vector<Float4>& sums) const {
  const int step = grid_.step;
  // Tiles start a whole number of cells from the grid's origin, so a pixel's phase is its place
  // within its cell and the weights of a phase serve the whole tile.
  std::array<std::array<float, 4>, 8> weights{};
  std::array<int, 8> first{};  // first of the four cells, relative to the pixel's own
  for (int phase = 0; phase < step; ++phase) {
    const float u = (static_cast<float>(phase) + 0.5f) / static_cast<float>(step) - 0.5f;
    weights[phase] = catmull_rom(u < 0 ? u + 1 : u);
    first[phase] = u < 0 ? -2 : -1;
  }
  const int cell_x0 = (tile.x - grid_.x0_px) / step - 2;
  const int cells = tile.width / step + 6;
  std::vector<Float4> blended(static_cast<std::size_t>(cells));
  for (int y = 0; y < tile.height; ++y) {
    const int from_origin = tile.y + y - grid_.y0_px;
    const int phase = from_origin % step;
    const int top = from_origin / step + first[phase];
    for (int i = 0; i < cells; ++i) {
      const int x = std::min(cell_x0 + i, grid_.sums.width() - 1);
      Float4 sum{};
      for (int k = 0; k < 4; ++k)
        sum += grid_.sums.row(std::clamp(top + k, 0, grid_.sums.height() - 1))[x] * broadcast(weights[phase][k]);
      blended[i] = sum;
    }
    Float4* row = sums.data() + static_cast<std::size_t>(y) * kTilePx;
    for (int x = 0; x < tile.width; ++x) {
      const int column_phase = x % step;
      const Float4* cell = blended.data() + x / step + 2 + first[column_phase];
      const auto& w = weights[column_phase];
      row[x] += cell[0] * broadcast(w[0]) + cell[1] * broadcast(w[1]) + cell[2] * broadcast(w[2]) + cell[3] * broadcast(w[3]);
    }
  }
}

void TransmittanceField::evaluate(std::size_t index, std::vector<Float4>& out) const {
  const PixelRect& tile = tiles_[index];
  std::fill(out.begin(), out.end(), Float4{});
  draw_cores(tile, dots_of_tile_[index], out);
  if (grid_.step > 0) add_tails(tile, out);
  const Float4 floor = {static_cast<float>(drawn_.floor[0]), static_cast<float>(drawn_.floor[1]),
                        static_cast<float>(drawn_.floor[2]), 0.0f};
  const Float4 rest = broadcast(1.0f) - floor;
  // Below this no code of a 16-bit picture changes.
  constexpr float kNothing = -2e-6f;
  for (int y = 0; y < tile.height; ++y) {
    Float4* row = out.data() + static_cast<std::size_t>(y) * kTilePx;
    for (int x = 0; x < tile.width; ++x) {
      const Float4 sum = min0(row[x]);
      const bool untouched = sum[0] > kNothing && sum[1] > kNothing && sum[2] > kNothing;
      row[x] = untouched ? broadcast(1.0f) : floor + rest * exp_nonpositive(sum < broadcast(-80.0f) ? broadcast(-80.0f) : sum);
    }
  }
}

}  // namespace smp
