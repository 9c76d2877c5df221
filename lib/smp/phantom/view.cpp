#include "smp/phantom/view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace smp::phantom {
namespace {

// How much the unit sphere at u is stretched into the ellipsoid, times the product of the radii over area.
double stretch(Point3 u, Point3 r) { return length({r.y * r.z * u.x, r.x * r.z * u.y, r.x * r.y * u.z}); }

Point3 sphere_direction(double z, double angle) {
  const double s = std::sqrt(std::max(0.0, 1 - z * z));
  return {s * std::cos(angle), s * std::sin(angle), z};
}

double ellipsoid_area(Point3 radii) {
  constexpr int kRings = 200, kSteps = 400;
  double sum = 0;
  for (int i = 0; i < kRings; ++i)
    for (int j = 0; j < kSteps; ++j)
      sum += stretch(sphere_direction((2 * i + 1.0) / kRings - 1, 2 * kPi * j / kSteps), radii);
  return 4 * kPi * sum / (kRings * kSteps);
}

// roll * yaw * pitch, as smp/geometry/surface.h defines the angles.
std::array<Point3, 3> rotation_rows(const HeadAngles& angles) {
  const double p = radians(angles.pitch_deg), w = radians(angles.yaw_deg), r = radians(angles.roll_deg);
  const Point3 a0 = {std::cos(w), -std::sin(w) * std::sin(p), -std::sin(w) * std::cos(p)};
  const Point3 a1 = {0, std::cos(p), -std::sin(p)};
  const Point3 row0 = std::cos(r) * a0 + -std::sin(r) * a1, row1 = std::sin(r) * a0 + std::cos(r) * a1;
  return {row0, row1, cross(row0, row1)};
}

// Skin per steradian, in mm^2, where the surface lies in a direction.
double area_per_direction(const HeadShape& skull, Point3 on_surface) {
  const double r = length(on_surface);
  return r * r * r / dot(on_surface, skull.normal(on_surface));
}

// Area of the skull in mm^2, and the most per direction.
std::pair<double, double> skull_area(const HeadShape& skull) {
  constexpr int kRings = 60, kSteps = 120;
  double sum = 0, most = 0;
  for (int i = 0; i < kRings; ++i)
    for (int j = 0; j < kSteps; ++j) {
      const double area = area_per_direction(
          skull, skull.on_surface(sphere_direction((2 * i + 1.0) / kRings - 1, 2 * kPi * j / kSteps)));
      sum += area;
      most = std::max(most, area);
    }
  return {4 * kPi * sum / (kRings * kSteps), 1.02 * most};
}

std::unique_ptr<Surface> make_surface(const PhantomScene& scene) {
  if (scene.kind == PhantomKind::kPatch) return make_plane_surface(scene.px_per_mm);
  if (scene.skull) return std::make_unique<PosedHead>(posed_skull(scene));
  if (!scene.distance_mm) return make_ellipsoid_surface(scene.shape, scene.px_per_mm);
  return make_perspective_ellipsoid_surface(scene.shape, scene.px_per_mm, *scene.distance_mm,
                                            {0.5 * scene.width, 0.5 * scene.height});
}

}  // namespace

PosedHead posed_skull(const PhantomScene& scene) {
  const double distance = *scene.distance_mm, focal_px = distance * scene.px_per_mm;
  const Point2 principal = {0.5 * scene.width, 0.5 * scene.height};
  const Point2 off = (1 / scene.px_per_mm) * (scene.shape.center_px - principal);
  return {HeadShape(mean_measures(*scene.skull), *scene.skull),
          {rotation_rows(scene.shape.angles),
           {off.x, off.y, distance},
           {focal_px, focal_px, principal.x, principal.y}}};
}

View::View(const PhantomScene& scene)
    : scene_(scene),
      surface_(make_surface(scene)),
      mm_per_px_(1 / scene.px_per_mm),
      principal_px_{0.5 * scene.width, 0.5 * scene.height} {
  const auto rows = rotation_rows(scene.shape.angles);
  std::copy(rows.begin(), rows.end(), rows_);
  if (is_head() && scene.skull) {
    skull_ = HeadShape(mean_measures(*scene.skull), *scene.skull);
    std::tie(area_mm2_, max_stretch_) = skull_area(*skull_);
  } else if (is_head()) {
    const Point3 radii = scene.shape.radii_mm;
    area_mm2_ = ellipsoid_area(radii);
    max_stretch_ = std::max({radii.x * radii.y, radii.y * radii.z, radii.x * radii.z});
  } else {
    if (combed(scene.hair)) margin_mm_ = 1.3 * scene.hair.length_mm + 2;  // hair lies into the picture
    area_mm2_ = (scene.width * mm_per_px_ + 2 * margin_mm_) * (scene.height * mm_per_px_ + 2 * margin_mm_);
  }
}

