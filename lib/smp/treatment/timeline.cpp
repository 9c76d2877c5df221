#include "smp/treatment/timeline.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/treatment/field_darkness.h"

namespace smp {
namespace {

constexpr double kSessionGapDays = 14;  // domain notes 6 [practitioners]
constexpr double kLargestShareGap = 1e-6;

constexpr std::array kLaserKinds = {
    LaserKind{"picosecond", 0.40, 28, Trust::kDerived, "domain notes 8"},
    LaserKind{"q-switched", 0.65, 49, Trust::kDerived, "domain notes 8"},
};
constexpr std::array kSunSettings = {
    SunSetting{"shaded", 1.0, Trust::kAssumption, "domain notes 7"},
    SunSetting{"normal", 1.5, Trust::kAssumption, "domain notes 7"},
    SunSetting{"heavy", 2.2, Trust::kAssumption, "domain notes 7"},
};

template <class Entry>
const Entry* find_named(std::span<const Entry> entries, std::string_view name) {
  for (const Entry& entry : entries)
    if (name == entry.name) return &entry;
  return nullptr;
}

void check_sessions(const std::vector<SessionOptions>& sessions) {
  double sum = 0;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const std::string where = fmt::format("sessions/{}/day", i);
    if (i == 0 && sessions[i].day != 0)
      throw InvalidArgument("must be 0: days count from the first session", where);
    if (i > 0 && !(sessions[i].day > sessions[i - 1].day))
      throw InvalidArgument(
          fmt::format("must be after day {:g}, that of the session before it", sessions[i - 1].day), where);
    sum += sessions[i].share;
  }
  if (std::abs(sum - 1) > kLargestShareGap)
    throw InvalidArgument(fmt::format("the shares sum to {:.6g}; they must sum to 1", sum), "sessions");
}

std::vector<SessionOptions> sessions_of(const TimelineOptions& options, const TreatmentExtent& extent) {
  if (options.sessions) return *options.sessions;
  if (extent.recorded_visits == 0) return usual_sessions(extent);
  const std::size_t later = options.touch_ups.size();
  const std::size_t count = extent.recorded_visits > later ? extent.recorded_visits - later : 1;
  std::vector<SessionOptions> sessions;
  for (std::size_t i = 0; i < count; ++i)
    sessions.push_back({kSessionGapDays * static_cast<double>(i), 1.0 / static_cast<double>(count), 0});
  return sessions;
}

// What all dots made so far have lost by a day, as a share of those of the course. In one region, touch-ups
// of others do not count; in all of them, neither do those of one.
double lost_by(double day, const std::string& region, const Timeline& timeline, const FieldDarkness& field) {
  double left = 0;
  for (std::size_t v = 0; v < timeline.visits.size(); ++v)
    if (timeline.visits[v].region.empty() || timeline.visits[v].region == region)
      left += timeline.visits[v].share *
              field.left(timeline, /*scarred=*/false, (day - timeline.visits[v].settled_day) / kDaysPerYear);
  return std::clamp(1 - left, 0.0, 1.0);
}

void add_touch_ups(const TimelineOptions& options, const TreatmentExtent& extent, Timeline& timeline) {
  std::optional<FieldDarkness> field;
  for (std::size_t i = 0; i < options.touch_ups.size(); ++i) {
    const TouchUpOptions& asked = options.touch_ups[i];
    const double day = timeline.day_of_year(asked.year);
    if (!asked.share && !field) field.emplace(extent.typical);
    const double share = asked.share ? *asked.share : lost_by(day, asked.region, timeline, *field);
    timeline.visits.push_back({.kind = Visit::Kind::kTouchUp,
                               .number = static_cast<int>(i) + 1,
                               .day = day,
                               .share = share,
                               .dilution_offset = asked.dilution_offset,
                               .region = asked.region,
                               .settled_day = day + kHealingDays});
  }
}

void add_laser(const TimelineOptions& options, Timeline& timeline) {
  for (std::size_t i = 0; i < options.laser.size(); ++i) {
    const LaserOptions& asked = options.laser[i];
    const LaserKind* kind = find_laser_kind(asked.kind);
    for (int k = 0; k < asked.visits; ++k)
      timeline.laser.push_back(
          {timeline.day_of_year(asked.year) + k * asked.gap_days.value_or(kind->gap_days), kind, i});
  }
  std::stable_sort(timeline.laser.begin(), timeline.laser.end(),
                   [](const LaserVisit& a, const LaserVisit& b) { return a.day < b.day; });
}

void add_hair_events(const TimelineOptions& options, Timeline& timeline) {
  for (const LossOptions& loss : options.loss)
    timeline.hair.push_back({timeline.day_of_year(loss.year), loss.pattern, 0});
  for (const GreyingOptions& greying : options.greying)
    timeline.hair.push_back({timeline.day_of_year(greying.year), "", greying.share});
  std::stable_sort(timeline.hair.begin(), timeline.hair.end(),
                   [](const HairEvent& a, const HairEvent& b) { return a.day < b.day; });
}

// A number at the start of a text, and what follows it; nothing where there is none.
struct Counted {
  double value;
  std::string_view unit;
};
std::optional<Counted> counted(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  return Counted{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

// The moments of a visit: right after it, and healed; of sessions with another one to come, before that.
struct VisitMoments {
  std::string fresh_name, name;
  double day, until_day;
};
std::vector<VisitMoments> visit_moments(const Timeline& timeline) {
  std::vector<VisitMoments> list;
  for (std::size_t i = 0; i < timeline.visits.size(); ++i) {
    const Visit& visit = timeline.visits[i];
    const bool more = i + 1 < timeline.sessions();
    const char* kind = visit.kind == Visit::Kind::kSession ? "session" : "touch-up";
    const std::string name = fmt::format("{}-{}", kind, visit.number);
    list.push_back(
        {name + "-fresh", name, visit.day, more ? timeline.visits[i + 1].day : visit.day + kHealingDays});
  }
  return list;
}

std::optional<Moment> after_visit(std::string_view name, const Timeline& timeline) {
  for (const VisitMoments& visit : visit_moments(timeline)) {
    if (name == visit.fresh_name) return Moment{std::string(name), visit.day, true};
    if (name == visit.name) return Moment{std::string(name), visit.until_day, false};
  }
  for (std::size_t i = 0; i < timeline.laser.size(); ++i)
    if (name == fmt::format("laser-{}", i + 1))
      return Moment{std::string(name), timeline.laser[i].day + kHealingDays, false};
  return std::nullopt;
}

std::optional<Moment> after_time(std::string_view name, const Timeline& timeline) {
  const auto count = counted(name);
  if (!count) return std::nullopt;
  const double days = count->unit == "d"   ? count->value
                      : count->unit == "w" ? count->value * 7
                      : count->unit == "y" ? count->value * kDaysPerYear
                                           : NAN;
  if (std::isnan(days)) return std::nullopt;
  if (days < 0)
    throw InvalidArgument(quoted(std::string(name)) +
                          " lies before the last session; earlier moments have names");
  if (days > kLongestYears * kDaysPerYear)
    throw InvalidArgument(quoted(std::string(name)) +
                          fmt::format(" lies more than {:g} years after the last session", kLongestYears));
  return Moment{std::string(name), timeline.last_session_day() + days, false};
}

// As many names as fit into one line.
std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 240;
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text.size() + names[i].size() > kLongest) return text + fmt::format(" and {} more", names.size() - i);
    text += (text.empty() ? "" : ", ") + names[i];
  }
  return text;
}

}  // namespace

