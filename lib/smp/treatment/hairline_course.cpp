// Places named in domain notes 3.1, joined by a centripetal Catmull-Rom spline in space which is then laid
// onto the skin.
#include "smp/treatment/hairline_course.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/geometry/spline.h"

namespace smp {
namespace {

constexpr double kPeakOverCanthus = 50;    // mm (domain notes 3.1)
constexpr double kUsualPeak = 10;          // by how much the usual temporal peak leads the sideburn's line
constexpr double kFootBeforeTragion = 22;  // mm: sideburns are about this wide before the ear
constexpr double kFootOverTragion = 8;     // mm
constexpr double kWomensWidth = 0.92;  // narrower at the sides (domain notes 3.3); the size is an assumption
constexpr double kStepMm = 1;
constexpr double kSharp = 3, kCutOff = 8;  // mm, of rounding: sides drawn sharp; corners no longer held

// The root in [low, high] of a function that rises through 0 there.
template <class F>
double root(double low, double high, F&& f) {
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// The line across the front from which the corners are set back: where a plane through the mid-frontal point
// meets the skin. Level where the forehead is steep; over a high hairline, where a level line would run far
// to the back before it comes to the corners, the plane leans back.
struct BaseLine {
  const HeadShape& head;
  Point3 mid;
  double lean = 0;  // mm lower per mm to the back

  std::optional<Point3> at(double x) const {
    const auto place = [&](double back) { return Point3{x, mid.y + lean * back, mid.z + back}; };
    const double deepest = -mid.z;
    if (head.level(place(deepest)) > 0) return std::nullopt;
    return place(root(-0.1 * deepest, deepest, [&](double back) { return -head.level(place(back)); }));
  }
};

BaseLine base_line(const HeadShape& head, Point3 mid) {
  constexpr double kMostLag = 0.18;  // of the head's length, of the line under the corners behind the midline
  const double x = head.landmark(HeadLandmark::kEyeOuterLeft).x;
  BaseLine line{head, mid, 0};
  const auto lag = [&](double lean) {
    line.lean = lean;
    const auto place = line.at(x);
    return (place ? place->z : 0) - mid.z - kMostLag * head.measures().length_mm;
  };
  line.lean = lag(0) <= 0 ? 0 : root(0, 2, [&](double lean) { return -lag(lean); });
  return line;
}

// The side of the surface at given y and z. @param side -1 right, 1 left.
Point3 side_place(const HeadShape& head, double y, double z, double side) {
  const double x = root(0, 1.5 * head.reach_mm().x, [&](double d) { return head.level({d, y, z}); });
  return {side * x, y, z};
}

// Goes `mm` along the skin to the back in the upright plane through a place, which keeps it at its distance
// from the midline; < 0 to the front.
Point3 set_back_by(const HeadShape& head, Point3 from, double mm) {
  const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(mm))));
  Point3 p = from;
  for (int i = 0; i < steps; ++i) {
    Point3 n = head.normal(p);
    const double across = std::hypot(n.y, n.z);
    p = p + (mm / steps / across) * Point3{0, n.z, -n.y};
    for (int round = 0; round < 3; ++round) {  // back onto the surface, within the plane
      n = head.normal(p);
      p = p - (head.level(p) / (n.y * n.y + n.z * n.z)) * Point3{0, n.y, n.z};
    }
  }
  return head.on_surface(p);
}

// The left half of the base line, up to where it would turn to the back of the head.
HeadCurve left_half(const BaseLine& line) {
  std::vector<Point3> places = {line.mid};
  for (double x = 1;; x += 1) {
    const auto place = line.at(x);
    if (!place || place->z > -0.15 * line.head.reach_mm().z) break;
    places.push_back(*place);
  }
  return {std::move(places), false};
}

// How far the front lies behind the base line at share `u` of the way from the midline to the corner.
// The M has its change from convex to concave near the pupil's vertical.
double set_back(const HairlineShape& shape, double u, double corner, double bend) {
  const double n = std::clamp(1 / (1 - bend), 2.0, 5.0);
  const double m = std::pow(u, n) * (n + 1 - n * u), arc = u * u;
  const double across = u * shape.width_mm / 2 / (shape.peak_width_mm / 2);
  const double peak = std::max(0.0, 1 - across);
  const double rest = corner - shape.peak_mm;
  return shape.peak_mm * (1 - peak) + rest * (shape.roundness * arc + (1 - shape.roundness) * m);
}

struct Side {
  std::vector<Point3> front, temple;  // from the midline to before the corner; behind it down to the foot
  Point3 corner, peak, foot;
};

