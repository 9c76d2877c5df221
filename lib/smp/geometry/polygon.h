#pragma once  // Polygons in photo coordinates.
#include <optional>
#include <utility>
#include <vector>

#include "smp/base/image.h"
#include "smp/base/point.h"

namespace smp {

/// Corners in order; the last joins the first.
using Polygon = std::vector<Point2>;

/// Signed area in square units; > 0 where corners run clockwise in a picture (y down).
double signed_area(const Polygon& polygon);

/// The first two edges that cross each other (edge i runs from corner i to i + 1), if any.
std::optional<std::pair<std::size_t, std::size_t>> self_crossing(const Polygon& polygon);
/// The same for a path whose last corner does not join the first.
std::optional<std::pair<std::size_t, std::size_t>> path_crossing(const std::vector<Point2>& path);
/// Pairs of edges that `self_crossing` compares: those whose extents overlap along the axis, x or y, on which
/// there are fewer.
double crossing_pairs(const Polygon& polygon);

/// Whether a place lies inside (even-odd rule).
bool contains(const Polygon& polygon, Point2 place);

/// Smallest pixel rectangle that holds the polygon, clipped to `width` x `height`; empty if outside.
PixelRect pixel_bounds(const Polygon& polygon, int width, int height);

}  // namespace smp
