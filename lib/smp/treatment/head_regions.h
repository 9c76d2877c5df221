#pragma once  // Regions named on a head become masks and maps of the photo for the planner.
#include "smp/treatment/head_lattice.h"
#include "smp/treatment/options.h"
#include "smp/treatment/region_area.h"
#include "smp/treatment/region_design.h"
#include "smp/treatment/zones.h"

namespace smp {

/// A region of a posed head as the photo shows it.
struct HeadRegion {
  RegionShape shape;  ///< a mask of the photo's size, 255 inside
  RegionDesign design;
  double area_cm2 = 0;  ///< on the whole head, seen or not, to some percent; without what fades into hair
  double left_out_share = 0;  ///< of that area: turned away, or beyond the photo
};

/// Lays a region with `pattern` or `zones` on a head. In front the hairline of `zones` ends it; a pattern
/// fades into the hair around it. Filled in the design:
///   density_share  zone's density / `kUsualDensity`, without hair type
///   hairline_mm, edge, sentinels_px  where the region comes near the hairline
///   needles        by zone (codes 1RL, 3RL, 5RL), unless the options name needles
///   flow           of hair on the head, unless the options tell it
///   present_per_cm2  natural density times what a pattern leaves, where native_per_cm2 is "auto"; a number >
///   0
///                  as it is
/// A faux scar is cut out of the mask. Pixels that the head does not cover stay outside.
/// @throws InvalidArgument with a JSON pointer within the region: where there is nothing to treat, or the
/// photo
///   shows nothing of it.
HeadRegion region_on_head(const RegionOptions& options, const HeadLattice& lattice, const ScalpZones& zones);

/// The maps of zones (density, needles, flow) for a region whose place in the photo is given otherwise.
void add_zone_maps(const RegionOptions& options, const HeadLattice& lattice, const ScalpZones& zones,
                   RegionDesign& design);

/// The hairline of `zones` for such a region: hairline_mm, edge, sentinels_px where the shape lies behind it;
/// a faux scar becomes a hole of the shape.
void add_designed_hairline(const HeadLattice& lattice, const ScalpZones& zones, RegionShape& shape,
                           RegionDesign& design);

/// Fills 255 where values at the lattice points of a photo, linear between them, are >= 0; NaN is outside.
Image<std::uint8_t> mask_of(const Image<float>& level, const HeadLattice& lattice);

}  // namespace smp
