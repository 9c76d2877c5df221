#pragma once  // Dots in groups with larger gaps between them, as hair of African texture grows.
#include <span>
#include <vector>

#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/options.h"

namespace smp {

/// Places the area's dots in groups: their centres by `place_dots` at density / dots in a group, the members
/// at random within `radius_mm` of them. A group has one dot and a Poisson number more; together there are
/// exactly as many as `place_dots` would place, in each session too: a group is set whole, in one session.
/// Members lie in allowed cells, apart from each other by half the radius where there is room; they keep no
/// distance from other groups and existing dots, which only the centres do. Classes are drawn at random by
/// their shares.
struct Groups {
  std::vector<PlacedDot> dots;     ///< by group
  std::vector<PlacedDot> centers;  ///< of the groups
  double distance_factor = 1;      ///< of the centres
};
Groups place_groups(const PlacementArea& area, std::span<const ExistingDot> existing,
                    const PlacementOptions& options, const ClusterOptions& clusters);

}  // namespace smp
