#include <nlohmann/json.hpp>

#include "smp/base/text.h"
#include "smp/simulate/plan_report.h"
#include "smp/simulate/report_parts.h"

namespace smp {
namespace {

using Document = nlohmann::ordered_json;

constexpr double kCents = 100;

template <class Json>
Json counts_json(const std::vector<DotCount>& counts) {
  Json list = Json::array();
  for (const DotCount& count : counts)
    list.push_back({{"name", escaped(count.name, 255)}, {"impressions", count.impressions}});
  return list;
}

template <class Json>
Json price_json(const std::optional<Price>& price, const std::string& currency) {
  if (!price) return nullptr;
  Json parts = Json::array();
  for (const PricePart& part : price->parts)
    parts.push_back({{"per", part.per},
                     {"unit_price", part.unit_price},
                     {"quantity", tidy(part.quantity, 100)},
                     {"amount", tidy(part.amount, kCents)}});
  return {{"currency", escaped(currency, 60)}, {"parts", parts}, {"total", tidy(price->total, kCents)}};
}

template <class Json>
Json years_json(const std::optional<double>& years) {
  return years ? Json(tidy(*years, 10)) : Json(nullptr);
}

template <class Json>
Json touch_ups_json(const std::vector<TouchUpDue>& touch_ups) {
  Json list = Json::array();
  for (const TouchUpDue& due : touch_ups)
    list.push_back({{"kind", due.asked ? "asked" : "due"},
                    {"years", tidy(due.years, 10)},
                    {"earliest_years", years_json<Json>(due.earliest_years)},
                    {"latest_years", years_json<Json>(due.latest_years)},
                    {"share", tidy(due.share)}});
  return list;
}

template <class Json>
Json rules_json(const std::vector<PlanRule>& rules) {
  Json list = Json::array();
  for (const PlanRule& rule : rules)
    list.push_back({{"name", rule.name},
                    {"value", tidy(rule.value)},
                    {"unit", rule.unit},
                    {"trust", trust_name(rule.trust)},
                    {"source", escaped(rule.source, 200)},
                    {"meaning", rule.meaning}});
  return list;
}

template <class Json>
Json outcome_json(const MethodOutcome& outcome) {
  Json limits = Json::array();
  for (const MethodLimit& limit : outcome.limits)
    limits.push_back({{"code", limit.code}, {"message", limit.message}});
  return {{"name", outcome.method},
          {"impressions", outcome.dots},
          {"grafts", outcome.grafts},
          {"sessions", outcome.sessions},
          {"surgeries", outcome.surgeries},
          {"hours", tidy(outcome.hours, 100)},
          {"months", tidy(outcome.months, 10)},
          {"reached_per_cm2", tidy(outcome.reached_per_cm2, 100)},
          {"missing_units", tidy(outcome.missing_units, 1)},
          {"look", outcome.look},
          {"price", outcome.price ? Json(tidy(*outcome.price, kCents)) : Json(nullptr)},
          {"limits", limits}};
}

template <class Json>
Json methods_json(const std::optional<MethodComparison>& methods) {
  if (!methods) return nullptr;
  Json outcomes = Json::array();
  for (const MethodOutcome& outcome : methods->outcomes) outcomes.push_back(outcome_json<Json>(outcome));
  const DonorSupply& donor = methods->donor;
  return {{"goal_per_cm2", tidy(methods->goal_per_cm2, 100)},
          {"donor",
           {{"units_per_cm2", tidy(donor.units_per_cm2, 100)},
            {"area_cm2", donor.area_cm2},
            {"harvest_share", donor.harvest_share},
            {"grafts", tidy(std::floor(donor.grafts()), 1)}}},
          {"outcomes", outcomes},
          {"rules", rules_json<Json>(methods->rules)}};
}

}  // namespace

template <class Json>
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

template <class Json>
Json advisories_json(const std::vector<Advisory>& advisories) {
  Json list = Json::array();
  for (const Advisory& a : advisories)
    list.push_back({{"code", a.code},
                    {"severity", a.severity},
                    {"message", escaped(a.message, 400)},
                    {"value", tidy(a.value)},
                    {"limit", tidy(a.limit)},
                    {"source", a.source},
                    {"trust", trust_name(a.trust)},
                    {"change", a.change}});
  return list;
}

template <class Json>
Json region_plan_json(const RegionReport& plan) {
  return {{"name", plan.name},
          {"area_cm2", tidy(plan.area_cm2)},
          {"target_per_cm2", tidy(plan.target_per_cm2)},
          {"native_per_cm2", tidy(plan.native_per_cm2, 100)},
          {"grafted_per_cm2", tidy(plan.grafted_per_cm2, 100)},
          {"expected", tidy(plan.expected, 100)},
          {"placed", plan.placed},
          {"achieved_per_cm2",
           plan.area_cm2 > 0 ? tidy(static_cast<double>(plan.placed) / plan.area_cm2, 100) : 0.0},
          {"spacing_mm", tidy(plan.spacing_mm)},
          {"depth_mm", tidy(plan.depth_mm)},
          {"left_out_share", tidy(plan.left_out_share)}};
}

template <class Json>
Json shades_json(const Simulation& simulation) {
  const double total = static_cast<double>(simulation.treatment.impressions.size());
  Json list = Json::array();
  for (const ShadeWork& work : simulation.work.shades) {
    list.push_back({{"pigment", escaped(work.pigment, 255)},
                    {"dilution", work.dilution},
                    {"sessions", work.visits},
                    {"impressions", work.impressions},
                    {"share", tidy(static_cast<double>(work.impressions) / total)},
                    {"mu_per_mm", tidy(work.mu_per_mm)},
                    {"mixed_ml", tidy(work.mixed_ml)},
                    {"pigment_ml", tidy(work.pigment_ml)}});
  }
  return list;
}

template <class Json>
Json sessions_json(const WorkPlan& plan) {
  Json list = Json::array();
  for (std::size_t v = 0; v < plan.visits.size(); ++v) {
    const VisitWork& work = plan.visits[v];
    list.push_back({{"index", v + 1},
                    {"kind", work.visit.kind == Visit::Kind::kSession ? "session" : "touch-up"},
                    {"number", work.visit.number},
                    {"day", tidy(work.visit.day, 10)},
                    {"impressions", work.impressions},
                    {"hours", tidy(work.hours, 100)},
                    {"dilution_offset", tidy(work.visit.dilution_offset)},
                    {"price", work.price ? Json(tidy(*work.price, kCents)) : Json(nullptr)}});
  }
  return list;
}

template <class Json>
Json totals_json(const Simulation& simulation) {
  const WorkPlan& work = simulation.work;
  return {{"impressions", simulation.treatment.impressions.size()},
          {"area_cm2", tidy(work.area_cm2)},
          {"hours", tidy(work.hours, 100)},
          {"mixed_ml", tidy(work.mixed_ml)},
          {"pigment_ml", tidy(work.pigment_ml)},
          {"grafted_units", simulation.grafted_units},
          {"grafted_hairs", simulation.grafted_hairs}};
}

template <class Json>
Json work_json(const WorkPlan& work) {
  return {{"method", work.method},
          {"zones", counts_json<Json>(work.zones)},
          {"needles", counts_json<Json>(work.needles)},
          {"price", price_json<Json>(work.price, work.currency)},
          {"touch_ups", touch_ups_json<Json>(work.touch_ups)},
          {"rules", rules_json<Json>(work.rules)}};
}

template Document photo_json<Document>(const Photo&, const std::string&);
template Document advisories_json<Document>(const std::vector<Advisory>&);
template Document region_plan_json<Document>(const RegionReport&);
template Document shades_json<Document>(const Simulation&);
template Document sessions_json<Document>(const WorkPlan&);
template Document totals_json<Document>(const Simulation&);
template Document work_json<Document>(const WorkPlan&);

std::string plan_json(const Simulation& simulation, const std::string& photo_name) {
  Document regions = Document::array();
  for (const RegionResult& region : simulation.regions)
    regions.push_back(region_plan_json<Document>(region.plan));
  const bool has_scale = simulation.scale.px_per_mm > 0;
  Document json = {
      {"smp", 1},
      {"photo", photo_json<Document>(simulation.photo, photo_name)},
      {"px_per_mm", has_scale ? Document(tidy(simulation.scale.px_per_mm)) : Document(nullptr)},
      {"regions", regions},
      {"shades", shades_json<Document>(simulation)},
      {"sessions", sessions_json<Document>(simulation.work)},
      {"work", work_json<Document>(simulation.work)},
      {"totals", totals_json<Document>(simulation)},
      {"methods", methods_json<Document>(simulation.methods)},
      {"advisories", advisories_json<Document>(simulation.advisories)},
  };
  return json.dump(2) + "\n";
}

}  // namespace smp