void check_recession(const HeadShape& head, Point3 corner) {
  if (corner.z > 0.1 * head.reach_mm().z)
    throw InvalidArgument("the temples would be set back behind the middle of the head",
                          "hairline/temple_recession_mm");
}

void lay_temple(const HeadShape& head, const HairlineShape& shape, double sign, double more_peak,
                Side& side) {
  const Point3 canthus = head.landmark(sign > 0 ? HeadLandmark::kEyeOuterLeft : HeadLandmark::kEyeOuterRight);
  const Point3 tragion = head.landmark(sign > 0 ? HeadLandmark::kTragionLeft : HeadLandmark::kTragionRight);
  const double size = head.measures().length_mm / HeadMeasures{}.length_mm;
  // In profile the peak lies on the line from the corner to the outer eye.
  const auto on_line = [&](double t) {
    const Point3 p = canthus + t * (side.corner - canthus);
    return side_place(head, p.y, p.z, sign);
  };
  const Point3 usual =
      on_line(root(0, 1, [&](double t) { return distance(on_line(t), canthus) - size * kPeakOverCanthus; }));
  const Point3 back = head.walk(usual, {0, 0, 1}, kUsualPeak);
  side.peak = head.walk(back, {0, 0, -1}, std::max(0.0, shape.temporal_peak_mm + more_peak));
  side.foot =
      side_place(head, tragion.y - size * kFootOverTragion, tragion.z - size * kFootBeforeTragion, sign);
  const auto between = [&](Point3 a, Point3 b, double t, double backwards) {
    return head.walk(head.on_surface((1 - t) * a + t * b), {0, 0, 1}, backwards);
  };
  const double hollow = 0.12 * shape.temporal_peak_mm + 1;
  const bool sharp = shape.rounding_mm < kSharp;
  const double near = sharp ? 0.08 : 0.25;
  side.temple = {between(side.corner, side.peak, near, sharp ? 0 : 0.5 * hollow),
                 between(side.corner, side.peak, 0.5, hollow),
                 between(side.corner, side.peak, 0.8, 0.6 * hollow),
                 side.peak,
                 between(back, side.foot, 0.22, 0),
                 between(back, side.foot, 0.5, 0),
                 between(back, side.foot, 0.8, 0),
                 side.foot};
}

Side lay_side(const HeadShape& head, const HeadCurve& base, const HairlineShape& shape, double sign,
              double more_recession, double more_peak) {
  const double half = shape.width_mm / 2;
  if (half > base.length_mm())
    throw InvalidArgument("the hairline is too wide for the head", "hairline/width_mm");
  const double recession = shape.temple_recession_mm + more_recession;
  const double bend = std::clamp(head.landmark(HeadLandmark::kPupilLeft).x / base.at(half).x, 0.5, 0.8);
  const auto place = [&](double u) {
    const Point3 start = base.at(u * half);
    return set_back_by(head, {sign * start.x, start.y, start.z}, set_back(shape, u, recession, bend));
  };
  Side side;
  side.corner = place(1);
  check_recession(head, side.corner);
  std::vector<double> shares = {0.05, 0.1, 0.15, 0.2, 0.3, 0.42, 0.54, 0.66, 0.78};
  shares.push_back(shape.rounding_mm < kSharp ? 0.96 : 0.88);
  for (const double u : shares) side.front.push_back(place(u));
  lay_temple(head, shape, sign, more_peak, side);
  return side;
}

std::vector<Point3> through(const HeadShape& head, const std::vector<Point3>& corners) {
  const std::size_t last = corners.size() - 1;
  std::vector<Point3> places;
  for (std::size_t i = 0; i < last; ++i) {
    const Point3 b = corners[i], c = corners[i + 1];
    const Point3 a = i > 0 ? corners[i - 1] : 2.0 * b - c, d = i + 1 < last ? corners[i + 2] : 2.0 * c - b;
    const int steps = std::max(1, static_cast<int>(std::ceil(distance(b, c) / kStepMm)));
    for (int k = 0; k < steps; ++k)
      places.push_back(head.on_surface(catmull_rom(a, b, c, d, static_cast<double>(k) / steps)));
  }
  places.push_back(head.on_surface(corners.back()));
  return places;
}

// Gaussian means along a line; its ends stay. @param width_mm standard deviation by place.
std::vector<Point3> smoothed(const HeadShape& head, const std::vector<Point3>& places,
                             const std::vector<double>& width_mm) {
  const HeadCurve line(places, false);
  std::vector<double> arcs = {0};
  for (std::size_t i = 1; i < places.size(); ++i)
    arcs.push_back(arcs.back() + distance(places[i - 1], places[i]));
  std::vector<Point3> means;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double reach = std::min({3 * width_mm[i], arcs[i], arcs.back() - arcs[i]});
    Point3 sum;
    double weight = 0;
    constexpr int kHalf = 12;
    for (int k = -kHalf; k <= kHalf; ++k) {
      const double off = reach * k / kHalf, w = std::exp(-0.5 * off * off / (width_mm[i] * width_mm[i]));
      sum = sum + w * line.at(arcs[i] + off);
      weight += w;
    }
    means.push_back(head.on_surface((1 / weight) * sum));
  }
  return means;
}

