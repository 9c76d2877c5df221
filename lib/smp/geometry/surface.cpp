// Every surface reduces to a point, a normal and the ray through the pixel; `metric_from_ray`
// turns these into the 2x2 metric, so that all kinds agree by construction.
#include "smp/geometry/surface.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/base/error.h"
#include "smp/geometry/ray_metric.h"

namespace smp {
namespace {

constexpr int kEverywhere = 1 << 24;

class PlaneSurface final : public Surface {
 public:
  explicit PlaneSurface(double px_per_mm) : mm_per_px_(1 / px_per_mm) {}
  std::optional<SurfacePoint> at(Point2 p) const override {
    const double g = mm_per_px_ * mm_per_px_;
    return SurfacePoint{{p.x * mm_per_px_, p.y * mm_per_px_, 0}, {0, 0, -1}, {g, 0, g}};
  }
  PixelRect bounds() const override { return {-kEverywhere, -kEverywhere, 2 * kEverywhere, 2 * kEverywhere}; }

 private:
  double mm_per_px_;
};

struct Rotation {
  Point3 row0, row1, row2;
  Point3 operator*(Point3 v) const { return {dot(row0, v), dot(row1, v), dot(row2, v)}; }
  Point3 transposed_times(Point3 v) const { return v.x * row0 + v.y * row1 + v.z * row2; }
};

Rotation compose(const Rotation& a, const Rotation& b) {
  const Point3 c0 = {b.row0.x, b.row1.x, b.row2.x};
  const Point3 c1 = {b.row0.y, b.row1.y, b.row2.y};
  const Point3 c2 = {b.row0.z, b.row1.z, b.row2.z};
  const auto row = [&](Point3 r) { return Point3{dot(r, c0), dot(r, c1), dot(r, c2)}; };
  return {row(a.row0), row(a.row1), row(a.row2)};
}

// Head axes to photo axes. Pitch > 0 brings the crown (-y) towards the camera (-z).
Rotation head_rotation(const HeadAngles& angles) {
  const double p = radians(angles.pitch_deg), w = radians(angles.yaw_deg), r = radians(angles.roll_deg);
  const Rotation pitch = {{1, 0, 0}, {0, std::cos(p), -std::sin(p)}, {0, std::sin(p), std::cos(p)}};
  const Rotation yaw = {{std::cos(w), 0, -std::sin(w)}, {0, 1, 0}, {std::sin(w), 0, std::cos(w)}};
  const Rotation roll = {{std::cos(r), -std::sin(r), 0}, {std::sin(r), std::cos(r), 0}, {0, 0, 1}};
  return compose(roll, compose(yaw, pitch));
}

// Ray and ellipsoid. Positions are relative to the ellipsoid's centre.
class EllipsoidSurface final : public Surface {
 public:
  // distance_mm = infinity: parallel rays.
  EllipsoidSurface(const EllipsoidShape& shape, double px_per_mm, double distance_mm, Point2 principal_px)
      : shape_(shape),
        rotation_(head_rotation(shape.angles)),
        mm_per_px_(1 / px_per_mm),
        distance_mm_(distance_mm),
        principal_px_(principal_px) {}

  std::optional<SurfacePoint> at(Point2 p) const override {
    const Ray ray = ray_through(p);
    // In head axes scaled to a unit sphere.
    const Point3 o = unit(rotation_.transposed_times(ray.origin));
    const Point3 d = unit(rotation_.transposed_times(ray.direction));
    const double a = dot(d, d), b = dot(o, d), c = dot(o, o) - 1;
    const double discriminant = b * b - a * c;
    if (!(discriminant > 0)) return std::nullopt;
    const double t = (-b - std::sqrt(discriminant)) / a;
    const Point3 on_sphere = o + t * d;
    const Point3 normal = normalized(rotation_ * unit(on_sphere));
    const Point3 position = ray.origin + t * ray.direction;
    const double spread = ray.perspective ? t : 1.0;  // how far one pixel's step has grown
    return SurfacePoint{
        position, normal,
        metric_from_ray(ray.direction, normal, {spread * ray.step, 0, 0}, {0, spread * ray.step, 0})};
  }

