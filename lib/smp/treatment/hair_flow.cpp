#include "smp/treatment/hair_flow.h"

#include <algorithm>
#include <cmath>

#include "smp/base/smooth_step.h"

namespace smp {
namespace {

constexpr double kSwirlDeg = 65;         // at the whorl's centre; assumption by eye, as all of these
constexpr double kSwirlMm = 28;          // over which the swirl dies out
constexpr double kRadialMm = 45;         // over which "away from the whorl" gives way to "forward and down"
constexpr double kRadialShare = 0.25;    // what remains of it far away
constexpr double kBackwardShare = 0.25;  // at the sides hair leans backward by this much

// Hair angles with the skin in degrees: practitioners, domain notes 1.4; sides and back are assumptions.
constexpr double kTopDeg = 38, kHairlineDeg = 15, kTempleDeg = 6, kSideDeg = 15, kBackDeg = 22;

Point3 tangential(Point3 v, Point3 normal) { return v - dot(v, normal) * normal; }

Point3 unit_or(Point3 v, Point3 otherwise) {
  const double size = length(v);
  return size > 1e-9 ? (1 / size) * v : otherwise;
}

}  // namespace

Point3 hair_flow(const HeadShape& head, Point3 whorl, Point3 place) {
  const Point3 n = head.normal(place);
  const Point3 any = normalized(tangential({0, 0.3, -1}, n));
  const Point3 away = unit_or(tangential(place - whorl, n), any);
  const double d = distance(place, whorl);

  // Forward on top before the whorl, down elsewhere; a little backward where the sides face sideways.
  const double top = smooth_step(-1.3 * n.y);
  const double ahead = smooth_step(0.5 + (whorl.z - place.z) / 60);
  const Point3 wanted = tangential(
      Point3{0, 1, kBackwardShare * n.x * n.x * (1 - top) * ahead} + top * ahead * Point3{0, 0, -1.5}, n);
  const double radial = kRadialShare + (1 - kRadialShare) * std::exp(-(d / kRadialMm) * (d / kRadialMm));
  // `away` is cut in two perpendicular parts near the whorl: clockwise from outside is away x normal.
  const double swirl = radians(kSwirlDeg) * std::exp(-(d / kSwirlMm) * (d / kSwirlMm));
  const Point3 spiral = std::cos(swirl) * away + std::sin(swirl) * cross(away, n);
  return unit_or(radial * spiral + (1 - radial) * wanted, any);
}

double exit_angle_deg(const HeadShape& head, Point3 place) {
  const Point3 n = head.normal(place);
  const double half_length = 0.5 * head.measures().length_mm;
  const double top = smooth_step((-n.y - 0.2) / 0.5);
  const double front = smooth_step((-n.z - 0.35) / 0.45);  // from the mid-scalp to the forehead
  const double temple = smooth_step((std::abs(n.x) - 0.45) / 0.35) * smooth_step(0.5 - place.z / half_length);
  const double back = smooth_step(0.5 + place.z / half_length);
  double angle = kSideDeg + back * (kBackDeg - kSideDeg);
  angle += top * (kTopDeg - angle);
  angle += front * (kHairlineDeg - angle);
  return angle + (1 - top) * temple * (kTempleDeg - angle);
}

}  // namespace smp
