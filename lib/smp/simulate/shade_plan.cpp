#include "smp/simulate/shade_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "smp/optics/pigment.h"
#include "smp/optics/shade_match.h"
#include "smp/treatment/shade_choice.h"

namespace smp {
namespace {

constexpr double kWarmthA = 0.6, kWarmthB = 0.4;  // CIELAB units per unit of trim [assumption]
constexpr double kTrimWorthAnotherPigment = 0.02;
constexpr double kUsualBlurMm = 0.1;  // where the photo's scale is not known
constexpr double kPixelVariance = 1.0 / 12;
constexpr double kLeastTransmittance = 0.01, kMostTransmittance = 1.2;
// Of the luminance: darker fields are no stubble [assumption].
constexpr double kLeastNative = 0.5;
constexpr double kTableShare = 0.5;  // of the table's water: the least in a match
constexpr double kNativeGrain = 0.8;
constexpr double kLeastPxPerMm = 3;     // single dots can be seen from here on (domain notes, section 11)
constexpr double kMostContrast = 0.35;  // more is the edge of something, not stubble [assumption]
// Shallower than the region's, tried in this order; 0.2 mm is the least that the optics are fitted for.
constexpr std::array<double, 2> kOtherDepthsMm = {0.25, 0.20};
constexpr double kDepthStepMm = 0.03;  // what counts as another depth

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

// Of the native field, where its hairs are resolved.
std::optional<double> native_contrast(const HairReading& hair, const Scale& scale) {
  const bool resolved = !(scale.px_per_mm > 0 && scale.px_per_mm < kLeastPxPerMm);
  if (!resolved || !(hair.field_contrast > 0 && hair.field_contrast < kMostContrast)) return std::nullopt;
  return hair.field_contrast;
}

// Transmittance of the native field: its colour over that of bare skin in the same light.
std::optional<PerChannel> native_transmittance(const HairReading& hair) {
  if (!hair.field_rgb || !hair.field_skin_rgb || hair.kind == "long") return std::nullopt;
  if (!(luminance(*hair.field_rgb) > kLeastNative * luminance(*hair.field_skin_rgb))) return std::nullopt;
  const PerChannel field = channels(*hair.field_rgb), skin = channels(*hair.field_skin_rgb);
  PerChannel target{};
  for (std::size_t c = 0; c < 3; ++c) {
    if (!(skin[c] > 0)) return std::nullopt;
    target[c] = std::clamp(field[c] / skin[c], kLeastTransmittance, kMostTransmittance);
  }
  return target;
}

std::vector<FieldShade> field_shades(const ShadeMix& mix) {
  std::vector<FieldShade> shades;
  for (const Shade& shade : mix.shades) {
    FieldShade field{{}, shade.share};
    for (std::size_t c = 0; c < 3; ++c) field.mu_per_mm[c] = shade.mu_per_mm * mix.pigment.kappa[c];
    shades.push_back(field);
  }
  return shades;
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
        needles_(spec.needles),
        region_(leading_region(spec)),
        skin_(channels(linear_from_lab(survey.skin.lab))),
        blur_mm_(blur_mm(survey, scalp)),
        native_contrast_(native_contrast(survey.hair, scalp.scale)) {}

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
      plan.hair_lightness = hair_lightness();
      fill(plan, named_pigment(), auto_dilution(survey_.skin.ita_deg, plan.hair_lightness), density);
    }
    if (options_.trim_warmth != 0) trim(plan);
    return plan;
  }

  /// Density of the leading region in the plan last chosen.
  double density() const { return density_; }

 private:
  double hair_lightness() const {
    return survey_.hair.source == "none" ? kUnknownHairLightness : survey_.hair.lab.l;
  }