std::span<const LaserKind> laser_kinds() { return kLaserKinds; }
const LaserKind* find_laser_kind(std::string_view name) { return find_named(laser_kinds(), name); }
std::span<const SunSetting> sun_settings() { return kSunSettings; }
const SunSetting* find_sun_setting(std::string_view name) { return find_named(sun_settings(), name); }

std::size_t Timeline::sessions() const {
  std::size_t count = 0;
  for (const Visit& visit : visits) count += visit.kind == Visit::Kind::kSession;
  return count;
}

double Timeline::last_session_day() const {
  double day = 0;
  for (const Visit& visit : visits)
    if (visit.kind == Visit::Kind::kSession) day = visit.day;
  return day;
}

std::vector<SessionOptions> usual_sessions(const TreatmentExtent& extent) {
  constexpr double kSmallCm2 = 40, kLargeCm2 = 250;
  if (extent.scars || extent.whole_scalp || extent.area_cm2 > kLargeCm2)
    return {{0, 0.25, 0.3},
            {kSessionGapDays, 0.35, 0.1},
            {2 * kSessionGapDays, 0.25, 0},
            {3 * kSessionGapDays, 0.15, 0}};
  if (extent.area_cm2 > kSmallCm2)
    return {{0, 0.3, 0.3}, {kSessionGapDays, 0.4, 0.1}, {2 * kSessionGapDays, 0.3, 0}};
  return {{0, 0.45, 0.3}, {kSessionGapDays, 0.55, 0}};
}

