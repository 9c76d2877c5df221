#pragma once  // Internal to the module: how the dots of a treatment lie on the scalp and show in the photo.
#include <optional>
#include <span>
#include <vector>

#include "smp/simulate/case.h"

namespace smp {

/// A dot that is there at the moment looked at.
struct SeenDot {
  Point2 position_px;
  Point3 position_mm;
  double radius_mm = 0;  ///< of a disc of its outline's area on the scalp
};

/// Dots made by a moment, in the order placed.
std::vector<SeenDot> dots_at(const Simulation& record, const Moment& moment, int threads);

struct FieldPattern {
  std::optional<double> nearest_mm, nearest_cv, clark_evans;
  double covered_mm2 = 0;            ///< under the outline of a dot, overlaps counted once
  std::optional<double> visibility;  ///< nothing without both photos
};

/// As `FieldMeasures` defines them.
/// @param before, after null: no visibility.
FieldPattern find_pattern(std::span<const SeenDot> dots, std::span<const RegionResult> regions,
                          const Photo* before, const Photo* after);

}  // namespace smp
