#pragma once  // Internal to the module: rules about where things lie and what they need.
#include "smp/spec/spec.h"

namespace smp {

/// The surface that a marked head brings, names that must be known or unlike each other, and what patterns,
/// hairlines, scars, grafts and needles need. Fills in names left out.
/// @throws Error (kBadInput) with the JSON pointer of the fault.
void complete_places(Spec& spec);

}  // namespace smp
