#include "smp/sampling/placement.h"

#include <algorithm>
#include <cassert>

namespace smp {

void BitGrid::set_run(int y, int first, int last) {
  assert(y >= 0 && y < height_);
  first = std::max(first, 0);
  last = std::min(last, width_);
  if (first >= last) return;
  std::uint64_t* words = row(y);
  const int first_word = first >> 6, last_word = (last - 1) >> 6;
  const std::uint64_t head = ~std::uint64_t{0} << (first & 63);
  const std::uint64_t tail = ~std::uint64_t{0} >> (63 - ((last - 1) & 63));
  if (first_word == last_word) {
    words[first_word] |= head & tail;
    return;
  }
  words[first_word] |= head;
  for (int i = first_word + 1; i < last_word; ++i) words[i] = ~std::uint64_t{0};
  words[last_word] |= tail;
}

std::size_t BitGrid::count() const {
  std::size_t total = 0;
  for (const std::uint64_t word : words_) total += static_cast<std::size_t>(count_bits(word));
  return total;
}

namespace {

// Adds the allowed cells of one row to the counts of the blocks it crosses.
void count_row(const std::uint64_t* row, int words, int block_cells, std::vector<std::uint32_t>& counts) {
  const int blocks_per_word = 64 / block_cells;
  const std::uint64_t block_mask = ~std::uint64_t{0} >> (64 - block_cells);
  for (int w = 0; w < words; ++w) {
    const std::uint64_t word = row[w];
    if (word == 0) continue;
    std::uint32_t* count = counts.data() + static_cast<std::size_t>(w) * blocks_per_word;
    if (word == ~std::uint64_t{0}) {
      for (int b = 0; b < blocks_per_word; ++b) count[b] += static_cast<std::uint32_t>(block_cells);
    } else {
      for (int b = 0; b < blocks_per_word; ++b)
        count[b] += static_cast<std::uint32_t>(count_bits((word >> (b * block_cells)) & block_mask));
    }
  }
}

}  // namespace

double expected_count(const PlacementArea& area) {
  const BitGrid& allowed = area.allowed;
  const DensityField& field = area.field;
  std::vector<std::uint32_t> counts;
  double total = 0;
  for (int j = 0; j * field.block_cells < allowed.height(); ++j) {
    counts.assign(static_cast<std::size_t>(allowed.words_per_row()) * (64 / field.block_cells), 0);
    const int last = std::min(allowed.height(), (j + 1) * field.block_cells);
    for (int y = j * field.block_cells; y < last; ++y)
      count_row(allowed.row(y), allowed.words_per_row(), field.block_cells, counts);
    const auto* blocks = field.blocks.data() + static_cast<std::size_t>(j) * field.columns;
    for (int i = 0; i * field.block_cells < allowed.width(); ++i)
      if (counts[i] != 0 && blocks[i].density_per_mm2 > 0)
        total += counts[i] * blocks[i].density_per_mm2 * blocks[i].metric_mm2.area();
  }
  return total;
}

}  // namespace smp
