#include "smp/treatment/hairline.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/geometry/polygon.h"
#include "smp/treatment/hairline_course.h"
#include "smp/treatment/irregularity.h"

namespace smp {
namespace {

constexpr double kLeastHeight = 35;    // mm over the glabella
constexpr double kLeastOverBrow = 25;  // mm, of the front's edge
constexpr double kBrowOverPupil = 22;  // mm

// The direction along the skin to the back of the edge at a place of the course.
Point3 backwards(const HeadShape& head, const HeadCurve& course, double arc) {
  const Point3 place = course.at(arc);
  const Point3 along = normalized(course.at(arc + 1.5) - course.at(arc - 1.5));
  return normalized(cross(head.normal(place), along));
}

HeadCurve undulate(const HeadShape& head, const HairlineShape& shape, const HairlineCourse& course,
                   std::uint64_t seed) {
  const HeadCurve& line = course.curve;
  const EdgeWaves waves(line, shape,
                        {0, course.corner_arcs_mm[0], course.corner_arcs_mm[1], line.length_mm()}, seed);
  const int steps = static_cast<int>(std::ceil(line.length_mm() / waves.step_mm()));
  std::vector<Point3> places;
  for (int i = 0; i <= steps; ++i) {
    const double arc = line.length_mm() * i / steps;
    const double mm = waves.at(arc);
    const Point3 place = line.at(arc);
    places.push_back(mm == 0 ? place : head.walk(place, backwards(head, line, arc), mm));
  }
  return {std::move(places), false};
}

void check_crossing(const HeadCurve& edge) {
  std::vector<Point2> chart;
  for (const Point3& p : edge.places_mm()) chart.push_back(HeadShape::chart_of(p));
  if (path_crossing(chart))
    throw InvalidArgument("the hairline crosses itself: its undulations are too large for its course",
                          "hairline/macro_mm");
}

void check_brows(const HeadShape& head, const HairlineShape& shape, const HairlineCourse& course,
                 const HeadCurve& edge) {
  const double y = head.landmark(HeadLandmark::kPupilLeft).y - kBrowOverPupil;
  const double outer = head.landmark(HeadLandmark::kEyeOuterLeft).x;
  const Point3 glabella = head.landmark(HeadLandmark::kGlabella);
  for (int k = -4; k <= 4; ++k) {
    const double x = outer * k / 4;
    // From over the middle of the eyes outwards the brow keeps its height; between them it comes to the
    // glabella.
    const Point3 brow =
        head.on_surface({x, std::abs(k) > 1 ? y : glabella.y, glabella.z + std::abs(x) * 0.25});
    const auto near = edge.nearest(brow);
    const bool front = near.arc_mm > course.peak_arcs_mm[0] && near.arc_mm < course.peak_arcs_mm[1];
    if (std::abs(near.distance_mm) < kLeastOverBrow && front)
      throw InvalidArgument("the hairline comes down to the brows",
                            shape.mid_height_mm < kLeastHeight + kLeastOverBrow
                                ? "hairline/mid_height_mm"
                                : "hairline/temporal_peak_mm");
  }
}

// The place `ahead` mm in front of the edge on the way from a place of the course to the front, if that leads
// there.
std::optional<Point3> in_front(const HeadShape& head, const HairlineShape& shape, const HeadCurve& course,
                               const HeadCurve& edge, double arc, double ahead) {
  constexpr double kFarthest = 40, kNear = 0.02;  // mm
  const Point3 start = course.at(arc), back = backwards(head, course, arc);
  // Forward from behind the edge until it is left as far behind as that.
  for (double mm = 2 * (shape.macro_mm + shape.micro_mm); mm > -kFarthest;) {
    const Point3 place = head.walk(start, back, mm);
    const double rest = edge.nearest(place).distance_mm + ahead;
    if (rest < kNear) return place;
    mm -= std::max(kNear, 0.7 * rest);
  }
  return std::nullopt;
}

std::vector<Point3> scatter_sentinels(const HeadShape& head, const HairlineShape& shape,
                                      const HairlineCourse& course, const HeadCurve& edge,
                                      std::uint64_t seed) {
  RandomStream random(seed, RandomPurpose::kSentinels);
  // Not so near to a corner that the way to the front leads past the temple's edge.
  const double room = shape.sentinel_reach_mm + shape.macro_mm + 6;
  std::vector<Point3> places;
  for (int side = 0; side < 2; ++side) {
    const double low = side == 0 ? course.corner_arcs_mm[0] + room : course.mid_arc_mm;
    const double high = side == 0 ? course.mid_arc_mm : course.corner_arcs_mm[1] - room;
    for (int k = 0; k < shape.sentinels_per_side; ++k) {
      std::optional<Point3> place;
      for (int attempt = 0; attempt < 10 && !place; ++attempt) {
        // One in each of as many stretches, anywhere in it: uneven, but not all in one place.
        const double arc = low + (high - low) * (k + random.uniform()) / shape.sentinels_per_side;
        place = in_front(head, shape, course.curve, edge, arc,
                         random.uniform(kLeastSentinel, shape.sentinel_reach_mm));
      }
      if (place) places.push_back(*place);
    }
  }
  return places;
}

// A shaved line: from just in front of the edge, halfway between the midline and a corner, backwards and out.
HeadCurve lay_gap(const HeadShape& head, const HairlineCourse& course, std::uint64_t seed) {
  RandomStream random(seed, RandomPurpose::kHairlineCourse, 1);
  const std::size_t side = random.uniform() < 0.5 ? 0 : 1;
  const double outward = side == 0 ? -1 : 1;
  const double arc = course.mid_arc_mm + 0.72 * (course.corner_arcs_mm[side] - course.mid_arc_mm);
  const Point3 back = backwards(head, course.curve, arc), along = course.curve.direction(arc);
  const Point3 heading = std::cos(kGapSlant) * back + (outward * std::sin(kGapSlant)) * along;
  constexpr double kAhead = 8;
  const Point3 start = head.walk(course.curve.at(arc), heading, -kAhead);
  std::vector<Point3> places;
  for (double mm = 0; mm <= kGapLength + kAhead; mm += 1) places.push_back(head.walk(start, heading, mm));
  return {std::move(places), false};
}

}  // namespace

HeadHairline::HeadHairline(const HeadShape& head, const HairlineOptions& options)
    : shape_(resolve_hairline(options, head.sex())) {
  if (!(shape_.mid_height_mm >= kLeastHeight))
    throw InvalidArgument("the hairline comes down to the brows", "hairline/mid_height_mm");
  if (!options.width_mm) shape_.width_mm = usual_width_mm(head, shape_.mid_height_mm);
  const HairlineCourse course = lay_hairline(head, shape_, options.seed);
  course_ = course.curve;
  mid_frontal_ = course.mid_frontal;
  corner_right_ = course.corners[0], corner_left_ = course.corners[1];
  peak_right_ = course.peaks[0], peak_left_ = course.peaks[1];
  edge_ = undulate(head, shape_, course, options.seed);
  check_crossing(edge_);
  check_brows(head, shape_, course, edge_);
  sentinels_ = scatter_sentinels(head, shape_, course, edge_, options.seed);
  if (shape_.gap_mm > 0) gap_ = lay_gap(head, course, options.seed);
}

double HeadHairline::behind_mm(Point3 p) const {
  const HeadCurve::Nearest near = edge_.nearest(p);
  if (near.arc_mm > 0 && near.arc_mm < edge_.length_mm()) return near.distance_mm;
  // Below the sideburns: the neck lies behind, the cheek in front, however the edge's last waves point.
  const Point3 foot = near.arc_mm > 0 ? edge_.places_mm().back() : edge_.places_mm().front();
  return std::copysign(near.distance_mm, p.z - foot.z);
}

bool HeadHairline::in_gap(Point3 p) const {
  return gap_.length_mm() > 0 && std::abs(gap_.nearest(p).distance_mm) < shape_.gap_mm / 2;
}

}  // namespace smp
