#include "smp/simulate/time_advisories.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "smp/simulate/dot_advisories.h"
#include "smp/simulate/survey_advisories.h"
#include "smp/treatment/appearance.h"
#include "smp/treatment/timeline.h"

namespace smp {
namespace {

void advise_on_sessions(const Ground& ground, std::vector<Advisory>& list) {
  if (!ground.spec.timeline.sessions || ground.drawn) return;  // the usual ones are as they should be
  const std::vector<SessionOptions>& sessions = *ground.spec.timeline.sessions;
  const auto count = static_cast<double>(sessions.size());
  if (!ground.spec.scars.empty() && count < limit_of("scar-without-extra-session"))
    list.push_back(
        {"scar-without-extra-session",
         fmt::format("scars are treated in {:g} sessions; they keep less pigment and are usually given {:g}",
                     count, limit_of("scar-without-extra-session")),
         count});
  for (std::size_t i = 1; i < sessions.size(); ++i) {
    const double gap_days = sessions[i].day - sessions[i - 1].day;
    if (gap_days < limit_of("sessions-too-close"))
      list.push_back({"sessions-too-close",
                      fmt::format("session {} follows after {:g} days; the skin needs {:g} to settle", i + 1,
                                  gap_days, limit_of("sessions-too-close")),
                      gap_days});
  }
}

// Dots of earlier visits count by what is left of their pigment, native and grafted hair in full.
void advise_on_density_after(std::size_t visit, const Ground& ground, const Plan& plan, double fade_per_year,
                             std::vector<Advisory>& list) {
  const Timeline& timeline = plan.treatment.timeline;
  const Visit& touch_up = timeline.visits[visit];
  for (std::size_t k = 0; k < plan.regions.size(); ++k) {
    const RegionReport& report = plan.regions[k];
    if (!touch_up.region.empty() && touch_up.region != report.name) continue;
    const double after =
        pigment_left(timeline, visit, report.name, touch_up.day, fade_per_year) + touch_up.share;
    const double present = report.native_per_cm2 + report.grafted_per_cm2;
    const double first = densest_per_cm2(ground.regions[k], report);
    const double total = present + std::max(0.0, first - present) * after;
    if (after <= 1 + 1e-6 || total <= limit_of("touch-up-too-dense"))
      continue;  // no denser than the course was
    list.push_back(
        {"touch-up-too-dense",
         fmt::format("{}: after touch-up {} there are {:.0f} dots and hairs per cm2, faded dots counted by "
                     "what is left of them",
                     called(report.name, k), touch_up.number, total),
         total});
  }
}

void advise_on_touch_ups(const Ground& ground, const Plan& plan, double fade_per_year,
                         std::vector<Advisory>& list) {
  const Timeline& timeline = plan.treatment.timeline;
  for (std::size_t v = 0; v < timeline.visits.size(); ++v) {
    const Visit& visit = timeline.visits[v];
    if (visit.kind != Visit::Kind::kTouchUp) continue;
    const double left = pigment_left(timeline, v, visit.region, visit.day, fade_per_year);
    if (left > limit_of("touch-up-unfaded"))
      list.push_back(
          {"touch-up-unfaded",
           fmt::format("touch-up {}, {:.1f} years after the last session, comes while {:.0f} % of the "
                       "pigment is left",
                       visit.number, (visit.day - timeline.last_session_day()) / kDaysPerYear, 100 * left),
           left});
    advise_on_density_after(v, ground, plan, fade_per_year, list);
  }
}

}  // namespace

std::vector<Advisory> time_advisories(const Ground& ground, const Plan& plan, double fade_per_year) {
  std::vector<Advisory> list;
  advise_on_sessions(ground, list);
  advise_on_touch_ups(ground, plan, fade_per_year, list);
  return list;
}

std::vector<Advisory> loss_advisories(const Ground& ground, const std::vector<RegionReport>& regions,
                                      const std::optional<Forecast>& forecast) {
  std::vector<Advisory> list;
  std::set<std::string> seen;
  const auto add = [&](const Forecast& foreseen, const std::string& loss) {
    seen.insert(foreseen.pattern);
    for (Advisory& advisory : forecast_advisories(foreseen, loss)) list.push_back(std::move(advisory));
  };
  if (forecast) add(*forecast, "later loss");
  if (!ground.head || regions.empty()) return list;
  for (const LossOptions& loss : ground.spec.timeline.loss)
    if (!seen.contains(loss.pattern))
      add(foresee_loss(loss.pattern, *ground.head, regions),
          fmt::format("loss from year {:g} on", loss.year));
  return list;
}

}  // namespace smp
