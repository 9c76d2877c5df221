#pragma once  // Internal to the module: what time leaves of the native hair of a photo.
#include <optional>
#include <vector>

#include "smp/render/thinned_hair.h"
#include "smp/simulate/advisory.h"
#include "smp/simulate/ground.h"
#include "smp/treatment/timeline.h"

namespace smp {

/// The photo's hair at a moment; nothing where no loss or greying has happened by then, or none can be drawn.
std::optional<ThinnedHair> later_hair(const Timeline& timeline, const Moment& moment, const Ground& ground,
                                      const Survey& survey, int threads);

/// A note where later loss or greying cannot be drawn: hair above 3 mm, or no field of short hair in the
/// photo.
std::vector<Advisory> later_hair_advisories(const Timeline& timeline, const Ground& ground,
                                            const Survey& survey);

}  // namespace smp
