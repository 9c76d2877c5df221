#pragma once  // Transplanted follicular units: where they stand and how their hairs lie.
#include <cstdint>
#include <vector>

#include "smp/geometry/hair_shaft.h"
#include "smp/geometry/scalp_map.h"
#include "smp/geometry/surface.h"
#include "smp/treatment/options.h"
#include "smp/treatment/region_area.h"
#include "smp/treatment/region_design.h"

namespace smp {

/// Evenness of grafts: that of natural units (domain notes 2.2).
inline constexpr double kGraftRegularity = 0.65;

/// What the hair of grafts is like; the spec's `hair`.
struct GraftHair {
  double length_mm = 0.5;
  double diameter_mm = 0.075;
  double exit_angle_deg = 38;  ///< from the skin, mean; on top 30 to 45 (domain notes 1.4, P)
  ScalpMap exit_angle_map;     ///< the same by place, in degrees; empty: `exit_angle_deg` everywhere
  FlowOptions flow;            ///< the way it lies, where the design has no map of it
};

struct Grafts {
  std::vector<HairUnit> units;
  std::vector<HairShaft> shafts;  ///< those of a unit side by side from its `first_shaft` on
  double area_cm2 = 0;            ///< of scalp that can be treated
  ScalpMap per_cm2;               ///< density asked for, units per cm^2 of scalp; outside of the region too
};

/// Places units evenly with `kGraftRegularity`, at `units_per_cm2` times `design.density_share`, rising from
/// 0 at the hairline's edge over its transition; none in front of it. Their number is the integral of that
/// over the area, rounded. They keep off the units of `design.units_px`. Hairs of a unit stand 0.1 to 0.3 mm
/// apart across the flow and lean along it, within 7.5 degrees of the exit angle; their length spreads by a
/// tenth.
/// @param area built by `build_region_area` for `units_per_cm2` and `kGraftRegularity`.
/// @param seed everything depends on it and the unit alone, not on `threads`.
/// @throws InvalidArgument where `hairs_per_unit` sums to 0.
Grafts plant_grafts(const RegionArea& area, const RegionDesign& design, const GraftOptions& options,
                    const GraftHair& hair, const Surface& surface, std::uint64_t seed, int threads);

}  // namespace smp
