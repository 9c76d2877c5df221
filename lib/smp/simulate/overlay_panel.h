#pragma once  // Internal to the module: the panel of swatches and words below an overlay.
#include "smp/simulate/drawing.h"
#include "smp/simulate/inspect.h"

namespace smp {

/// What the lines and tints on the photo mean.
struct LegendEntry {
  std::string label;
  Ink ink;
  Stroke stroke = Stroke::kSolid;
  bool is_tint = false;
};

/// The panel, `width` px wide and as high as it needs to be.
Drawing draw_panel(const Inspection& inspection, const std::vector<LegendEntry>& legend, int width);

/// sRGB codes of linear light.
Ink ink_of(const LinearRgb& color);

}  // namespace smp
