#include "smp/simulate/inspect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/error.h"
#include "smp/optics/dot_profile.h"
#include "smp/optics/pigment.h"
#include "smp/scalp/reduced_photo.h"
#include "smp/simulate/coordinates.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/survey_advisories.h"
#include "smp/simulate/survey_places.h"
#include "smp/treatment/needles.h"
#include "smp/treatment/planner.h"

namespace smp {
namespace {

// A field wide enough for its mean to settle within 0.1 L*: 24 x 24 mm.
constexpr int kMeanFieldPx = 144;
constexpr double kMeanFieldPxPerMm = 6;

bool tells_scale(const Spec& spec) {
  return spec.surface.kind == SurfaceKind::kDepth || spec.photo.scale.px_per_mm ||
         spec.photo.scale.between_px;
}

Scalp scalp_of(const Spec& spec, const SpecFiles& files, int width, int height) {
  Image<float> depth;
  if (!files.depth_codes.empty())
    depth = depth_from_codes(files.depth_codes, spec.surface.depth_offset_mm, spec.surface.depth_step_mm);
  return describe_scalp(spec.photo, spec.surface, width, height, std::move(depth));
}

std::vector<const Image<std::uint8_t>*> masks_of(const Spec& spec, const SpecFiles& files) {
  std::vector<const Image<std::uint8_t>*> masks;
  for (std::size_t i = 0; i < spec.regions.size(); ++i)
    masks.push_back(spec.regions[i].outline.empty() ? &files.masks[i] : nullptr);
  return masks;
}

// Width of the deposits that most dots of a region are.
double usual_diameter_mm(const RegionOptions& region) {
  const auto most = std::max_element(region.needles.begin(), region.needles.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  const Needle* needle = most == region.needles.end() ? nullptr : find_needle(most->first);
  return needle != nullptr ? needle->dot_diameter_mm : Deposit().diameter_mm;
}

Lab middle_of_dot(const HealedField& field, const Pigment& pigment, double mu_per_mm) {
  Deposit deposit{.depth_mm = deposit_depth_mm(field.region), .diameter_mm = usual_diameter_mm(field.region)};
  for (std::size_t c = 0; c < 3; ++c) deposit.mu_per_mm[c] = mu_per_mm * pigment.kappa[c];
  const PerChannel drop = DotOptics(field.ita_deg).drop(deposit)[0];
  return lab_from_linear(
      {field.skin.r * (1 - drop[0]), field.skin.g * (1 - drop[1]), field.skin.b * (1 - drop[2])});
}

Lab mean_of_field(const HealedField& field) {
  return lab_from_linear(mean_color(draw_healed_field(field, kMeanFieldPx, kMeanFieldPx, kMeanFieldPxPerMm)));
}

// What a shade alone makes of the skin.
HealedShade healed(const Shade& shade, const HealedField& all) {
  HealedField alone = all;
  alone.mix.shades = {{shade.dilution, 1, shade.mu_per_mm}};
  return {shade.dilution, shade.share, all.mix.pigment.name,
          middle_of_dot(all, all.mix.pigment, shade.mu_per_mm), mean_of_field(alone)};
}

Treatment impressions_of(const Spec& spec, const SpecFiles& files) {
  if (!files.impressions) return {};
  try {
    return read_impressions_csv(*files.impressions);
  } catch (const Error& error) {
    throw error.in_file(spec.impressions);
  }
}

}  // namespace

Inspection inspect(const FileBytes& file, const PhotoLimits& limits, const Spec* asked, SpecFiles files,
                   const InspectOptions& options) {
  Inspection out;
  out.photo = decode_photo(file, limits);
  const int width = out.photo.width(), height = out.photo.height();
  const Spec spec = in_pixels(asked != nullptr ? *asked : Spec{}, width, height);
  check_mask_sizes(spec, files, width, height);
  const ReducedPhoto reduced = reduce_photo(out.photo, options.threads);
  out.step_px = reduced.step_px;
  out.regions = spec.regions;
  out.places = survey_places(spec, masks_of(spec, files), reduced, impressions_of(spec, files).impressions);

  Scalp scalp;
  if (tells_scale(spec)) scalp = scalp_of(spec, files, width, height);
  if (scalp.scale.px_per_mm > 0) out.scale = scalp.scale;
  out.survey = survey_photo(out.photo, reduced, out.places,
                            {.tone = spec.skin.tone,
                             .hair = spec.hair,
                             .camera = spec.camera,
                             .surface = scalp.surface.get(),
                             .threads = options.threads});

  out.treatment.skin = linear_from_lab(out.survey.skin.lab);
  out.treatment.ita_deg = out.survey.skin.ita_deg;
  out.treatment.seed = spec.seed;
  if (!spec.regions.empty()) out.treatment.region = spec.regions.front();
  const ShadePlan shades = choose_shades(spec, out.survey, scalp);
  out.treatment.mix = shades.mix;
  if (!shades.density_per_cm2.empty()) out.treatment.region.density_per_cm2 = shades.density_per_cm2.front();
  for (const Shade& shade : out.treatment.mix.shades) out.shades.push_back(healed(shade, out.treatment));
  out.treated_lab = mean_of_field(out.treatment);

  std::vector<std::string> names;
  for (const RegionOptions& region : spec.regions) names.push_back(region.name);
  out.advisories = survey_advisories(out.survey, out.places, names, out.scale ? out.scale->px_per_mm : 0);
  return out;
}

}  // namespace smp
