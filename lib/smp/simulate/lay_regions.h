#pragma once  // Internal to the module: what a spec asks for, as regions that the planner can plan.
#include <memory>
#include <vector>

#include "smp/scalp/scalp.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/spec.h"
#include "smp/treatment/grafts.h"
#include "smp/treatment/head_lattice.h"
#include "smp/treatment/planner.h"

namespace smp {

/// The zones of a posed head, for reports.
struct HeadPlan {
  std::shared_ptr<const HeadLattice> lattice;
  ScalpZones zones;  ///< behind the first hairline that is designed on it, or a natural one
};

struct LaidRegions {
  std::vector<PlannedRegion> regions;  ///< of the spec, then one per scar
  std::optional<HeadPlan> head;
  Grafts grafts;  ///< of all regions
  double densest_grafts_per_cm2 = 0;
};

/// Turns regions, hairlines, scars and grafts into what is planned. Coordinates in px.
/// @throws Error with a JSON pointer to what does not fit the photo or the head.
LaidRegions lay_regions(const Spec& spec, const Scalp& scalp, SpecFiles& files, int threads);

/// One more quantity at every place: the sum of two maps; an empty one counts as 0.
ScalpMap sum_of(const ScalpMap& a, const ScalpMap& b);
/// Their product; an empty one counts as 1.
ScalpMap product_of(const ScalpMap& a, const ScalpMap& b);

/// The same value everywhere.
ScalpMap constant_map(double value);

}  // namespace smp