// Rounds a course where it turns, and shifts the stretches around the held places so that it still comes
// through them. Near the midline less, for a widow's peak.
HeadCurve rounded(const HeadShape& head, std::vector<Point3> places, const std::vector<Point3>& held,
                  Point3 mid_frontal, double width_mm) {
  constexpr double kShifted = 24, kMidline = 1.5;  // mm
  constexpr int kRounds = 4;
  std::vector<double> widths;
  for (const Point3& p : places) {
    const double t = std::clamp((distance(p, mid_frontal) - 15) / 20, 0.0, 1.0);
    widths.push_back(std::min(width_mm, kMidline + t * t * (3 - 2 * t) * (width_mm - kMidline)));
  }
  HeadCurve curve(smoothed(head, places, widths), false);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Point3> shifted = places;
    for (const Point3& place : held) {
      const Point3 miss = place - curve.at(curve.nearest(place).arc_mm);
      for (std::size_t i = 0; i < places.size(); ++i) {
        const double off = distance(places[i], place);
        if (off < kShifted) shifted[i] = shifted[i] + (0.5 + 0.5 * std::cos(kPi * off / kShifted)) * miss;
      }
    }
    places = shifted;
    curve = HeadCurve(smoothed(head, places, widths), false);
  }
  return curve;
}

}  // namespace

double usual_width_mm(const HeadShape& head, double mid_height_mm) {
  const HeadCurve base = left_half(base_line(head, head.above_glabella(mid_height_mm)));
  const double eye = head.landmark(HeadLandmark::kEyeOuterLeft).x;
  if (base.at(base.length_mm()).x < eye) return 2 * base.length_mm();
  const double gone = root(0, base.length_mm(), [&](double mm) { return base.at(mm).x - eye; });
  return 2 * gone * (head.sex() == HeadSex::kFemale ? kWomensWidth : 1);
}

HairlineCourse lay_hairline(const HeadShape& head, const HairlineShape& shape, std::uint64_t seed) {
  RandomStream random(seed, RandomPurpose::kHairlineCourse);
  const double higher = random.uniform() < 0.5 ? -1 : 1;  // the side whose corner lies farther back
  const double fuller = random.uniform() < 0.5 ? -1 : 1;
  HairlineCourse course;
  course.mid_frontal = head.above_glabella(shape.mid_height_mm);
  const HeadCurve base = left_half(base_line(head, course.mid_frontal));
  std::array<Side, 2> sides;
  for (std::size_t k = 0; k < 2; ++k) {
    const double sign = k == 1 ? 1 : -1;
    sides[k] = lay_side(head, base, shape, sign, sign * higher * shape.asymmetry_mm / 2,
                        sign * fuller * shape.asymmetry_mm / 2);
    course.corners[k] = sides[k].corner;
    course.peaks[k] = sides[k].peak;
    course.feet[k] = sides[k].foot;
  }
  std::vector<Point3> places(sides[0].temple.rbegin(), sides[0].temple.rend());
  places.push_back(sides[0].corner);
  places.insert(places.end(), sides[0].front.rbegin(), sides[0].front.rend());
  places.push_back(course.mid_frontal);
  places.insert(places.end(), sides[1].front.begin(), sides[1].front.end());
  places.push_back(sides[1].corner);
  places.insert(places.end(), sides[1].temple.begin(), sides[1].temple.end());
  std::vector<Point3> held = {sides[0].peak, course.mid_frontal, sides[1].peak};
  if (shape.rounding_mm <= kCutOff) held.insert(held.end(), {sides[0].corner, sides[1].corner});
  course.curve = rounded(head, through(head, places), held, course.mid_frontal, shape.rounding_mm);
  course.mid_arc_mm = course.curve.nearest(course.mid_frontal).arc_mm;
  for (std::size_t k = 0; k < 2; ++k) {
    course.corner_arcs_mm[k] = course.curve.nearest(course.corners[k]).arc_mm;
    course.corners[k] = course.curve.at(course.corner_arcs_mm[k]);
    course.peak_arcs_mm[k] = course.curve.nearest(course.peaks[k]).arc_mm;
  }
  return course;
}

}  // namespace smp
