#include "smp/treatment/region_mask.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace smp {
namespace {

bool any_of(const std::uint8_t* row, int first, int last) {
  std::uint8_t any = 0;
  for (int x = first; x < last; ++x) any |= row[x];
  return any != 0;
}

}  // namespace

PixelRect mask_bounds(const Image<std::uint8_t>& mask) {
  int x0 = mask.width(), y0 = 0, x1 = 0, y1 = mask.height();
  while (y0 < y1 && !any_of(mask.row(y0), 0, mask.width())) ++y0;
  while (y1 > y0 && !any_of(mask.row(y1 - 1), 0, mask.width())) --y1;
  for (int y = y0; y < y1; ++y) {
    const std::uint8_t* row = mask.row(y);
    if (any_of(row, 0, x0))
      for (x0 = 0; !row[x0];) ++x0;
    if (any_of(row, x1, mask.width()))
      for (x1 = mask.width(); !row[x1 - 1];) --x1;
  }
  return {x0, y0, x1 - x0, y1 - y0};
}

void allow_mask(const Image<std::uint8_t>& mask, RegionArea& area) {
  BitGrid& allowed = area.placement.allowed;
  std::vector<int> columns;  // of pixels under the cells' centres
  for (int x = 0; x < allowed.width(); ++x) {
    const int px = static_cast<int>(area.px_of_cell(x + 0.5, 0).x);
    if (px >= mask.width()) break;
    columns.push_back(px);
  }
  int before = -1;
  for (int y = 0; y < allowed.height(); ++y) {
    const int py = static_cast<int>(area.px_of_cell(0, y + 0.5).y);
    if (py >= mask.height()) break;
    if (py == before) {
      std::copy_n(allowed.row(y - 1), allowed.words_per_row(), allowed.row(y));
      continue;
    }
    before = py;
    const std::uint8_t* pixels = mask.row(py);
    for (std::size_t x = 0; x < columns.size(); x += 64) {
      const std::size_t count = std::min<std::size_t>(64, columns.size() - x);
      if (!any_of(pixels, columns[x], columns[x + count - 1] + 1)) continue;
      std::uint64_t word = 0;
      for (std::size_t k = 0; k < count; ++k) word |= std::uint64_t{pixels[columns[x + k]] > 0} << k;
      allowed.row(y)[x / 64] = word;
    }
  }
}

double mask_share(const Image<std::uint8_t>& mask, const RegionArea& area, int block_x, int block_y) {
  const int cells = area.placement.field.block_cells;
  const Point2 low = area.px_of_cell(block_x * cells, block_y * cells);
  const Point2 high = area.px_of_cell((block_x + 1) * cells, (block_y + 1) * cells);
  double sum = 0, count = 0;
  for (int y = std::max(0, int(low.y));
       y < std::min<double>(mask.height(), std::max(high.y, std::floor(low.y) + 1)); ++y)
    for (int x = std::max(0, int(low.x));
         x < std::min<double>(mask.width(), std::max(high.x, std::floor(low.x) + 1)); ++x)
      if (mask.at(x, y)) sum += mask.at(x, y), ++count;
  return count > 0 ? sum / count / 255 : 0;
}

}  // namespace smp
