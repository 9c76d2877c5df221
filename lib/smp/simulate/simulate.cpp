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

namespace smp {
namespace {

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

// A list of impressions names its own pigments.
Treatment read_treatment(const std::string& text, const std::string& name, std::size_t max_impressions) {
  try {
    Treatment treatment = read_impressions_csv(text, max_impressions);
    for (const std::string& pigment : treatment.pigments) resolve_pigment(pigment, {}, "pigment");
    return treatment;
  } catch (const Error& error) {
    throw error.in_file(name);
  }
}

std::vector<Mark> marks_of(const Treatment& treatment, const Surface& surface) {
  std::vector<PerChannel> kappa;
  for (const std::string& name : treatment.pigments) kappa.push_back(resolve_pigment(name).kappa);
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

// Everything that can be known from the photo's size alone.
struct Prepared {
  Scalp scalp;
  Plan plan;
  std::vector<Shade> shades;
  TransmittanceField field;
  double plan_ms = 0;
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

Prepared prepare(const Spec& asked, SpecFiles files, int width, int height, const SimulateOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Spec spec = in_pixels(asked, width, height);
  Image<float> depth;
  if (!files.depth_codes.empty())
    depth = depth_from_codes(files.depth_codes, spec.surface.depth_offset_mm, spec.surface.depth_step_mm);
  Scalp scalp =
      describe_scalp(spec.photo, spec.surface, spec.skin.tone, spec.camera, width, height, std::move(depth));
  Plan plan;
  if (files.impressions) {
    plan.treatment = read_treatment(*files.impressions, spec.impressions, options.max_impressions);
  } else {
    plan =
        plan_treatment(regions_of(spec, files, width, height), class_shares_of(spec.pigment), *scalp.surface,
                       {.width_px = width,
                        .height_px = height,
                        .seed = spec.seed,
                        .threads = options.threads,
                        .max_impressions = options.max_impressions});
    mix_shades(plan, {spec.pigment.name, shades_of(spec.pigment)}, spec.seed, options.threads);
  }
  TransmittanceField field(prepare_dots(marks_of(plan.treatment, *scalp.surface), scalp.skin.ita_deg,
                                        scalp.blur_px, options.threads),
                           width, height, options.threads);
  return {std::move(scalp), std::move(plan), shades_of(spec.pigment), std::move(field), ms_since(start)};
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

std::vector<Advisory> advise(const Prepared& prepared) {
  std::vector<Advisory> list;
  const double px_per_mm = prepared.scalp.scale.px_per_mm;
  if (px_per_mm > 0 && px_per_mm < 3)
    list.push_back({"low-resolution", "warning",
                    "single dots cannot be seen at this scale; the picture shows their tone", px_per_mm, 3});
  if (prepared.scalp.skin.source == "assumed")
    list.push_back({"skin-tone-assumed", "note", "no skin tone is given; ITA 45 degrees is assumed",
                    prepared.scalp.skin.ita_deg, 0});
  for (const RegionReport& region : prepared.plan.regions) {
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

void render_pixels(Photo& photo, const TransmittanceField& field, const SimulateOptions& options) {
  RowProgress progress;
  std::future<void> reader;
  if (options.while_rendering)
    reader = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async,
                        [&] { options.while_rendering(photo, progress); });
  try {
    std::visit(
        [&](auto& pixels) {
          apply_transmittance(field, photo.color, PhotoLight{}, pixels, options.threads, &progress);
        },
        photo.pixels);
  } catch (...) {
    progress.finish();  // lets the reader end before the photo goes
    throw;
  }
  progress.finish();
  if (reader.valid()) reader.get();
}

Simulation render(Photo photo, Prepared prepared, const SimulateOptions& options) {
  Simulation result;
  result.advisories = advise(prepared);
  for (RegionReport& report : prepared.plan.regions) {
    RegionResult region{std::move(report), {}, {}};
    if (options.measure_colors) region.mean_lab_before = mean_lab(photo, region.plan.area);
    result.regions.push_back(std::move(region));
  }
  const auto start = std::chrono::steady_clock::now();
  render_pixels(photo, prepared.field, options);
  result.times.render = ms_since(start);
  if (options.measure_colors)
    for (RegionResult& region : result.regions) region.mean_lab_after = mean_lab(photo, region.plan.area);
  result.times.plan = prepared.plan_ms;
  result.photo = std::move(photo);
  result.treatment = std::move(prepared.plan.treatment);
  result.shades = std::move(prepared.shades);
  result.scale = prepared.scalp.scale;
  result.skin = prepared.scalp.skin;
  result.blur_px = prepared.scalp.blur_px;
  result.touched = bounds_of(prepared.field.tiles());
  return result;
}

}  // namespace

Simulation simulate(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options) {
  Prepared prepared = prepare(spec, std::move(files), photo.width(), photo.height(), options);
  return render(std::move(photo), std::move(prepared), options);
}

Simulation simulate(const FileBytes& file, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
                    const SimulateOptions& options) {
  const PhotoInfo info = inspect_photo(file, limits);
  double decode_ms = 0;
  const auto decode = [&] {
    const auto start = std::chrono::steady_clock::now();
    Photo photo = decode_photo(file, limits);
    decode_ms = ms_since(start);
    return photo;
  };
  // A damaged photo is reported before a fault of the spec: both stages end, then the photo speaks first.
  auto decoding = std::async(options.threads == 1 ? std::launch::deferred : std::launch::async, decode);
  std::exception_ptr spec_fault;
  std::optional<Prepared> prepared;
  try {
    prepared = prepare(spec, std::move(files), info.width, info.height, options);
  } catch (...) {
    spec_fault = std::current_exception();
  }
  Photo photo = decoding.get();
  if (spec_fault) std::rethrow_exception(spec_fault);
  Simulation result = render(std::move(photo), std::move(*prepared), options);
  result.times.decode = decode_ms;
  return result;
}

}  // namespace smp
