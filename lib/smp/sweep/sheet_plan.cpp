#include "smp/sweep/sheet_plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "smp/base/text.h"
#include "smp/sweep/axis_words.h"
#include "smp/sweep/contact_sheet.h"
#include "smp/sweep/sweep_grid.h"

namespace smp {
namespace {

constexpr std::size_t kMostText = 120;  // characters of a name or value

std::string shown(const std::string& text) { return escaped(text, kMostText); }
std::string shown(const JsonValue& value) { return shown(value_text(value)); }

SheetGrid titled(const SweepRow& row) {
  SheetGrid grid;
  grid.title = shown(row.photo) + "   " + shown(row.moment);
  grid.subtitle = row.spec.empty() ? "" : shown(row.spec);
  return grid;
}

// Columns of rows of equal length, or as equal as can be, a little wider than high.
std::size_t even_columns(std::size_t count) {
  const std::size_t most = std::min(kMostAcross, count);
  if (count <= 6) return std::max<std::size_t>(1, count);
  auto least = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(count))));
  least = std::min(least, most);
  std::size_t best = least, best_empty = count;
  for (std::size_t columns = least; columns <= std::min(most, 2 * least); ++columns) {
    const std::size_t empty = (columns - count % columns) % columns;
    if (empty < best_empty) best = columns, best_empty = empty;
  }
  return best;
}

// Points one after the other: of one axis, or of several that were not combined.
void plan_list(const SweepTable& table, const SweepGroup& group, std::vector<SheetGrid>& out) {
  const std::size_t across = even_columns(group.rows.size());
  for (std::size_t first = 0; first < group.rows.size(); first += across * kMostAcross) {
    SheetGrid grid = titled(*group.rows[first]);
    grid.columns = across;
    const std::size_t end = std::min(group.rows.size(), first + across * kMostAcross);
    for (std::size_t k = first; k < end; ++k) {
      SheetCell cell{group.rows[k], {}};
      for (std::size_t a = 0; a < table.axes.size(); ++a)
        cell.caption.push_back(shown(axis_value_text(table.axes[a], cell.row->point.at(a))));
      grid.cells.push_back(std::move(cell));
    }
    out.push_back(std::move(grid));
  }
}

// How many of `count` values each of the fewest equal parts has.
std::size_t part_size(std::size_t count) {
  const std::size_t parts = (count + kMostAcross - 1) / kMostAcross;
  return (count + parts - 1) / std::max<std::size_t>(1, parts);
}

// Rows of one grid by their place down and across.
using Places = std::map<std::pair<std::size_t, std::size_t>, const SweepRow*>;

void plan_part(const Axis& down, const Axis& across, const Places& places, std::size_t row0,
               std::size_t column0, SheetGrid grid, std::vector<SheetGrid>& out) {
  const std::size_t rows = std::min(part_size(down.values.size()), down.values.size() - row0),
                    columns = std::min(part_size(across.values.size()), across.values.size() - column0);
  grid.columns = columns;
  grid.column_axis = shown(axis_title(across)), grid.row_axis = shown(axis_title(down));
  for (std::size_t c = 0; c < columns; ++c) grid.column_names.push_back(shown(across.values[column0 + c]));
  for (std::size_t r = 0; r < rows; ++r) {
    grid.row_names.push_back(shown(down.values[row0 + r]));
    for (std::size_t c = 0; c < columns; ++c) {
      const auto found = places.find({row0 + r, column0 + c});
      SheetCell cell;
      if (found != places.end()) cell.row = found->second;
      cell.caption = {shown(down.values[row0 + r]) + ", " + shown(across.values[column0 + c])};
      grid.cells.push_back(std::move(cell));
    }
  }
  out.push_back(std::move(grid));
}

void plan_grids(const SweepTable& table, const SweepGroup& group, std::vector<SheetGrid>& out) {
  const std::size_t last = table.axes.size() - 1;
  const Axis &down = table.axes[last - 1], &across = table.axes[last];
  std::map<std::vector<std::size_t>, Places> by_further;
  for (const SweepRow* row : group.rows) {
    std::vector<std::size_t> place = place_on_axes(table, *row);
    const std::pair here{place[last - 1], place[last]};
    place.resize(last - 1);
    by_further[place][here] = row;
  }
  for (const auto& [further, places] : by_further) {
    SheetGrid grid = titled(*places.begin()->second);
    for (std::size_t a = 0; a < further.size(); ++a)
      grid.subtitle += (grid.subtitle.empty() ? "" : "   ") +
                       shown(axis_value_text(table.axes[a], table.axes[a].values[further[a]]));
    for (std::size_t row0 = 0; row0 < down.values.size(); row0 += part_size(down.values.size()))
      for (std::size_t column0 = 0; column0 < across.values.size();
           column0 += part_size(across.values.size()))
        plan_part(down, across, places, row0, column0, grid, out);
  }
}

}  // namespace

std::vector<SheetGrid> plan_sheets(const SweepTable& table) {
  std::vector<SheetGrid> out;
  const bool grid = table.axes.size() >= 2 && is_full_grid(table);
  for (const SweepGroup& group : groups_of(table)) {
    if (grid)
      plan_grids(table, group, out);
    else
      plan_list(table, group, out);
  }
  return out;
}

}  // namespace smp
