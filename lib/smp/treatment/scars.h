#pragma once  // Scars to hide, as regions to plan.
#include <cstdint>
#include <vector>

#include "smp/geometry/surface.h"
#include "smp/treatment/planner.h"

namespace smp {

/// Whether a scar has what its kind needs: "fut" a path of two or more places that does not cross itself,
/// "fue" an outline or points, "area" an outline; and nothing else. Needs no photo. That outlines do not
/// cross themselves is left to the caller (`self_crossing`).
/// @throws InvalidArgument pointing at the field at fault ("path", "points", ...).
void check_scar(const ScarOptions& scar);

/// A scar as a region that `plan_treatment` plans; coordinates in px. docs/models/scars.md has the rules:
/// where it is denser, which dots keep less pigment, how the work fades out around it. Its options' name,
/// density and depth are the scar's, the rest as usual; `options.density_per_cm2` is the surround's.
/// The mask of the region has the photo's size.
/// @throws InvalidArgument pointing at the field at fault: what `check_scar` finds, places outside the
/// photo, no scalp seen.
PlannedRegion plan_scar(const ScarOptions& scar, const Surface& surface, const PlanOptions& options);

/// The same of a list; errors point at "/scars/<index>/...", also those of planning it.
std::vector<PlannedRegion> plan_scars(const std::vector<ScarOptions>& scars, const Surface& surface,
                                      const PlanOptions& options);

}  // namespace smp
