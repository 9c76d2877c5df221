#pragma once  // From regions to impressions.
#include <cstdint>
#include <string>
#include <vector>

#include "smp/geometry/surface.h"
#include "smp/optics/pigment.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/options.h"
#include "smp/treatment/region_area.h"
#include "smp/treatment/region_design.h"

namespace smp {

/// A region with its options and its place in the photo.
struct PlannedRegion {
  RegionOptions options;
  RegionShape shape;
  RegionDesign design;
  std::string where;  ///< JSON pointer for errors; empty: "/regions/<its index>"
  bool dots = true;   ///< false: measured, with its goal and what is there, and left without dots
};

/// What the plan made of a region.
struct RegionReport {
  std::string name;
  double area_cm2 = 0;  ///< scalp that can be treated
  double target_per_cm2 = 0;
  double native_per_cm2 = 0;  ///< mean of the units that counted towards the target, grafts apart
  double grafted_per_cm2 = 0;
  double expected = 0;           ///< integral of the density over the scalp, and the single dots
  std::uint64_t singles = 0;     ///< sentinels and dots on single scars, placed as they are
  std::uint64_t placed = 0;      ///< in the sessions: `expected`, rounded
  std::uint64_t touched_up = 0;  ///< added by touch-ups, in all
  double left_out_share = 0;     ///< of the region's pixels: no scalp seen, or turned away too far
  double spacing_mm = 0;         ///< conflict distance at full density; of clusters: between their centres
  double depth_mm = 0;
  double strength_spread = 0;  ///< standard deviation of ln(strength) between its dots
  RegionArea area;             ///< its cells, for measuring colours; without the density field
};

struct Plan {
  Treatment treatment;
  std::vector<RegionReport> regions;
  std::vector<std::uint8_t> shade_class;  ///< of every impression: which of the class shares it belongs to
  /// Of every impression: its strength relative to its shade's, by place (hairline's edge, scar, travel).
  std::vector<float> strength_factor;
};

/// A shade used, with its share of the dots.
struct Shade {
  double dilution = 12;
  double share = 1;
  double mu_per_mm = 8.6;
};

/// Shares of the dots by shade, summing to 1: those of the blend, or 20, 55 and 25 %. They are known
/// before any colour is. @throws InvalidArgument for shares that sum to 0.
std::vector<double> class_shares_of(const PigmentOptions& pigment);

/// The shades of a pigment, one per class share: the blend given, or three around `dilution`
/// (`blend_around`).
std::vector<Shade> shades_of(const PigmentOptions& options, const Pigment& pigment, double dilution);

/// Depth of the healed deposit: `depth_mm`, or from the needle's travel (design decision 3).
double deposit_depth_mm(const RegionOptions& options);

struct PlanOptions {
  int width_px = 0, height_px = 0;  ///< of the photo
  std::uint64_t seed = 0;
  int threads = 0;                          ///< <= 0: all available; never changes the result
  std::size_t max_impressions = 5'000'000;  ///< more are refused
  std::vector<OwnNeedle> needles = {};      ///< of the user's own
  TimelineOptions timeline = {};
  // What touch-ups make up for.
  Pigment pigment = {};
  double dilution = 12;
};

/// What a region asks for, before any dot is placed. @throws InvalidArgument as `build_region_area`.
RegionReport measure_region(const PlannedRegion& region, const Surface& surface, const PlanOptions& options);

/// Places the impressions of all regions: the sessions of one region after the other, then the touch-ups.
/// Dots keep those placed later away, and so do follicular units, from less far. A touch-up changes no dot
/// before it. Every dot's diameter, depth, needle, tilt and tremor depend on (seed, dot, place) alone. Each
/// class of dots is evenly spread by itself, as far as the regularity allows, and so are all of them
/// together; those in clusters and single ones have classes at random. Dilution, strength and pigment are
/// left as they are: `mix_shades` sets them. docs/models/placement.md has the rules. What all visits ask for
/// together is checked before the first dot is placed.
/// @param class_shares of the dots, summing to 1; 1 to 64 of them.
/// @throws InvalidArgument with a JSON pointer to the region or visit at fault.
Plan plan_treatment(const std::vector<PlannedRegion>& regions, const std::vector<double>& class_shares,
                    const Surface& surface, const PlanOptions& options);

/// The timeline that `plan_treatment` lays for regions that come out as reported.
/// @throws InvalidArgument with a JSON pointer to the visit at fault.
Timeline plan_timeline(const std::vector<PlannedRegion>& regions, const std::vector<RegionReport>& reports,
                       const PlanOptions& options);

/// What the classes of a plan are filled with.
struct ShadeMix {
  Pigment pigment;            ///< its name is one that `resolve_pigment` knows
  std::vector<Shade> shades;  ///< one per class
};

/// Gives every impression of a plan the shade of its class, with the water that its visit adds. Its strength
/// is that shade's times its `strength_factor` and varies by the dot's own luck, which depends on (seed, dot)
/// alone.
/// @throws InvalidArgument where a class has no shade.
void mix_shades(Plan& plan, const ShadeMix& mix, std::uint64_t seed, int threads);

}  // namespace smp
