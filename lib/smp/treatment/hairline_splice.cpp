// Hairlines and outlines in the photo: the outline behind a hairline, the distance behind its edge.
#include <algorithm>
#include <cmath>
#include <limits>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/treatment/hairline.h"

namespace smp {
namespace {

// A path in the photo as a curve in the plane z = 1, whose `nearest` then gives the distance in px, > 0 to
// the right of the way ahead as seen in the photo.
HeadCurve flat_curve(const std::vector<Point2>& path, bool closed) {
  std::vector<Point3> places;
  for (const Point2 p : path)
    if (places.empty() || places.back().x != p.x || places.back().y != p.y) places.push_back({p.x, p.y, 1});
  return {std::move(places), closed};
}
Point3 flat(Point2 p) { return {p.x, p.y, 1}; }

struct OutlinePlace {
  std::size_t edge = 0;  // from corner `edge` to the next
  double share = 0;
  Point2 at;
};

OutlinePlace nearest_place(const Polygon& outline, Point2 p) {
  OutlinePlace best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Point2 a = outline[i], along = outline[(i + 1) % outline.size()] - a;
    const double size = dot(along, along);
    const double t = size > 0 ? std::clamp(dot(p - a, along) / size, 0.0, 1.0) : 0;
    const Point2 q = a + t * along;
    if (distance(p, q) < least) least = distance(p, q), best = {i, t, q};
  }
  return best;
}

// The outline in its own order from one place to the other, both included.
std::vector<Point2> stretch(const Polygon& outline, const OutlinePlace& from, const OutlinePlace& to) {
  std::vector<Point2> path = {from.at};
  const std::size_t n = outline.size();
  const bool ahead = from.edge == to.edge && from.share <= to.share;
  const std::size_t corners = ahead ? 0 : (to.edge + n - from.edge - 1) % n + 1;
  for (std::size_t k = 1; k <= corners; ++k) path.push_back(outline[(from.edge + k) % n]);
  path.push_back(to.at);
  return path;
}

double distance_to(const std::vector<Point2>& path, Point2 p) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Point2 along = path[i + 1] - path[i];
    const double size = dot(along, along);
    const double t = size > 0 ? std::clamp(dot(p - path[i], along) / size, 0.0, 1.0) : 0;
    least = std::min(least, distance(p, path[i] + t * along));
  }
  return least;
}

}  // namespace

Polygon outline_behind(const Polygon& outline, const std::vector<Point2>& edge_px, Point2 scalp_side) {
  const OutlinePlace first = nearest_place(outline, edge_px.front()),
                     last = nearest_place(outline, edge_px.back());
  const std::vector<Point2> onwards = stretch(outline, first, last), around = stretch(outline, last, first);
  const bool replace_onwards = distance_to(around, scalp_side) < distance_to(onwards, scalp_side);
  Polygon result = edge_px;
  if (!replace_onwards) std::reverse(result.begin(), result.end());
  const std::vector<Point2>& kept = replace_onwards ? around : onwards;
  for (const Point2 p : kept)
    if (distance(p, result.back()) > 1e-6 && distance(p, result.front()) > 1e-6) result.push_back(p);
  if (self_crossing(result))
    throw InvalidArgument("the hairline crosses the outline other than at its ends", "hairline/points");
  if (!(std::abs(signed_area(result)) > 0))
    throw InvalidArgument("no area lies between the hairline and the outline", "hairline/points");
  return result;
}

ScalpMap hairline_map(const std::vector<Point2>& edge_px, const Surface& surface, Point2 scalp_side,
                      PixelRect area, double step_mm) {
  std::vector<Point3> places;
  std::vector<Point2> seen;
  for (const Point2 p : edge_px)
    if (const auto at = surface.at(p); at && (seen.empty() || !(seen.back() == p)))
      places.push_back(at->position_mm), seen.push_back(p);
  if (places.size() < 2) throw InvalidArgument("the hairline does not lie on the scalp", "hairline");
  const HeadCurve in_photo = flat_curve(seen, false), on_surface(std::move(places), false);
  const double behind = in_photo.nearest(flat(scalp_side)).distance_mm < 0 ? -1 : 1;
  const double px_per_mm = 1 / std::sqrt(surface.at(seen[seen.size() / 2])->metric.area());
  const double step = std::max(1.0, step_mm * px_per_mm);
  ScalpMap map;
  map.origin_px = {static_cast<double>(area.x), static_cast<double>(area.y)};
  map.step_px = step;
  map.values = Image<float>(static_cast<int>(std::ceil(area.width / step)) + 1,
                            static_cast<int>(std::ceil(area.height / step)) + 1);
  parallel_for(0, static_cast<std::size_t>(map.values.height()), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i < map.values.width(); ++i) {
      const Point2 p = map.origin_px + step * Point2{static_cast<double>(i), static_cast<double>(j)};
      const double px = in_photo.nearest(flat(p)).distance_mm;
      const auto at = surface.at(p);
      const double mm =
          at ? std::abs(on_surface.nearest(at->position_mm).distance_mm) : std::abs(px) / px_per_mm;
      map.values.at(i, j) = static_cast<float>(std::copysign(mm, behind * px));
    }
  });
  return map;
}

}  // namespace smp
