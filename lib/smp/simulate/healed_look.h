#pragma once  // What a field of dots will look like on skin of a colour, a month after the last visit.
#include <cstdint>
#include <vector>

#include "smp/base/image.h"
#include "smp/color/lab.h"
#include "smp/treatment/planner.h"

namespace smp {

/// A flat field of dots seen from the front.
struct HealedField {
  LinearRgb skin;  ///< bare skin in diffuse light, linear sRGB
  double ita_deg = 45;
  ShadeMix mix;          ///< shares sum to 1
  RegionOptions region;  ///< density, depth, needles; its outline and fade are not used
  std::uint64_t seed = 0;
  std::vector<OwnNeedle> needles = {};  ///< of the user's own
};

/// Draws it: 3 channels, linear sRGB. The same placement and optics as on a photo, without a camera's
/// blur. @param px_per_mm 1 to 60.
Image<float> draw_healed_field(const HealedField& field, int width_px, int height_px, double px_per_mm);

/// Mean colour of a drawn field.
LinearRgb mean_color(const Image<float>& rgb);

}  // namespace smp
