#pragma once  // The innermost loops of rendering. Same bits with and without AVX2, which is used where there
              // is.
#include <array>
#include <cstddef>

#include "smp/render/dot_tables.h"
#include "smp/render/grain.h"

namespace smp {

/// A dot on a raster: table values by the quadratic form xx dx^2 + 2 xy dx dy + yy dy^2 around (cx, cy), in
/// cells of the raster. The table has `last` + 2 entries evenly over [0, limit]; those from `last` are zero.
struct Splat {
  const Float4* table;
  int last;
  float xx, xy, yy, limit, cx, cy;
};

/// Adds the dot to the rows [first_row, last_row) of `width` columns, `stride` apart.
void splat(const Splat& s, int first_row, int last_row, int width, Float4* sums, std::size_t stride);

/// The phases of the pixels of a cell: which four cells they lie between, and with which weights.
struct CellPhases {
  std::array<std::array<float, 4>, 8> weights{};
  std::array<int, 8> first{};  ///< of the four cells, relative to the pixel's own
};
/// By Catmull-Rom. @param step pixels per cell, 2, 4 or 8.
CellPhases cell_phases(int step);

/// Adds the cells of one row, already blended in y, to its pixels; pixel 0 lies in cells[0].
void join_cells(const Float4* cells, const CellPhases& phases, int step, int width, Float4* row);

/// T = floor + rest * exp(sum) in place, exactly 1 where every channel's sum is as good as 0. `row` must
/// have room for an even number of pixels.
void finish_pixels(Float4* row, int pixels, Float4 floor, Float4 rest);

/// Multiplies linear light by a matrix, row by row of nine, in place. Room for an even number.
void transform_pixels(const std::array<float, 9>& matrix, Float4* light, int pixels);

/// Noise variance at linear light v: read + shot v. Both 0: no grain is added.
struct NoiseVariance {
  float read = 0, shot = 0;
};

/// The light of neighbouring pixels and what acts on it. All arrays have room for an even number.
struct LightRow {
  Float4* light;          ///< the photo's, linear sRGB; becomes the treated
  Float4* transmittance;  ///< T of the dots; becomes T' = 1 - (1 - T) (1 - hair)
  const float* gloss;     ///< not reached by the dots
  const float* hair;      ///< share of the pixel hidden by hair above the dots, 0..1
  Grain::Run grain;       ///< read only where there is noise
};

/// light = gloss + (light - gloss) T' + grain. The grain's variance is what the noise at the new level
/// has beyond the photo's own noise times T'. Where T' is 1 light stays as it is.
void shade_pixels(const LightRow& row, int pixels, NoiseVariance noise);

/// Replaces linear light by the entries of `Code8FromLinear`, as the bits of integers.
void code_entries(Float4* light, int pixels);

}  // namespace smp
