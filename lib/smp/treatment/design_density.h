#pragma once  // What a design makes of a region's density: zones, the hairline's ramp, units already there.
#include "smp/treatment/region_area.h"
#include "smp/treatment/region_design.h"

namespace smp {

/// How far a place has left the edge behind: 0 at the edge and in front of it, 1 from `transition_mm` on,
/// smooth in between.
double behind_edge(const EdgeRamp& edge, double hairline_mm);

/// Share of the region's density over a square of the photo: the mean of `density_share` times the ramp over
/// its part behind the hairline.
double block_share(const RegionDesign& design, Point2 low_px, double side_px);

/// Units per cm^2 at a place: of the design's map, else what the region's options say.
double present_at(const RegionDesign& design, double elsewhere_per_cm2, Point2 p_px);

/// Forbids the cells whose centres lie in front of the hairline.
void cut_at_hairline(const ScalpMap& hairline_mm, RegionArea& area);

/// Takes the units that are there off the blocks' densities, never below 0, and keeps them in `area`.
void subtract_present(const RegionDesign& design, double elsewhere_per_cm2, RegionArea& area);

}  // namespace smp
