#include <algorithm>

#include "smp/sweep/plot_page.h"

namespace smp {
namespace {

constexpr int kScale = 2;  // px per unit: text of 7 units is then readable on every screen

std::vector<Point2> scaled(std::vector<Point2> places) {
  for (Point2& p : places) p = static_cast<double>(kScale) * p;
  return places;
}

void draw(const PageLine& line, Drawing& picture) {
  picture.line(scaled(line.places), line.ink, kScale * line.width,
               line.dashed ? Stroke::kDashed : Stroke::kSolid);
}
void draw(const PageArea& area, Drawing& picture) {
  picture.fill(scaled(area.corners), area.ink, area.opacity);
}
void draw(const PageText& text, Drawing& picture) {
  picture.text(static_cast<double>(kScale) * text.base, text.text, kScale * text.capital, text.ink,
               text.face);
}

}  // namespace

Photo plots_picture(const std::vector<Plot>& plots, int columns) {
  const PlotPage page = lay_out(plots, columns);
  Drawing picture(std::min(kMostPagePx, kScale * page.width), std::min(kMostPagePx, kScale * page.height),
                  Ink{255, 255, 255});
  for (const PageItem& item : page.items) std::visit([&](const auto& one) { draw(one, picture); }, item);
  Photo out;
  out.pixels = picture.pixels();
  return out;
}

}  // namespace smp
