// Hairlines drawn in a photo. Curves are kept twice: in px, and in mm on the surface, place by place.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/geometry/spline.h"
#include "smp/treatment/hairline.h"
#include "smp/treatment/irregularity.h"

namespace smp {
namespace {

constexpr double kStepMm = 0.5;
constexpr double kLongest = 1500;  // mm

std::string pointer(std::size_t point) { return "hairline/points/" + std::to_string(point); }

std::optional<SurfacePoint> on_scalp(const Surface& surface, Point2 p) {
  const auto at = surface.at(p);
  return at && at->metric.foreshortening() <= kMaxForeshortening ? at : std::nullopt;
}

void check_points(const std::vector<Point2>& points, const Surface& surface) {
  if (points.size() < 2)
    throw InvalidArgument("a drawn hairline needs two points or more", "hairline/points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto here = on_scalp(surface, points[i]);
    if (!here) throw InvalidArgument("this point of the hairline is not on the scalp", pointer(i));
    for (std::size_t k = 0; k < i; ++k)
      if (points[k] == points[i])
        throw InvalidArgument("this point of the hairline is drawn twice", pointer(i));
  }
}

// The smooth curve, in steps of about `kStepMm`.
std::vector<Point2> smooth_course(const std::vector<Point2>& points, const Surface& surface) {
  const std::size_t last = points.size() - 1;
  std::vector<Point2> course;
  double whole_mm = 0;
  for (std::size_t i = 0; i < last; ++i) {
    const Point2 b = points[i], c = points[i + 1];
    const Point2 a = i > 0 ? points[i - 1] : 2.0 * b - c, d = i + 1 < last ? points[i + 2] : 2.0 * c - b;
    const double mm = std::sqrt(std::max(on_scalp(surface, b)->metric.quadratic(c - b),
                                         on_scalp(surface, c)->metric.quadratic(c - b)));
    whole_mm += mm;
    if (!(whole_mm < kLongest))
      throw InvalidArgument("the hairline is longer than any head at this scale", "hairline/points");
    const int steps = static_cast<int>(std::max(std::ceil(mm / kStepMm), 4.0));
    for (int k = 0; k < steps; ++k) {
      course.push_back(catmull_rom(a, b, c, d, static_cast<double>(k) / steps));
      if (!on_scalp(surface, course.back()))
        throw InvalidArgument("the hairline leaves the scalp behind this point", pointer(i));
    }
  }
  course.push_back(points.back());
  if (path_crossing(course)) throw InvalidArgument("the hairline crosses itself", "hairline/points");
  return course;
}

// A path in the photo with the same places on the surface. Arcs are in mm.
class SurfacePath {
 public:
  SurfacePath(std::vector<Point2> path_px, const Surface& surface)
      : surface_(surface),
        px_(std::move(path_px)),
        mm_(places(px_, surface), false),
        flat_(flattened(px_), false) {
    arcs_.push_back(0);
    for (std::size_t i = 1; i < px_.size(); ++i)
      arcs_.push_back(arcs_.back() + distance(mm_.places_mm()[i - 1], mm_.places_mm()[i]));
  }

  const HeadCurve& mm() const { return mm_; }
  Point2 at(double arc) const {
    const auto [i, t] = segment(arc);
    return (1 - t) * px_[i] + t * px_[i + 1];
  }
  // Distance in mm of a place on the scalp, > 0 to the side where x turned towards y lies (right of the way
  // ahead, y being down).
  double side_mm(Point2 p) const {
    const auto at = surface_.at(p);
    const double px = flat_.nearest({p.x, p.y, 1}).distance_mm;
    return at ? std::copysign(mm_.nearest(at->position_mm).distance_mm, px) : px;
  }
  // Goes `mm` along the surface, from the path at right angles to it, turned by `slant` towards the way
  // ahead.
  // None where the scalp ends before.
  std::optional<Point2> off(double arc, double mm, double slant = 0) const {
    const double half = std::min(1.5, mm_.length_mm() / 4);
    const Point2 ahead = at(arc + half) - at(arc - half);
    Point2 p = at(arc);
    const Metric2 metric = surface_.at(p)->metric;
    const Metric2 inverse = metric.inverse();
    const Point2 n = {-ahead.y, ahead.x};
    const Point2 across = {inverse.xx * n.x + inverse.xy * n.y, inverse.xy * n.x + inverse.yy * n.y};
    const auto unit = [&](Point2 v) { return (1 / std::sqrt(metric.quadratic(v))) * v; };
    const Point2 heading = std::cos(slant) * unit(across) + std::sin(slant) * unit(ahead);
    const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(mm))));
    for (int i = 0; i < steps; ++i) {
      const auto here = on_scalp(surface_, p);
      if (!here)
        throw InvalidArgument("the hairline comes too close to the edge of the scalp", "hairline/points");
      p = p + (mm / steps / std::sqrt(here->metric.quadratic(heading))) * heading;
    }
    return on_scalp(surface_, p) ? std::optional(p) : std::nullopt;
  }

 private:
  static std::vector<Point3> places(const std::vector<Point2>& px, const Surface& surface) {
    std::vector<Point3> mm;
    for (const Point2 p : px) mm.push_back(on_scalp(surface, p)->position_mm);
    return mm;
  }
  static std::vector<Point3> flattened(const std::vector<Point2>& px) {
    std::vector<Point3> flat;
    for (const Point2 p : px) flat.push_back({p.x, p.y, 1});
    return flat;
  }
  std::pair<std::size_t, double> segment(double arc) const {
    arc = std::clamp(arc, 0.0, arcs_.back());
    const auto next = std::upper_bound(arcs_.begin() + 1, arcs_.end() - 1, arc);
    const auto i = static_cast<std::size_t>(next - arcs_.begin()) - 1;
    return {i, (arc - arcs_[i]) / (arcs_[i + 1] - arcs_[i])};
  }

  const Surface& surface_;
  std::vector<Point2> px_;
  HeadCurve mm_, flat_;  // on the surface; in the photo, which stands for the plane z = 1
  std::vector<double> arcs_;
};

