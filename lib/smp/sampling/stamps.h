#pragma once  // Internal: bit planes in 64x64 tiles and the ellipses cleared in them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "smp/geometry/metric.h"

// The kernels are compiled once for plain x86-64 (or any other machine) and once for AVX2; these
// helpers must be part of either. Both give the same bits: no fused multiply-add, only operations
// that IEEE 754 rounds exactly.
#if defined(__GNUC__)
#define SMP_FORCE_INLINE inline __attribute__((always_inline))
#else
#define SMP_FORCE_INLINE inline
#endif

namespace smp::detail {

/// Cells that a stamp may reach to either side: less than half a window, so that two windows a
/// window apart never touch the same cell.
inline constexpr int kReach = 31;

/// Largest half extent of an ellipse, in cells.
inline constexpr double kLargestExtent = 30.9;

/// Empty cells kept around the grid, so that no stamp and no window needs clipping.
inline constexpr int kMargin = 64;

/// Relative widening of a squared distance that covers the rounding of the float kernels: a pair
/// found free is free in exact arithmetic as well.
inline constexpr double kRoundingGuard = 3e-5;

/// The cells of an ellipse around a dot: bit i of `rows[k]` is column dot.x - kReach + i of row
/// dot.y - half_rows + k.
struct Stamp {
  std::uint64_t rows[64];
  int half_rows = 0;
};

/// The ellipse of a block of the density field, prepared for row-by-row drawing: the row at dy
/// spans slope * dy +- sqrt(reach2 - bend * dy^2).
struct BlockShape {
  float slope = 0, reach2 = 0, bend = 0;
  float half_rows = 0;  ///< exact half height
  float weight = 0;     ///< darts per cell, relative
  float keep = 1;       ///< share of accepted darts that become dots; below 1 where the ellipse was clamped
  float largest_factor = 1;  ///< by which the ellipse may be enlarged without reaching too far
};

/// Cells strictly inside d^T M d < 1 around a centre offset from the cell's by (x, y); in doubles.
Stamp exact_stamp(const Metric2& conflict, double x = 0, double y = 0);

/// The ellipse of `shape`, enlarged by `factor` as far as that reaches, around the centre of a cell.
SMP_FORCE_INLINE void draw_stamp(const BlockShape& shape, float factor, Stamp& stamp) {
  factor = factor < shape.largest_factor ? factor : shape.largest_factor;
  const float reach2 = shape.reach2 * factor * factor;
  const int half = std::min(static_cast<int>(shape.half_rows * factor), kReach);
  const int rows = 2 * half + 1;
  const float slope = shape.slope, bend = shape.bend;
  std::int32_t left[64], width[64];
  for (int k = 0; k < rows; ++k) {
    const float dy = static_cast<float>(k - half);
    const float inside = reach2 - bend * (dy * dy);
    const float span = std::sqrt(inside > 0.0f ? inside : 0.0f);
    // Truncation of a positive number is the floor on every machine.
    const auto right_end = static_cast<std::int32_t>(slope * dy + span + 64.0f) - (64 - kReach);
    const auto left_end = (64 + kReach) - static_cast<std::int32_t>(span - slope * dy + 64.0f);
    const std::int32_t cells = right_end - left_end + 1;
    left[k] = left_end;
    width[k] = cells > 0 ? cells : 0;
  }
  for (int k = 0; k < rows; ++k) stamp.rows[k] = ((std::uint64_t{1} << width[k]) - 1) << left[k];
  stamp.half_rows = half;
}

SMP_FORCE_INLINE void clear_low(std::uint64_t* __restrict words, const std::uint64_t* __restrict rows,
                                int count, int shift) {
  for (int k = 0; k < count; ++k) words[k] &= ~(rows[k] << shift);
}

SMP_FORCE_INLINE void clear_high(std::uint64_t* __restrict words, const std::uint64_t* __restrict rows,
                                 int count, int shift) {
  for (int k = 0; k < count; ++k) words[k] &= ~((rows[k] >> 1) >> (63 - shift));
}

/// One bit per cell, 1 = free, in tiles of 64x64 whose 64 words lie together.
struct PlaneLayout {
  int tiles_x = 0, tiles_y = 0;
  PlaneLayout() = default;
  PlaneLayout(int width, int height) : tiles_x((width + 63) / 64 + 3), tiles_y((height + 63) / 64 + 3) {}
  std::size_t words() const {
    return static_cast<std::size_t>(tiles_x) * static_cast<std::size_t>(tiles_y) * 64;
  }
  /// Index of the word holding cell (x, y), margin included.
  std::size_t word(int x, int y) const {
    return (static_cast<std::size_t>(y >> 6) * static_cast<std::size_t>(tiles_x) +
            static_cast<std::size_t>(x >> 6)) *
               64 +
           static_cast<std::size_t>(y & 63);
  }
};

/// Clears a stamp around cell (x, y), margin included.
SMP_FORCE_INLINE void clear_stamp(std::uint64_t* plane, const PlaneLayout& layout, const Stamp& stamp, int x,
                                  int y) {
  const int left = x - kReach, top = y - stamp.half_rows, count = 2 * stamp.half_rows + 1;
  const int shift = left & 63;
  std::uint64_t* words = plane + layout.word(left, top);
  const int above = std::min(count, 64 - (top & 63));
  clear_low(words, stamp.rows, above, shift);
  clear_high(words + 64, stamp.rows, above, shift);
  if (above == count) return;
  words += static_cast<std::ptrdiff_t>(layout.tiles_x) * 64 - (top & 63);
  clear_low(words, stamp.rows + above, count - above, shift);
  clear_high(words + 64, stamp.rows + above, count - above, shift);
}

}  // namespace smp::detail
