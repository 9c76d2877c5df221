#pragma once  // The plan of a treatment: a table for people, JSON for scripts, CSV for spreadsheets.
#include <string>

#include "smp/simulate/simulate.h"

namespace smp {

/// A table of at most 100 columns, UTF-8. @param photo_name base name of the photo.
std::string plan_table(const Simulation& simulation, const std::string& photo_name);

/// The plan as JSON (docs/plan.md). Deterministic: no times, hosts or folders.
std::string plan_json(const Simulation& simulation, const std::string& photo_name);

/// The same values, one a line: section,name,key,value,unit (RFC 4180).
std::string plan_csv(const Simulation& simulation, const std::string& photo_name);

}  // namespace smp
