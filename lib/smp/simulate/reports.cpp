// Both reports in one file, because they say the same of a photo.
#include <cmath>
#include <map>

#include <nlohmann/json.hpp>

#include "smp/base/text.h"
#include "smp/color/skin_scale.h"
#include "smp/simulate/inspect.h"
#include "smp/simulate/summary.h"

namespace smp {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kDotsPerHour = 4500;  // domain notes, section 6 [derived]

// Rounded so that the last digits of a sum do not end up in files that people compare.
double tidy(double value, double digits_per_unit = 1e4) {
  const double rounded = std::round(value * digits_per_unit) / digits_per_unit;
  return rounded == 0 ? 0 : rounded;  // no minus zero
}

Json lab_json(const Lab& lab) { return Json::array({tidy(lab.l, 100), tidy(lab.a, 100), tidy(lab.b, 100)}); }
Json lab_json(const std::optional<Lab>& lab) { return lab ? lab_json(*lab) : Json(nullptr); }
Json rgb_json(const LinearRgb& rgb) { return Json::array({tidy(rgb.r), tidy(rgb.g), tidy(rgb.b)}); }

Json photo_json(const Photo& photo, const std::string& name) {
  Json notes = Json::array();
  for (const std::string& note : photo.notes) notes.push_back(escaped(note, 200));
  return {{"file", escaped(name, 255)},
          {"format", name_of(photo.format)},
          {"width_px", photo.width()},
          {"height_px", photo.height()},
          {"bits", photo.bits()},
          {"color_space", photo.color.name},
          {"notes", notes}};
}

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

Json advisories_json(const std::vector<Advisory>& advisories) {
  Json list = Json::array();
  for (const Advisory& a : advisories)
    list.push_back({{"code", a.code},
                    {"severity", a.severity},
                    {"message", escaped(a.message, 400)},
                    {"value", tidy(a.value)},
                    {"limit", tidy(a.limit)}});
  return list;
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
    const RegionReport& plan = region.plan;
    list.push_back({{"name", plan.name},
                    {"area_cm2", tidy(plan.area_cm2)},
                    {"target_per_cm2", tidy(plan.target_per_cm2)},
                    {"native_per_cm2", tidy(plan.native_per_cm2, 100)},
                    {"grafted_per_cm2", tidy(plan.grafted_per_cm2, 100)},
                    {"expected", tidy(plan.expected, 100)},
                    {"placed", plan.placed},
                    {"achieved_per_cm2", plan.area_cm2 > 0 ? tidy(plan.placed / plan.area_cm2, 100) : 0.0},
                    {"spacing_mm", tidy(plan.spacing_mm)},
                    {"depth_mm", tidy(plan.depth_mm)},
                    {"left_out_share", tidy(plan.left_out_share)},
                    {"skin", skin_json(simulation.survey.regions.at(k))},
                    {"mean_lab_before", lab_json(region.mean_lab_before)},
                    {"mean_lab_after", lab_json(region.mean_lab_after)}});
  }
  return list;
}

Json shades_json(const Simulation& simulation) {
  std::map<std::pair<std::uint16_t, double>, std::uint64_t> counts;  // by pigment and dilution
  for (const Impression& i : simulation.treatment.impressions) ++counts[{i.pigment, i.dilution}];
  const double total = static_cast<double>(simulation.treatment.impressions.size());
  Json list = Json::array();
  for (const auto& [kind, count] : counts) {
    const auto& [pigment, dilution] = kind;
    Json shade = {{"pigment", escaped(simulation.treatment.pigments[pigment], 255)},
                  {"dilution", dilution},
                  {"impressions", count},
                  {"share", tidy(static_cast<double>(count) / total)}};
    for (const Shade& known : simulation.shades.mix.shades)
      if (std::abs(known.dilution - dilution) < 1e-4) shade["mu_per_mm"] = tidy(known.mu_per_mm);
    list.push_back(shade);
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

Json sessions_json(const Simulation& simulation) {
  std::map<int, std::uint64_t> counts;
  for (const Impression& i : simulation.treatment.impressions) ++counts[i.session];
  Json list = Json::array();
  for (const auto& [session, count] : counts)
    list.push_back({{"index", session},
                    {"day", 0},
                    {"impressions", count},
                    {"hours", tidy(static_cast<double>(count) / kDotsPerHour, 100)}});
  return list;
}

}  // namespace

std::string summary_json(const Simulation& simulation, const std::string& photo_name) {
  double area_cm2 = 0;
  for (const RegionResult& region : simulation.regions) area_cm2 += region.plan.area_cm2;
  const bool has_scale = simulation.scale.px_per_mm > 0;
  const Json summary = {
      {"smp", 1},
      {"photo", photo_json(simulation.photo, photo_name)},
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
      {"shades", shades_json(simulation)},
      {"sessions", sessions_json(simulation)},
      {"forecast", forecast_json(simulation.forecast)},
      {"totals",
       {{"impressions", simulation.treatment.impressions.size()},
        {"area_cm2", tidy(area_cm2)},
        {"grafted_units", simulation.grafted_units},
        {"grafted_hairs", simulation.grafted_hairs}}},
      {"advisories", advisories_json(simulation.advisories)},
      {"moments", Json::array({{{"name", "healed"}}})},
  };
  return summary.dump(2) + "\n";
}

std::string inspection_json(const Inspection& inspection, const std::string& photo_name) {
  const Survey& survey = inspection.survey;
  const Json json = {
      {"smp", 1},
      {"photo", photo_json(inspection.photo, photo_name)},
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
      {"advisories", advisories_json(inspection.advisories)},
  };
  return json.dump(2) + "\n";
}

}  // namespace smp
