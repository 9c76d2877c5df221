#include <cmath>

#include <nlohmann/json.hpp>

#include "smp/base/text.h"
#include "smp/color/skin_scale.h"
#include "smp/simulate/inspect.h"

namespace smp {
namespace {

using Json = nlohmann::ordered_json;

// Rounded so that the last digits of a sum do not end up in files that people compare.
double tidy(double value, double digits_per_unit = 1e4) {
  const double rounded = std::round(value * digits_per_unit) / digits_per_unit;
  return rounded == 0 ? 0 : rounded;  // no minus zero
}

Json lab_json(const Lab& lab) { return Json::array({tidy(lab.l, 100), tidy(lab.a, 100), tidy(lab.b, 100)}); }
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

Json regions_json(const Inspection& inspection) {
  Json list = Json::array();
  for (std::size_t k = 0; k < inspection.survey.regions.size(); ++k) {
    Json region = {
        {"name", k < inspection.regions.size() ? Json(inspection.regions[k].name) : Json(nullptr)}};
    region.update(skin_json(inspection.survey.regions[k]));
    list.push_back(std::move(region));
  }
  return list;
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

// Only looked for where no region tells where the skin is.
Json found_json(const Inspection& inspection) {
  const FoundSkin& found = inspection.survey.found;
  if (!inspection.regions.empty() || found.outline_px.empty()) return nullptr;
  Json outline = Json::array();
  for (const Point2& p : found.outline_px) outline.push_back(Json::array({tidy(p.x, 10), tidy(p.y, 10)}));
  return {{"confidence", tidy(found.confidence)}, {"outline_px", outline}};
}

Json shades_json(const std::vector<HealedShade>& shades) {
  Json list = Json::array();
  for (const HealedShade& shade : shades)
    list.push_back({{"dilution", tidy(shade.dilution)},
                    {"share", tidy(shade.share)},
                    {"pigment", shade.pigment},
                    {"healed_lab", lab_json(shade.field_lab)},
                    {"healed_dot_lab", lab_json(shade.dot_lab)}});
  return list;
}

Json advisories_json(const std::vector<Advisory>& advisories) {
  Json list = Json::array();
  for (const Advisory& a : advisories)
    list.push_back({{"code", a.code},
                    {"severity", a.severity},
                    {"message", escaped(a.message, 400)},
                    {"value", tidy(a.value)},
                    {"limit", a.limit}});
  return list;
}

}  // namespace

std::string inspection_json(const Inspection& inspection, const std::string& photo_name) {
  const Survey& survey = inspection.survey;
  const Json json = {
      {"smp", 1},
      {"photo", photo_json(inspection.photo, photo_name)},
      {"scale", scale_json(inspection.scale)},
      {"grey_photo", survey.grey_photo},
      {"white_reference", inspection.places.white_reference.empty() ? "none"
                          : survey.white_used                       ? "used"
                                                                    : "not used"},
      {"skin", skin_json(survey.skin)},
      {"regions", regions_json(inspection)},
      {"found", found_json(inspection)},
      {"hair", hair_json(survey.hair)},
      {"camera", camera_json(survey.camera)},
      {"density_per_cm2", inspection.treatment.region.density_per_cm2.value_or(kUsualDensity)},
      {"treated_lab", lab_json(inspection.treated_lab)},
      {"shades", shades_json(inspection.shades)},
      {"advisories", advisories_json(inspection.advisories)},
  };
  return json.dump(2) + "\n";
}

}  // namespace smp
