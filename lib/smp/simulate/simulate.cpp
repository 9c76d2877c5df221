#include "smp/simulate/simulate.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/optics/pigment.h"
#include "smp/render/pixels.h"
#include "smp/simulate/ground.h"
#include "smp/simulate/heed_photo.h"
#include "smp/simulate/measure.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/survey_advisories.h"

namespace smp {
namespace {

using Clock = std::chrono::steady_clock;
double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Dots end at `kMaxForeshortening`, some 2 mm before the outline of a head. That end would be seen as a line:
// towards it they are drawn fainter [assumption].
double rim_strength(double foreshortening) {
  constexpr double kFull = 3, kLeast = 0.15;
  const double t = std::clamp((kMaxForeshortening - foreshortening) / (kMaxForeshortening - kFull), 0.0, 1.0);
  return kLeast + (1 - kLeast) * t * t * (3 - 2 * t);
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
    const double turned = here ? here->metric.foreshortening() : INFINITY;
    if (turned > 2 * kMaxForeshortening) continue;  // out of sight
    marks.push_back({i.position_px, tilted_metric(here->metric, i.tilt_deg, i.azimuth_deg), i.diameter_mm,
                     i.depth_mm, rim_strength(turned) * i.mu_per_mm, kappa[i.pigment]});
  }
  return marks;
}

// What the photo shows.
struct Seen {
  Photo photo;
  Survey survey;
};

PixelRect bounds_of(const std::vector<PixelRect>& tiles) {
  if (tiles.empty()) return {};
  int x0 = tiles[0].x, y0 = tiles[0].y, x1 = 0, y1 = 0;
  for (const PixelRect& t : tiles) {
    x0 = std::min(x0, t.x), y0 = std::min(y0, t.y);
    x1 = std::max(x1, t.x + t.width), y1 = std::max(y1, t.y + t.height);
  }
  return {x0, y0, x1 - x0, y1 - y0};
}

// A depth map has a scale of its own at every place: that of the dot in the middle of the list.
double px_per_mm_of(const Ground& ground, const Plan& plan) {
  const std::vector<Impression>& dots = plan.treatment.impressions;
  if (ground.scalp.scale.px_per_mm > 0 || dots.empty()) return ground.scalp.scale.px_per_mm;
  const auto here = ground.scalp.surface->at(dots[dots.size() / 2].position_px);
  return here ? std::sqrt(here->metric.foreshortening() / here->metric.area()) : 0;
}

std::vector<Advisory> advise(const Ground& ground, const Survey& survey, const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedRegion& region : ground.regions) names.push_back(region.options.name);
  std::vector<Advisory> list =
      survey_advisories(survey, names, px_per_mm_of(ground, plan), !ground.spec.skin.white_reference.empty());
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
  for (Advisory& advisory : hair_advisories(ground)) list.push_back(std::move(advisory));
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

// The hair of grafts; its roots show through the skin among the dots.
std::optional<HairLayer> grafted_hair(const Ground& ground, const Survey& survey, std::vector<Mark>& marks) {
  if (ground.grafts.units.empty()) return std::nullopt;
  HairLook look;
  if (survey.hair.source != "none") look.color = linear_from_lab(survey.hair.lab);
  look.skin = linear_from_lab(survey.skin.lab);
  look.blur_px = survey.camera.blur_px;
  for (Mark& root : root_marks(ground.grafts.units, look.color)) marks.push_back(std::move(root));
  return HairLayer(ground.grafts.shafts, look, ground.scalp.width_px, ground.scalp.height_px);
}

Simulation render(Seen seen, Ground ground, Plan plan, ShadePlan shades, const SimulateOptions& options) {
  Simulation result;
  std::vector<Mark> marks =
      marks_of(plan.treatment, own_pigments(ground.spec.pigment), *ground.scalp.surface);
  const std::optional<HairLayer> hair = grafted_hair(ground, seen.survey, marks);
  const TransmittanceField field(
      prepare_dots(marks, seen.survey.skin.ita_deg, seen.survey.camera.blur_px, options.threads),
      ground.scalp.width_px, ground.scalp.height_px, options.threads);
  result.advisories = advise(ground, seen.survey, plan);
  if (ground.head && !ground.spec.forecast.empty() && !plan.regions.empty())
    result.forecast = foresee_loss(ground.spec, *ground.head, plan.regions);
  for (Advisory& advisory : forecast_advisories(result.forecast))
    result.advisories.push_back(std::move(advisory));
  result.grafted_units = ground.grafts.units.size();
  result.grafted_hairs = ground.grafts.shafts.size();
  for (RegionReport& report : plan.regions) {
    RegionResult region{std::move(report), {}, {}};
    if (options.measure_colors) region.mean_lab_before = mean_lab(seen.photo, region.plan.area);
    result.regions.push_back(std::move(region));
  }
  // Grain of one seed for all: a list of dots drawn again, without the seed that placed them, must give the
  // same picture.
  const PhotoLight light = {
      .skin = &seen.survey.map, .noise = seen.survey.camera.noise, .hair = hair ? &*hair : nullptr};
  render_pixels(seen.photo, field, light, options);
  if (options.measure_colors)
    for (RegionResult& region : result.regions)
      region.mean_lab_after = mean_lab(seen.photo, region.plan.area);
  result.photo = std::move(seen.photo);
  result.treatment = std::move(plan.treatment);
  for (Advisory& advisory : shade_advisories(shades)) result.advisories.push_back(std::move(advisory));
  result.shades = std::move(shades);
  result.scale = ground.scalp.scale;
  if (ground.head && options.measure_colors)
    result.head = read_head(*ground.scalp.pose, *ground.head->lattice, ground.head->zones);
  result.survey = std::move(seen.survey);
  result.touched = bounds_of(changed_tiles(field, hair ? &*hair : nullptr));
  return result;
}

// The shades, and the dots where they were left to what the photo shows.
ShadePlan choose(const Photo& photo, Ground& ground, Surveyed seen, Survey& survey, Plan& plan,
                 const SimulateOptions& options) {
  if (ground.drawn) {
    survey = std::move(seen.survey);
    return {.source = "list"};
  }
  ShadePlan shades = choose_shades(ground.spec, seen.survey, ground.scalp);
  if (waits_for_photo(ground)) {
    heed_photo(photo, seen, options.threads, ground);
    for (std::size_t i = 0; i < shades.density_per_cm2.size(); ++i)
      ground.regions[i].options.density_per_cm2 = shades.density_per_cm2[i];
    plan = place_dots(ground, options.max_impressions, options.threads);
    // Again, where the dots now lie: so will their list be surveyed when it is drawn.
    seen = survey_ground(photo, ground, plan.treatment.impressions, options.threads);
  }
  survey = std::move(seen.survey);
  mix_shades(plan, shades.mix, ground.spec.seed, options.threads);
  return shades;
}

// The photo is read on one thread while dots are placed on another. What is surveyed is where the dots
// lie, not where regions were drawn, so that a list of impressions drawn again gives the same picture.
template <class ReadPhoto>
Simulation run(const ReadPhoto& read, int width, int height, const Spec& spec, SpecFiles files,
               const SimulateOptions& options) {
  StageTimes times;
  const auto decode = [&] {
    const auto start = Clock::now();
    Photo photo = read();
    times.decode = ms_since(start);
    return photo;
  };
  auto decoding = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async, decode);
  std::exception_ptr spec_fault;
  Ground ground;
  Plan plan;
  try {
    const auto start = Clock::now();
    ground = lay_ground(spec, std::move(files), width, height, options.max_impressions, options.threads);
    if (!waits_for_photo(ground)) plan = place_dots(ground, options.max_impressions, options.threads);
    times.plan = ms_since(start);
  } catch (...) {
    spec_fault = std::current_exception();
  }
  // A damaged photo is reported before a fault of the spec: both stages end, then the photo speaks first.
  Photo photo = decoding.get();
  if (spec_fault) std::rethrow_exception(spec_fault);
  auto start = Clock::now();
  Surveyed seen = survey_ground(photo, ground, plan.treatment.impressions, options.threads);
  times.survey = ms_since(start);

  start = Clock::now();
  Survey survey;
  ShadePlan shades = choose(photo, ground, std::move(seen), survey, plan, options);
  Simulation result = render({std::move(photo), std::move(survey)}, std::move(ground), std::move(plan),
                             std::move(shades), options);
  times.render = ms_since(start);
  result.times = times;
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
