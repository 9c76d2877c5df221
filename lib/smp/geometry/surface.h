#pragma once  // The scalp as a surface in millimetres behind the pixels of a photo.
#include <memory>
#include <optional>

#include "smp/base/image.h"
#include "smp/base/point.h"
#include "smp/geometry/metric.h"

namespace smp {

/// Where a line of sight meets the scalp. Frame: right-handed, millimetres; x to the photo's right,
/// y down, z away from the camera.
struct SurfacePoint {
  Point3 position_mm;
  Point3 normal;   ///< unit, towards the camera side (z < 0 where seen face on)
  Metric2 metric;  ///< mm^2 per px^2
};

/// Rotations of a head, applied in this order to a head that faces the camera.
struct HeadAngles {
  double pitch_deg = 0;  ///< about the photo's x axis; > 0 shows more of the top of the head
  double yaw_deg = 0;    ///< about the photo's y axis; > 0 turns the face to the photo's right
  double roll_deg = 0;   ///< in the photo plane; > 0 turns clockwise as seen in the photo
};

/// An ellipsoid head. Radii along its own x (side to side), y (crown to chin), z (back to front).
struct EllipsoidShape {
  Point2 center_px;
  Point3 radii_mm{77, 105, 98};
  HeadAngles angles;
};

/// A pinhole camera with square or oblong pixels; pixel coordinates have their origin at the top
/// left corner of the top left pixel.
struct PinholeCamera {
  double fx_px = 0, fy_px = 0, cx_px = 0, cy_px = 0;
};

/// Foreshortening beyond which a pixel grazes the scalp and is left out.
inline constexpr double kMaxForeshortening = 5.0;

/// Immutable map from photo positions to the scalp. Thread-safe.
class Surface {
 public:
  virtual ~Surface() = default;
  /// The scalp at `p_px`, or nothing where no scalp is seen. Grazing places are returned too;
  /// see `kMaxForeshortening`.
  virtual std::optional<SurfacePoint> at(Point2 p_px) const = 0;
  /// A rectangle of the photo outside of which `at` is empty; may be larger than the photo.
  virtual PixelRect bounds() const = 0;
};

/// A flat scalp parallel to the sensor. @param px_per_mm > 0.
std::unique_ptr<Surface> make_plane_surface(double px_per_mm);

/// An ellipsoid under weak perspective: parallel rays, `px_per_mm` everywhere across the view.
std::unique_ptr<Surface> make_ellipsoid_surface(const EllipsoidShape& shape, double px_per_mm);

/// An ellipsoid in full perspective: the camera stands `distance_mm` before the ellipsoid's centre,
/// where the scale is `px_per_mm`, and looks at `principal_px`.
std::unique_ptr<Surface> make_perspective_ellipsoid_surface(const EllipsoidShape& shape, double px_per_mm,
                                                            double distance_mm, Point2 principal_px);

/// The same surface with every length on it `factor` times as long: a photo whose scale was told wrongly.
std::unique_ptr<Surface> make_scaled_surface(std::unique_ptr<Surface> surface, double factor);

/// A measured depth map: `depth_mm` along the optical axis for every pixel, <= 0 or NaN where
/// unknown. Normals come from a Gaussian-weighted least-squares plane in a window of
/// `smoothing_mm` (standard deviation), so that quantised depth does not make rough slopes.
std::unique_ptr<Surface> make_depth_surface(Image<float> depth_mm, const PinholeCamera& camera,
                                            double smoothing_mm);

}  // namespace smp
