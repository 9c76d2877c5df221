#pragma once  // What one dot is like at one moment.
#include <cstddef>
#include <span>
#include <string>

#include "smp/optics/pigment.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/timeline.h"

namespace smp {

/// A dot at a moment. Pigment mass is mu * diameter^2 in all of this: deposits keep their height.
struct Appearance {
  bool made = false;                                            ///< false: the rest does not apply
  double diameter_mm = 0.25, depth_mm = 0.30, mu_per_mm = 8.6;  ///< of the deposit in the dermis
  PerChannel kappa{1, 1, 1};  ///< the pigment's absorption per channel, with its drift of hue: only falls
  /// Pigment that is still in the epidermis, a deposit of its own at `kEpidermisDepthMm`; 0 once it is shed.
  double surface_diameter_mm = 0, surface_mu_per_mm = 0;
  double redness = 0;  ///< of the skin around it, 0 to 1
};

/// Depth at which the dot model has no veil and a blur of 0.02 mm, which is what pigment in the epidermis
/// looks like (optics notes 6).
inline constexpr double kEpidermisDepthMm = 0.09;

/// How strongly each laser visit acts on one dot: 0 to 1, in the order of `Timeline::laser`; empty: fully.
using LaserReach = std::span<const float>;

/// The one model of time: fresh, healing, healed, faded, spread and lasered looks of a dot are this function
/// at different moments. Pure: depends on its arguments alone; a dot's luck with the laser on (its id, the
/// visit). The healed dot, 28 days after the last session, is the impression as recorded, to the bit. From
/// then on pigments that do not spread freely only get lighter, in every channel and in a field of any
/// density. Continuous in time but for the visit that makes the dot. docs/models/time.md has the rules and
/// where they come from.
/// @param pigment of the impression.
Appearance appearance(const Impression& dot, const Pigment& pigment, const Timeline& timeline,
                      const Moment& moment, LaserReach reach = {});

/// Share of a healed dot's pigment that is left at a moment, laser and spreading apart; `years` since its
/// course has settled.
double remaining_share(double fade_per_year, const AgeingOptions& ageing, double sun_factor, bool scarred,
                       double years);

/// What the dots of the first `visits` of a timeline have left of their pigment on a day, as a share of the
/// course's; scars, laser and spreading apart. In one region, touch-ups of others do not count; in all of
/// them (an empty name), neither do those of one.
double pigment_left(const Timeline& timeline, std::size_t visits, const std::string& region, double day,
                    double fade_per_year);

}  // namespace smp
