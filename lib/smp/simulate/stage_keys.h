#pragma once  // Internal to the module: what each stage of a case reads of a spec.
#include "smp/spec/spec.h"

namespace smp {

// Each gives the spec with everything that a stage does not read at its default: equal parts, equal stages.
// What is not named here is compared, so that a new key is safe before anybody thinks of it.

/// What `lay_ground` reads.
Spec ground_part(Spec spec);

/// What `place_dots` reads besides a ground.
Spec dots_part(Spec spec);

/// What a survey reads besides a ground and where its dots lie.
Spec survey_part(Spec spec);

}  // namespace smp