  PixelRect bounds() const override {
    const double reach = std::max({shape_.radii_mm.x, shape_.radii_mm.y, shape_.radii_mm.z});
    // In perspective the silhouette of a sphere is at most this much wider than its radius.
    const double widening =
        std::isinf(distance_mm_)
            ? 1.0
            : distance_mm_ / std::sqrt(std::max(1.0, distance_mm_ * distance_mm_ - reach * reach));
    const double off_axis = std::isinf(distance_mm_) ? 0.0 : 0.2 * reach / mm_per_px_;
    const double r = reach * widening / mm_per_px_ + off_axis + 2;
    const auto low = [&](double c) { return static_cast<int>(std::clamp(std::floor(c - r), -1e7, 1e7)); };
    const int size = static_cast<int>(std::min(2e7, std::ceil(2 * r + 1)));
    return {low(shape_.center_px.x), low(shape_.center_px.y), size, size};
  }

 private:
  struct Ray {
    Point3 origin, direction;
    double step;  // mm at the origin's plane (parallel) or per unit of t (perspective) that one px moves
    bool perspective;
  };

  Ray ray_through(Point2 p) const {
    if (std::isinf(distance_mm_)) {
      const Point2 d = p - shape_.center_px;
      return {{d.x * mm_per_px_, d.y * mm_per_px_, 0}, {0, 0, 1}, mm_per_px_, false};
    }
    // A pixel spans mm_per_px at the centre's distance, so mm_per_px / distance per unit of depth.
    const double step = mm_per_px_ / distance_mm_;
    const Point2 c = shape_.center_px - principal_px_;
    const Point3 camera = {-c.x * mm_per_px_, -c.y * mm_per_px_, -distance_mm_};
    const Point2 d = p - principal_px_;
    return {camera, {d.x * step, d.y * step, 1}, step, true};
  }

  Point3 unit(Point3 v) const {
    return {v.x / shape_.radii_mm.x, v.y / shape_.radii_mm.y, v.z / shape_.radii_mm.z};
  }

  EllipsoidShape shape_;
  Rotation rotation_;
  double mm_per_px_, distance_mm_;
  Point2 principal_px_;
};

class DepthSurface final : public Surface {
 public:
  DepthSurface(Image<float> depth, const PinholeCamera& camera, double smoothing_mm)
      : depth_(std::move(depth)), camera_(camera), smoothing_mm_(smoothing_mm) {}

  std::optional<SurfacePoint> at(Point2 p) const override {
    const int x = static_cast<int>(std::floor(p.x)), y = static_cast<int>(std::floor(p.y));
    if (!depth_.contains(x, y) || !(depth_.at(x, y) > 0)) return std::nullopt;
    const double depth_here = depth_.at(x, y);
    const std::optional<Plane> plane = fit(p, x, y, depth_here);
    if (!plane) return std::nullopt;
    const double z = plane->depth;
    const Point3 ray = {(p.x - camera_.cx_px) / camera_.fx_px, (p.y - camera_.cy_px) / camera_.fy_px, 1};
    // Position moves by z * d(ray) + dz * ray for a step of one pixel.
    const Point3 step_x = Point3{z / camera_.fx_px, 0, 0} + plane->slope_x * ray;
    const Point3 step_y = Point3{0, z / camera_.fy_px, 0} + plane->slope_y * ray;
    Point3 normal = normalized(cross(step_x, step_y));
    if (normal.z > 0) normal = -1.0 * normal;
    return SurfacePoint{z * ray, normal, metric_from_steps(step_x, step_y)};
  }

  PixelRect bounds() const override { return {0, 0, depth_.width(), depth_.height()}; }

