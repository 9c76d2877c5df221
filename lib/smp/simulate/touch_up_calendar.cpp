#include <algorithm>
#include <cmath>
#include <limits>

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

// The darkness of a treatment's field over the years after the last session.
class Darkness {
 public:
  Darkness(const Timeline& timeline, const TypicalDot& dot) {
    cohorts_.push_back({kHealingDays / kDaysPerYear, 1});
    const FieldDarkness field(dot);
    for (int step = 0; step * kStepYears <= kCalendarYears + kStepYears; ++step)
      table_.push_back(field.left(timeline.ageing, timeline.sun_factor, step * kStepYears));
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

std::vector<Due> calendar(const Timeline& timeline, const std::vector<Due>& asked, const TypicalDot& dot) {
  Darkness field(timeline, dot);
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

// Years of those that are due by themselves.
std::vector<double> due_years(const std::vector<Due>& list) {
  std::vector<double> years;
  for (const Due& due : list)
    if (!due.asked) years.push_back(due.years);
  return years;
}

}  // namespace

std::vector<TouchUpDue> touch_up_calendar(const Treatment& treatment, const Pigment& pigment) {
  if (treatment.impressions.empty()) return {};
  const std::vector<Due> asked = asked_for(treatment);
  const TypicalDot typical = typical_of(treatment, pigment);
  const auto with_fading = [&](double factor) {
    TypicalDot dot = typical;
    dot.pigment.fade_per_year = std::min(kMostFading, factor * pigment.fade_per_year);
    return calendar(treatment.timeline, asked, dot);
  };
  const std::vector<double> fast = due_years(with_fading(kFastest)), slow = due_years(with_fading(kSlowest));
  std::vector<TouchUpDue> list;
  std::size_t number = 0;  // of those due by themselves
  for (const Due& due : with_fading(1)) {
    TouchUpDue entry{.asked = due.asked, .years = due.years, .share = due.share};
    if (!due.asked) {
      if (number < fast.size()) entry.earliest_years = fast[number];
      if (number < slow.size()) entry.latest_years = slow[number];
      ++number;
    }
    list.push_back(entry);
  }
  return list;
}

}  // namespace smp
