#include "smp/sampling/free_dots.h"

#include <algorithm>

namespace smp::detail {

FreeDots::FreeDots(const PlacementArea& area) : area_(area) {
  const DensityField& field = area.field;
  up_to_.reserve(field.blocks.size());
  double sum = 0;
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i) {
      const int x0 = i * field.block_cells, y0 = j * field.block_cells;
      const DensityField::Block& block = field.at_cell(x0, y0);
      if (block.density_per_mm2 > 0 && x0 < area.allowed.width()) {
        // Blocks never straddle words.
        const std::uint64_t bits = (~std::uint64_t{0} >> (64 - field.block_cells)) << (x0 & 63);
        int cells = 0;
        for (int y = y0; y < std::min(area.allowed.height(), y0 + field.block_cells); ++y)
          cells += count_bits(area.allowed.row(y)[x0 >> 6] & bits);
        sum += cells * block.density_per_mm2 * block.metric_mm2.area();
      }
      up_to_.push_back(sum);
    }
}

void FreeDots::draw(std::size_t count, RandomStream random, std::vector<Hit>& hits) const {
  if (up_to_.empty() || !(up_to_.back() > 0)) return;
  const DensityField& field = area_.field;
  const BitGrid& allowed = area_.allowed;
  BitGrid taken(allowed.width(), allowed.height());
  for (const Hit& hit : hits) taken.set(hit.x, hit.y);
  const auto cells = static_cast<std::uint32_t>(field.block_cells);
  const std::size_t tries = 4096 * count;  // a block of the largest size may have a single cell
  const std::size_t wanted = hits.size() + count;
  for (std::size_t i = 0; i < tries && hits.size() < wanted;) {
    const double lot = random.uniform() * up_to_.back();
    const auto block = static_cast<std::size_t>(
        std::min(std::upper_bound(up_to_.begin(), up_to_.end(), lot), up_to_.end() - 1) - up_to_.begin());
    const int x0 = static_cast<int>(block % static_cast<std::size_t>(field.columns)) * field.block_cells;
    const int y0 = static_cast<int>(block / static_cast<std::size_t>(field.columns)) * field.block_cells;
    // Until a cell of the block is allowed; one that is taken sends the dot to another block.
    for (; i < tries; ++i) {
      const int x = x0 + static_cast<int>(random.below(cells)),
                y = y0 + static_cast<int>(random.below(cells));
      if (x >= allowed.width() || y >= allowed.height() || !allowed.test(x, y)) continue;
      if (!taken.test(x, y)) {
        taken.set(x, y);
        hits.push_back({x, y, 0});
      }
      ++i;
      break;
    }
  }
}

}  // namespace smp::detail
