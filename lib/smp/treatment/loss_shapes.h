#pragma once  // The stages of hair loss as shapes on the chart of a head.
#include <string_view>
#include <vector>

#include "smp/base/point.h"

namespace smp {

/// What the coordinates of a shape count from.
enum class LossOrigin {
  kJuvenile,  ///< middle of a juvenile hairline, which the loss has moved back from
  kHairline,  ///< middle of the hairline on the head, which the loss leaves
  kWhorl,
};

/// An area of loss on the left half of the chart (`HeadShape::chart_of`, degrees), from its front to its back
/// on the midline; the right half mirrors it.
struct LossShape {
  std::vector<Point2> half;
  LossOrigin origin = LossOrigin::kJuvenile;
  double native_share = 0;  ///< left well inside
  double soft_mm = 8;       ///< over which it rises to 1 at the border
  double unevenness = 1;    ///< of the border; less where the shape is narrow, lest it cross itself
};

/// Shapes of a stage; empty where nothing is lost ("norwood-1", "sinclair-1") and for what is no stage.
std::vector<LossShape> loss_shapes(std::string_view name);

}  // namespace smp
