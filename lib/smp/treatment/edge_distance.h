#pragma once  // How far inside its edge each part of a region lies, in mm on the scalp.
#include <vector>

#include "smp/geometry/polygon.h"
#include "smp/geometry/surface.h"
#include "smp/sampling/placement.h"

namespace smp {

/// A lattice of square blocks over the photo.
struct BlockLattice {
  int columns = 0, rows = 0;
  double block_px = 1;
  Point2 origin_px;
  Point2 center_px(int i, int j) const { return origin_px + block_px * Point2{i + 0.5, j + 0.5}; }
};

/// Places along an outline, closer together than half a block, within a block of the lattice; one of
/// several within a quarter of a block.
std::vector<Point2> outline_edge(const Polygon& outline, const BlockLattice& lattice);

/// Places along the edge of a mask given as cells. The lattice's outer border is no edge.
std::vector<Point2> mask_edge(const BitGrid& mask, int block_cells, const BlockLattice& lattice);

/// For each block centre the distance in space to the nearest edge place; infinite where there is none.
/// The nearest place is handed from block to block in sweeps (Danielsson 1980), so in rare corners
/// it may be the second nearest.
std::vector<float> edge_distance_mm(const BlockLattice& lattice, const std::vector<Point2>& edge_px,
                                    const Surface& surface);

}  // namespace smp
