#include <algorithm>
#include <limits>

#include "smp/simulate/work_plan.h"
#include "smp/treatment/appearance.h"

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

// The pigment of a treatment over the years after the last session.
class Pigmentation {
 public:
  Pigmentation(const Timeline& timeline, double fade_per_year)
      : timeline_(timeline), fade_(std::min(fade_per_year, kMostFading)) {
    cohorts_.push_back({kHealingDays / kDaysPerYear, 1});
  }
  double left(double years) const {
    double sum = 0;
    for (const Cohort& cohort : cohorts_)
      sum += cohort.share * remaining_share(fade_, timeline_.ageing, timeline_.sun_factor, /*scarred=*/false,
                                            years - cohort.settled_years);
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
  const Timeline& timeline_;
  double fade_;
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

std::vector<Due> calendar(const Timeline& timeline, const std::vector<Due>& asked, double fade_per_year) {
  Pigmentation pigment(timeline, fade_per_year);
  std::vector<Due> list;
  double from = 0;
  for (std::size_t next = 0; from < kCalendarYears;) {
    const double until = next < asked.size() ? std::min(asked[next].years, kCalendarYears) : kCalendarYears;
    const double due = pigment.due(from, until);
    const bool asked_next = next < asked.size() && asked[next].years <= kCalendarYears;
    if (due < (asked_next ? until - kMetYears : kCalendarYears)) {
      list.push_back({due, 1 - pigment.left(due), false});
    } else if (asked_next) {
      list.push_back(asked[next++]);
    } else {
      break;
    }
    pigment.add(list.back().years, list.back().share);
    from = list.back().years + kLeastYearsBetween;
  }
  return list;
}

// Years of those that are due by themselves.
std::vector<double> due_years(const std::vector<Due>& list) {
  std::vector<double> years;
  for (const Due& due : list)
    if (!due.asked) years.push_back(due.years);
  return years;
}

}  // namespace

std::vector<TouchUpDue> touch_up_calendar(const Treatment& treatment, double fade_per_year) {
  if (treatment.impressions.empty()) return {};
  const std::vector<Due> asked = asked_for(treatment);
  const auto with_fading = [&](double factor) {
    return calendar(treatment.timeline, asked, factor * fade_per_year);
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
