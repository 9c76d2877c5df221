#pragma once  // Internal to the module: a page of plots as lines, areas and words.
#include <string>
#include <variant>
#include <vector>

#include "smp/simulate/drawing.h"
#include "smp/sweep/plot.h"

namespace smp {

struct PageLine {
  std::vector<Point2> places;
  Ink ink;
  double width = 1;
  bool dashed = false;
};
struct PageArea {
  std::vector<Point2> corners;
  Ink ink;
  double opacity = 1;
};
struct PageText {
  Point2 base;  ///< of its left end
  std::string text;
  double capital = 8;  ///< height of capitals
  Ink ink;
  Face face = Face::kPlain;
  double width() const { return text_width(text, capital, face); }
};
using PageItem = std::variant<PageLine, PageArea, PageText>;

/// Units are px of the SVG; later items lie over earlier ones.
struct PlotPage {
  int width = 0, height = 0;
  std::vector<PageItem> items;
};
PlotPage lay_out(const std::vector<Plot>& plots, int columns);

/// Even steps of 1, 2 or 5 times a power of ten.
struct Ticks {
  double first = 0, step = 1;
  int count = 0;
  double at(int k) const { return first + k * step; }
  std::string text(int k) const;
};
/// At most `most` (>= 2) ticks from `low` to `high` > `low`.
Ticks nice_ticks(double low, double high, int most);

}  // namespace smp
