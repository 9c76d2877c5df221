// The ray is followed through the level function from the ellipsoid around the head inwards, by steps that
// take the surface for a sphere.
#include "smp/geometry/posed_head.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/geometry/ray_metric.h"

namespace smp {
namespace {

constexpr int kMostSteps = 40;
constexpr double kCloseEnoughMm = 1e-6;
constexpr double kCurvatureMm = 100;   // radius that most of a head comes near to
constexpr double kLeastFall = 0.02;    // per mm; past a place where it falls no more steps leave the head
constexpr double kSteepEnough = 0.15;  // a step over the surface finds back by itself

struct Hit {
  double along_mm;
  Point3 slope;
};

// How far ahead the surface is, were it a sphere through whose outside the ray comes.
double step_to(double level, double fall, double steepness) {
  const double cosine = fall / steepness, away = kCurvatureMm + level / steepness;
  const double under_root = kCurvatureMm * kCurvatureMm - away * away * (1 - cosine * cosine);
  if (cosine > kSteepEnough && under_root > 0) return away * cosine - std::sqrt(under_root);
  return level / std::max(fall, kLeastFall);
}

// First place of the ray o + t d (d a unit vector) on the surface.
std::optional<Hit> first_hit(const HeadShape& shape, Point3 o, Point3 d) {
  const Point3 hull = shape.hull_mm();
  const Point3 no = {o.x / hull.x, o.y / hull.y, o.z / hull.z},
               nd = {d.x / hull.x, d.y / hull.y, d.z / hull.z};
  const double a = dot(nd, nd), middle = -dot(no, nd) / a;
  const double square = middle * middle - (dot(no, no) - 1) / a;
  if (!(square > 0)) return std::nullopt;
  const double half = std::sqrt(square);
  // The level is convex along a ray but for little: steps come from outside, or turn round where the ray
  // passes by. One that lands deep under a slanting surface is halved until it ends before it.
  double t = middle - half, before = t;
  for (int i = 0; i < kMostSteps; ++i) {
    const auto [level, slope] = shape.level_slope(o + t * d);
    if (std::abs(level) < kCloseEnoughMm) return Hit{t, slope};
    const double fall = -dot(slope, d);
    if (level < 0 && fall < kSteepEnough) {
      t = 0.5 * (before + t);
      continue;
    }
    if (level > 0) before = t;
    t += step_to(level, fall, length(slope));
    if (t > middle + half) return std::nullopt;
  }
  return std::nullopt;
}

// The place of the surface next to one that a ray nearby met; none where it is not surely there.
std::optional<Hit> hit_next_to(const HeadShape& shape, Point3 o, Point3 d, double along_mm) {
  constexpr int kFewSteps = 4;
  constexpr double kNearMm = 2;
  double t = along_mm;
  for (int i = 0; i < kFewSteps; ++i) {
    const auto [level, slope] = shape.level_slope(o + t * d);
    const double fall = -dot(slope, d);
    if (fall < kSteepEnough || std::abs(level) > kNearMm) return std::nullopt;
    if (std::abs(level) < kCloseEnoughMm) return Hit{t, slope};
    t += step_to(level, fall, length(slope));
  }
  return std::nullopt;
}

}  // namespace

PosedHead::PosedHead(const HeadShape& shape, const HeadPose& pose) : shape_(shape), pose_(pose) {}

Point3 PosedHead::head_of(Point3 v) const {
  const auto& r = pose_.rotation;
  return v.x * r[0] + v.y * r[1] + v.z * r[2];
}

Point3 PosedHead::photo_of(Point3 v) const {
  const auto& r = pose_.rotation;
  return {dot(r[0], v), dot(r[1], v), dot(r[2], v)};
}

Point2 PosedHead::project(Point3 head_mm) const {
  const Point3 p = photo_of(head_mm) + pose_.translation_mm;
  return {pose_.camera.cx_px + pose_.camera.fx_px * p.x / p.z,
          pose_.camera.cy_px + pose_.camera.fy_px * p.y / p.z};
}

std::optional<SurfacePoint> PosedHead::at(Point2 p) const {
  const PinholeCamera& camera = pose_.camera;
  const Point3 ray = {(p.x - camera.cx_px) / camera.fx_px, (p.y - camera.cy_px) / camera.fy_px, 1};
  const double stretch = length(ray);
  const Point3 origin = head_of(-1.0 * pose_.translation_mm);
  const auto hit = first_hit(shape_, origin, head_of((1 / stretch) * ray));
  if (!hit) return std::nullopt;
  const double depth = hit->along_mm / stretch;
  const Point3 position = depth * ray - pose_.translation_mm;
  const Point3 normal = photo_of(normalized(hit->slope));
  if (!(dot(normal, ray) < 0)) return std::nullopt;
  return SurfacePoint{
      position, normal,
      metric_from_ray(ray, normal, {depth / camera.fx_px, 0, 0}, {0, depth / camera.fy_px, 0})};
}

std::vector<std::optional<Point3>> PosedHead::row_mm(Point2 from, double step_px, int count) const {
  const PinholeCamera& camera = pose_.camera;
  const Point3 origin = head_of(-1.0 * pose_.translation_mm);
  std::vector<std::optional<Point3>> places(static_cast<std::size_t>(count));
  std::optional<Hit> last, before_last;
  for (int i = 0; i < count; ++i) {
    const Point3 ray = {(from.x + step_px * i - camera.cx_px) / camera.fx_px,
                        (from.y - camera.cy_px) / camera.fy_px, 1};
    const Point3 ahead = head_of(normalized(ray));
    std::optional<Hit> hit;
    if (last && before_last)
      hit = hit_next_to(shape_, origin, ahead, 2 * last->along_mm - before_last->along_mm);
    if (!hit) hit = first_hit(shape_, origin, ahead);
    if (hit && dot(hit->slope, ahead) < 0)
      places[static_cast<std::size_t>(i)] = origin + hit->along_mm * ahead;
    before_last = std::exchange(last, hit);
  }
  return places;
}

bool PosedHead::faces_camera(Point3 on_surface_mm) const {
  const Point3 towards = normalized(head_of(-1.0 * pose_.translation_mm) - on_surface_mm);
  return dot(shape_.normal(on_surface_mm), towards) > 1 / kMaxForeshortening;
}

double PosedHead::px_per_mm() const { return pose_.camera.fx_px / pose_.translation_mm.z; }

PixelRect PosedHead::bounds() const {
  const Point3 box = shape_.reach_mm();
  double x0 = 1e7, y0 = 1e7, x1 = -1e7, y1 = -1e7;
  for (int corner = 0; corner < 8; ++corner) {
    const Point2 p =
        project({corner & 1 ? box.x : -box.x, corner & 2 ? box.y : -box.y, corner & 4 ? box.z : -box.z});
    x0 = std::min(x0, p.x), y0 = std::min(y0, p.y), x1 = std::max(x1, p.x), y1 = std::max(y1, p.y);
  }
  const auto whole = [](double v) { return static_cast<int>(std::clamp(v, -1e7, 1e7)); };
  return {whole(std::floor(x0) - 1), whole(std::floor(y0) - 1), whole(x1 - x0 + 3), whole(y1 - y0 + 3)};
}

}  // namespace smp
