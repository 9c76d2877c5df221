#pragma once  // Internal to the module: scarred skin.
#include <vector>

#include "smp/phantom/view.h"

namespace smp::phantom {

/// The scars of a scene: bands of uneven width, and the dots that punches leave.
class Scars {
 public:
  Scars(const PhantomScene& scene, const View& view);

  /// Whether no hair grows at a place.
  bool bare(const SkinPlace& place) const;

  struct Picture {
    Image<float> share;  ///< 0..1: how far each pixel's skin is scarred; empty without scars
    std::vector<PhantomScarTruth> truth;
  };
  Picture picture(const Image<float>& depth_mm) const;

 private:
  /// A dot, or a straight piece of a band's middle line; `from` and `to` are the same for a dot.
  struct Part {
    Point3 from, to;
    Point2 from_px, to_px;
    double radius_mm, strength;
  };
  std::vector<Part> band(const PhantomScar& scar) const;
  std::vector<Part> dots(const PhantomScar& scar, std::size_t index) const;
  /// @param out how far scarred, and 1 where inside.
  void paint(const Part& part, const Image<float>& depth_mm, Image<float>& out) const;

  const PhantomScene& scene_;
  const View& view_;
  std::vector<std::vector<Part>> scars_;  // parts of each
};

}  // namespace smp::phantom
