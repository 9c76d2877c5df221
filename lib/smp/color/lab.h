#pragma once  // CIELAB (D65), colour difference, and the skin measures built on it.
#include "smp/color/matrix.h"

namespace smp {

/// Linear-light sRGB primaries, D65; 1 = diffuse white. May leave [0, 1] for wide-gamut colours.
struct LinearRgb {
  double r = 0, g = 0, b = 0;
  friend bool operator==(const LinearRgb&, const LinearRgb&) = default;
};

struct Lab {
  double l = 0, a = 0, b = 0;
  friend bool operator==(const Lab&, const Lab&) = default;
};

/// sRGB primaries to CIE XYZ with white D65 (IEC 61966-2-1).
inline constexpr Matrix3 kXyzD65FromLinearSrgb = {0.4123907992659593, 0.3575843393838780, 0.1804807884018343,
                                                  0.2126390058715102, 0.7151686787677560, 0.0721923153607337,
                                                  0.0193308187155918, 0.1191947797946260, 0.9505321522496607};

Lab lab_from_linear(const LinearRgb& color);
LinearRgb linear_from_lab(const Lab& lab);

/// Relative luminance Y of linear sRGB.
double luminance(const LinearRgb& color);

/// CIEDE2000 colour difference, kL = kC = kH = 1 (Sharma, Wu, Dalal 2005).
double delta_e_2000(const Lab& first, const Lab& second);

/// Individual typology angle in degrees, atan2(L* - 50, b*) (Chardon 1991): above 55 very light,
/// below -30 dark.
double ita_deg(const Lab& skin);

}  // namespace smp
