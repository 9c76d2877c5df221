#pragma once  // Internal to the module: the dots of a treatment as the renderer draws them at a moment.
#include <vector>

#include "smp/geometry/surface.h"
#include "smp/render/mark.h"
#include "smp/render/redness.h"
#include "smp/spec/spec.h"
#include "smp/treatment/appearance.h"
#include "smp/treatment/laser.h"

namespace smp {

struct MarksAtMoment {
  std::vector<Mark> marks;
  std::vector<RedSpot> red;     ///< dots in sight that are fresh enough to redden the skin
  std::size_t impressions = 0;  ///< made by then
};

/// What stays the same of every dot, worked out once. Keeps a reference to the treatment.
class MomentMarks {
 public:
  MomentMarks() = default;
  /// @param spec coordinates in px.
  /// @throws Error where the timeline names what the treatment does not have.
  MomentMarks(const Treatment& treatment, const Spec& spec, const Surface& surface, int threads);
  /// Roots of grafted hair, there at every moment but before the treatment.
  void add_roots(std::vector<Mark> roots) { roots_ = std::move(roots); }

  const std::vector<Pigment>& pigments() const { return pigments_; }
  MarksAtMoment at(const Moment& moment, int threads) const;

 private:
  struct Seat {
    Metric2 metric_mm2;
    double strength = 0;  ///< 0: out of sight
  };
  void add_run(std::size_t run, const Moment& moment, MarksAtMoment& out) const;

  const Treatment* treatment_ = nullptr;
  std::vector<Pigment> pigments_;
  std::vector<Seat> seats_;
  LaserField laser_;
  std::vector<Mark> roots_;
};

}  // namespace smp
