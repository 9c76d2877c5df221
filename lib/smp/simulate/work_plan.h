#pragma once  // The work that a treatment is: dots, hours, pigment, prices, touch-ups.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "smp/base/trust.h"
#include "smp/geometry/posed_head.h"
#include "smp/spec/spec.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/zones.h"

namespace smp {

/// A number that a plan is reckoned with, and what it rests on.
struct PlanRule {
  std::string name;
  double value = 0;
  std::string unit;
  Trust trust = Trust::kNone;
  std::string source;
  std::string meaning;
};

/// A rule with a default: where the spec says otherwise it rests on the spec. @param usual the default.
PlanRule rule_of_spec(PlanRule rule, double usual);

/// New dots an hour (domain notes 6: 3500 to 7000) [derived].
inline constexpr double kDotsPerHour = 4500;
/// A deposit is taken for an ellipsoid of its dot's diameter and this height [assumption].
inline constexpr double kDepositHeightMm = 0.3;
/// Share of the pigment poured out that ends up in deposits; the rest is wiped off or left over [assumption].
inline constexpr double kTransferShare = 0.10;

/// A visit with needles, as work.
struct VisitWork {
  Visit visit;
  std::uint64_t impressions = 0;
  double hours = 0;
  std::optional<double> price;  ///< its part, where prices are given
};

/// Some of the dots by a name: those of a zone or of a needle.
struct DotCount {
  std::string name;
  std::uint64_t impressions = 0;
};

struct ShadeWork {
  std::string pigment;
  double dilution = 12;             ///< parts of water to one of pigment, with what the visit adds
  std::vector<std::size_t> visits;  ///< in which it is used, as `Impression::session`, in order
  std::uint64_t impressions = 0;
  double mixed_ml = 0;    ///< to pour out, water included
  double pigment_ml = 0;  ///< of that, undiluted
  double mu_per_mm = 0;   ///< absorption of its healed deposits at 550 nm
};

struct PricePart {
  std::string per;  ///< "session", "hour", "cm2", "dot" or "graft"
  double unit_price = 0, quantity = 0, amount = 0;
};
struct Price {
  std::vector<PricePart> parts;  ///< of all prices that are given
  double total = 0;
};

/// A touch-up: one that the spec asks for, or one that is due because the field has paled.
struct TouchUpDue {
  bool asked = false;
  double years = 0;  ///< since the last session
  double share = 0;  ///< new dots as a share of those of the course
  /// Where it is due by itself: with the fastest and the slowest fading; none: not before the next one asked
  /// for, or not within `kCalendarYears`.
  std::optional<double> earliest_years, latest_years;
};
inline constexpr double kCalendarYears = 15;  ///< the calendar's length [assumption]
/// Share of the field's darkness at which dots are set anew: what dots of 1:12 in normal sun have left at the
/// practitioners' usual time of a touch-up, 4 to 5 years (domain notes 7) [derived].
inline constexpr double kDueShare = 0.75;

struct WorkPlan {
  std::string method = "as-given";  ///< that was carried out
  std::vector<VisitWork> visits;    ///< sessions, then touch-ups; those without dots too
  std::vector<DotCount> zones;  ///< of a posed head, the last one "outside"; empty: none, or not asked for
  std::vector<DotCount> needles;
  std::vector<ShadeWork> shades;  ///< by pigment, then dilution
  double area_cm2 = 0, hours = 0, mixed_ml = 0, pigment_ml = 0;
  std::uint64_t grafts = 0;
  std::string currency;  ///< of all prices
  std::optional<Price> price;
  std::vector<TouchUpDue>
      touch_ups;  ///< by year, within `kCalendarYears`; none where there are no dots, or not asked for
  std::vector<PlanRule> rules;
};

/// Zone of every dot on a posed head, as an index of `Zone`; `kZones` for those in front of the hairline.
std::vector<std::uint8_t> zones_of_dots(const Treatment& treatment, const PosedHead& head,
                                        const ScalpZones& zones, int threads);

/// What a plan is reckoned from.
struct WorkInput {
  double area_cm2 = 0;                  ///< of all regions; 0: not known, as of a list of impressions
  std::uint64_t grafts = 0;             ///< units planted
  std::span<const std::uint8_t> zones;  ///< see `zones_of_dots`; empty: no zones are told
  bool calendar = true;                 ///< of touch-ups; takes some 30 ms
};

/// Adds up a treatment. Volumes are those of the ellipsoids pi/4 D^2 * `kDepositHeightMm` * 2/3 over
/// `kTransferShare`; hours are dots over `kDotsPerHour`. Prices: every one that is given is added; that per
/// cm^2 counts the area once and is split among the first course's visits by their shares, that per session
/// counts visits with dots.
WorkPlan plan_work(const Treatment& treatment, const Spec& spec, const WorkInput& input);

/// The touch-ups asked for and those due in between: whenever the darkness of all dots (`FieldDarkness`) has
/// fallen to `kDueShare` of what it was, new dots restore it. Their range is that of fading at 8 to 25 % a
/// year where the pigment's is 13 (domain notes 0): the first, second... due after the same touch-up asked
/// for, or after the course.
std::vector<TouchUpDue> touch_up_calendar(const Treatment& treatment, const Pigment& pigment);

}  // namespace smp
