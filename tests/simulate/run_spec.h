#pragma once  // Simulations of specs given as text.
#include <string>
#include <vector>

#include "smp/simulate/simulate.h"
#include "smp/spec/read_spec.h"

namespace smp::testing {

/// @param overrides "/json/pointer=value".
inline Simulation simulated(const Photo& photo, const std::string& text,
                            const std::vector<std::string>& overrides = {},
                            const SimulateOptions& options = {}, const std::string& impressions = {}) {
  const Spec spec = read_spec(text, overrides);
  SpecFiles files;
  files.masks.resize(spec.regions.size());
  if (!impressions.empty()) files.impressions = impressions;
  return simulate(Photo(photo), spec, std::move(files), options);
}

inline const Image<std::uint8_t>& pixels_of(const Photo& photo) {
  return std::get<Image<std::uint8_t>>(photo.pixels);
}

inline bool advises(const Simulation& result, const std::string& code) {
  for (const Advisory& advisory : result.advisories)
    if (advisory.code == code) return true;
  return false;
}

}  // namespace smp::testing
