#pragma once  // Internal to the module: ears, so that a head does not look like an egg.
#include <array>
#include <optional>

#include "smp/phantom/view.h"

namespace smp::phantom {

/// What of an ear is seen at a pixel.
struct EarSample {
  float cover = 0;  ///< share of the pixel, 0..1
  float open = 1;   ///< share of the light that reaches the place
  Point3 normal;    ///< unit, photo frame
  Point3 place_mm;  ///< for colour noise
};

/// Two flat leaves with a rim, a fold and a hollow, standing behind the outline of the head. They
/// are meant for heads seen from in front (yaw within 25 degrees); others get none.
class Ears {
 public:
  Ears(const PhantomScene& scene, const View& view);
  EarSample at(Point2 px) const;

 private:
  struct Ear {
    Point2 middle_px, out, down;  // axes: unit vectors in the picture
    double px_per_mm_out, px_per_mm_down, side;
  };
  EarSample sample(const Ear& ear, Point2 px) const;

  std::array<std::optional<Ear>, 2> ears_;
};

}  // namespace smp::phantom
