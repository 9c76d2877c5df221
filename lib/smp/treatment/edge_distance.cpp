#include "smp/treatment/edge_distance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace smp {
namespace {

constexpr int kNone = -1;

struct Sweep {
  const BlockLattice& lattice;
  const std::vector<Point3>& edge;
  const std::vector<std::optional<Point3>>& centers;
  std::vector<int>& nearest;
  std::vector<float>& distance;

  std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(j) * lattice.columns + static_cast<std::size_t>(i);
  }

  // Takes over the neighbour's nearest edge place if it is nearer than the own one.
  void offer(int i, int j, int from_i, int from_j) {
    if (from_i < 0 || from_j < 0 || from_i >= lattice.columns || from_j >= lattice.rows) return;
    const int candidate = nearest[index(from_i, from_j)];
    if (candidate != kNone) consider(i, j, candidate);
  }
  void consider(int i, int j, int candidate) {
    const std::size_t b = index(i, j);
    // Blocks without scalp pass places on by their distance in the photo's plane, unknown here.
    const float d =
        centers[b] ? static_cast<float>(smp::distance(*centers[b], edge[static_cast<std::size_t>(candidate)]))
                   : std::numeric_limits<float>::max();
    if (nearest[b] == kNone || d < distance[b]) nearest[b] = candidate, distance[b] = d;
  }
  void run() {
    for (int pass = 0; pass < 2; ++pass) {
      for (int j = 0; j < lattice.rows; ++j) {
        for (int i = 0; i < lattice.columns; ++i)
          for (const auto& [di, dj] : {std::pair{-1, 0}, {-1, -1}, {0, -1}, {1, -1}})
            offer(i, j, i + di, j + dj);
        for (int i = lattice.columns - 1; i >= 0; --i) offer(i, j, i + 1, j);
      }
      for (int j = lattice.rows - 1; j >= 0; --j) {
        for (int i = lattice.columns - 1; i >= 0; --i)
          for (const auto& [di, dj] : {std::pair{1, 0}, {1, 1}, {0, 1}, {-1, 1}}) offer(i, j, i + di, j + dj);
        for (int i = 0; i < lattice.columns; ++i) offer(i, j, i - 1, j);
      }
    }
  }
};

}  // namespace

std::vector<Point2> outline_edge(const Polygon& outline, const BlockLattice& lattice) {
  const Point2 low = lattice.origin_px - Point2{lattice.block_px, lattice.block_px};
  const Point2 high =
      lattice.origin_px + lattice.block_px * Point2{lattice.columns + 1.0, lattice.rows + 1.0};
  std::vector<Point2> places;
  // One place per quarter of a block, so that an intricate outline costs no more than its lattice.
  constexpr int kPerBlock = 4;
  BitGrid taken((lattice.columns + 2) * kPerBlock, (lattice.rows + 2) * kPerBlock);
  const auto add = [&](Point2 p) {
    const Point2 at = (kPerBlock / lattice.block_px) * (p - low);
    const int x = std::clamp(static_cast<int>(at.x), 0, taken.width() - 1),
              y = std::clamp(static_cast<int>(at.y), 0, taken.height() - 1);
    if (taken.test(x, y)) return;
    taken.set(x, y);
    places.push_back(p);
  };
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Point2 a = outline[i], b = outline[(i + 1) % outline.size()];
    // Only the part of the edge inside the lattice, so that far-away corners cost nothing.
    double t0 = 0, t1 = 1;
    const auto clip = [&](double from, double to, double lo, double hi) {
      const double d = to - from;
      if (d == 0) return from >= lo && from <= hi;
      const double ta = (lo - from) / d, tb = (hi - from) / d;
      t0 = std::max(t0, std::min(ta, tb));
      t1 = std::min(t1, std::max(ta, tb));
      return t0 <= t1;
    };
    if (!clip(a.x, b.x, low.x, high.x) || !clip(a.y, b.y, low.y, high.y)) continue;
    const int steps =
        std::max(1, static_cast<int>(std::ceil((t1 - t0) * distance(a, b) / (0.4 * lattice.block_px))));
    for (int k = 0; k <= steps; ++k) add(a + (t0 + (t1 - t0) * k / steps) * (b - a));
  }
  return places;
}

std::vector<Point2> mask_edge(const BitGrid& mask, int block_cells, const BlockLattice& lattice) {
  std::vector<Point2> places;
  const double px_per_cell = lattice.block_px / block_cells;
  const int stride = std::max(1, block_cells / 4);
  // A step between treated and untreated cells along a row or column of a coarse comb.
  for (int y = 0; y < mask.height(); y += stride)
    for (int x = 1; x < mask.width(); ++x)
      if (mask.test(x, y) != mask.test(x - 1, y))
        places.push_back(lattice.origin_px + px_per_cell * Point2{double(x), y + 0.5});
  for (int x = 0; x < mask.width(); x += stride)
    for (int y = 1; y < mask.height(); ++y)
      if (mask.test(x, y) != mask.test(x, y - 1))
        places.push_back(lattice.origin_px + px_per_cell * Point2{x + 0.5, double(y)});
  return places;
}

std::vector<float> edge_distance_mm(const BlockLattice& lattice, const std::vector<Point2>& edge_px,
                                    const Surface& surface) {
  const std::size_t blocks = static_cast<std::size_t>(lattice.columns) * lattice.rows;
  std::vector<std::optional<Point3>> centers(blocks);
  for (int j = 0; j < lattice.rows; ++j)
    for (int i = 0; i < lattice.columns; ++i)
      if (const auto p = surface.at(lattice.center_px(i, j)))
        centers[static_cast<std::size_t>(j) * lattice.columns + i] = p->position_mm;
  std::vector<Point3> edge;
  std::vector<int> nearest(blocks, kNone);
  std::vector<float> distance(blocks, std::numeric_limits<float>::infinity());
  Sweep sweep{lattice, edge, centers, nearest, distance};
  for (const Point2 p : edge_px) {
    const auto point = surface.at(p);
    if (!point) continue;
    edge.push_back(point->position_mm);
    const int i = std::clamp(static_cast<int>(std::floor((p.x - lattice.origin_px.x) / lattice.block_px)), 0,
                             lattice.columns - 1);
    const int j = std::clamp(static_cast<int>(std::floor((p.y - lattice.origin_px.y) / lattice.block_px)), 0,
                             lattice.rows - 1);
    // Neighbours too: where two edges meet in a block it can pass on one of them only.
    for (int nj = std::max(0, j - 1); nj <= std::min(lattice.rows - 1, j + 1); ++nj)
      for (int ni = std::max(0, i - 1); ni <= std::min(lattice.columns - 1, i + 1); ++ni)
        sweep.consider(ni, nj, static_cast<int>(edge.size()) - 1);
  }
  sweep.run();
  return distance;
}

}  // namespace smp
