#pragma once  // How evenly points are spread: neighbour distances, coverage, seams.
#include <cstddef>
#include <span>
#include <vector>

#include "smp/base/point.h"

namespace smp {

// All functions take positions in coordinates in which the wanted pattern is isotropic and, for
// densities, even: un-warp ellipses first. Lengths are in the unit of the positions.

/// The rectangle that a set of points fills.
struct PointWindow {
  Point2 low, high;
  double area() const { return (high.x - low.x) * (high.y - low.y); }
  /// The window without a border of `margin` on each side.
  PointWindow inner(double margin) const {
    return {{low.x + margin, low.y + margin}, {high.x - margin, high.y - margin}};
  }
  bool contains(Point2 p) const { return p.x >= low.x && p.x < high.x && p.y >= low.y && p.y < high.y; }
};

/// Distance of each point to its nearest neighbour; infinite for a single point. O(n log n).
std::vector<double> nearest_distances(std::span<const Point2> points);
/// The same in space: straight-line distances between points on a surface.
std::vector<double> nearest_distances(std::span<const Point3> points);

/// Moments of nearest-neighbour distances.
struct NeighborSummary {
  std::size_t count = 0;
  double min = 0, mean = 0;
  double cv = 0;  ///< standard deviation over mean: 0.52 for independent points, 0.06 for maximal sets
};
NeighborSummary summarize(std::span<const double> distances);

/// Neighbour distances of the points inside `window.inner(margin)`; neighbours may lie outside of it,
/// so that the border does not lengthen the distances.
NeighborSummary neighbor_summary(std::span<const Point2> points, const PointWindow& window, double margin);

/// Clark and Evans (1954): mean neighbour distance times 2 sqrt(density); 1 for independent points,
/// 2.149 for a hexagonal lattice. Both factors are taken inside `window.inner(margin)`.
double clark_evans(std::span<const Point2> points, const PointWindow& window, double margin);

/// sum(r^2) / area of conflict distances r: 0.697 for maximal dart throwing, 1.1547 for a hexagonal lattice.
double fill(std::span<const double> conflict_distances, double area);

/// Pair correlation g at bins of `bin_width` from 0 to `reach`: pairs found over pairs expected of
/// independent points. Only pairs whose first point is at least `reach` from the border count.
std::vector<double> pair_correlation(std::span<const Point2> points, const PointWindow& window,
                                     double bin_width, double reach);

/// How completely points cover a window.
struct Coverage {
  double uncovered_share = 0;       ///< of the area: further than `radius` from every point
  double largest_empty_radius = 0;  ///< of a circle without points centred at a tested place
};
/// Tests the places of a square lattice of `step` inside `window`.
Coverage coverage(std::span<const Point2> points, const PointWindow& window, double radius, double step);

/// Positions folded modulo a tile: seams of a tiled method show as uneven bins.
struct SeamTest {
  double relative_sd = 0;  ///< of the counts in `bins` equal bins
  double white_sd = 0;     ///< what independent positions give: 1 / sqrt(mean count)
};
SeamTest seam_test(std::span<const double> coordinates, double tile, int bins = 64);

}  // namespace smp
