#include <utility>

#include "smp/geometry/surface.h"

namespace smp {
namespace {

class ScaledSurface : public Surface {
 public:
  ScaledSurface(std::unique_ptr<Surface> surface, double factor)
      : surface_(std::move(surface)), factor_(factor) {}

  std::optional<SurfacePoint> at(Point2 p_px) const override {
    auto here = surface_->at(p_px);
    if (!here) return here;
    const Point3 p = here->position_mm;
    here->position_mm = {factor_ * p.x, factor_ * p.y, factor_ * p.z};
    here->metric = factor_ * factor_ * here->metric;
    return here;
  }
  PixelRect bounds() const override { return surface_->bounds(); }

 private:
  std::unique_ptr<Surface> surface_;
  double factor_;
};

}  // namespace

std::unique_ptr<Surface> make_scaled_surface(std::unique_ptr<Surface> surface, double factor) {
  return std::make_unique<ScaledSurface>(std::move(surface), factor);
}

}  // namespace smp
