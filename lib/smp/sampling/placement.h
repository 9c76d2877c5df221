#pragma once  // What is to be placed where: the sampler's problem, in cells of a bit grid.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "smp/geometry/metric.h"

namespace smp {

/// Bits set in a word. std::popcount is a call into libgcc on the baseline this is built for.
constexpr int count_bits(std::uint64_t word) {
  word -= (word >> 1) & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return static_cast<int>((word * 0x0101010101010101u) >> 56);
}

/// One bit per cell, packed by rows into 64-bit words (bit i of a word is column 64 * word + i).
class BitGrid {
 public:
  BitGrid() = default;
  /// All bits clear.
  BitGrid(int width, int height)
      : width_(width),
        height_(height),
        words_per_row_((width + 63) / 64),
        words_(static_cast<std::size_t>(words_per_row_) * static_cast<std::size_t>(height)) {}
  int width() const { return width_; }
  int height() const { return height_; }
  int words_per_row() const { return words_per_row_; }
  bool test(int x, int y) const { return (row(y)[x >> 6] >> (x & 63)) & 1; }
  void set(int x, int y) { row(y)[x >> 6] |= std::uint64_t{1} << (x & 63); }
  void clear(int x, int y) { row(y)[x >> 6] &= ~(std::uint64_t{1} << (x & 63)); }
  std::uint64_t* row(int y) { return words_.data() + static_cast<std::size_t>(y) * words_per_row_; }
  const std::uint64_t* row(int y) const {
    return words_.data() + static_cast<std::size_t>(y) * words_per_row_;
  }
  /// Sets the columns [first, last) of a row.
  void set_run(int y, int first, int last);
  std::size_t count() const;

 private:
  int width_ = 0, height_ = 0, words_per_row_ = 0;
  std::vector<std::uint64_t> words_;
};

/// The surface and the wanted density, constant over blocks of `block_cells` x `block_cells` cells.
/// Values should change slowly from block to block (spacing by less than 0.3 per unit of distance).
struct DensityField {
  struct Block {
    Metric2 metric_mm2;          ///< surface metric in mm^2 per cell^2
    double density_per_mm2 = 0;  ///< wanted dots per mm^2 of surface; 0 = no dots
  };
  int block_cells = 16;  ///< a power of two, 4 to 64
  int columns = 0, rows = 0;
  std::vector<Block> blocks;  ///< row by row; block (i, j) covers cells [i, i + 1) x [j, j + 1) * block_cells
  const Block& at_cell(int x, int y) const {
    return blocks[static_cast<std::size_t>(y / block_cells) * columns +
                  static_cast<std::size_t>(x / block_cells)];
  }
};

/// Where dots may go and how densely. Cell (x, y) has its centre at (x + 0.5, y + 0.5).
struct PlacementArea {
  BitGrid allowed;     ///< 1 = a dot's centre may lie in this cell
  DensityField field;  ///< covers the whole grid
};

/// Dots expected in an area: the integral of density over surface, cell by allowed cell.
double expected_count(const PlacementArea& area);

/// A dot, follicle or scar that is already there and keeps new dots away.
struct ExistingDot {
  float x = 0, y = 0;         ///< cells
  float distance_factor = 1;  ///< its conflict distance as a share of the new dots' own
};

/// A placed dot.
struct PlacedDot {
  float x = 0, y = 0;  ///< cells; the centre of a cell
  std::uint16_t session = 0;
  std::uint16_t class_index = 0;
  friend bool operator==(const PlacedDot&, const PlacedDot&) = default;
};

}  // namespace smp
