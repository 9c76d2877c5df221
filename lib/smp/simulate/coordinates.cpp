#include "smp/simulate/coordinates.h"

namespace smp {

Spec in_pixels(Spec spec, int width_px, int height_px) {
  if (spec.photo.coordinates == Coordinates::kPixels) return spec;
  const auto scale = [&](Point2& p) { p = {p.x * width_px, p.y * height_px}; };
  if (spec.photo.scale.between_px)
    for (Point2& p : *spec.photo.scale.between_px) scale(p);
  scale(spec.surface.center_px);
  if (spec.surface.principal_px) scale(*spec.surface.principal_px);
  for (std::vector<Point2>* places : {&spec.skin.sample, &spec.skin.white_reference, &spec.hair.sample})
    for (Point2& p : *places) scale(p);
  for (std::optional<Point2>& p : spec.head.landmarks)
    if (p) scale(*p);
  for (Point2& p : spec.head.silhouette) scale(p);
  for (RegionOptions& region : spec.regions) {
    for (Point2& p : region.outline) scale(p);
    if (region.hairline)
      for (Point2& p : region.hairline->points) scale(p);
    if (region.flow.whorl) scale(*region.flow.whorl);
  }
  for (ScarOptions& scar : spec.scars)
    for (std::vector<Point2>* places : {&scar.path, &scar.outline, &scar.points})
      for (Point2& p : *places) scale(p);
  for (LaserOptions& laser : spec.timeline.laser)
    for (Point2& p : laser.outline) scale(p);
  spec.photo.coordinates = Coordinates::kPixels;
  return spec;
}

}  // namespace smp
