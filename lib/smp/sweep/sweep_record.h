#pragma once  // What a sweep was made of, for whoever has its results and wants them again.
#include <map>
#include <string>
#include <vector>

#include "smp/fields/json_value.h"
#include "smp/sweep/sweep_plan.h"

namespace smp {

/// A case and the contents of its files.
struct RecordedCase {
  const PlannedCase* planned = nullptr;
  std::map<std::string, std::string> sha256;  ///< by name: photo, spec, what the spec names
};

/// sweep.json: version of the toolkit, parameters and their values, moments, cases with their specs (as they
/// are before the parameters are set, seeds included) and the SHA-256 of every file read. No paths, no times.
/// @param axes with all values tried.
std::string sweep_record(const SweepRequest& request, const std::vector<Axis>& axes,
                         const std::vector<RecordedCase>& cases);

}  // namespace smp
