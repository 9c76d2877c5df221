#pragma once  // What the cases of a sweep are called.
#include <string>
#include <vector>

#include "smp/sweep/sweep_plan.h"

namespace smp {

/// A name for each case, fit for a folder and unique: the photo's name without its extension; those that
/// share it get as much more as tells them apart, of the photo's extension and folder, and the spec's name
/// and folder.
/// @throws Error kUsage for a photo given twice with one spec.
std::vector<std::string> case_names(const std::vector<SweepCase>& cases);

}  // namespace smp
