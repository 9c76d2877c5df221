#pragma once  // Internal to the module: which panel of a contact sheet goes where, under which words.
#include <string>
#include <vector>

#include "smp/sweep/results.h"

namespace smp {

struct SheetCell {
  const SweepRow* row = nullptr;  ///< null: no such point
  std::vector<std::string> caption;
};

/// Words are printable: escaped where they were not.
struct SheetGrid {
  std::string title, subtitle;  ///< the photo and moment; the values of further axes
  std::string column_axis, row_axis;
  std::vector<std::string> column_names, row_names;  ///< empty: the captions tell
  std::size_t columns = 1;
  std::vector<SheetCell> cells;  ///< row by row
};

/// The grids of all sheets, none with more than `kMostAcross` columns or rows.
std::vector<SheetGrid> plan_sheets(const SweepTable& table);

}  // namespace smp
