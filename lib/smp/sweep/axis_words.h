#pragma once  // How people read a parameter: its unit apart from its name.
#include <string>

#include "smp/sweep/vary.h"

namespace smp {

/// Of plots and sheets, from the label of the axis: "density (per cm2)", "regions/1/depth (mm)", "pigment
/// name".
std::string axis_title(const Axis& axis);

/// One of its values: "density 60 per cm2", "depth 0.2 mm", "tone III"; what is no number has no unit.
std::string axis_value_text(const Axis& axis, const JsonValue& value);

}  // namespace smp
