#include "smp/sweep/response_plots.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "smp/sweep/axis_words.h"
#include "smp/sweep/sweep_grid.h"

namespace smp {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
// Of a measure's size: less comes of the cells in which an area is counted.
constexpr double kLeastChange = 0.005;

double number_of(const JsonValue& value) {
  if (const auto* n = value.get_if<double>()) return *n;
  if (const auto* n = value.get_if<std::uint64_t>()) return static_cast<double>(*n);
  if (const auto* n = value.get_if<std::int64_t>()) return static_cast<double>(*n);
  return kNothing;
}

double measured(const SweepRow& row, const MeasureColumn& column) {
  return row.measures ? column.value(*row.measures).value_or(kNothing) : kNothing;
}

// Rows along one axis, at which all else stays the same.
struct Line {
  std::string label;
  std::vector<std::pair<double, const SweepRow*>> rows;  // by the place on the axis
};

// What of a row's surroundings tells it from others.
struct Differs {
  bool photo = false, spec = false, moment = false;
  explicit Differs(const SweepTable& table) {
    std::set<std::pair<std::string, std::string>> cases;
    std::set<std::string> photos;
    for (const SweepRow& row : table.rows) {
      const SweepRow& first = table.rows.front();
      photo = photo || row.photo != first.photo, moment = moment || row.moment != first.moment;
      cases.emplace(row.photo, row.spec), photos.insert(row.photo);
    }
    spec = cases.size() > photos.size();  // else the photo tells it
  }
};

std::string label_of(const SweepTable& table, const SweepRow& row, std::size_t axis, bool grid,
                     const Differs& differs) {
  std::string label;
  const auto add = [&](const std::string& text) { label += (label.empty() ? "" : ", ") + text; };
  if (differs.photo) add(row.photo);
  if (differs.spec) add(row.spec);
  if (differs.moment) add(row.moment);
  for (std::size_t a = 0; grid && a < table.axes.size(); ++a)
    if (a != axis && table.axes[a].values.size() > 1) add(axis_value_text(table.axes[a], row.point.at(a)));
  return label;
}

std::vector<Line> lines_along(const SweepTable& table, std::size_t axis) {
  const bool numeric = table.axes[axis].numeric(), grid = is_full_grid(table);
  const Differs differs(table);
  std::vector<Line> lines;
  std::map<std::string, std::size_t> known;
  for (const SweepRow& row : table.rows) {
    const std::string label = label_of(table, row, axis, grid, differs);
    const auto [at, is_new] = known.try_emplace(label, lines.size());
    if (is_new) lines.push_back({label, {}});
    const double x =
        numeric ? number_of(row.point.at(axis)) : static_cast<double>(place_on_axes(table, row)[axis]);
    lines[at->second].rows.emplace_back(x, &row);
  }
  for (Line& line : lines)
    std::stable_sort(line.rows.begin(), line.rows.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  return lines;
}

struct Extent {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double value) {
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  }
  double size() const { return std::max(std::abs(low), std::abs(high)); }
};

// Whether a measure changes along some line; that lines differ from each other is not enough.
bool varies(const std::vector<Line>& lines, const MeasureColumn& column) {
  Extent all;
  double largest = 0;
  for (const Line& line : lines) {
    Extent own;
    for (const auto& [x, row] : line.rows) own.add(measured(*row, column)), all.add(measured(*row, column));
    largest = std::max(largest, own.high - own.low);
  }
  return largest > kLeastChange * all.size();
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double u, double v) { return u == v || (std::isnan(u) && std::isnan(v)); });
}

std::vector<PlotSeries> each_line(const std::vector<Line>& lines, const MeasureColumn& column) {
  std::vector<PlotSeries> out;
  for (const Line& line : lines) {
    PlotSeries series{.label = line.label};
    for (const auto& [x, row] : line.rows) series.x.push_back(x), series.y.push_back(measured(*row, column));
    out.push_back(std::move(series));
  }
  // Lines on top of each other are one line of no name.
  if (std::all_of(out.begin(), out.end(),
                  [&](const PlotSeries& s) { return same(s.x, out.front().x) && same(s.y, out.front().y); }))
    out.resize(1), out.front().label.clear();
  return out;
}

// The middle of all lines at every place, and how far they reach.
PlotSeries median_line(const std::vector<Line>& lines, const MeasureColumn& column) {
  std::map<double, std::vector<double>> values;
  for (const Line& line : lines)
    for (const auto& [x, row] : line.rows) {
      std::vector<double>& here = values[x];
      if (const double value = measured(*row, column); std::isfinite(value)) here.push_back(value);
    }
  PlotSeries series{.label = "median of " + std::to_string(lines.size()) + ", with their span"};
  for (auto& [x, here] : values) {
    std::sort(here.begin(), here.end());
    const std::size_t n = here.size();
    series.x.push_back(x);
    series.y.push_back(n == 0 ? kNothing : 0.5 * (here[(n - 1) / 2] + here[n / 2]));
    series.low.push_back(n == 0 ? kNothing : here.front());
    series.high.push_back(n == 0 ? kNothing : here.back());
  }
  return series;
}

// With what changes along with it: values taken together were not varied one by one.
std::string x_title(const SweepTable& table, std::size_t axis) {
  std::string title = axis_title(table.axes[axis]);
  if (is_full_grid(table)) return title;
  for (std::size_t a = 0; a < table.axes.size(); ++a)
    if (a != axis && table.axes[a].values.size() > 1) title += ", with " + table.axes[a].label;
  return title;
}

}  // namespace

std::vector<ResponsePage> response_plots(const SweepTable& table) {
  std::vector<ResponsePage> pages;
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
    const Axis& along = table.axes[axis];
    if (along.values.size() < 2) continue;
    const std::vector<Line> lines = lines_along(table, axis);
    ResponsePage page{safe_name(along.label), {}};
    for (const MeasureColumn& column : measure_columns()) {
      if (!varies(lines, column)) continue;
      Plot plot{.title = column.label, .x_label = x_title(table, axis)};
      if (!along.numeric())
        for (const JsonValue& value : along.values) plot.categories.push_back(value_text(value));
      if (lines.size() <= kMostLines)
        plot.series = each_line(lines, column);
      else
        plot.series = {median_line(lines, column)};
      page.plots.push_back(std::move(plot));
    }
    if (!page.plots.empty()) pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace smp
