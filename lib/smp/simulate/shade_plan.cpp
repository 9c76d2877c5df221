#include "smp/simulate/shade_plan.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "smp/optics/shade_match.h"
#include "smp/treatment/shade_choice.h"

namespace smp {
namespace {

constexpr double kWarmthA = 0.6, kWarmthB = 0.4;  // CIELAB units per unit of trim [assumption]
constexpr double kTrimWorthAnotherPigment = 0.02;
constexpr double kUsualBlurMm = 0.1;  // where the photo's scale is not known
constexpr double kPixelVariance = 1.0 / 12;
constexpr double kLeastTransmittance = 0.01, kMostTransmittance = 1.2;

PerChannel channels(const LinearRgb& color) { return {color.r, color.g, color.b}; }

Lab lab_of(const PerChannel& skin, const PerChannel& transmittance) {
  return lab_from_linear(
      {skin[0] * transmittance[0], skin[1] * transmittance[1], skin[2] * transmittance[2]});
}

// The region that decides: the first whose density is open, else the first; its defaults without regions.
RegionOptions leading_region(const Spec& spec) {
  for (const RegionOptions& region : spec.regions)
    if (!region.density_per_cm2) return region;
  return spec.regions.empty() ? RegionOptions{} : spec.regions.front();
}

double blur_mm(const Survey& survey, const Scalp& scalp) {
  if (!(scalp.scale.px_per_mm > 0)) return kUsualBlurMm;
  return std::sqrt(survey.camera.blur_px * survey.camera.blur_px + kPixelVariance) / scalp.scale.px_per_mm;
}

// Transmittance of the native field: its colour over that of bare skin in the same light.
std::optional<PerChannel> native_transmittance(const HairReading& hair) {
  if (!hair.field_rgb || !hair.field_skin_rgb) return std::nullopt;
  const PerChannel field = channels(*hair.field_rgb), skin = channels(*hair.field_skin_rgb);
  PerChannel target{};
  for (std::size_t c = 0; c < 3; ++c) {
    if (!(skin[c] > 0)) return std::nullopt;
    target[c] = std::clamp(field[c] / skin[c], kLeastTransmittance, kMostTransmittance);
  }
  return target;
}

void add_new(std::vector<Pigment>& pigments, Pigment pigment) {
  for (const Pigment& known : pigments)
    if (known.name == pigment.name) return;
  pigments.push_back(std::move(pigment));
}

class Chooser {
 public:
  Chooser(const Spec& spec, const Survey& survey, const Scalp& scalp)
      : options_(spec.pigment),
        own_(own_pigments(spec.pigment)),
        survey_(survey),
        region_(leading_region(spec)),
        skin_(channels(linear_from_lab(survey.skin.lab))),
        field_(field_dots_of(region_, blur_mm(survey, scalp)), survey.skin.ita_deg) {}

  ShadePlan choose() {
    const double density = region_.density_per_cm2.value_or(kUsualDensity);
    ShadePlan plan;
    if (options_.blend || options_.dilution) {
      plan.source = "given";
      fill(plan, named_pigment(), options_.blend ? mean_dilution() : *options_.dilution, density);
      return plan;
    }
    const auto target = native_transmittance(survey_.hair);
    if (options_.match.enabled && target) {
      plan.source = "match";
      match_native(plan, *target, density);
    } else {
      plan.source = "table";
      plan.hair_lightness = survey_.hair.source == "none" ? kUnknownHairLightness : survey_.hair.lab.l;
      fill(plan, named_pigment(), auto_dilution(survey_.skin.ita_deg, plan.hair_lightness), density);
    }
    if (options_.trim_warmth != 0) trim(plan);
    return plan;
  }

  /// Density of the leading region in the plan last chosen.
  double density() const { return density_; }

 private:
  Pigment named_pigment() const {
    return resolve_pigment(options_.name.value_or("carbon-black"), own_, "/pigment/name");
  }

