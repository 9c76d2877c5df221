#pragma once  // Patterns of hair loss on a head: where hair is gone, and what is left.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "smp/treatment/zones.h"

namespace smp {

/// "norwood-1" to "norwood-7", "norwood-2a" to "norwood-5a", "norwood-3-vertex", "ludwig-1" to "ludwig-3",
/// "sinclair-1" to "sinclair-5", "alopecia-areata", "alopecia-totalis", "alopecia-universalis", "diffuse".
std::vector<std::string> loss_pattern_names();

/// A pattern on a head. It reaches over the forehead: in front the border of the scalp, which is the hairline
/// asked for, cuts it. Immutable, thread-safe.
///
/// Norwood's stages are drawn on the chart of the head behind a juvenile hairline, Ludwig's and Sinclair's
/// behind that of `zones`, which stays; all are mildly asymmetric with uneven borders, always the same.
/// "norwood-1" and "sinclair-1" leave nothing to treat. "alopecia-universalis" is "alopecia-totalis" on the
/// scalp; brows are not drawn.
class LossPattern {
 public:
  /// @throws InvalidArgument for an unknown name, and patches that are fewer than 1 or without size.
  LossPattern(std::string_view name, const PatchOptions& patches, const ScalpZones& zones,
              const HeadShape& head);

  /// Distance in mm inside the area to treat; < 0 outside.
  double inside_mm(Point3 place_mm) const;
  /// Share of the natural density that is left at a place, 0..1; 1 outside the area, with a soft border.
  double native_share(Point3 place_mm) const;
  /// Share of the full density to work with: 1 well inside, falling to 0 in the hair around, over 15 to 25 mm
  /// for stages (domain notes 2.3) and less around patches, as hair rises. Without the border of the scalp.
  double work_share(Point3 place_mm) const;
  /// Distance in mm inside what is worked, the fading included; < 0 outside.
  double work_inside_mm(Point3 place_mm) const;
  /// Whether there is anything to treat.
  bool empty() const { return !whole_scalp_ && areas_.empty() && patches_.empty(); }

 private:
  struct Area {
    HeadCurve border;
    double native_share = 0;  // well inside
    double soft_mm = 8;       // over which it rises to 1 at the border
  };
  struct Patch {
    Point3 center, across, along;  // unit tangents
    double radius_mm = 15;
    std::array<double, 3> phases;  // of its unevenness
    double inside_mm(Point3 p) const;
  };
  void add_patches(const PatchOptions& options, const HeadShape& head);
  void grow_patches(const std::vector<SurfaceCell>& scalp, double cm2);

  ScalpZones zones_;
  std::vector<Area> areas_;
  std::vector<Patch> patches_;
  bool whole_scalp_ = false;
  double everywhere_ = 1;  // native share of a whole scalp
};

}  // namespace smp
