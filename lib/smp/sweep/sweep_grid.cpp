#include "smp/sweep/sweep_grid.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace smp {

std::vector<std::size_t> place_on_axes(const SweepTable& table, const SweepRow& row) {
  std::vector<std::size_t> place(table.axes.size());
  for (std::size_t a = 0; a < table.axes.size() && a < row.point.size(); ++a) {
    const std::string text = value_text(row.point[a]);
    const auto& values = table.axes[a].values;
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const JsonValue& v) { return value_text(v) == text; });
    place[a] = static_cast<std::size_t>(found - values.begin());
  }
  return place;
}

bool is_full_grid(const SweepTable& table) {
  std::size_t all = 1;
  for (const Axis& axis : table.axes) all *= std::max<std::size_t>(1, axis.values.size());
  std::set<std::vector<std::size_t>> seen;
  for (const SweepRow& row : table.rows) seen.insert(place_on_axes(table, row));
  return seen.size() == all;
}

std::vector<SweepGroup> groups_of(const SweepTable& table) {
  std::vector<SweepGroup> groups;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (const SweepRow& row : table.rows) {
    const auto [at, is_new] = known.try_emplace({row.photo, row.spec, row.moment}, groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].rows.push_back(&row);
  }
  return groups;
}

}  // namespace smp
