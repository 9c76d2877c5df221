#pragma once  // Internal: one round of dart throwing over all windows of the bit planes.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "smp/sampling/stamps.h"

namespace smp::detail {

/// Everything a round reads, and the bit planes it writes.
struct Canvas {
  int width = 0, height = 0;  ///< cells, without the margin
  PlaneLayout layout;
  int classes = 1;
  std::vector<std::uint64_t> planes;  ///< `classes` planes one after another

  int block_shift = 4, block_columns = 0, block_rows = 0;
  std::vector<BlockShape> blocks;
  std::vector<float> tile_weight;     ///< largest block weight in each tile, margin included
  std::vector<float> class_distance;  ///< classes x classes, relative conflict distances
  bool uniform = false;               ///< one ellipse everywhere: `stamps` holds it for each pair of classes
  std::vector<Stamp> stamps;

  std::uint64_t* plane(int index) { return planes.data() + static_cast<std::size_t>(index) * layout.words(); }
  const BlockShape& block(int x, int y) const {
    return blocks[static_cast<std::size_t>(y >> block_shift) * static_cast<std::size_t>(block_columns) +
                  static_cast<std::size_t>(x >> block_shift)];
  }
};

/// A dart that hit a free cell.
struct Hit {
  std::int32_t x = 0, y = 0;  ///< cell, without the margin
  std::uint16_t class_index = 0;
  friend bool operator==(const Hit&, const Hit&) = default;
};

/// What one round does.
struct Round {
  std::uint64_t key = 0;        ///< of all random numbers of the round
  bool list = false;            ///< try listed free cells instead of throwing darts
  double darts_per_weight = 0;  ///< dart rounds: darts per cell and unit of weight
  bool poisson = false;         ///< dart rounds: number of darts in a window is Poisson, not rounded
  int list_left = 1;            ///< listing rounds: one free cell in so many is tried
  float full_weight = 0;  ///< listing rounds: cells of less weight are tried in proportion; 0 = all alike
  std::vector<std::uint32_t> class_limits;  ///< running sums of class shares in 1/65536, for darts
  std::vector<char> class_open;             ///< classes that still take dots
};

/// Runs a round and appends the hits in the order in which they were accepted: two hits that could
/// conflict are in the order in which they were tested. Independent of `threads`.
/// Hits that a clamped ellipse turned down (see BlockShape::keep) are appended to `declined`.
void run_round(Canvas& canvas, const Round& round, int threads, std::vector<Hit>& hits,
               std::vector<Hit>& declined);

/// Clears the ellipses of dots placed before, in all planes.
void stamp_hits(Canvas& canvas, std::span<const Hit> hits, int threads);

}  // namespace smp::detail
