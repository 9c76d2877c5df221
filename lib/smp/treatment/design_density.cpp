#include "smp/treatment/design_density.h"

#include <algorithm>
#include <cmath>

#include "smp/base/smooth_step.h"

namespace smp {
namespace {

struct Limits {
  float low, high;
};

// Of a map over a rectangle: interpolated values never leave those of the lattice points around.
Limits limits_over(const ScalpMap& map, Point2 low_px, Point2 high_px) {
  const auto index = [&](double px, double origin, int count, bool up) {
    const double at = (px - origin) / map.step_px;
    return static_cast<int>(std::clamp(up ? std::ceil(at) : std::floor(at), 0.0, count - 1.0));
  };
  const int width = map.values.width(), height = map.values.height();
  const int i1 = index(high_px.x, map.origin_px.x, width, true);
  const int j1 = index(high_px.y, map.origin_px.y, height, true);
  Limits limits{INFINITY, -INFINITY};
  for (int j = index(low_px.y, map.origin_px.y, height, false); j <= j1; ++j)
    for (int i = index(low_px.x, map.origin_px.x, width, false); i <= i1; ++i) {
      const float value = map.values.at(i, j);
      limits = {std::min(limits.low, value), std::max(limits.high, value)};
    }
  return limits;
}

}  // namespace

double behind_edge(const EdgeRamp& edge, double hairline_mm) {
  if (hairline_mm < 0) return 0;
  if (hairline_mm >= edge.transition_mm) return 1;
  return smooth_step(hairline_mm / edge.transition_mm);
}

double block_share(const RegionDesign& design, Point2 low_px, double side_px) {
  if (design.hairline_mm.empty() && design.density_share.empty()) return 1;
  const auto zone_share = [&](Point2 p) {
    return design.density_share.empty() ? 1.0 : std::max(0.0, double{design.density_share.at(p)});
  };
  constexpr int kSide = 2;
  double sum = 0;
  int behind = 0;
  for (int k = 0; k < kSide * kSide; ++k) {
    const Point2 p = low_px + (side_px / kSide) * Point2{k % kSide + 0.5, k / kSide + 0.5};
    const double hairline_mm = design.hairline_mm.empty() ? INFINITY : double{design.hairline_mm.at(p)};
    if (hairline_mm < 0) continue;
    ++behind;
    sum += behind_edge(design.edge, hairline_mm) * zone_share(p);
  }
  if (behind > 0) return sum / behind;
  return behind_edge(design.edge, 0) * zone_share(low_px + (side_px / 2) * Point2{1, 1});  // a corner at most
}

double present_at(const RegionDesign& design, double elsewhere_per_cm2, Point2 p_px) {
  if (design.present_per_cm2.empty()) return elsewhere_per_cm2;
  return std::max(0.0, double{design.present_per_cm2.at(p_px)});
}

void cut_at_hairline(const ScalpMap& hairline_mm, RegionArea& area) {
  if (hairline_mm.empty()) return;
  BitGrid& allowed = area.placement.allowed;
  const DensityField& field = area.placement.field;
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i) {
      const int x0 = i * field.block_cells, y0 = j * field.block_cells;
      const int x1 = std::min(allowed.width(), x0 + field.block_cells);
      const int y1 = std::min(allowed.height(), y0 + field.block_cells);
      const Limits limits = limits_over(hairline_mm, area.px_of_cell(x0, y0), area.px_of_cell(x1, y1));
      if (limits.low >= 0) continue;
      const std::uint64_t block = (~std::uint64_t{0} >> (64 - field.block_cells)) << (x0 % 64);
      for (int y = y0; y < y1; ++y) {
        std::uint64_t& cells = allowed.row(y)[x0 / 64];
        if (limits.high < 0)
          cells &= ~block;
        else if ((cells & block) != 0)
          for (int x = x0; x < x1; ++x)
            if (hairline_mm.at(area.px_of_cell(x + 0.5, y + 0.5)) < 0) allowed.clear(x, y);
      }
    }
}

void subtract_present(const RegionDesign& design, double elsewhere_per_cm2, RegionArea& area) {
  if (design.present_per_cm2.empty() && elsewhere_per_cm2 <= 0) return;
  DensityField& field = area.placement.field;
  area.present_per_mm2.assign(field.blocks.size(), 0.0f);
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i) {
      const std::size_t b = static_cast<std::size_t>(j) * field.columns + static_cast<std::size_t>(i);
      DensityField::Block& block = field.blocks[b];
      if (!(block.metric_mm2.area() > 0)) continue;
      const Point2 center = area.px_of_cell((i + 0.5) * field.block_cells, (j + 0.5) * field.block_cells);
      const double present = present_at(design, elsewhere_per_cm2, center) / 100;
      area.present_per_mm2[b] = static_cast<float>(present);
      block.density_per_mm2 = std::max(0.0, block.density_per_mm2 - present);
    }
}

}  // namespace smp
