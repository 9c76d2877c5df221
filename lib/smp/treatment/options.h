#pragma once  // What the user asks to be placed: regions, needles, pigment. Defaults are the spec's.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/point.h"

namespace smp {

/// One area to treat. Exactly one of `outline` and `mask` is given.
struct RegionOptions {
  std::string name;
  std::vector<Point2> outline;  ///< corners in the spec's coordinates, not self-crossing
  std::string mask;  ///< grey picture of the photo's size; white = treat, grey = share of the density
  double density_per_cm2 = 110;  ///< per cm^2 of scalp
  /// Conflict distance as a share of the largest that still fits the density: 1 is blue noise,
  /// 0.65 looks like hair, 0 is pure chance.
  double regularity = 0.65;
  double fade_mm = 0;  ///< density rises from 0 at the edge to its full value this far inside
  /// Share of dots by needle code; the shares are normalised to their sum.
  std::map<std::string, double> needles = {{"1RL", 0.15}, {"3RL", 0.80}, {"5RL", 0.05}};
  double depth_mm = 0.30;  ///< centre of the healed deposit below the skin
  /// How far the needle goes; when given it sets depth_mm = clamp(0.375 * needle_depth_mm, 0.15, 1.4).
  std::optional<double> needle_depth_mm;
  double depth_spread_mm = 0.03;  ///< standard deviation between dots
  double diameter_spread = 0.15;  ///< standard deviation of ln(diameter)
  double strength_spread = 0.15;  ///< standard deviation of ln(strength)
  double tremor_mm = 0.03;        ///< hand tremor: standard deviation per axis, added after placement
};

/// A share of the dots set in a shade of its own.
struct BlendPart {
  double dilution = 12;  ///< parts of water to one of pigment
  double share = 1;
};

struct PigmentOptions {
  std::string name = "carbon-black";
  double dilution = 12;  ///< parts of water to one of pigment
  /// Shades to mix among the dots; shares are normalised. Absent ("auto"): three shades, 0.8, 1 and
  /// 1.25 times `dilution`, for 20, 55 and 25 % of the dots.
  std::optional<std::vector<BlendPart>> blend;
};

}  // namespace smp
