#pragma once  // Internal to the module: counting follicular units.
#include <optional>

#include "smp/scalp/hair_field.h"

namespace smp::scalp {

struct UnitCount {
  double per_cm2 = 0, error_per_cm2 = 0;  ///< of the surface; one standard error
};

/// Counts the dark dots of a shaven or short field on its surface. Nothing without a surface, below
/// `kLeastUnitScale`, where the photo is too blurred or dots are too few to be told apart.
std::optional<UnitCount> count_units(const FieldWindows& windows, const Surface& surface, double blur_px);

inline constexpr double kLeastUnitScale = 6;  // px per mm

}  // namespace smp::scalp
