#include "smp/simulate/simulate.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/optics/pigment.h"
#include "smp/render/pixels.h"
#include "smp/simulate/coordinates.h"
#include "smp/simulate/measure.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/survey_places.h"
#include "smp/treatment/shade_choice.h"

namespace smp {
namespace {

using Clock = std::chrono::steady_clock;
double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

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

std::vector<Mark> marks_of(const Treatment& treatment, const std::vector<Pigment>& own_pigments,
                           const Surface& surface) {
  std::vector<PerChannel> kappa;
  for (const std::string& name : treatment.pigments)
    kappa.push_back(resolve_pigment(name, own_pigments).kappa);
  std::vector<Mark> marks;
  marks.reserve(treatment.impressions.size());
  for (const Impression& i : treatment.impressions) {
    const auto here = surface.at(i.position_px);
    if (!here || here->metric.foreshortening() > 2 * kMaxForeshortening) continue;  // turned out of sight
    marks.push_back({i.position_px, tilted_metric(here->metric, i.tilt_deg, i.azimuth_deg), i.diameter_mm,
                     i.depth_mm, i.mu_per_mm, kappa[i.pigment]});
  }
  return marks;
}

// What is known from the spec and the photo's size alone.
struct Ground {
  Spec spec;  // coordinates in px
  Scalp scalp;
  std::vector<PlannedRegion> regions;
  std::optional<Treatment> drawn;  // impressions that are drawn as they stand
};

// What the photo shows.
struct Seen {
  Photo photo;
  Survey survey;
  double decode_ms = 0, survey_ms = 0;
};

std::vector<PlannedRegion> regions_of(const Spec& spec, SpecFiles& files, int width, int height) {
  check_mask_sizes(spec, files, width, height);
  std::vector<PlannedRegion> regions;
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    PlannedRegion region{spec.regions[i], {spec.regions[i].outline, std::move(files.masks[i])}};
    regions.push_back(std::move(region));
  }
  return regions;
}

Ground lay_ground(const Spec& asked, SpecFiles files, int width, int height, const SimulateOptions& options) {
  Ground ground;
  ground.spec = in_pixels(asked, width, height);
  const Spec& spec = ground.spec;
  Image<float> depth;
  if (!files.depth_codes.empty())
    depth = depth_from_codes(files.depth_codes, spec.surface.depth_offset_mm, spec.surface.depth_step_mm);
  ground.scalp = describe_scalp(spec.photo, spec.surface, width, height, std::move(depth));
  if (files.impressions)
    ground.drawn = read_treatment(*files.impressions, spec, options.max_impressions);
  else
    ground.regions = regions_of(spec, files, width, height);
  return ground;
}

Survey look(const Photo& photo, const Ground& ground, const SimulateOptions& options) {
  const ReducedPhoto reduced = reduce_photo(photo, options.threads);
  std::vector<const Image<std::uint8_t>*> masks;
  for (const PlannedRegion& region : ground.regions)
    masks.push_back(region.shape.outline.empty() ? &region.shape.mask : nullptr);
  const SurveyPlaces places = survey_places(
      ground.spec, masks, reduced, ground.drawn ? ground.drawn->impressions : std::vector<Impression>{});
  return survey_photo(photo, reduced, places,
                      {.tone = ground.spec.skin.tone,
                       .hair = ground.spec.hair,
                       .camera = ground.spec.camera,
                       .surface = ground.scalp.surface.get(),
                       .threads = options.threads});
}

// Whether some density is left to what the photo shows.
bool needs_density(const Ground& ground) {
  return std::any_of(ground.regions.begin(), ground.regions.end(),
                     [](const PlannedRegion& region) { return !region.options.density_per_cm2; });
}

// Positions and needles of all dots; their shades come later.
Plan place(const Ground& ground, const SimulateOptions& options) {
  Plan plan;
  if (ground.drawn) {
    plan.treatment = *ground.drawn;
    return plan;
  }
  return plan_treatment(ground.regions, class_shares_of(ground.spec.pigment), *ground.scalp.surface,
                        {.width_px = ground.scalp.width_px,
                         .height_px = ground.scalp.height_px,
                         .seed = ground.spec.seed,
                         .threads = options.threads,
                         .max_impressions = options.max_impressions});
}

PixelRect bounds_of(const std::vector<PixelRect>& tiles) {
  if (tiles.empty()) return {};
  int x0 = tiles[0].x, y0 = tiles[0].y, x1 = 0, y1 = 0;
  for (const PixelRect& t : tiles) {
    x0 = std::min(x0, t.x), y0 = std::min(y0, t.y);
    x1 = std::max(x1, t.x + t.width), y1 = std::max(y1, t.y + t.height);
  }
  return {x0, y0, x1 - x0, y1 - y0};
}

std::vector<Advisory> advise(const Ground& ground, const Survey& survey, const Plan& plan) {
  std::vector<Advisory> list;
  const double px_per_mm = ground.scalp.scale.px_per_mm;
  if (px_per_mm > 0 && px_per_mm < 3)
    list.push_back({"low-resolution", "warning",
                    "single dots cannot be seen at this scale; the picture shows their tone", px_per_mm, 3});
  if (survey.skin.source == "assumed")
    list.push_back({"skin-tone-assumed", "warning", "no plain skin is seen; ITA 45 degrees is assumed",
                    survey.skin.ita_deg, 0});
  for (const RegionReport& region : plan.regions) {
    if (region.left_out_share > 0.005)
      list.push_back({"grazing-left-out", "note",
                      fmt::format("region \"{}\": {:.1f} % of its pixels show no scalp or turn away by more "
                                  "than 5:1 and are left out",
                                  region.name, 100 * region.left_out_share),
                      region.left_out_share, 0.005});
    if (region.target_per_cm2 > 200)
      list.push_back(
          {"too-dense", "warning",
           fmt::format("region \"{}\": above 200 dots per cm2 the look turns into a helmet", region.name),
           region.target_per_cm2, 200});
    if (region.depth_mm > 0.5)
      list.push_back(
          {"too-deep", "warning",
           fmt::format("region \"{}\": deposits below 0.5 mm blur into a blue-grey haze", region.name),
           region.depth_mm, 0.5});
  }
  return list;
}

void render_pixels(Photo& photo, const TransmittanceField& field, const PhotoLight& light,
                   const SimulateOptions& options) {
  RowProgress progress;
  std::future<void> reader;
  if (options.while_rendering)
    reader = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async,
                        [&] { options.while_rendering(photo, progress); });
  try {
    std::visit(
        [&](auto& pixels) {
          apply_transmittance(field, photo.color, light, pixels, options.threads, &progress);
        },
        photo.pixels);
  } catch (...) {
    progress.finish();  // lets the reader end before the photo goes
    throw;
  }
  progress.finish();
  if (reader.valid()) reader.get();
}

