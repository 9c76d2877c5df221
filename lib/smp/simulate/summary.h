#pragma once  // The summary of a simulation for scripts.
#include <string>

#include "smp/simulate/simulate.h"

namespace smp {

/// The summary JSON of design section 6. Deterministic: no times, hosts or folders.
/// @param photo_name base name of the photo; bytes that are not UTF-8 are escaped.
std::string summary_json(const Simulation& simulation, const std::string& photo_name);

}  // namespace smp
