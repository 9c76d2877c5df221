#pragma once  // One treatment on the axis of time: its visits and later events.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smp/base/trust.h"
#include "smp/optics/pigment.h"
#include "smp/treatment/timeline_options.h"

namespace smp {

inline constexpr double kDaysPerYear = 365.25;
/// The epidermis has renewed itself over new dots (domain notes 1.5) [practitioners].
inline constexpr double kHealingDays = 28;
/// Nothing is foretold beyond this long after the last session [assumption].
inline constexpr double kLongestYears = 40;

/// A visit with needles. `Impression::session` counts these from 1.
struct Visit {
  enum class Kind { kSession, kTouchUp };
  Kind kind = Kind::kSession;
  int number = 1;  ///< among visits of its kind, from 1
  double day = 0;
  double share = 1;  ///< of the dots of the first course; a touch-up's come on top
  double dilution_offset = 0;
  std::string region;       ///< of a touch-up: only this one; empty: all
  double settled_day = 28;  ///< its dots are healed and the course they belong to is over: ageing starts
};

/// What one visit of a laser leaves of a dot (domain notes 8).
struct LaserKind {
  const char* name;
  double remaining;  ///< share of the pigment, mean over dots
  double gap_days;   ///< usual time between visits
  Trust trust;
  const char* source;
};
std::span<const LaserKind> laser_kinds();
const LaserKind* find_laser_kind(std::string_view name);

/// One visit of a laser.
struct LaserVisit {
  double day = 0;
  const LaserKind* kind = nullptr;
  std::size_t order = 0;  ///< index into `TimelineOptions::laser`: where it acts
};

/// Rate of fading relative to that in the shade (domain notes 7).
struct SunSetting {
  const char* name;
  double factor;
  Trust trust;
  const char* source;
};
std::span<const SunSetting> sun_settings();
const SunSetting* find_sun_setting(std::string_view name);

/// Further changes of native hair, by day.
struct HairEvent {
  double day = 0;
  std::string pattern;    ///< hair lost from then on; empty: none
  double grey_share = 0;  ///< of the hairs that are grey from then on
};

/// Days count from the first session.
struct Timeline {
  std::vector<Visit> visits;      ///< sessions in order, then touch-ups in order
  std::vector<LaserVisit> laser;  ///< by day; numbered from 1 in this order
  std::vector<HairEvent> hair;    ///< by day
  HealingOptions healing;
  AgeingOptions ageing;
  double sun_factor = 1.5;
  double free_share = 0.05;

  std::size_t sessions() const;
  double last_session_day() const;
  /// Day that lies `years` after the last session.
  double day_of_year(double years) const { return last_session_day() + years * kDaysPerYear; }
};

/// A dot that stands for a field.
struct TypicalDot {
  Pigment pigment;
  double mu_per_mm = 8.6, depth_mm = 0.30, diameter_mm = 0.25;
};

/// What decides how many sessions there are.
struct TreatmentExtent {
  double area_cm2 = 0;
  bool scars = false;
  bool whole_scalp = false;         ///< alopecia totalis or universalis
  std::size_t recorded_visits = 0;  ///< of a list of impressions: as many; 0: there is no list
  TypicalDot typical;               ///< whose fading a touch-up makes up for
};

/// Sessions where the spec leaves them open: two up to 40 cm^2 (45 and 55 % of the dots), three up to
/// 250 (30, 40, 30), four above that, on a whole scalp and where there are scars (25, 35, 25, 15), 14 days
/// apart, with 30, 10 and 0 % more water (domain notes 6; shares measured, thresholds and offsets
/// [assumption]).
std::vector<SessionOptions> usual_sessions(const TreatmentExtent& extent);

/// Puts the options on the axis of days. A touch-up whose share is open restores the darkness that the
/// typical dots of all earlier visits have lost by then, laser apart: light that they no longer take away.
/// @throws InvalidArgument pointing below "/timeline" for days not in order, shares that do not sum to 1,
/// unknown kinds, or what lies beyond `kLongestYears`.
Timeline lay_timeline(const TimelineOptions& options, const TreatmentExtent& extent);

/// What can be checked of the options before the extent is known. @throws as `lay_timeline`.
void check_timeline(const TimelineOptions& options);

/// A point in time.
struct Moment {
  std::string name;
  double day = 0;             ///< since the first session
  bool after_visits = false;  ///< of the same day
  bool untreated = false;     ///< "before"

  /// Whether what happens on a day has happened.
  bool is_after(double event_day) const {
    return !untreated && (event_day < day || (after_visits && event_day == day));
  }
};

/// The moment of a name: "before"; "session-2-fresh" (right after it), "session-2" (before the next one, the
/// last one healed); "fresh" (right after the last session), "healed" (28 days after it); "touch-up-1-fresh",
/// "touch-up-1"; "laser-2" (28 days after that visit); "90d", "6w", "0.5y" after the last session, before any
/// visit of that day. Touch-ups and laser visits count from 1 by day.
/// @throws InvalidArgument for a name that is none, or that lies outside the timeline.
Moment moment_named(std::string_view name, const Timeline& timeline);

/// Names of all moments but days, weeks and years, in the order of their days.
std::vector<std::string> named_moments(const Timeline& timeline);

}  // namespace smp
