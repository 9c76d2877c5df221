#pragma once  // Hair colours as people name them.
#include <optional>
#include <string>
#include <vector>

#include "smp/color/lab.h"
#include "smp/scalp/options.h"

namespace smp {

struct HairColorName {
  const char* name;
  Lab lab;  ///< black and dark brown measured, the others assumed (domain notes, section 10)
};

/// Names that a spec may use for a hair colour, from dark to light.
const std::vector<HairColorName>& hair_color_names();

/// The colour told, by name or as "#rrggbb"; nothing where none is.
/// @throws InvalidArgument for an unknown name or anything else that is no colour.
std::optional<Lab> hair_color(const HairOptions& options);

namespace scalp {
/// The nearest colour that hair has: not darker than black hair, and of no more hue than dark hair, or, where
/// it is lighter, red and blond hair has (domain notes, section 10).
LinearRgb plausible_hair(const LinearRgb& color);
}  // namespace scalp

}  // namespace smp
