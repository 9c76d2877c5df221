#pragma once  // Internal: independent dots at an area's density.
#include <cstddef>
#include <span>
#include <vector>

#include "smp/base/random.h"
#include "smp/sampling/placement.h"
#include "smp/sampling/windows.h"

namespace smp::detail {

/// Draws allowed cells in proportion to the density, without regard to any distance.
class FreeDots {
 public:
  explicit FreeDots(const PlacementArea& area);

  /// Appends `count` hits of class 0 in cells that are not taken; fewer where hardly any are left.
  void draw(std::size_t count, RandomStream random, std::vector<Hit>& hits) const;

 private:
  const PlacementArea& area_;
  std::vector<double> up_to_;  // dots expected in the blocks so far, row by row
};

}  // namespace smp::detail
