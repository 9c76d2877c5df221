#include "smp/simulate/stage_keys.h"

#include <algorithm>

namespace smp {
namespace {

// How dots are set within a region, once it is laid.
void forget_style(RegionOptions& region) {
  const RegionOptions usual;
  region.density_per_cm2 = usual.density_per_cm2;
  region.regularity = usual.regularity;
  region.tilt_deg = usual.tilt_deg;
  region.azimuth_spread_deg = usual.azimuth_spread_deg;
  region.clusters = usual.clusters;
  region.depth_mm = usual.depth_mm;
  region.needle_depth_mm = usual.needle_depth_mm;
  region.depth_spread_mm = usual.depth_spread_mm;
  region.diameter_spread = usual.diameter_spread;
  region.strength_spread = usual.strength_spread;
  region.tremor_mm = usual.tremor_mm;
}

// Only the number of dots that a touch-up needs by itself depends on how they fade.
bool has_open_touch_up(const TimelineOptions& timeline) {
  return std::any_of(timeline.touch_ups.begin(), timeline.touch_ups.end(),
                     [](const TouchUpOptions& touch_up) { return !touch_up.share; });
}

}  // namespace

Spec ground_part(Spec spec) {
  if (spec.impressions.empty()) spec.pigment = {};  // a list is checked for pigments that are not known
  spec.skin = {};
  spec.camera = {};
  spec.timeline = {};
  spec.needles = {};
  spec.forecast = {};
  spec.prices = {};
  spec.hair.name = {};
  spec.hair.hex = {};
  spec.hair.sample = {};
  // Other methods plant as many grafts as a region's density lacks.
  if (spec.method == "as-given" || spec.method == "dots") {
    spec.donor = {};
    for (RegionOptions& region : spec.regions) forget_style(region);
  }
  return spec;
}

Spec dots_part(Spec spec) {
  spec.photo = {};
  spec.head = {};
  spec.surface = {};
  spec.skin = {};
  spec.hair = {};
  spec.camera = {};
  spec.forecast = {};
  spec.prices = {};
  spec.donor = {};
  if (has_open_touch_up(spec.timeline)) return spec;
  spec.pigment = {.blend = std::move(spec.pigment.blend)};  // its shares are those of the classes
  if (spec.pigment.blend)
    for (BlendPart& part : *spec.pigment.blend) part.dilution = {};
  spec.timeline = {.sessions = spec.timeline.sessions,
                   .free_share = spec.timeline.free_share,
                   .touch_ups = spec.timeline.touch_ups};
  return spec;
}

Spec survey_part(Spec spec) {
  Spec part;
  part.skin = std::move(spec.skin);
  part.hair = std::move(spec.hair);
  part.camera = std::move(spec.camera);
  return part;
}

}  // namespace smp
