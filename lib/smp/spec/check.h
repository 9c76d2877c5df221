#pragma once  // Checks of a spec that go beyond one value.
#include "smp/spec/spec.h"

namespace smp {

/// Names nameless regions, converts needle depths and refuses what contradicts itself: no scale,
/// two places that are one, outlines that cross themselves, equal names, needle shares of zero.
/// @throws Error kBadInput with the JSON pointer of the fault.
void complete_and_check(Spec& spec);

}  // namespace smp
