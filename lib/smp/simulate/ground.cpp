#include "smp/simulate/ground.h"

#include <algorithm>
#include <utility>

#include "smp/base/error.h"
#include "smp/base/within.h"
#include "smp/optics/pigment.h"
#include "smp/simulate/coordinates.h"
#include "smp/simulate/heed_photo.h"
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

// Regions of the spec that have no dots in a list can be named by its timeline like the others.
void add_regions_without_dots(const std::vector<PlannedRegion>& regions, Treatment& treatment) {
  std::vector<std::string>& names = treatment.regions;
  for (const PlannedRegion& region : regions)
    if (std::find(names.begin(), names.end(), region.options.name) == names.end())
      names.push_back(region.options.name);
}

constexpr double kUsualDilution = 12;  // middle of the table of shades (domain notes 5)

// The pigment given, or the usual one: what is chosen from the photo is known only after dots are placed.
Pigment usual_pigment(const PigmentOptions& options) {
  return resolve_pigment(options.name.value_or("carbon-black"), own_pigments(options));
}

}  // namespace

Ground lay_ground(const Spec& asked, SpecFiles& files, int width, int height, std::size_t max_impressions,
                  int threads, double scale_factor) {
  Ground ground;
  ground.spec = in_pixels(asked, width, height);
  const Spec& spec = ground.spec;
  Image<float> depth;
  if (!files.depth_codes.empty())
    depth = depth_from_codes(files.depth_codes, spec.surface.depth_offset_mm, spec.surface.depth_step_mm);
  ground.scalp = describe_scalp(spec.photo, spec.surface, width, height, std::move(depth), spec.head);
  if (files.impressions) ground.drawn = read_treatment(*files.impressions, spec, max_impressions);
  check_mask_sizes(spec, files, width, height);
  LaidRegions laid = lay_regions(spec, ground.scalp, files, threads);
  ground.regions = std::move(laid.regions);
  ground.head = std::move(laid.head);
  ground.grafts = std::move(laid.grafts);
  ground.densest_grafts_per_cm2 = laid.densest_grafts_per_cm2;
  if (scale_factor != 1)
    ground.scalp.surface = make_scaled_surface(std::move(ground.scalp.surface), 1 / scale_factor);
  return ground;
}

Surveyed survey_ground(const Photo& photo, const Ground& ground, const std::vector<Impression>& dots,
                       int threads) {
  auto reduced = std::make_shared<const ReducedPhoto>(reduce_photo(photo, threads));
  SurveyPlaces places =
      survey_places(ground.spec, ground.regions, *reduced, ground.scalp.surface.get(), dots);
  return survey_ground(photo, ground, std::move(reduced), std::move(places), threads);
}

Surveyed survey_ground(const Photo& photo, const Ground& ground, std::shared_ptr<const ReducedPhoto> reduced,
                       SurveyPlaces places, int threads) {
  Surveyed seen{std::move(reduced), std::move(places), {}};
  const bool no_dots = seen.places.treated.empty();
  const bool unit_places =
      !ground.drawn && no_dots && std::any_of(ground.regions.begin(), ground.regions.end(), leaves_native);
  seen.survey = survey_photo(photo, *seen.reduced, seen.places,
                             {.tone = ground.spec.skin.tone,
                              .hair = ground.spec.hair,
                              .camera = ground.spec.camera,
                              .surface = ground.scalp.surface.get(),
                              .unit_places = unit_places,
                              .threads = threads});
  return seen;
}

namespace {

PlanOptions plan_options(const Ground& ground, std::size_t max_impressions, int threads) {
  return {.width_px = ground.scalp.width_px,
          .height_px = ground.scalp.height_px,
          .seed = ground.spec.seed,
          .threads = threads,
          .max_impressions = max_impressions,
          .needles = ground.spec.needles,
          .timeline = ground.spec.timeline,
          .pigment = usual_pigment(ground.spec.pigment),
          .dilution = ground.spec.pigment.dilution.value_or(kUsualDilution)};
}

}  // namespace

Timeline timeline_of(const Ground& ground, const Plan& plan) {
  if (!ground.drawn) return plan_timeline(ground.regions, plan.regions, plan_options(ground, 0, 1));
  std::size_t visits = 1;
  for (const Impression& dot : plan.treatment.impressions)
    visits = std::max<std::size_t>(visits, dot.session);
  return within("/timeline", [&] {
    return lay_timeline(ground.spec.timeline, {.recorded_visits = visits,
                                               .typical = {.pigment = usual_pigment(ground.spec.pigment)}});
  });
}

Plan place_dots(const Ground& ground, std::size_t max_impressions, int threads) {
  if (!ground.drawn)
    return plan_treatment(ground.regions, class_shares_of(ground.spec.pigment), *ground.scalp.surface,
                          plan_options(ground, max_impressions, threads));
  Plan plan;
  plan.treatment = *ground.drawn;
  add_regions_without_dots(ground.regions, plan.treatment);
  plan.treatment.timeline = timeline_of(ground, plan);
  return plan;
}

}  // namespace smp