  double mean_dilution() const {
    double sum = 0, shares = 0;
    for (const BlendPart& part : *options_.blend) sum += part.share * part.dilution, shares += part.share;
    return shares > 0 ? sum / shares : 0;
  }

  std::vector<Pigment> match_pigments() const {
    std::vector<Pigment> pigments;
    for (const std::string& name : options_.match.pigments)
      add_new(pigments, resolve_pigment(name, own_, "/pigment/match/pigments"));
    return pigments;
  }

  MatchRequest request(const PerChannel& target) const {
    MatchRequest request;
    request.target = target;
    request.skin = skin_;
    request.dilution = {options_.match.dilution[0], options_.match.dilution[1]};
    request.blend.clear();
    for (const BlendPart& part : blend_around(1)) request.blend.push_back({part.dilution, part.share});
    return request;
  }

  void match_native(ShadePlan& plan, const PerChannel& target, double density) {
    MatchRequest wanted = request(target);
    wanted.pigments = options_.name ? std::vector<Pigment>{named_pigment()} : match_pigments();
    wanted.density_per_cm2 = {density, density};
    if (!region_.density_per_cm2)
      wanted.density_per_cm2 = {options_.match.density_per_cm2[0], options_.match.density_per_cm2[1]};
    if (survey_.hair.field_contrast > 0) wanted.contrast = survey_.hair.field_contrast;
    take(plan, match_shade(field_, wanted));
  }

  // Warmer or cooler at the lightness that the plan has: its field's colour shifted and matched again.
  void trim(ShadePlan& plan) {
    Lab shifted = lab_of(skin_, plan.transmittance);
    shifted.a += kWarmthA * options_.trim_warmth;
    shifted.b += kWarmthB * options_.trim_warmth;
    const PerChannel color = channels(linear_from_lab(shifted));
    PerChannel target{};
    for (std::size_t c = 0; c < 3; ++c)
      target[c] = skin_[c] > 0 ? std::clamp(color[c] / skin_[c], kLeastTransmittance, kMostTransmittance) : 1;
    MatchRequest wanted = request(target);
    for (PigmentPart& part : parts_of_pigment(plan.mix.pigment.name, own_))
      add_new(wanted.pigments, std::move(part.pigment));
    for (Pigment& pigment : match_pigments()) add_new(wanted.pigments, std::move(pigment));
    wanted.density_per_cm2 = {density_, density_};
    wanted.worth_another_pigment = kTrimWorthAnotherPigment;
    take(plan, match_shade(field_, wanted));
  }

  void take(ShadePlan& plan, const MatchResult& result) {
    fill(plan, resolve_pigment(result.pigment, own_), result.dilution, result.density_per_cm2);
    plan.remaining_de = result.remaining_de;
    plan.reached = result.reached;
  }

  void fill(ShadePlan& plan, Pigment pigment, double dilution, double density) {
    density_ = density;
    plan.dilution = dilution;
    plan.mix = {pigment, shades_of(options_, pigment, dilution)};
    std::vector<FieldShade> shades;
    for (const Shade& shade : plan.mix.shades) {
      FieldShade field{{}, shade.share};
      for (std::size_t c = 0; c < 3; ++c) field.mu_per_mm[c] = shade.mu_per_mm * pigment.kappa[c];
      shades.push_back(field);
    }
    const FieldMean::Look look = field_.look(density, shades);
    plan.transmittance = look.mean;
    plan.contrast = field_contrast(look, skin_);
  }

  const PigmentOptions& options_;
  std::vector<Pigment> own_;
  const Survey& survey_;
  RegionOptions region_;
  PerChannel skin_;
  FieldMean field_;
  double density_ = kUsualDensity;
};

}  // namespace

ShadePlan choose_shades(const Spec& spec, const Survey& survey, const Scalp& scalp) {
  Chooser chooser(spec, survey, scalp);
  ShadePlan plan = chooser.choose();
  for (const RegionOptions& region : spec.regions)
    plan.density_per_cm2.push_back(region.density_per_cm2.value_or(chooser.density()));
  return plan;
}

}  // namespace smp
