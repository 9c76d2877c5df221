#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "smp/simulate/work_plan.h"
#include "smp/treatment/field_darkness.h"

namespace smp {
namespace {

// The range of fading in a year, relative to the usual rate (domain notes 0).
constexpr double kSlowest = 0.08 / 0.13, kFastest = 0.25 / 0.13;
constexpr double kMostFading = 0.95;
constexpr double kLeastYearsBetween = 0.25;  // a touch-up right after another is none [assumption]
constexpr double kMetYears = 1;  // one asked for so soon after it is due is the one that is due [assumption]

// Dots of the same age.
struct Cohort {
  double settled_years;  // since the last session
  double share;          // of the dots of the course
};

struct Due {
  double years, share;
  bool asked;
};

// Of a due one: how many were asked for before it, and which of those due since then it is. Calendars of
// other rates have another one in its place under the same number.
using Turn = std::pair<std::size_t, std::size_t>;

// The darkness of a treatment's field over the years after the last session.
class Darkness {
 public:
  // @param scarred share of the dots.
  Darkness(const Timeline& timeline, const TypicalDot& dot, double scarred) {
    cohorts_.push_back({kHealingDays / kDaysPerYear, 1});
    const FieldDarkness field(dot);
    const auto left_in = [&](bool scar, double share, double years) {  // the dot is costly to look at
      return share > 0 ? share * field.left(timeline, scar, years) : 0.0;
    };
    for (int step = 0; step * kStepYears <= kCalendarYears + kStepYears; ++step)
      table_.push_back(left_in(false, 1 - scarred, step * kStepYears) +
                       left_in(true, scarred, step * kStepYears));
  }
  double left(double years) const {
    double sum = 0;
    for (const Cohort& cohort : cohorts_) sum += cohort.share * left_of(years - cohort.settled_years);
    return sum;
  }
  void add(double years, double share) { cohorts_.push_back({years + kHealingDays / kDaysPerYear, share}); }

  // First time from `from` to `until` at which no more than `kDueShare` is left; infinity where there is
  // none.
  double due(double from, double until) const {
    if (!(until > from) || left(until) > kDueShare) return std::numeric_limits<double>::infinity();
    double low = from, high = until;
    for (int i = 0; i < 50; ++i) {
      const double middle = 0.5 * (low + high);
      (left(middle) > kDueShare ? low : high) = middle;
    }
    return high;
  }

 private:
  static constexpr double kStepYears = 0.25;
  double left_of(double years) const {
    const double at = std::max(0.0, years) / kStepYears;
    const std::size_t i = std::min(static_cast<std::size_t>(at), table_.size() - 2);
    return std::lerp(table_[i], table_[i + 1], at - static_cast<double>(i));
  }

  std::vector<double> table_;  // of one dot, every kStepYears
  std::vector<Cohort> cohorts_;
};

// Share of the course's dots that a visit adds; one of a single region adds to that region alone.
double share_of_all(const Visit& visit, const Treatment& treatment) {
  if (visit.region.empty()) return visit.share;
  std::size_t all = 0, own = 0;
  const std::size_t sessions = treatment.timeline.sessions();
  for (const Impression& dot : treatment.impressions) {
    if (dot.session > sessions) continue;
    ++all;
    own += dot.region < treatment.regions.size() && treatment.regions[dot.region] == visit.region;
  }
  return all > 0 ? visit.share * static_cast<double>(own) / static_cast<double>(all) : 0;
}

std::vector<Due> asked_for(const Treatment& treatment) {
  const Timeline& timeline = treatment.timeline;
  std::vector<Due> list;
  for (const Visit& visit : timeline.visits)
    if (visit.kind == Visit::Kind::kTouchUp)
      list.push_back(
          {(visit.day - timeline.last_session_day()) / kDaysPerYear, share_of_all(visit, treatment), true});
  return list;
}

std::vector<Due> calendar(const std::vector<Due>& asked, Darkness field) {
  std::vector<Due> list;
  double from = 0;
  for (std::size_t next = 0; from < kCalendarYears;) {
    const double until = next < asked.size() ? std::min(asked[next].years, kCalendarYears) : kCalendarYears;
    const double due = field.due(from, until);
    const bool asked_next = next < asked.size() && asked[next].years <= kCalendarYears;
    if (due < (asked_next ? until - kMetYears : kCalendarYears)) {
      list.push_back({due, 1 - field.left(due), false});
    } else if (asked_next) {
      list.push_back(asked[next++]);
    } else {
      break;
    }
    field.add(list.back().years, list.back().share);
    from = list.back().years + kLeastYearsBetween;
  }
  return list;
}

// The mean of all dots.
TypicalDot typical_of(const Treatment& treatment, const Pigment& pigment) {
  TypicalDot mean{pigment, 0, 0, 0};
  for (const Impression& dot : treatment.impressions) {
    mean.mu_per_mm += dot.mu_per_mm;
    mean.depth_mm += dot.depth_mm;
    mean.diameter_mm += dot.diameter_mm;
  }
  const double share = 1 / static_cast<double>(treatment.impressions.size());
  mean.mu_per_mm *= share, mean.depth_mm *= share, mean.diameter_mm *= share;
  return mean;
}

// Calls `take(due, turn)` for every one, in their order.
template <class Take>
void for_each_turn(const std::vector<Due>& list, Take&& take) {
  Turn next{0, 0};
  for (const Due& due : list) {
    take(due, next);
    next = due.asked ? Turn{next.first + 1, 0} : Turn{next.first, next.second + 1};
  }
}

// Years of those that are due by themselves.
std::map<Turn, double> due_years(const std::vector<Due>& list) {
  std::map<Turn, double> years;
  for_each_turn(list, [&](const Due& due, Turn turn) {
    if (!due.asked) years.emplace(turn, due.years);
  });
  return years;
}

double scarred_share(const std::vector<Impression>& dots) {
  const auto scarred =
      std::count_if(dots.begin(), dots.end(), [](const Impression& dot) { return dot.scarred; });
  return static_cast<double>(scarred) / static_cast<double>(dots.size());
}

}  // namespace

std::vector<TouchUpDue> touch_up_calendar(const Treatment& treatment, const Pigment& pigment) {
  if (treatment.impressions.empty()) return {};
  const std::vector<Due> asked = asked_for(treatment);
  const double scarred = scarred_share(treatment.impressions);
  const TypicalDot typical = typical_of(treatment, pigment);
  const auto with_fading = [&](double factor) {
    TypicalDot dot = typical;
    dot.pigment.fade_per_year = std::min(kMostFading, factor * pigment.fade_per_year);
    return calendar(asked, Darkness(treatment.timeline, dot, scarred));
  };
  const std::map<Turn, double> fast = due_years(with_fading(kFastest)),
                               slow = due_years(with_fading(kSlowest));
  const auto year_of = [](const std::map<Turn, double>& years, Turn turn) {
    const auto found = years.find(turn);
    return found == years.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<TouchUpDue> list;
  for_each_turn(with_fading(1), [&](const Due& due, Turn turn) {
    TouchUpDue entry{.asked = due.asked, .years = due.years, .share = due.share};
    if (!due.asked) entry.earliest_years = year_of(fast, turn), entry.latest_years = year_of(slow, turn);
    list.push_back(entry);
  });
  return list;
}

}  // namespace smp
