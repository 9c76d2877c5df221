// Both reports of what is seen in one file, because they say the same of a photo.
#include <nlohmann/json.hpp>

#include "smp/base/text.h"
#include "smp/color/skin_scale.h"
#include "smp/simulate/inspect.h"
#include "smp/simulate/report_parts.h"
#include "smp/simulate/summary.h"

namespace smp {
namespace {

using Json = nlohmann::ordered_json;

Json lab_json(const Lab& lab) { return Json::array({tidy(lab.l, 100), tidy(lab.a, 100), tidy(lab.b, 100)}); }
Json lab_json(const std::optional<Lab>& lab) { return lab ? lab_json(*lab) : Json(nullptr); }
Json rgb_json(const LinearRgb& rgb) { return Json::array({tidy(rgb.r), tidy(rgb.g), tidy(rgb.b)}); }

Json scale_json(const std::optional<Scale>& scale) {
  if (!scale) return nullptr;
  return {{"px_per_mm", tidy(scale->px_per_mm)}, {"relative_error", tidy(scale->relative_error)}};
}

Json head_json(const std::optional<HeadReading>& head) {
  if (!head) return nullptr;
  const HeadPoseResult& pose = head->pose;
  Json zones = Json::array(), landmarks = Json::array();
  for (int i = 0; i < kZones; ++i) {
    const HeadReading::ZoneArea& zone = head->zones[static_cast<std::size_t>(i)];
    zones.push_back({{"name", zone_name(static_cast<Zone>(i))},
                     {"area_cm2", tidy(zone.cm2, 100)},
                     {"seen_share", tidy(zone.seen_share, 1000)}});
  }
  for (const LandmarkResidual& mark : pose.landmarks)
    landmarks.push_back({{"name", landmark_name(mark.landmark)}, {"off_mm", tidy(mark.mm, 100)}});
  return {{"px_per_mm", tidy(pose.scalp_px_per_mm)},
          {"relative_error", tidy(pose.relative_error)},
          {"rms_px", tidy(pose.rms_px, 100)},
          {"rms_mm", tidy(pose.rms_mm, 100)},
          {"pitch_deg", tidy(head->angles.pitch_deg, 100)},
          {"yaw_deg", tidy(head->angles.yaw_deg, 100)},
          {"roll_deg", tidy(head->angles.roll_deg, 100)},
          {"breadth_mm", tidy(pose.shape.measures().breadth_mm, 10)},
          {"length_mm", tidy(pose.shape.measures().length_mm, 10)},
          {"scalp_cm2", tidy(head->scalp_cm2, 10)},
          {"hairline",
           {{"mid_height_mm", tidy(head->mid_height_mm, 10)}, {"width_mm", tidy(head->width_mm, 10)}}},
          {"zones", zones},
          {"landmarks", landmarks}};
}

Json skin_json(const SkinReading& skin) {
  return {{"source", skin.source},
          {"lab", lab_json(skin.lab)},
          {"spread", lab_json(skin.spread)},
          {"ita_deg", tidy(skin.ita_deg, 100)},
          {"ita_error_deg", tidy(skin.ita_error_deg, 100)},
          {"class", skin_class(skin.ita_deg)},
          {"fitzpatrick_about", about_fitzpatrick(skin.ita_deg)},
          {"monk", nearest_monk(skin.ita_deg)},
          {"usable_share", tidy(skin.usable_share)},
          {"gloss_share", tidy(skin.gloss_share)},
          {"clipped_share", tidy(skin.clipped_share)}};
}

Json field_json(const HairReading& hair) {
  if (!hair.field_rgb || !hair.field_skin_rgb) return nullptr;
  const LinearRgb field = *hair.field_rgb, skin = *hair.field_skin_rgb;
  const auto ratio = [](double a, double b) { return b > 0 ? a / b : 1.0; };
  return {
      {"lab_field", lab_json(lab_from_linear(field))},
      {"lab_skin", lab_json(lab_from_linear(skin))},
      {"transmittance", rgb_json({ratio(field.r, skin.r), ratio(field.g, skin.g), ratio(field.b, skin.b)})},
      {"contrast", tidy(hair.field_contrast)}};
}

Json hair_json(const HairReading& hair) {
  return {
      {"source", hair.source},
      {"kind", hair.kind},
      {"lab", hair.source == "none" ? Json(nullptr) : lab_json(hair.lab)},
      {"coverage", tidy(hair.coverage)},
      {"units_per_cm2", hair.units_per_cm2 ? Json(tidy(*hair.units_per_cm2, 100)) : Json(nullptr)},
      {"units_error_per_cm2", hair.units_per_cm2 ? Json(tidy(hair.units_error_per_cm2, 100)) : Json(nullptr)},
      {"field", field_json(hair)}};
}

Json camera_json(const CameraReading& camera) {
  return {{"blur_px", tidy(camera.blur_px)},
          {"blur_source", camera.blur_source},
          {"read_noise", tidy(camera.noise.read, 1e6)},
          {"shot_noise", tidy(camera.noise.shot, 1e6)},
          {"grain_px", tidy(camera.noise.grain_px)},
          {"noise_source", camera.noise_source}};
}

Json inspected_regions_json(const Inspection& inspection) {
  Json list = Json::array();
  for (std::size_t k = 0; k < inspection.survey.regions.size(); ++k) {
    Json region = {
        {"name", k < inspection.regions.size() ? Json(inspection.regions[k].name) : Json(nullptr)}};
    region.update(skin_json(inspection.survey.regions[k]));
    list.push_back(std::move(region));
  }
  return list;
}

// Only looked for where no region tells where the skin is.
Json found_json(const Inspection& inspection) {
  const FoundSkin& found = inspection.survey.found;
  if (!inspection.regions.empty() || found.outline_px.empty()) return nullptr;
  Json outline = Json::array();
  for (const Point2& p : found.outline_px) outline.push_back(Json::array({tidy(p.x, 10), tidy(p.y, 10)}));
  return {{"confidence", tidy(found.confidence)}, {"outline_px", outline}};
}

Json healed_shades_json(const std::vector<HealedShade>& shades) {
  Json list = Json::array();
  for (const HealedShade& shade : shades)
    list.push_back({{"dilution", tidy(shade.dilution)},
                    {"share", tidy(shade.share)},
                    {"pigment", shade.pigment},
                    {"healed_lab", lab_json(shade.field_lab)},
                    {"healed_dot_lab", lab_json(shade.dot_lab)}});
  return list;
}

Json regions_json(const Simulation& simulation) {
  Json list = Json::array();
  for (std::size_t k = 0; k < simulation.regions.size(); ++k) {
    const RegionResult& region = simulation.regions[k];
    Json json = region_plan_json<Json>(region.plan);
    json["skin"] = skin_json(simulation.survey.regions.at(k));
    json["mean_lab_before"] = lab_json(region.mean_lab_before);
    json["mean_lab_after"] = lab_json(region.mean_lab_after);
    list.push_back(std::move(json));
  }
  return list;
}

Json remaining_de_json(const ShadePlan& shades) {
  return shades.source == "match" ? Json(tidy(shades.remaining_de, 100)) : Json(nullptr);
}

Json forecast_json(const std::optional<Forecast>& forecast) {
  if (!forecast) return nullptr;
  return {{"pattern", forecast->pattern},
          {"lost_cm2", tidy(forecast->lost_cm2, 100)},
          {"uncovered_cm2", tidy(forecast->uncovered_cm2, 100)}};
}

Json moments_json(const Simulation& simulation) {
  Json list = Json::array();
  for (const MomentResult& result : simulation.moments) {
    const auto de = mean_de_to_skin(simulation, result);
    Json regions = Json::array();
    for (std::size_t r = 0; r < result.region_lab.size(); ++r)
      regions.push_back(
          {{"name", simulation.regions[r].plan.name}, {"mean_lab", lab_json(result.region_lab[r])}});
    list.push_back({{"name", result.moment.name},
                    {"day", result.moment.untreated ? Json(nullptr) : Json(tidy(result.moment.day, 10))},
                    {"impressions", result.impressions},
                    {"mean_de", de ? Json(tidy(*de, 100)) : Json(nullptr)},
                    {"regions", regions}});
  }
  return list;
}

Json ensemble_json(const std::optional<Ensemble>& ensemble) {
  if (!ensemble || ensemble->draws.empty()) return nullptr;
  const std::vector<EnsembleDraw>& draws = ensemble->draws;
  Json list = Json::array();
  for (const EnsembleDraw& draw : draws)
    list.push_back({{"early_loss", tidy(draw.early_loss)},
                    {"scar_early_loss", tidy(draw.scar_early_loss)},
                    {"fade_per_year", tidy(draw.fade_per_year)},
                    {"growth_per_year", tidy(draw.growth_per_year)},
                    {"scale_factor", tidy(draw.scale_factor)},
                    {"mean_de", tidy(draw.mean_de, 100)}});
  return {{"moment", ensemble->moment.name},
          {"mean_de",
           {{"low", tidy(draws.front().mean_de, 100)},
            {"median", tidy(draws[draws.size() / 2].mean_de, 100)},
            {"high", tidy(draws.back().mean_de, 100)}}},
          {"draws", list}};
}

}  // namespace

std::string summary_json(const Simulation& simulation, const std::string& photo_name) {
  const bool has_scale = simulation.scale.px_per_mm > 0;
  const Json summary = {
      {"smp", 1},
      {"photo", photo_json<Json>(simulation.photo, photo_name)},
      {"scale",
       {{"px_per_mm", has_scale ? Json(tidy(simulation.scale.px_per_mm)) : Json(nullptr)},
        {"relative_error", has_scale ? Json(tidy(simulation.scale.relative_error)) : Json(nullptr)}}},
      {"head", head_json(simulation.head)},
      {"skin", skin_json(simulation.survey.skin)},
      {"hair", hair_json(simulation.survey.hair)},
      {"camera", camera_json(simulation.survey.camera)},
      {"regions", regions_json(simulation)},
      {"shades_from", simulation.shades.source},
      {"remaining_de", remaining_de_json(simulation.shades)},
      {"shades", shades_json<Json>(simulation)},
      {"sessions", sessions_json<Json>(simulation.work)},
      {"work", work_json<Json>(simulation.work)},
      {"forecast", forecast_json(simulation.forecast)},
      {"totals", totals_json<Json>(simulation)},
      {"advisories", advisories_json<Json>(simulation.advisories)},
      {"moments", moments_json(simulation)},
      {"ensemble", ensemble_json(simulation.ensemble)},
  };
  return summary.dump(2) + "\n";
}

std::string inspection_json(const Inspection& inspection, const std::string& photo_name) {
  const Survey& survey = inspection.survey;
  const Json json = {
      {"smp", 1},
      {"photo", photo_json<Json>(inspection.photo, photo_name)},
      {"scale", scale_json(inspection.scale)},
      {"head", head_json(inspection.head)},
      {"grey_photo", survey.grey_photo},
      {"white_reference", inspection.places.white_reference.empty() ? "none"
                          : survey.white_used                       ? "used"
                                                                    : "not used"},
      {"skin", skin_json(survey.skin)},
      {"regions", inspected_regions_json(inspection)},
      {"found", found_json(inspection)},
      {"hair", hair_json(survey.hair)},
      {"camera", camera_json(survey.camera)},
      {"density_per_cm2", inspection.treatment.region.density_per_cm2.value_or(kUsualDensity)},
      {"treated_lab", lab_json(inspection.treated_lab)},
      {"shades_from", inspection.shades_from},
      {"remaining_de", inspection.remaining_de ? Json(tidy(*inspection.remaining_de, 100)) : Json(nullptr)},
      {"shades", healed_shades_json(inspection.shades)},
      {"advisories", advisories_json<Json>(inspection.advisories)},
  };
  return json.dump(2) + "\n";
}

}  // namespace smp
