#pragma once  // Internal to the module: what several reports say the same.
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "smp/simulate/simulate.h"

namespace smp {

/// Rounded so that the last digits of a sum do not end up in files that people compare.
inline double tidy(double value, double digits_per_unit = 1e4) {
  const double rounded = std::round(value * digits_per_unit) / digits_per_unit;
  return rounded == 0 ? 0 : rounded;  // no minus zero
}

// Parts of reports. Templates, so that the JSON library stays in source files; they exist for
// nlohmann::ordered_json.
template <class Json>
Json photo_json(const Photo& photo, const std::string& name);
template <class Json>
Json advisories_json(const std::vector<Advisory>& advisories);
/// Area, densities and counts of a region.
template <class Json>
Json region_plan_json(const RegionReport& plan);
template <class Json>
Json shades_json(const Simulation& simulation);
template <class Json>
Json sessions_json(const WorkPlan& work);
template <class Json>
Json totals_json(const Simulation& simulation);
/// Method, zones, needles, price, touch-ups and rules.
template <class Json>
Json work_json(const WorkPlan& work);

}  // namespace smp