std::vector<Point2> scatter_sentinels(const HairlineShape& shape, const SurfacePath& course,
                                      const SurfacePath& edge, double behind, std::uint64_t seed) {
  constexpr double kFarthest = 40, kNear = 0.02;  // mm
  RandomStream random(seed, RandomPurpose::kSentinels);
  std::vector<Point2> places;
  const int count = 2 * shape.sentinels_per_side;
  for (int k = 0; k < count; ++k) {
    // One in each of as many stretches, anywhere in it: uneven, but not all in one place.
    const double arc = course.mm().length_mm() * (k + random.uniform()) / count;
    const double ahead = random.uniform(kLeastSentinel, shape.sentinel_reach_mm);
    // Forward from behind the edge until it is left as far behind as that, unless the scalp ends before.
    double mm = 2 * (shape.macro_mm + shape.micro_mm);
    std::optional<Point2> place = course.off(arc, behind * mm);
    while (place && mm > -kFarthest) {
      const double rest = behind * edge.side_mm(*place) + ahead;
      if (rest < kNear) {
        places.push_back(*place);
        break;
      }
      mm -= std::max(kNear, 0.7 * rest);
      place = course.off(arc, behind * mm);
    }
  }
  return places;
}

// A shaved line from just in front of the edge, between the middle and an end, backwards and out.
Polygon lay_gap(const HairlineShape& shape, const SurfacePath& course, double behind, const Surface& surface,
                std::uint64_t seed) {
  RandomStream random(seed, RandomPurpose::kHairlineCourse, 1);
  const double outward = random.uniform() < 0.5 ? -1 : 1;
  const double middle = course.mm().length_mm() / 2;
  constexpr double kAhead = 6;
  std::vector<Point2> line;
  for (const double mm : {-kAhead, 0.0, 0.25 * kGapLength, 0.5 * kGapLength, 0.75 * kGapLength, kGapLength})
    if (const auto p = course.off(middle * (1 + 0.45 * outward), behind * mm, behind * outward * kGapSlant))
      line.push_back(*p);
  if (line.size() < 2) return {};
  const SurfacePath path(std::move(line), surface);
  Polygon outline;
  constexpr int kParts = 5;
  const auto add = [&](int part, double off_mm) {
    if (const auto p = path.off(path.mm().length_mm() * part / kParts, off_mm)) outline.push_back(*p);
  };
  for (int k = 0; k <= kParts; ++k) add(k, -0.5 * shape.gap_mm);
  for (int k = kParts; k >= 0; --k) add(k, 0.5 * shape.gap_mm);
  return outline.size() < 3 ? Polygon{} : outline;
}

}  // namespace

DrawnHairline draw_hairline(const HairlineOptions& options, const Surface& surface, Point2 scalp_side) {
  check_points(options.points, surface);
  DrawnHairline drawn;
  drawn.shape = resolve_hairline(options, HeadSex::kMale);
  drawn.course_px = smooth_course(options.points, surface);
  const SurfacePath course(drawn.course_px, surface);
  const double behind = course.side_mm(scalp_side) < 0 ? -1 : 1;
  const double length = course.mm().length_mm();
  const EdgeWaves waves(course.mm(), drawn.shape, {0, length}, options.seed);
  const int steps = std::max(2, static_cast<int>(std::ceil(length / waves.step_mm())));
  for (int i = 0; i <= steps; ++i) {
    const double arc = length * i / steps;
    const auto place = course.off(arc, behind * waves.at(arc));
    if (!place)
      throw InvalidArgument("the hairline comes too close to where the scalp ends", "hairline/points");
    drawn.edge_px.push_back(*place);
  }
  if (path_crossing(drawn.edge_px))
    throw InvalidArgument("the hairline crosses itself: its undulations are too large for its course",
                          "hairline/macro_mm");
  const SurfacePath edge(drawn.edge_px, surface);
  drawn.sentinels_px = scatter_sentinels(drawn.shape, course, edge, behind, options.seed);
  if (drawn.shape.gap_mm > 0) drawn.gap_px = lay_gap(drawn.shape, course, behind, surface, options.seed);
  return drawn;
}

}  // namespace smp
