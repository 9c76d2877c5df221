#pragma once  // Internal to the module: a field of native hair at full resolution, beside bald skin.
#include "smp/scalp/hair_mask.h"
#include "smp/scalp/light_window.h"

namespace smp::scalp {

/// Windows of the photo, and which of their pixels belong to the field.
struct FieldWindow {
  PixelRect rect;
  Image<float> rgb;           ///< 3 channels, linear sRGB, without the mean gloss around
  Image<std::uint8_t> field;  ///< 255: of the field
};

struct FieldWindows {
  std::vector<FieldWindow> hair, bald;
  double px_per_mm = 0;  ///< mean over the field's windows; 0 where there is no surface
  /// Log of bald skin's luminance around, in the light of the place, over the field's; coarse.
  double tone_density = 0;
  double greyness = 0;  ///< share of bald skin's redness that the field lacks; coarse
};

/// Windows in the user's sample, or where hair is surest and densest; and in bald skin nearby.
FieldWindows choose_windows(const HairInput& input, const SkinMap& map, const HairBlocks& blocks,
                            const LightReader& light);

struct FieldReading {
  bool usable = false;    ///< read at all
  bool reliable = false;  ///< like a field of short hair, well inside what can be told
  LinearRgb mean, skin;
  double contrast = 0;  ///< of luminance, as a share, beyond bald skin's
  LinearRgb shaft;      ///< of hair shafts, from the darkest pixels
};
FieldReading read_field(const FieldWindows& windows, double blur_px, int threads);

}  // namespace smp::scalp
