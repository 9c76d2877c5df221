#pragma once  // Which dots each visit sets in a region.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "smp/treatment/dot_style.h"
#include "smp/treatment/planner.h"

namespace smp {

/// A dot yet to be filled in.
struct PlacedAt {
  Point2 place_px;
  DotStyle::Kind kind = DotStyle::Kind::kPlaced;
  std::uint8_t class_index = 0;
  std::uint16_t session = 1;  ///< as `Impression::session`
};

/// What placing in a region needs to know.
struct PlacementScene {
  const PlannedRegion& region;
  std::size_t index = 0;  ///< of the region
  const std::vector<double>& class_shares;
  const Surface& surface;
  const Treatment& treatment;  ///< its dots so far keep new ones away
  std::uint64_t seed = 0;
  int threads = 0;
};

/// Dots of a design that are not the sampler's: sentinels and dots on single scars, where scalp is seen.
std::vector<PlacedAt> single_dots(const RegionDesign& design, const Surface& surface);

/// The single dots with classes at random and sessions dealt at random: after each session there are as many
/// as the shares ask for, rounded.
std::vector<PlacedAt> single_dots_by_session(const PlacementScene& scene);

/// The dots of the first course that the sampler places, around those and the units that are there. After
/// each session they are well spread and as many as the shares ask for, rounded. Sets the report's spacing.
std::vector<PlacedAt> course_dots(const PlacementScene& scene, RegionReport& report);

/// Dots of a touch-up in a region whose course is done: `round(share * report.placed)`. They keep the
/// distance from earlier dots that all of them together would have as one set, and from each other that of
/// their own density; `Timeline::free_share` of them heed nothing. Single scars are treated again in their
/// place, and so are sentinels where the sampler placed nothing. Adds to the report's `touched_up`.
/// @param visit index into the timeline's visits.
std::vector<PlacedAt> touch_up_dots(const PlacementScene& scene, std::size_t visit, RegionReport& report);

/// Whether a touch-up treats a region.
bool treats(const Visit& visit, const PlannedRegion& region);

}  // namespace smp
