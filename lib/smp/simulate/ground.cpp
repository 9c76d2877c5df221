#include "smp/simulate/ground.h"

#include <algorithm>
#include <utility>

#include "smp/base/error.h"
#include "smp/optics/pigment.h"
#include "smp/simulate/coordinates.h"
#include "smp/simulate/survey_places.h"

namespace smp {
namespace {

// A list of impressions names its own pigments.
Treatment read_treatment(const std::string& text, const Spec& spec, std::size_t max_impressions) {
  try {
    Treatment treatment = read_impressions_csv(text, max_impressions);
    for (const std::string& pigment : treatment.pigments)
      resolve_pigment(pigment, own_pigments(spec.pigment), "pigment");
    return treatment;
  } catch (const Error& error) {
    throw error.in_file(spec.impressions);
  }
}

std::vector<PlannedRegion> regions_of(const Spec& spec, SpecFiles& files, int width, int height) {
  check_mask_sizes(spec, files, width, height);
  std::vector<PlannedRegion> regions;
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    PlannedRegion region{spec.regions[i], {spec.regions[i].outline, std::move(files.masks[i])}};
    regions.push_back(std::move(region));
  }
  return regions;
}

}  // namespace

Ground lay_ground(const Spec& asked, SpecFiles files, int width, int height, std::size_t max_impressions) {
  Ground ground;
  ground.spec = in_pixels(asked, width, height);
  const Spec& spec = ground.spec;
  Image<float> depth;
  if (!files.depth_codes.empty())
    depth = depth_from_codes(files.depth_codes, spec.surface.depth_offset_mm, spec.surface.depth_step_mm);
  ground.scalp = describe_scalp(spec.photo, spec.surface, width, height, std::move(depth));
  if (files.impressions) ground.drawn = read_treatment(*files.impressions, spec, max_impressions);
  ground.regions = regions_of(spec, files, width, height);
  return ground;
}

Surveyed survey_ground(const Photo& photo, const Ground& ground, const std::vector<Impression>& dots,
                       int threads) {
  const ReducedPhoto reduced = reduce_photo(photo, threads);
  std::vector<const Image<std::uint8_t>*> masks;
  for (const PlannedRegion& region : ground.regions)
    masks.push_back(region.shape.outline.empty() ? &region.shape.mask : nullptr);
  const Surface* surface = ground.scalp.surface.get();
  Surveyed seen{reduced.step_px, survey_places(ground.spec, masks, reduced, surface, dots), {}};
  seen.survey = survey_photo(photo, reduced, seen.places,
                             {.tone = ground.spec.skin.tone,
                              .hair = ground.spec.hair,
                              .camera = ground.spec.camera,
                              .surface = surface,
                              .threads = threads});
  return seen;
}

bool leaves_density(const Ground& ground) {
  return !ground.drawn &&
         std::any_of(ground.regions.begin(), ground.regions.end(),
                     [](const PlannedRegion& region) { return !region.options.density_per_cm2; });
}

Plan place_dots(const Ground& ground, std::size_t max_impressions, int threads) {
  Plan plan;
  if (ground.drawn) {
    plan.treatment = *ground.drawn;
    return plan;
  }
  return plan_treatment(ground.regions, class_shares_of(ground.spec.pigment), *ground.scalp.surface,
                        {.width_px = ground.scalp.width_px,
                         .height_px = ground.scalp.height_px,
                         .seed = ground.spec.seed,
                         .threads = threads,
                         .max_impressions = max_impressions});
}

}  // namespace smp
