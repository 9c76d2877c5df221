#pragma once  // Line plots, as SVG and as pixels, drawn from the same description.
#include <string>
#include <vector>

#include "smp/photo/photo.h"

namespace smp {

struct PlotSeries {
  std::string label;         ///< empty: not in the legend, and dark grey
  std::vector<double> x, y;  ///< of equal length, joined in this order; NaN where nothing was measured
  /// Ends of a band around the line, of the length of `y`; empty: none.
  std::vector<double> low, high;
};

struct Plot {
  std::string title, x_label, y_label;  ///< may be empty
  std::vector<std::string> categories;  ///< where x is 0, 1, 2 ... of things that are no numbers
  std::vector<PlotSeries> series;       ///< lines differ in colour, marker and dashes: 40 looks
};

/// Several plots on one page, `columns` side by side, rows filled one after the other; one legend for all
/// where they have the same labels or none, else each its own. Deterministic text and pixels of the same
/// geometry. Labels may hold any bytes; the picture shows other than printable ASCII as '?'.
std::string plots_svg(const std::vector<Plot>& plots, int columns);
/// 8-bit sRGB, two pixels for each unit of the SVG; parts of a page that would be larger than
/// `kMostPagePx` on a side are left out below.
Photo plots_picture(const std::vector<Plot>& plots, int columns);
inline constexpr int kMostPagePx = 20'000;

}  // namespace smp