Simulation render(Seen seen, Ground ground, Plan plan, std::vector<Shade> shades,
                  const SimulateOptions& options) {
  Simulation result;
  const auto start = Clock::now();
  const TransmittanceField field(
      prepare_dots(marks_of(plan.treatment, own_pigments(ground.spec.pigment), *ground.scalp.surface),
                   seen.survey.skin.ita_deg, seen.survey.camera.blur_px, options.threads),
      ground.scalp.width_px, ground.scalp.height_px, options.threads);
  result.advisories = advise(ground, seen.survey, plan);
  for (RegionReport& report : plan.regions) {
    RegionResult region{std::move(report), {}, {}};
    if (options.measure_colors) region.mean_lab_before = mean_lab(seen.photo, region.plan.area);
    result.regions.push_back(std::move(region));
  }
  const PhotoLight light = {
      .skin = &seen.survey.map, .noise = seen.survey.camera.noise, .seed = ground.spec.seed};
  render_pixels(seen.photo, field, light, options);
  result.times.decode = seen.decode_ms, result.times.survey = seen.survey_ms;
  result.times.render = ms_since(start);
  if (options.measure_colors)
    for (RegionResult& region : result.regions)
      region.mean_lab_after = mean_lab(seen.photo, region.plan.area);
  result.photo = std::move(seen.photo);
  result.treatment = std::move(plan.treatment);
  result.shades = std::move(shades);
  result.scale = ground.scalp.scale;
  result.survey = std::move(seen.survey);
  result.touched = bounds_of(field.tiles());
  return result;
}

// The photo is read and surveyed on one thread while dots are placed on another: where they go does not
// depend on what is seen, unless their density does.
template <class ReadPhoto>
Simulation run(const ReadPhoto& read, int width, int height, const Spec& spec, SpecFiles files,
               const SimulateOptions& options) {
  std::promise<const Ground*> laid;  // null where the spec is at fault
  const auto see = [&read, &options, laying = laid.get_future().share()] {
    Seen seen;
    auto start = Clock::now();
    seen.photo = read();
    seen.decode_ms = ms_since(start);
    if (const Ground* ground = laying.get()) {
      start = Clock::now();
      seen.survey = look(seen.photo, *ground, options);
      seen.survey_ms = ms_since(start);
    }
    return seen;
  };
  auto seeing = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async, see);
  std::exception_ptr spec_fault;
  Ground ground;
  Plan plan;
  bool told = false;
  double plan_ms = 0;
  try {
    const auto start = Clock::now();
    ground = lay_ground(spec, std::move(files), width, height, options);
    laid.set_value(&ground);
    told = true;
    if (!needs_density(ground)) plan = place(ground, options);
    plan_ms = ms_since(start);
  } catch (...) {
    spec_fault = std::current_exception();
    if (!told) laid.set_value(nullptr);
  }
  // A damaged photo is reported before a fault of the spec: both stages end, then the photo speaks first.
  Seen seen = seeing.get();
  if (spec_fault) std::rethrow_exception(spec_fault);
  ShadePlan shades;
  if (!ground.drawn) {
    shades = choose_shades(ground.spec, seen.survey, ground.scalp);
    if (needs_density(ground)) {
      const auto start = Clock::now();
      for (std::size_t i = 0; i < ground.regions.size(); ++i)
        ground.regions[i].options.density_per_cm2 = shades.density_per_cm2[i];
      plan = place(ground, options);
      plan_ms += ms_since(start);
    }
    mix_shades(plan, shades.mix, ground.spec.seed, options.threads);
  }
  Simulation result =
      render(std::move(seen), std::move(ground), std::move(plan), std::move(shades.mix.shades), options);
  result.times.plan = plan_ms;
  return result;
}

}  // namespace

Simulation simulate(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options) {
  const int width = photo.width(), height = photo.height();
  return run([&] { return std::move(photo); }, width, height, spec, std::move(files), options);
}

Simulation simulate(const FileBytes& file, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
                    const SimulateOptions& options) {
  const PhotoInfo info = inspect_photo(file, limits);
  return run([&] { return decode_photo(file, limits); }, info.width, info.height, spec, std::move(files),
             options);
}

}  // namespace smp
