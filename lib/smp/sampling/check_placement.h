#pragma once  // Internal: what a placement may be asked for.
#include <span>

#include "smp/sampling/poisson_disk.h"

namespace smp::detail {

/// @throws InvalidArgument naming the member at fault, as `place_dots` promises.
void check_placement(const PlacementArea& area, std::span<const ExistingDot> existing,
                     const PlacementOptions& options);

}  // namespace smp::detail
