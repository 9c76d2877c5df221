#pragma once  // What each dot is like: needle, diameter, depth, tilt and strength, by its place and its own
              // luck.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "smp/base/random.h"
#include "smp/geometry/surface.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/options.h"
#include "smp/treatment/region_design.h"

namespace smp {

/// Depth of the healed deposit per needle travel (design notes 3.3) [assumption].
inline constexpr double kDepthPerNeedleTravel = 0.375;
/// Of deposits: what is shallower or deeper is taken for it (the same).
inline constexpr double kShallowestMm = 0.15, kDeepestMm = 1.4;

/// By how much a deposit is wider than the needle's usual dot: 1 up to 1 mm of needle travel (0.375 mm deep),
/// 1.6 at 1.5 mm, 3 from 2 mm on, linear in between (domain notes 1.3) [assumption]. That it also looks
/// softer follows from the optics of depth.
double diameter_factor_at_depth(double depth_mm);

/// Share of the pigment that stays: 0.2 at 0.1 mm of needle travel or less, 1 from 0.3 mm on (domain notes
/// 1.3) [assumption]. Shallower work is shed with the epidermis.
double retained_share(double needle_travel_mm);

/// A share drawn from the beta distribution of a mean and standard deviation; the mean where it has no
/// spread. The spread is cut to 0.9 of the largest that shares of this mean can have.
double beta_share(double mean, double sd, RandomStream random);

/// Index of the share in which `u` of [0, 1) falls; shares sum to 1.
std::size_t draw_share(const std::vector<double>& shares, double u);

/// The place a step of (x, y) mm on the scalp away from `p_px`, along axes of which the first lies above the
/// photo's x axis.
Point2 step_on_scalp(Point2 p_px, const Metric2& metric, Point2 step_mm);

/// Direction in which hair lies at a place, as an angle in the photo from x towards y: the design's, else the
/// options', else down.
double flow_azimuth_deg(const FlowOptions& options, const RegionDesign& design, Point2 p_px);

/// The dots of one region. Everything about a dot depends on (seed, dot, place) alone.
class DotStyle {
 public:
  /// Adds the region's needles to the treatment's. Keeps references to the options, design and surface.
  /// @throws InvalidArgument pointing at "needles".
  DotStyle(const RegionOptions& options, const RegionDesign& design,
           const std::vector<OwnNeedle>& own_needles, const Surface& surface, std::uint64_t seed,
           Treatment& treatment);

  enum class Kind { kPlaced, kSentinel, kOnScar };

  /// Fills in everything but strength, pigment, region and id, from the dot's id and place; a placed dot is
  /// moved by the hand's tremor. Returns its strength relative to its shade's.
  float fill(Impression& dot, Kind kind) const;

 private:
  struct NeedleShare {
    std::uint16_t index;  // into Treatment::needles
    double diameter_mm;
    double share;  // everywhere, where the needles do not go by place
  };
  bool on_scar(Point2 p_px, Kind kind) const;
  const NeedleShare& needle_at(Point2 p_px, double u) const;

  const RegionOptions& options_;
  const RegionDesign& design_;
  const Surface& surface_;
  std::uint64_t seed_;
  bool by_place_;
  double depth_mm_;
  std::vector<NeedleShare> needles_;
};

}  // namespace smp
