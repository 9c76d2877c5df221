#pragma once  // Internal to the module: counting follicular units.
#include <optional>

#include "smp/scalp/hair_field.h"
#include "smp/scalp/light_window.h"

namespace smp::scalp {

struct UnitCount {
  double per_cm2 = 0, error_per_cm2 = 0;  ///< of the surface; one standard error
};

/// Counts the dark dots of a shaven or short field on its surface. Nothing without a surface, below
/// `kLeastUnitScale`, where the photo is too blurred or dots are too few to be told apart.
std::optional<UnitCount> count_units(const FieldWindows& windows, const Surface& surface, double blur_px);

inline constexpr double kLeastUnitScale = 6;  // px per mm

/// Where single units are seen: the dark dots of the treated cells where the survey found short hair, in px.
/// None where `count_units` would say nothing, and so none or nearly none on bald skin.
/// @param reading what is known of the hair; its units are filled in.
void find_units(const HairInput& input, const Image<std::uint8_t>& treated,
                const std::vector<Image<std::uint8_t>>& regions, const SkinMap& map, HairReading& reading);

}  // namespace smp::scalp