Point2 View::project(Point3 v) const {
  if (!is_head()) return {v.x / mm_per_px_, v.y / mm_per_px_};
  const Point2 c = scene_.shape.center_px;
  if (!scene_.distance_mm) return {c.x + v.x / mm_per_px_, c.y + v.y / mm_per_px_};
  const double focal_px = *scene_.distance_mm / mm_per_px_;
  const Point2 off = mm_per_px_ * (c - principal_px_);
  const double z = v.z + *scene_.distance_mm;
  return {principal_px_.x + (v.x + off.x) / z * focal_px, principal_px_.y + (v.y + off.y) / z * focal_px};
}

double View::depth(Point3 v) const {
  return v.z + (is_head() ? scene_.distance_mm.value_or(kParallelDistanceMm) : kParallelDistanceMm);
}

Point3 View::position(Point2 px, double depth_mm) const {
  if (!is_head()) return {px.x * mm_per_px_, px.y * mm_per_px_, depth_mm - kParallelDistanceMm};
  const Point2 c = scene_.shape.center_px;
  if (!scene_.distance_mm) {
    const Point2 d = mm_per_px_ * (px - c);
    return {d.x, d.y, depth_mm - kParallelDistanceMm};
  }
  const Point2 off = mm_per_px_ * (c - principal_px_);
  const Point2 d = (mm_per_px_ * depth_mm / *scene_.distance_mm) * (px - principal_px_);
  return {d.x - off.x, d.y - off.y, depth_mm - *scene_.distance_mm};
}

Point3 View::head_from_photo(Point3 v) const {
  if (!is_head()) return v;
  return v.x * rows_[0] + v.y * rows_[1] + v.z * rows_[2];
}

Point3 View::photo_from_head(Point3 v) const {
  if (!is_head()) return v;
  return {dot(rows_[0], v), dot(rows_[1], v), dot(rows_[2], v)};
}

Point3 View::on_sphere(Point3 h) const {
  const Point3 r = scene_.shape.radii_mm;
  return {h.x / r.x, h.y / r.y, h.z / r.z};
}

SkinPlace View::random_place(RandomStream& random) const {
  if (skull_) return random_on_skull(random);
  if (is_head()) return random_on_ellipsoid(random);
  const double x = random.uniform(-margin_mm_, scene_.width * mm_per_px_ + margin_mm_);
  const double y = random.uniform(-margin_mm_, scene_.height * mm_per_px_ + margin_mm_);
  const Point3 p = {x, y, 0};
  return {p, {0, 0, -1}, p, project(p)};
}

SkinPlace View::random_on_ellipsoid(RandomStream& random) const {
  const Point3 radii = scene_.shape.radii_mm;
  while (true) {
    const double z = random.uniform(-1, 1);
    const Point3 u = sphere_direction(z, random.uniform(0, 2 * kPi));
    if (random.uniform() * max_stretch_ > stretch(u, radii)) continue;
    const Point3 head = {radii.x * u.x, radii.y * u.y, radii.z * u.z};
    const Point3 normal = normalized({u.x / radii.x, u.y / radii.y, u.z / radii.z});
    const Point3 position = photo_from_head(head);
    return {position, photo_from_head(normal), head, project(position)};
  }
}

SkinPlace View::random_on_skull(RandomStream& random) const {
  while (true) {
    const double z = random.uniform(-1, 1);
    const Point3 head = skull_->on_surface(sphere_direction(z, random.uniform(0, 2 * kPi)));
    if (random.uniform() * max_stretch_ > area_per_direction(*skull_, head)) continue;
    const Point3 position = photo_from_head(head);
    return {position, photo_from_head(skull_->normal(head)), head, project(position)};
  }
}

SkinPlace View::place_near(Point3 position) const {
  if (!is_head()) {
    const Point3 p = {position.x, position.y, 0};
    return {p, {0, 0, -1}, p, project(p)};
  }
  const Point3 near = head_from_photo(position);
  if (skull_) {
    const Point3 head = skull_->on_surface(near), on = photo_from_head(head);
    return {on, photo_from_head(skull_->normal(head)), head, project(on)};
  }
  const Point3 radii = scene_.shape.radii_mm;
  const Point3 head = (1 / length(on_sphere(near))) * near, u = on_sphere(head);
  const Point3 on = photo_from_head(head);
  return {on, photo_from_head(normalized({u.x / radii.x, u.y / radii.y, u.z / radii.z})), head, project(on)};
}

bool View::visible(const SkinPlace& place, double margin_px) const {
  Point3 ray = {0, 0, 1};
  if (is_head() && scene_.distance_mm) {
    const Point2 off = mm_per_px_ * (scene_.shape.center_px - principal_px_);
    ray = place.position_mm + Point3{off.x, off.y, *scene_.distance_mm};
  }
  return dot(place.normal, ray) < 0 && place.px.x > -margin_px && place.px.y > -margin_px &&
         place.px.x < scene_.width + margin_px && place.px.y < scene_.height + margin_px;
}

}  // namespace smp::phantom
