// Log transmittances add, so the order of work per pixel is the order of the dots whatever the tiles
// and threads, and the sum splits: cores pixel by pixel, tails on a coarse grid joined by Catmull-Rom.
#include "smp/render/transmittance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/parallel.h"

namespace smp {
namespace {

Float4 broadcast(float v) { return Float4{v, v, v, v}; }

// Two pixels at a time. Plain operations only, so the same bits with and without AVX.
using Float8 =
    float __attribute__((vector_size(32), aligned(16), may_alias));  // rows are aligned for one pixel
using Int8 = int __attribute__((vector_size(32)));
#define SMP_ALWAYS_INLINE inline __attribute__((always_inline))

// T = floor + rest * exp(sum) in place, exactly 1 where every channel's sum is as good as 0.
// exp: relative error below 3e-7 for sums in [-80, 0].
SMP_ALWAYS_INLINE void finish_pairs(Float4* row, int pairs, Float4 floor, Float4 rest) {
  constexpr float kNothing = -2e-6f;  // below this no code of a 16-bit picture changes
  const Float8 floor2 = __builtin_shufflevector(floor, floor, 0, 1, 2, 3, 0, 1, 2, 3);
  const Float8 rest2 = __builtin_shufflevector(rest, rest, 0, 1, 2, 3, 0, 1, 2, 3);
  const Float8 zero = {};
  Float8* const pixels = reinterpret_cast<Float8*>(row);
  for (int i = 0; i < pairs; ++i) {
    Float8 sum = pixels[i];
    sum = sum < zero ? sum : zero;
    const Float8 x = sum > zero - 80.0f ? sum : zero - 80.0f;
    const Float8 scaled = x * 1.44269504f;
    const Int8 whole = __builtin_convertvector(scaled - 0.5f, Int8);  // rounds to nearest for x <= 0
    const Float8 f = (scaled - __builtin_convertvector(whole, Float8)) * 0.69314718f;
    Float8 p = f * (1.0f / 720) + 1.0f / 120;
    p = p * f + 1.0f / 24;
    p = p * f + 1.0f / 6;
    p = p * f + 0.5f;
    p = p * f + 1.0f;
    p = p * f + 1.0f;
    const Int8 exponent = (whole + 127) << 23;
    const Float8 t = floor2 + rest2 * (p * (Float8)exponent);
    // The unused fourth channel has sum 0 and so counts as untouched.
    const Int8 touched = sum < zero + kNothing;
    const Int8 any = touched | __builtin_shufflevector(touched, touched, 1, 2, 0, 3, 5, 6, 4, 7) |
                     __builtin_shufflevector(touched, touched, 2, 0, 1, 3, 6, 4, 5, 7);
    pixels[i] = any ? t : zero + 1.0f;
  }
}
#if defined(__x86_64__)
bool has_avx2() {
  static const bool supported = __builtin_cpu_supports("avx2");
  return supported;
}
#endif

void finish_plain(Float4* row, int pairs, Float4 floor, Float4 rest) {
  finish_pairs(row, pairs, floor, rest);
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void finish_avx2(Float4* row, int pairs, Float4 floor, Float4 rest) {
  finish_pairs(row, pairs, floor, rest);
}
#endif

// `row` holds an even number of pixels.
void finish_pixels(Float4* row, int pixels, Float4 floor, Float4 rest) {
#if defined(__x86_64__)
  if (has_avx2()) return finish_avx2(row, (pixels + 1) / 2, floor, rest);
#endif
  finish_plain(row, (pixels + 1) / 2, floor, rest);
}

// The columns, relative to the dot, where xx dx^2 + 2 xy dx dy + yy dy^2 stays below a limit.
struct Span {
  float low = 1, high = 0;
};
class RowSpans {
 public:
  RowSpans(float xx, float xy, float yy, float limit)
      : slope_(-xy / xx),
        half2_(limit / xx),
        narrowing_(yy / xx - (xy / xx) * (xy / xx)),
        rows_(std::sqrt(half2_ / narrowing_)) {}
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

// The phases of the pixels of a cell: which four cells they lie between, and with which weights.
struct CellPhases {
  std::array<std::array<float, 4>, 8> weights{};
  std::array<int, 8> first{};  // of the four cells, relative to the pixel's own
};
CellPhases cell_phases(int step) {
  CellPhases phases;
  for (int phase = 0; phase < step; ++phase) {
    const float u = (static_cast<float>(phase) + 0.5f) / static_cast<float>(step) - 0.5f;
    phases.weights[phase] = catmull_rom(u < 0 ? u + 1 : u);
    phases.first[phase] = u < 0 ? -2 : -1;
  }
  return phases;
}

// Adds the cells of one row, already blended in y, to its pixels.
SMP_ALWAYS_INLINE void join_pairs(const Float4* cells, const CellPhases& phases, int step, int width,
                                  Float4* row) {
  // Neighbours of an even pixel lie between the same cells where a cell has at least four pixels.
  for (int phase = 0; phase < step; phase += 2) {
    Float8 weights[4];
    for (int k = 0; k < 4; ++k) {
      const float a = phases.weights[phase][k], b = phases.weights[phase + 1][k];
      weights[k] = Float8{a, a, a, a, b, b, b, b};
    }
    const Float4* cell = cells + phases.first[phase];
    for (int x = phase; x < width; x += step, ++cell) {
      Float8 sum = {};
      for (int k = 0; k < 4; ++k)
        sum += __builtin_shufflevector(cell[k], cell[k], 0, 1, 2, 3, 0, 1, 2, 3) * weights[k];
      *reinterpret_cast<Float8*>(row + x) += sum;
    }
  }
}
void join_single(const Float4* cells, const CellPhases& phases, int step, int width, Float4* row) {
  for (int x = 0; x < width; ++x) {
    const Float4* cell = cells + x / step + phases.first[x % step];
    const auto& w = phases.weights[x % step];
    Float4 sum = {};
    for (int k = 0; k < 4; ++k) sum += cell[k] * broadcast(w[k]);
    row[x] += sum;
  }
}
#if defined(__x86_64__)
__attribute__((target("avx2"))) void join_pairs_avx2(const Float4* cells, const CellPhases& phases, int step,
                                                     int width, Float4* row) {
  join_pairs(cells, phases, step, width, row);
}
#endif
void join_cells(const Float4* cells, const CellPhases& phases, int step, int width, Float4* row) {
  if (step < 4) return join_single(cells, phases, step, width, row);
#if defined(__x86_64__)
  if (has_avx2()) return join_pairs_avx2(cells, phases, step, width, row);
#endif
  join_pairs(cells, phases, step, width, row);
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
    const int x0 = std::max(0, tile_of(dot.center_px.x - rx, columns)),
              x1 = std::min(columns - 1, tile_of(dot.center_px.x + rx, columns));
    const int y0 = std::max(0, tile_of(dot.center_px.y - ry, rows)),
              y1 = std::min(rows - 1, tile_of(dot.center_px.y + ry, rows));
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x)
        bins[static_cast<std::size_t>(y) * columns + x].push_back(static_cast<std::uint32_t>(i));
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
      add_table_row(table.tail.data(), {xx, 2 * xy * dy, yy * dy * dy, cx, scale, DotTable::kTailEntries}, x0,
                    x1, grid_.sums.row(y));
    }
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
      add_table_row(table.core.data(), {xx, 2 * xy * dy, yy * dy * dy, cx, scale, DotTable::kCoreEntries}, x0,
                    x1, sums.data() + static_cast<std::size_t>(y) * kTilePx);
    }
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
        sum += grid_.sums.row(std::clamp(top + k, 0, grid_.sums.height() - 1))[x] *
               broadcast(phases.weights[phase][k]);
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
  draw_cores(tiles_[index], dots_of_tile_[index], sums);
  if (grid_.step > 0) add_tails(tiles_[index], sums);
}

void TransmittanceField::finish_row(Float4* row, int width) const {
  const Float4 floor = {static_cast<float>(drawn_.floor[0]), static_cast<float>(drawn_.floor[1]),
                        static_cast<float>(drawn_.floor[2]), 0.0f};
  const Float4 rest = broadcast(1.0f) - floor;
  finish_pixels(row, width, floor, rest);
}

}  // namespace smp
