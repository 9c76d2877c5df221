#pragma once  // Maps of a design from functions of the place.
#include "smp/geometry/scalp_map.h"

namespace smp::testing {

/// A map of `value(place)` over the photo with a lattice point every `step_px`; one channel.
template <class Value>
ScalpMap map_of(int width_px, int height_px, double step_px, Value value) {
  const int columns = static_cast<int>(width_px / step_px) + 2,
            rows = static_cast<int>(height_px / step_px) + 2;
  ScalpMap map{{0, 0}, step_px, Image<float>(columns, rows)};
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i)
      map.values.at(i, j) = static_cast<float>(value(Point2{i * step_px, j * step_px}));
  return map;
}

}  // namespace smp::testing