  // Tables of fields take a while: only made where something is matched.
  FieldMean field_at(double depth_mm) const {
    RegionOptions region = region_;
    region.needle_depth_mm.reset();
    region.depth_mm = depth_mm;
    return {field_dots_of(region, blur_mm_, needles_), survey_.skin.ita_deg};
  }

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
    const auto [least, most] = options_.match.dilution;
    const double table = auto_dilution(survey_.skin.ita_deg, hair_lightness());
    request.dilution = {std::clamp(kTableShare * table, least, most), most};
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
    wanted.contrast = native_contrast_;
    plan.native_contrast = wanted.contrast.value_or(0);
    const double depth_mm = deposit_depth_mm(region_);
    take(plan, match_shade(field_at(depth_mm), wanted));
    if (plan.reached && has_native_grain(plan)) return;
    for (const double other_mm : kOtherDepthsMm) {
      if (other_mm > depth_mm - kDepthStepMm) continue;
      const MatchResult there = match_shade(field_at(other_mm), wanted);
      if (there.reached && there.contrast >= kNativeGrain * plan.native_contrast) {
        plan.reaching_depth_mm = other_mm;
        return;
      }
    }
  }

  // Warmer or cooler at the lightness that the plan has: its field's colour shifted and matched again.
  void trim(ShadePlan& plan) {
    const FieldMean field = field_at(deposit_depth_mm(region_));
    Lab shifted = lab_of(skin_, field.mean(density_, field_shades(plan.mix)));
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
    take(plan, match_shade(field, wanted));
  }

  void take(ShadePlan& plan, const MatchResult& result) {
    fill(plan, resolve_pigment(result.pigment, own_), result.dilution, result.density_per_cm2);
    plan.transmittance = result.predicted;
    plan.contrast = result.contrast;
    plan.remaining_de = result.remaining_de;
    plan.reached = result.reached;
  }

  void fill(ShadePlan& plan, const Pigment& pigment, double dilution, double density) {
    density_ = density;
    plan.dilution = dilution;
    plan.mix = {pigment, shades_of(options_, pigment, dilution)};
  }

  const PigmentOptions& options_;
  std::vector<Pigment> own_;
  const Survey& survey_;
  const std::vector<OwnNeedle>& needles_;
  RegionOptions region_;
  PerChannel skin_;
  double blur_mm_;
  std::optional<double> native_contrast_;
  double density_ = kUsualDensity;
};

}  // namespace

bool has_native_grain(const ShadePlan& plan) { return plan.contrast >= kNativeGrain * plan.native_contrast; }

ShadePlan choose_shades(const Spec& spec, const Survey& survey, const Scalp& scalp) {
  Chooser chooser(spec, survey, scalp);
  ShadePlan plan = chooser.choose();
  plan.sample_unmatched = !spec.hair.sample.empty() && spec.pigment.match.enabled && plan.source == "table";
  for (const RegionOptions& region : spec.regions)
    plan.density_per_cm2.push_back(region.density_per_cm2.value_or(chooser.density()));
  return plan;
}

void allow_for_sessions(ShadePlan& plan, const Timeline& timeline) {
  if (plan.source != "match") return;
  const auto mean = [&](double factor, bool offsets) {
    double sum = 0;
    for (const Shade& shade : plan.mix.shades)
      for (const Visit& visit : timeline.visits)
        if (visit.kind == Visit::Kind::kSession)
          sum += shade.share * visit.share /
                 (factor * shade.dilution * (1 + (offsets ? visit.dilution_offset : 0)) + 1);
    return sum;
  };
  const double wanted = mean(1, false);
  if (mean(1, true) == wanted) return;
  // Between all water taken and what the least offset would ask for alone.
  double least_offset = 0;
  for (const Visit& visit : timeline.visits) least_offset = std::min(least_offset, visit.dilution_offset);
  double low = 0, high = 1 / (1 + least_offset);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (mean(middle, true) > wanted ? low : high) = middle;
  }
  plan.dilution *= high;
  for (Shade& shade : plan.mix.shades) {
    shade.dilution *= high;
    shade.mu_per_mm = diluted_mu_per_mm(plan.mix.pigment, shade.dilution);
  }
}

}  // namespace smp
