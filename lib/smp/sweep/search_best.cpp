#include <algorithm>
#include <charconv>
#include <cmath>

#include "smp/base/error.h"
#include "smp/base/text.h"
#include "smp/sweep/pointer.h"
#include "smp/sweep/run_sweep.h"
#include "smp/sweep/sweep_run.h"

namespace smp {
namespace {

constexpr double kTolerance = 0.01;  // of the range, where none is told: finer than the measures' own noise

const MeasureColumn& column_named(const std::string& name) {
  std::vector<std::string> names;
  for (const MeasureColumn& column : measure_columns()) {
    if (column.name == name) return column;
    names.push_back(column.name);
  }
  const std::string near = nearest_word(name, names);
  throw Error(ErrorKind::kUsage, {"", "--metric", quoted(name) + " is no measure",
                                  near.empty() ? "see docs/sweep.md for the columns of results.csv"
                                               : "did you mean " + near + "?"});
}

// A whole number is an integer of the document.
JsonValue number_value(double value) { return parse_axis("/x=" + number_text(value)).values[0]; }
std::vector<SweepPoint> points_of(const std::vector<double>& values) {
  std::vector<SweepPoint> points;
  for (const double value : values) points.push_back({number_value(value)});
  return points;
}

struct Interrupted {};

class Search {
 public:
  Search(const SweepRequest& request, const SearchRequest& search, const SweepOptions& options,
         BatchWatcher& watcher)
      : column_(column_named(search.metric)),
        search_(search),
        options_(options),
        watcher_(watcher),
        run_(request, options),
        moment_(moments_of(request)[0]) {
    run_.check(points_of({search.range.low, search.range.high}));
  }

  SweepReport find() {
    const SearchRange& range = search_.range;
    std::optional<BestValue> best;
    try {
      best = find_best(range.low, range.high, range.tolerance, search_.target, integers_only(),
                       [this](const std::vector<double>& values) { return measure(values); });
    } catch (const Interrupted&) {
      return run_.take_report();
    } catch (const Error&) {
      if (!tried_.empty()) write();  // the table tells why nothing was measured
      throw;
    }
    write();
    SweepReport report = run_.take_report();
    report.best = std::move(best);
    return report;
  }

 private:
  // Whether the spec takes whole numbers only: it refuses what lies between two of them.
  bool integers_only() const {
    const SearchRange& range = search_.range;
    if (range.low != std::round(range.low) || range.high != std::round(range.high)) return false;
    try {
      check_points(run_.cases(), run_.request(), {{JsonValue(range.low + 0.5)}}, options_.limits);
      return false;
    } catch (const Error&) {
      return true;
    }
  }

  std::vector<std::optional<double>> measure(const std::vector<double>& values) {
    const std::vector<SweepPoint> points = points_of(values);
    run_.check(points);
    if (!run_.run(points, watcher_)) throw Interrupted();
    tried_.insert(tried_.end(), values.begin(), values.end());
    std::vector<std::optional<double>> measures;
    for (const SweepPoint& point : points) measures.push_back(mean_measure(point));
    return measures;
  }

  // Over the photos; nothing where one of them could not be measured.
  std::optional<double> mean_measure(const SweepPoint& point) const {
    double sum = 0;
    for (const PlannedCase& planned : run_.cases()) {
      const auto measures = run_.measured(planned, point, moment_);
      const auto value = measures ? column_.value(*measures) : std::nullopt;
      if (!value) return std::nullopt;
      sum += *value;
    }
    return sum / static_cast<double>(run_.cases().size());
  }

  void write() {
    std::sort(tried_.begin(), tried_.end());
    Axis axis = run_.request().axes[0];
    axis.values.clear();
    for (const double value : tried_) axis.values.push_back(number_value(value));
    run_.make_table({axis}, points_of(tried_));
    run_.write_files();
  }

  const MeasureColumn& column_;
  const SearchRequest& search_;
  const SweepOptions& options_;
  BatchWatcher& watcher_;
  SweepRun run_;
  std::string moment_;
  std::vector<double> tried_;
};

}  // namespace

SearchRange parse_search_range(std::string_view text) {
  const auto refuse = [&](const char* cause) {
    throw Error(ErrorKind::kUsage, {"", "--vary", quoted(std::string(text)) + " " + cause, ""});
  };
  constexpr const char* kForm =
      "must have the form /json/pointer=low:high or low:high:tolerance for --metric";
  const std::size_t equals = text.find('=');
  if (equals == text.npos) refuse(kForm);
  SearchRange range;
  range.pointer = std::string(text.substr(0, equals));
  check_pointer(range.pointer);
  std::vector<double> numbers;
  const char *at = text.data() + equals + 1, *end = text.data() + text.size();
  for (bool more = true; more;) {
    const auto [stop, error] = std::from_chars(at, end, numbers.emplace_back());
    if (error != std::errc() || !std::isfinite(numbers.back()) || (stop != end && *stop != ':'))
      refuse(kForm);
    more = stop != end;
    at = stop + (more ? 1 : 0);
  }
  if (numbers.size() < 2 || numbers.size() > 3) refuse(kForm);
  range.low = numbers[0];
  range.high = numbers[1];
  if (!(range.low < range.high)) refuse("must go from a lower to a higher number");
  range.tolerance = numbers.size() == 3 ? numbers[2] : kTolerance * (range.high - range.low);
  if (!(range.tolerance > 0)) refuse("must have a tolerance above 0");
  return range;
}

SweepReport search_best(const SweepRequest& request, const SearchRequest& search, const SweepOptions& options,
                        BatchWatcher& watcher) {
  if (!request.axes.empty() || moments_of(request).size() != 1)
    throw Error(ErrorKind::kUsage, {"", "--metric", "takes one --vary and one moment", ""});
  SweepRequest varied = request;
  varied.axes = {parse_axis(search.range.pointer + "=" + number_text(search.range.low) + "," +
                            number_text(search.range.high))};
  return Search(varied, search, options, watcher).find();
}

}  // namespace smp
