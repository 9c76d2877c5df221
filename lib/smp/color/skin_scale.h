#pragma once  // Scales that people know skin by, told from a measured colour.
#include "smp/color/lab.h"

namespace smp {

/// Class of an individual typology angle (Chardon 1991; domain notes, section 10): "very light" above 55
/// degrees, "light", "intermediate", "tan", "brown", "dark" below -30.
const char* skin_class(double ita_deg);

/// The Fitzpatrick type that is customarily read from an angle, "I" to "VI". The type is a matter of how
/// skin reacts to sun, not of its colour: say "about".
const char* about_fitzpatrick(double ita_deg);

/// Angle of measured skin that is labelled with a tone of the Monk scale, 1 to 10: 0.72 times the
/// swatch's own, because the swatches are lighter than measured skin (optics notes, section 8; assumption).
double ita_of_monk(int tone);

/// Nearest tone of the Monk scale, 1 to 10, by angle.
int nearest_monk(double ita_deg);

}  // namespace smp