 private:
  struct Plane {
    double depth, slope_x, slope_y;  // mm, mm per px
  };

  // Weighted least squares of depth against pixel position. A jump in depth is an edge of the
  // head, not a slope: neighbours across it do not count.
  std::optional<Plane> fit(Point2 p, int x, int y, double depth_here) const {
    const double sigma_px = std::max(0.7, smoothing_mm_ * camera_.fx_px / depth_here);
    const int reach = std::min(12, static_cast<int>(std::ceil(2 * sigma_px)));
    const double scale = 1 / (2 * sigma_px * sigma_px);
    const double max_jump = 8.0 * (reach + 1) * depth_here / camera_.fx_px;
    double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, sz = 0, sxz = 0, syz = 0;
    for (int j = std::max(0, y - reach); j <= std::min(depth_.height() - 1, y + reach); ++j)
      for (int i = std::max(0, x - reach); i <= std::min(depth_.width() - 1, x + reach); ++i) {
        const double value = depth_.at(i, j);
        if (!(value > 0) || std::abs(value - depth_here) > max_jump) continue;
        const double dx = i + 0.5 - p.x, dy = j + 0.5 - p.y;
        const double w = std::exp(-(dx * dx + dy * dy) * scale);
        const double dz = value - depth_here;
        s += w, sx += w * dx, sy += w * dy, sz += w * dz;
        sxx += w * dx * dx, sxy += w * dx * dy, syy += w * dy * dy;
        sxz += w * dx * dz, syz += w * dy * dz;
      }
    // Solve the 3x3 normal equations by elimination of the constant term.
    const double cxx = sxx - sx * sx / s, cxy = sxy - sx * sy / s, cyy = syy - sy * sy / s;
    const double cxz = sxz - sx * sz / s, cyz = syz - sy * sz / s;
    const double det = cxx * cyy - cxy * cxy;
    if (!(det > 1e-9 * s * s)) return std::nullopt;
    const double slope_x = (cyy * cxz - cxy * cyz) / det, slope_y = (cxx * cyz - cxy * cxz) / det;
    return Plane{depth_here + (sz - slope_x * sx - slope_y * sy) / s, slope_x, slope_y};
  }

  Image<float> depth_;
  PinholeCamera camera_;
  double smoothing_mm_;
};

void require_positive(double value, const char* name) {
  if (!(value > 0) || std::isinf(value)) throw InvalidArgument(std::string(name) + " must be > 0");
}

}  // namespace

std::unique_ptr<Surface> make_plane_surface(double px_per_mm) {
  require_positive(px_per_mm, "px_per_mm");
  return std::make_unique<PlaneSurface>(px_per_mm);
}

std::unique_ptr<Surface> make_ellipsoid_surface(const EllipsoidShape& shape, double px_per_mm) {
  require_positive(px_per_mm, "px_per_mm");
  return std::make_unique<EllipsoidSurface>(shape, px_per_mm, INFINITY, shape.center_px);
}

std::unique_ptr<Surface> make_perspective_ellipsoid_surface(const EllipsoidShape& shape, double px_per_mm,
                                                            double distance_mm, Point2 principal_px) {
  require_positive(px_per_mm, "px_per_mm");
  const double reach = std::max({shape.radii_mm.x, shape.radii_mm.y, shape.radii_mm.z});
  if (!(distance_mm > 1.2 * reach))
    throw InvalidArgument(
        "the camera must stand outside the head (distance_mm > 1.2 times the largest radius)");
  return std::make_unique<EllipsoidSurface>(shape, px_per_mm, distance_mm, principal_px);
}

std::unique_ptr<Surface> make_depth_surface(Image<float> depth_mm, const PinholeCamera& camera,
                                            double smoothing_mm) {
  require_positive(camera.fx_px, "fx_px");
  require_positive(camera.fy_px, "fy_px");
  return std::make_unique<DepthSurface>(std::move(depth_mm), camera, smoothing_mm);
}

}  // namespace smp
