#include "smp/simulate/inspect.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "smp/base/error.h"
#include "smp/optics/dot_profile.h"
#include "smp/optics/pigment.h"
#include "smp/simulate/ground.h"
#include "smp/simulate/heed_photo.h"
#include "smp/simulate/shade_plan.h"
#include "smp/simulate/survey_advisories.h"
#include "smp/treatment/dot_style.h"
#include "smp/treatment/needles.h"
#include "smp/treatment/planner.h"

namespace smp {
namespace {

// A field wide enough for its mean to settle within 0.1 L*: 24 x 24 mm.
constexpr int kMeanFieldPx = 144;
constexpr double kMeanFieldPxPerMm = 6;

// Width of the deposits that most dots of a region are.
double usual_diameter_mm(const HealedField& field) {
  const auto& needles = needles_of(field.region);
  const auto most = std::max_element(needles.begin(), needles.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto diameter_mm = most == needles.end() ? std::nullopt : dot_diameter_mm(most->first, field.needles);
  return diameter_mm.value_or(Deposit().diameter_mm) *
         diameter_factor_at_depth(deposit_depth_mm(field.region));
}

Lab middle_of_dot(const HealedField& field, const Pigment& pigment, double mu_per_mm) {
  Deposit deposit{.depth_mm = deposit_depth_mm(field.region), .diameter_mm = usual_diameter_mm(field)};
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

// The shades that the spec and the survey come to, on a flat patch of this skin.
void foresee(const Spec& spec, const ShadePlan& shades, Inspection& out) {
  out.treatment.skin = linear_from_lab(out.survey.skin.lab);
  out.treatment.ita_deg = out.survey.skin.ita_deg;
  out.treatment.seed = spec.seed;
  out.treatment.needles = spec.needles;
  if (!spec.regions.empty()) {
    out.treatment.region = spec.regions.front();
    out.treatment.region.density_per_cm2 = shades.density_per_cm2.front();
  }
  out.treatment.mix = shades.mix;
  out.shades_from = shades.source;
  if (shades.source == "match") out.remaining_de = shades.remaining_de;
  for (const Shade& shade : out.treatment.mix.shades) out.shades.push_back(healed(shade, out.treatment));
  out.treated_lab = mean_of_field(out.treatment);
}

}  // namespace

Inspection inspect(const FileBytes& file, const PhotoLimits& limits, const Spec* spec, SpecFiles files,
                   const InspectOptions& options) {
  Inspection out;
  out.photo = decode_photo(file, limits);
  Ground ground;
  Plan plan;
  if (spec != nullptr) {
    ground = lay_ground(*spec, files, out.photo.width(), out.photo.height(), options.max_impressions,
                        options.threads);
    if (!waits_for_photo(ground)) plan = place_dots(ground, options.max_impressions, options.threads);
  }
  Surveyed seen = survey_ground(out.photo, ground, plan.treatment.impressions, options.threads);
  if (spec != nullptr && waits_for_photo(ground)) heed_photo(out.photo, seen, options.threads, ground);
  out.step_px = seen.reduced->step_px;
  out.places = std::move(seen.places);
  out.survey = std::move(seen.survey);
  out.regions = ground.spec.regions;
  if (ground.head) {
    out.head = read_head(*ground.scalp.pose, *ground.head->lattice, ground.head->zones);
    out.head_drawing = draw_head(*ground.head->lattice, ground.spec.head, ground.head->zones);
  }
  if (ground.scalp.scale.px_per_mm > 0) out.scale = ground.scalp.scale;
  const ShadePlan shades = choose_shades(ground.spec, out.survey, ground.scalp);
  foresee(ground.spec, shades, out);

  std::vector<std::string> names;
  for (const RegionOptions& region : out.regions) names.push_back(region.name);
  out.advisories = survey_advisories(out.survey, names, out.scale.value_or(Scale{}),
                                     !ground.spec.skin.white_reference.empty());
  for (Advisory& advisory : hair_advisories(ground)) out.advisories.push_back(std::move(advisory));
  for (Advisory& advisory : shade_advisories(shades)) out.advisories.push_back(std::move(advisory));
  return out;
}

}  // namespace smp
