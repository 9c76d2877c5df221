#pragma once  // Where laser visits act.
#include <vector>

#include "smp/geometry/surface.h"
#include "smp/treatment/impression.h"
#include "smp/treatment/timeline.h"

namespace smp {

/// How strongly every laser visit acts on every dot.
class LaserField {
 public:
  LaserField() = default;
  /// 1 on dots of the region named, in the outline, or everywhere where neither is given; falls smoothly to 0
  /// over `feather_mm` beyond the border, in straight lines on the scalp (to the nearest dot of the region,
  /// or to the outline). @param orders the spec's `timeline.laser`, outlines in px.
  LaserField(const std::vector<LaserOptions>& orders, const Timeline& timeline, const Treatment& treatment,
             const Surface& surface, int threads);

  /// Of one impression, by laser visit; empty where there are none.
  std::span<const float> at(std::size_t impression) const {
    return {reach_.data() + impression * visits_, visits_};
  }

 private:
  std::size_t visits_ = 0;
  std::vector<float> reach_;  // impression by impression
};

}  // namespace smp
