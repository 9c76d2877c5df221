#pragma once  // What varies from place to place over a region: density, needles, the hairline's edge, flow.
#include <string>
#include <vector>

#include "smp/base/point.h"
#include "smp/geometry/scalp_map.h"

namespace smp {

/// How dots change towards a hairline (domain notes 3.2).
struct EdgeRamp {
  double transition_mm =
      8;  ///< density, diameter and strength reach their full values this far behind the edge
  double edge_diameter = 0.78, edge_strength = 0.6;  ///< at the very edge, relative to the full values
};

/// Maps over the photo; an empty one means the same everywhere, as the region's options say.
struct RegionDesign {
  /// Share of the region's density (zones, scars' blending); without the hairline's ramp and native hair.
  ScalpMap density_share;
  /// Distance in mm behind the hairline's edge, < 0 in front of it. Empty: no hairline.
  ScalpMap hairline_mm;
  EdgeRamp edge;
  /// Shares of the needles `needle_codes`, one channel each, summing to 1.
  ScalpMap needles;
  std::vector<std::string> needle_codes;
  /// Two channels: unit direction in the photo in which hair lies, from its root to its tip. Empty:
  /// downwards.
  ScalpMap flow;
  /// Native and grafted follicular units per cm^2 of scalp that count towards the density. Empty:
  /// `native_per_cm2` of the options.
  ScalpMap present_per_cm2;
  /// Units that dots keep away from, in px: seen in the photo, or to be grafted. Empty where units are
  /// present: room is left for as many at random places.
  std::vector<Point2> units_px;
  bool native_places_known = false;  ///< `units_px` holds the native units as the photo shows them
  /// Of `present_per_cm2`, what is to be grafted; only reported.
  double grafted_per_cm2 = 0;
  /// Single dots in front of the hairline, in px; placed as they are, with the edge's diameter and strength.
  std::vector<Point2> sentinels_px;
  double strength = 1;  ///< of all dots, relative to usual ones
  // Scarred skin.
  /// Distance in mm inside the scar; < 0 on ordinary skin, to which the rest does not apply. Empty: scar
  /// everywhere.
  ScalpMap scar_mm;
  std::vector<Point2> scar_dots_px;  ///< dots set on single scars, in px; placed as they are
  double diameter_factor = 1;
  double retention = 1,
         retention_spread = 0;  ///< share of the pigment kept: mean and standard deviation (beta)
};

}  // namespace smp
