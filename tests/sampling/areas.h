#pragma once  // Areas to place dots in, shared by the sampling tests.
#include <cmath>
#include <cstddef>
#include <vector>

#include "smp/sampling/poisson_disk.h"
#include "smp/sampling/statistics.h"

namespace smp::testing {

/// Density at which maximal sampling keeps dots `r` mm apart.
inline double density_for(double r) { return kMaximalFill / (r * r); }

/// A full rectangle; `block(i, j)` gives each block of the field.
template <class BlockAt>
PlacementArea rectangle(int width, int height, int block_cells, const BlockAt& block) {
  PlacementArea area{BitGrid(width, height), {}};
  for (int y = 0; y < height; ++y) area.allowed.set_run(y, 0, width);
  DensityField& field = area.field;
  field.block_cells = block_cells;
  field.columns = (width + block_cells - 1) / block_cells;
  field.rows = (height + block_cells - 1) / block_cells;
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i) field.blocks.push_back(block(i, j));
  return area;
}

/// A full rectangle of one density with a metric of 1 mm^2 per cell^2.
inline PlacementArea uniform(int width, int height, double r) {
  return rectangle(width, height, 16, [&](int, int) { return DensityField::Block{{}, density_for(r)}; });
}

/// The metric of a surface whose mm circle of radius 1 is an ellipse `long_axis` by `short_axis` cells,
/// turned.
inline Metric2 ellipse(double long_axis, double short_axis, double angle) {
  const double a = 1 / (long_axis * long_axis), b = 1 / (short_axis * short_axis);
  const double c = std::cos(angle), s = std::sin(angle);
  return {a * c * c + b * s * s, (a - b) * c * s, a * s * s + b * c * c};
}

/// Ellipses of 1:1 to 3:1 that turn, and a conflict distance that doubles across the area.
inline PlacementArea varying(int width, int height, int block_cells = 16) {
  return rectangle(width, height, block_cells, [&](int i, int j) {
    const double u = (i + 0.5) * block_cells / width, v = (j + 0.5) * block_cells / height;
    const double stretch = std::sqrt(1 + 2 * u);
    return DensityField::Block{ellipse(stretch, 1 / stretch, kPi * v), density_for(8.9 * (1 + v))};
  });
}

inline std::vector<Point2> positions(const Placement& placement, int last_session = 65535) {
  std::vector<Point2> points;
  for (const PlacedDot& dot : placement.dots)
    if (dot.session <= last_session) points.push_back({dot.x, dot.y});
  return points;
}

}  // namespace smp::testing