void check_timeline(const TimelineOptions& options) {
  if (options.sessions) check_sessions(*options.sessions);
  for (std::size_t i = 0; i < options.touch_ups.size(); ++i) {
    const double before = i > 0 ? options.touch_ups[i - 1].year : 0;
    if (!(options.touch_ups[i].year > before))
      throw InvalidArgument(
          i > 0 ? fmt::format("must be after year {:g}, that of the touch-up before it", before)
                : "must be above 0: touch-ups follow the last session",
          fmt::format("touch_ups/{}/year", i));
  }
  for (std::size_t i = 0; i < options.laser.size(); ++i) {
    const LaserOptions& laser = options.laser[i];
    const LaserKind* kind = find_laser_kind(laser.kind);
    const std::string where = fmt::format("laser/{}", i);
    if (kind == nullptr) throw InvalidArgument(quoted(laser.kind) + " is no kind of laser", where + "/kind");
    const double last =
        laser.year + (laser.visits - 1) * laser.gap_days.value_or(kind->gap_days) / kDaysPerYear;
    if (last > kLongestYears)
      throw InvalidArgument(
          fmt::format("the last visit lies more than {:g} years after the last session", kLongestYears),
          where + "/visits");
  }
  if (find_sun_setting(options.sun) == nullptr)
    throw InvalidArgument(quoted(options.sun) + " is no setting of the sun", "sun");
}

Timeline lay_timeline(const TimelineOptions& options, const TreatmentExtent& extent) {
  check_timeline(options);
  Timeline timeline;
  timeline.healing = options.healing;
  timeline.ageing = options.ageing;
  timeline.sun_factor = find_sun_setting(options.sun)->factor;
  timeline.free_share = options.free_share;
  const std::vector<SessionOptions> sessions = sessions_of(options, extent);
  for (std::size_t i = 0; i < sessions.size(); ++i)
    timeline.visits.push_back({.number = static_cast<int>(i) + 1,
                               .day = sessions[i].day,
                               .share = sessions[i].share,
                               .dilution_offset = sessions[i].dilution_offset,
                               .settled_day = sessions.back().day + kHealingDays});
  add_touch_ups(options, extent, timeline);
  if (extent.recorded_visits > timeline.visits.size())
    throw InvalidArgument(fmt::format("the list of impressions has {} visits, and only {} are given",
                                      extent.recorded_visits, timeline.visits.size()),
                          "sessions");
  add_laser(options, timeline);
  add_hair_events(options, timeline);
  return timeline;
}

std::vector<std::string> named_moments(const Timeline& timeline) {
  std::vector<std::string> names = {"before"};
  std::vector<std::pair<double, std::string>> later;
  for (const VisitMoments& visit : visit_moments(timeline)) {
    later.emplace_back(visit.day, visit.fresh_name);
    later.emplace_back(visit.until_day, visit.name);
  }
  later.emplace_back(timeline.last_session_day(), "fresh");
  later.emplace_back(timeline.last_session_day() + kHealingDays, "healed");
  for (std::size_t i = 0; i < timeline.laser.size(); ++i)
    later.emplace_back(timeline.laser[i].day + kHealingDays, fmt::format("laser-{}", i + 1));
  std::stable_sort(later.begin(), later.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [day, name] : later) names.push_back(std::move(name));
  return names;
}

Moment moment_named(std::string_view name, const Timeline& timeline) {
  const double last = timeline.last_session_day();
  if (name == "before") return {std::string(name), 0, false, true};
  if (name == "fresh") return {std::string(name), last, true};
  if (name == "healed") return {std::string(name), last + kHealingDays, false};
  if (const auto moment = after_visit(name, timeline)) return *moment;
  if (const auto moment = after_time(name, timeline)) return *moment;
  throw InvalidArgument(quoted(std::string(name)) + " is no moment of this treatment; there are " +
                        joined(named_moments(timeline)) +
                        ", and times after the last session such as 90d or 5y");
}

}  // namespace smp
