#pragma once  // A template head as it stands before a camera: the scalp's surface in a photo.
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "smp/geometry/head_shape.h"
#include "smp/geometry/surface.h"

namespace smp {

/// Where a head is: p_camera = rotation * p_head + translation, mm; camera frame x right, y down, z forward.
struct HeadPose {
  std::array<Point3, 3> rotation = {Point3{1, 0, 0}, Point3{0, 1, 0}, Point3{0, 0, 1}};  ///< rows
  Point3 translation_mm;
  PinholeCamera camera;
};

/// The surface of a posed head. `SurfacePoint::position_mm` is in photo axes with the head's origin at 0.
/// Immutable, thread-safe.
class PosedHead final : public Surface {
 public:
  PosedHead(const HeadShape& shape, const HeadPose& pose);

  std::optional<SurfacePoint> at(Point2 p_px) const override;
  PixelRect bounds() const override;
  /// Places seen along a row of the photo, in the head's frame: as `at` to within 1e-5 mm, in half the time
  /// for places some mm apart.
  std::vector<std::optional<Point3>> row_mm(Point2 from_px, double step_px, int count) const;

  const HeadShape& shape() const { return shape_; }
  const HeadPose& pose() const { return pose_; }

  /// Between the head's frame and photo axes (both with the head's origin at 0); vectors too.
  Point3 head_of(Point3 photo_mm) const;
  Point3 photo_of(Point3 head_mm) const;
  /// Where a place of the head appears; meaningless behind the camera.
  Point2 project(Point3 head_mm) const;
  /// Whether a place on the surface faces the camera (no part of the head hides another, it being convex
  /// enough), and by less than `kMaxForeshortening`.
  bool faces_camera(Point3 on_surface_mm) const;
  /// px per mm across the line of sight at the head's origin.
  double px_per_mm() const;

 private:
  HeadShape shape_;
  HeadPose pose_;
};

}  // namespace smp
