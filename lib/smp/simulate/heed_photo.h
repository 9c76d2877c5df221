#pragma once  // Internal to the module: what is planned after a look at the photo's own hair.
#include "smp/simulate/advisory.h"
#include "smp/simulate/ground.h"

namespace smp {

/// Whether some region's density, native hair or room under long hair is left to what the photo shows. Dots
/// are then placed after a first survey.
bool waits_for_photo(const Ground& ground);

/// Whether a region of the spec takes its native hair from the photo: "auto", and no pattern tells it.
bool leaves_native(const PlannedRegion& region);

/// What the length of the native hair means for the plan, and what long hair refuses.
std::vector<Advisory> hair_advisories(const Ground& ground);

/// Fills in the designs of the regions: native units where a region leaves them to the photo, and the places
/// where long hair hides dots.
void heed_photo(const Photo& photo, const Surveyed& seen, int threads, Ground& ground);

}  // namespace smp
