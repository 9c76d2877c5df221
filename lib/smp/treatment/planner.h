#pragma once  // From regions to impressions.
#include <cstdint>
#include <string>
#include <vector>

#include "smp/geometry/surface.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/options.h"
#include "smp/treatment/region_area.h"

namespace smp {

/// A region with its options and its place in the photo.
struct PlannedRegion {
  RegionOptions options;
  RegionShape shape;
};

/// What the plan made of a region.
struct RegionReport {
  std::string name;
  double area_cm2 = 0;  ///< scalp that can be treated
  double target_per_cm2 = 0;
  double expected = 0;        ///< integral of the density over the scalp
  std::uint64_t placed = 0;   ///< `expected`, rounded
  double left_out_share = 0;  ///< of the region's pixels: no scalp seen, or turned away too far
  double spacing_mm = 0;      ///< conflict distance at full density
  double depth_mm = 0;
  RegionArea area;  ///< its cells, for measuring colours; without the density field
};

struct Plan {
  Treatment treatment;
  std::vector<RegionReport> regions;
};

/// A shade used, with its share of the dots.
struct Shade {
  double dilution = 12;
  double share = 1;
  double mu_per_mm = 8.6;
};

/// The shades of a pigment: the blend given, or three around the dilution (see `PigmentOptions`);
/// shares sum to 1. @throws InvalidArgument for an unknown pigment or shares that sum to 0.
std::vector<Shade> shades_of(const PigmentOptions& pigment);

/// Depth of the healed deposit: `depth_mm`, or from the needle's travel (design decision 3).
double deposit_depth_mm(const RegionOptions& options);

struct PlanOptions {
  int width_px = 0, height_px = 0;  ///< of the photo
  std::uint64_t seed = 0;
  int threads = 0;                          ///< <= 0: all available; never changes the result
  std::size_t max_impressions = 5'000'000;  ///< more are refused
};

/// Places the impressions of all regions, in order; dots of earlier regions keep those of later ones away.
/// Every dot's diameter, depth, strength, shade, needle and tremor depend on (seed, dot) alone.
/// What the regions ask for in all is checked before the first dot is placed.
/// @throws InvalidArgument with a JSON pointer to the region at fault.
Plan plan_treatment(const std::vector<PlannedRegion>& regions, const PigmentOptions& pigment,
                    const Surface& surface, const PlanOptions& options);

}  // namespace smp
