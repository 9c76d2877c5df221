#include "smp/simulate/summary.h"

#include <cmath>
#include <map>

#include <nlohmann/json.hpp>

#include "smp/base/text.h"
#include "smp/color/skin_scale.h"

namespace smp {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kDotsPerHour = 4500;  // domain notes, section 6 [derived]

// Rounded so that the last digits of a sum do not end up in files that people compare.
double tidy(double value, double digits_per_unit = 1e4) {
  const double rounded = std::round(value * digits_per_unit) / digits_per_unit;
  return rounded == 0 ? 0 : rounded;  // no minus zero
}

Json lab_json(const std::optional<Lab>& lab) {
  if (!lab) return nullptr;
  return Json::array({tidy(lab->l, 100), tidy(lab->a, 100), tidy(lab->b, 100)});
}

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

Json regions_json(const Simulation& simulation) {
  Json list = Json::array();
  for (const RegionResult& region : simulation.regions) {
    const RegionReport& plan = region.plan;
    list.push_back({{"name", plan.name},
                    {"area_cm2", tidy(plan.area_cm2)},
                    {"target_per_cm2", plan.target_per_cm2},
                    {"native_per_cm2", nullptr},  // not measured yet
                    {"expected", tidy(plan.expected, 100)},
                    {"placed", plan.placed},
                    {"achieved_per_cm2", plan.area_cm2 > 0 ? tidy(plan.placed / plan.area_cm2, 100) : 0.0},
                    {"spacing_mm", tidy(plan.spacing_mm)},
                    {"depth_mm", tidy(plan.depth_mm)},
                    {"left_out_share", tidy(plan.left_out_share)},
                    {"mean_lab_before", lab_json(region.mean_lab_before)},
                    {"mean_lab_after", lab_json(region.mean_lab_after)}});
  }
  return list;
}

Json shades_json(const Simulation& simulation) {
  std::map<double, std::uint64_t> counts;  // by dilution
  for (const Impression& i : simulation.treatment.impressions) ++counts[i.dilution];
  const double total = static_cast<double>(simulation.treatment.impressions.size());
  Json list = Json::array();
  for (const auto& [dilution, count] : counts) {
    Json shade = {
        {"dilution", dilution}, {"impressions", count}, {"share", tidy(static_cast<double>(count) / total)}};
    for (const Shade& known : simulation.shades)
      if (std::abs(known.dilution - dilution) < 1e-4) shade["mu_per_mm"] = tidy(known.mu_per_mm);
    list.push_back(shade);
  }
  return list;
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
  Json advisories = Json::array();
  for (const Advisory& a : simulation.advisories)
    advisories.push_back({{"code", a.code},
                          {"severity", a.severity},
                          {"message", escaped(a.message, 400)},
                          {"value", tidy(a.value)},
                          {"limit", a.limit}});
  const bool has_scale = simulation.scale.px_per_mm > 0;
  const Json summary = {
      {"smp", 1},
      {"photo", photo_json(simulation.photo, photo_name)},
      {"scale",
       {{"px_per_mm", has_scale ? Json(tidy(simulation.scale.px_per_mm)) : Json(nullptr)},
        {"relative_error", has_scale ? Json(tidy(simulation.scale.relative_error)) : Json(nullptr)}}},
      {"skin",
       {{"ita_deg", tidy(simulation.survey.skin.ita_deg, 100)},
        {"class", skin_class(simulation.survey.skin.ita_deg)},
        {"source", simulation.survey.skin.source}}},
      {"hair", nullptr},  // not measured yet
      {"camera", {{"blur_px", simulation.survey.camera.blur_px}}},
      {"regions", regions_json(simulation)},
      {"shades", shades_json(simulation)},
      {"sessions", sessions_json(simulation)},
      {"totals", {{"impressions", simulation.treatment.impressions.size()}, {"area_cm2", tidy(area_cm2)}}},
      {"advisories", advisories},
      {"moments", Json::array({{{"name", "healed"}}})},
  };
  return summary.dump(2) + "\n";
}

}  // namespace smp
