#pragma once  // Shades by table: how much to dilute for a skin and a hair colour, and what to mix around it.
#include <vector>

#include "smp/optics/field_mean.h"
#include "smp/treatment/options.h"

namespace smp {

/// L* of hair whose colour nobody knows: dark brown, the most frequent.
inline constexpr double kUnknownHairLightness = 23;

/// Parts of water to one of pigment for a skin tone and a native hair colour: the starting map of the
/// domain notes, section 5, its rows at the middle of their bands of ITA (55, 34.5, 19, -10 and -40
/// degrees) and its columns at the hair's L* (18.4, 23, 32, 42 and 57; section 10). Smooth and monotone in
/// between, constant outside. Darker skin and darker hair ask for less water. [derived]
double auto_dilution(double ita_deg, double hair_lightness);

/// The shades mixed around a dilution unless a blend is given: 0.8, 1 and 1.25 times it, for 20, 55 and
/// 25 % of the dots. [assumption, domain notes 5]
std::vector<BlendPart> blend_around(double dilution);

/// The dots of a region for `FieldMean`. Deep ones are wider (`diameter_factor_at_depth`); a leaning needle
/// changes nothing, because its deposits keep their area.
/// @param blur_mm of the photo, pixel included, on the scalp.
FieldDots field_dots_of(const RegionOptions& region, double blur_mm,
                        const std::vector<OwnNeedle>& own_needles = {});

}  // namespace smp
