#include "smp/sweep/best_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/base/text.h"

namespace smp {
namespace {

constexpr int kFirstLook = 9;   // eight gaps: dips wider than a quarter of the range are told apart
constexpr int kAtATime = 4;     // a bracket shrinks to a fifth; a fifth worker would gain little
constexpr int kMaxRounds = 64;  // each halves the bracket at least: more than a double has digits

double rounded(double value, bool integer) {
  if (integer) return std::round(value);
  const std::string text = fmt::format("{:.12g}", value);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class Search {
 public:
  Search(double low, double high, double tolerance, bool integer, const MeasureValues& measure)
      : low_(low),
        high_(high),
        tolerance_(integer ? std::max(tolerance, 1.0) : tolerance),
        integer_(integer),
        measure_(measure) {}

  BestValue find(const Target& target) {
    try_between(low_, high_, kFirstLook - 2, /*ends=*/true);
    if (found_.empty())
      throw Error(ErrorKind::kBadInput,
                  {"", "--metric", "could not be measured at any of the values tried", "see results.csv"});
    if (target.kind == Target::Kind::kSmallest) return extreme(+1, std::nullopt);
    if (target.kind == Target::Kind::kLargest) return extreme(-1, std::nullopt);
    return value(target.value);
  }

 private:
  using Found = std::map<double, double>::const_iterator;

  // Asks for `count` values evenly between two; those asked for before are left out. False where none is new.
  bool try_between(double a, double b, int count, bool ends = false) {
    std::vector<double> values;
    for (int k = ends ? 0 : 1; k <= (ends ? count + 1 : count); ++k) {
      const double value = rounded(a + (b - a) * k / (count + 1), integer_);
      if (value < low_ || value > high_ || asked_.count(value)) continue;
      asked_[value] = true;
      values.push_back(value);
    }
    ask(values);
    return !values.empty();
  }

  void ask(const std::vector<double>& values) {
    if (values.empty()) return;
    const auto measures = measure_(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool known = i < measures.size() && measures[i] && std::isfinite(*measures[i]);
      tried_.push_back({values[i], known ? *measures[i] : std::numeric_limits<double>::quiet_NaN()});
      if (known) found_[values[i]] = *measures[i];
    }
  }

  // The one whose measure is least by `cost`; of equal ones the lowest value.
  template <class Cost>
  Found least(const Cost& cost) const {
    Found best = found_.begin();
    for (Found at = found_.begin(); at != found_.end(); ++at)
      if (cost(at->second) < cost(best->second)) best = at;
    return best;
  }

  // The neighbours of the best are sectioned until none is farther away than the tolerance. Ends early where
  // the measure has crossed `stop`.
  BestValue extreme(int sign, std::optional<double> stop) {
    const auto cost = [&](double m) { return sign * m; };
    for (int round = 0; round < kMaxRounds; ++round) {
      const Found best = least(cost);
      if (stop && cost(best->second) <= cost(*stop)) break;
      if (flat()) break;
      const double left = best == found_.begin() ? best->first : std::prev(best)->first;
      const double right = std::next(best) == found_.end() ? best->first : std::next(best)->first;
      if (!narrow_sides(left, best->first, right)) break;
    }
    const Found best = least(cost);
    return {best->first, best->second, true, tried_};
  }

  bool narrow_sides(double left, double middle, double right) {
    const bool open_left = middle - left > tolerance_, open_right = right - middle > tolerance_;
    const int each = open_left && open_right ? kAtATime / 2 : kAtATime;
    bool any = false;
    if (open_left) any |= try_between(left, middle, each);
    if (open_right) any |= try_between(middle, right, each);
    return any;
  }

  bool flat() const {
    return std::all_of(found_.begin(), found_.end(),
                       [&](const auto& at) { return at.second == found_.begin()->second; });
  }

  // The first pair of neighbours on both sides of a measure.
  std::optional<std::pair<double, double>> crossing(double wanted, double from, double to) const {
    for (Found at = found_.lower_bound(from); at != found_.end(); ++at) {
      const Found next = std::next(at);
      if (next == found_.end() || next->first > to) break;
      if ((at->second < wanted) != (next->second < wanted)) return std::make_pair(at->first, next->first);
    }
    return std::nullopt;
  }

  BestValue value(double wanted) {
    const auto distance = [&](double m) { return std::abs(m - wanted); };
    auto bracket = crossing(wanted, low_, high_);
    if (!bracket && distance(least(distance)->second) > 0) {
      // A dip between two values of the first look may still reach it.
      extreme(found_.begin()->second > wanted ? +1 : -1, wanted);
      bracket = crossing(wanted, low_, high_);
    }
    for (int round = 0; bracket && round < kMaxRounds && bracket->second - bracket->first > tolerance_;
         ++round) {
      if (distance(least(distance)->second) == 0) break;
      if (!try_between(bracket->first, bracket->second, kAtATime)) break;
      bracket = crossing(wanted, bracket->first, bracket->second);
    }
    const Found best = least(distance);
    return {best->first, best->second, bracket || distance(best->second) == 0, tried_};
  }

  const double low_, high_, tolerance_;
  const bool integer_;
  const MeasureValues& measure_;
  std::map<double, bool> asked_;
  std::map<double, double> found_;  // what could be measured
  std::vector<std::pair<double, double>> tried_;
};

}  // namespace

Target parse_target(std::string_view text) {
  if (text == "min") return {Target::Kind::kSmallest};
  if (text == "max") return {Target::Kind::kLargest};
  Target target{Target::Kind::kValue};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, target.value);
  if (error != std::errc() || stop != end || !std::isfinite(target.value))
    throw Error(ErrorKind::kUsage,
                {"", "--target", quoted(std::string(text)) + " is not min, max or a number", ""});
  return target;
}

BestValue find_best(double low, double high, double tolerance, const Target& target, bool integer,
                    const MeasureValues& measure) {
  if (!(low < high) || !(tolerance > 0) || !std::isfinite(high - low))
    throw Error(
        ErrorKind::kUsage,
        {"", "--vary", "a search needs a range from a lower to a higher number, and a tolerance > 0", ""});
  return Search(low, high, tolerance, integer, measure).find(target);
}

}  // namespace smp
