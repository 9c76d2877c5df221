#include "smp/geometry/head_shape.h"

#include <algorithm>
#include <cmath>

namespace smp {
namespace {

// The template on the unit sphere: x to the left, y down, z to the back, each as a share of the half breadth,
// the height of the vertex and the half length. A direction u meets it at S(u)^(-1/4) with
//   S = q^2 - kXY x^2 y^2 - (kXZ + kXZBack z) x^2 z^2 - (kYZ + kYZDown y + kYZDown2 y^2) y^2 z^2,
//   q = g x^2 + h y^2 + z^2,
//   g = 1 + kGBack z + kGBack2 z^2 + kGBack3 z^3 + kGDown y + kGDown2 y^2,   h = kH + kHDown y + kHDown2 y^2;
// g = h = 1 and all coefficients of S being 0 makes it an ellipsoid. Fitted to a table of a skull's median,
// frontal and horizontal outlines and to the mean circumference of men; docs/models/head.md has the table.
constexpr double kXY = 0.399, kXZ = 0.151, kXZBack = -0.499;
constexpr double kYZ = 0.407, kYZDown = -1.636, kYZDown2 = -1.683;
constexpr double kGBack = -0.445, kGBack2 = -0.271, kGBack3 = 0.452, kGDown = 0.174, kGDown2 = -0.033;
constexpr double kH = 1.044, kHDown = -0.125, kHDown2 = -0.169;
constexpr double kWidest = 1.0341;                       // largest x of the template
constexpr double kDeepest = 1.2;                         // no y of the template is larger
constexpr double kHullAcross = 1.105, kHullDown = 1.38;  // half axes of an ellipsoid that holds the template

// Of the height of the vertex over the tragions.
constexpr double kOriginOverTragion = 36 / 131.1, kSellionUnderOrigin = 15 / 131.1;

struct Terms {
  double g, h, xz, yz, q;
};

Terms terms_of(Point3 u) {
  const double g = 1 + u.z * (kGBack + u.z * (kGBack2 + u.z * kGBack3)) + u.y * (kGDown + u.y * kGDown2);
  const double h = kH + u.y * (kHDown + u.y * kHDown2);
  return {g, h, kXZ + kXZBack * u.z, kYZ + u.y * (kYZDown + u.y * kYZDown2),
          g * u.x * u.x + h * u.y * u.y + u.z * u.z};
}

double template_s(Point3 u, const Terms& t) {
  const double xx = u.x * u.x, yy = u.y * u.y, zz = u.z * u.z;
  return t.q * t.q - kXY * xx * yy - t.xz * xx * zz - t.yz * yy * zz;
}

double template_s(Point3 u) { return template_s(u, terms_of(u)); }

Point3 template_slope(Point3 u, const Terms& t) {
  const double xx = u.x * u.x, yy = u.y * u.y, zz = u.z * u.z;
  const double g_y = kGDown + 2 * kGDown2 * u.y, g_z = kGBack + u.z * (2 * kGBack2 + 3 * kGBack3 * u.z);
  const double h_y = kHDown + 2 * kHDown2 * u.y, yz_y = kYZDown + 2 * kYZDown2 * u.y;
  return {2 * u.x * (2 * t.q * t.g - kXY * yy - t.xz * zz),
          2 * t.q * (g_y * xx + 2 * t.h * u.y + h_y * yy) - 2 * kXY * xx * u.y -
              (2 * t.yz * u.y + yz_y * yy) * zz,
          2 * t.q * (g_z * xx + 2 * u.z) - (2 * t.xz * u.z + kXZBack * zz) * xx - 2 * t.yz * yy * u.z};
}

}  // namespace

HeadMeasures mean_measures(HeadSex sex) {
  if (sex == HeadSex::kMale) return {};
  return {147.8, 189.8, 126.5, 61.7, 133.8, 113.1, 59.4};
}

std::string_view landmark_name(HeadLandmark landmark) {
  static constexpr std::array<std::string_view, kHeadLandmarks> names = {
      "pupil_right",    "pupil_left",    "eye_inner_right", "eye_inner_left", "eye_outer_right",
      "eye_outer_left", "glabella",      "nasion",          "nose_tip",       "nose_base",
      "chin",           "tragion_right", "tragion_left",    "ear_top_right",  "ear_top_left",
      "vertex"};
  return names[static_cast<std::size_t>(landmark)];
}

const char* landmark_meaning(HeadLandmark landmark) {
  static constexpr std::array<const char*, kHeadLandmarks> meanings = {
      "Middle of the right pupil",
      "Middle of the left pupil",
      "Inner corner of the right eye",
      "Inner corner of the left eye",
      "Outer corner of the right eye",
      "Outer corner of the left eye",
      "Between the brows, the most forward place of the forehead",
      "Root of the nose, between the eyes",
      "Tip of the nose",
      "Under the nose, where it meets the lip",
      "Lowest place of the chin",
      "Notch before the right ear's opening",
      "Notch before the left ear's opening",
      "Highest place of the right ear",
      "Highest place of the left ear",
      "Highest place of the head"};
  return meanings[static_cast<std::size_t>(landmark)];
}

HeadShape::HeadShape(const HeadMeasures& measures, HeadSex sex)
    : measures_(measures),
      sex_(sex),
      radii_{measures.breadth_mm / (2 * kWidest), (1 - kOriginOverTragion) * measures.tragion_to_top_mm,
             measures.length_mm / 2},
      per_radius_{1 / radii_.x, 1 / radii_.y, 1 / radii_.z} {}

double HeadShape::level(Point3 p) const {
  const double radius = length(p);
  if (radius < 1) return radius - radii_.x;
  const Point3 n = {p.x * per_radius_.x, p.y * per_radius_.y, p.z * per_radius_.z};
  const double size = length(n);
  return radius * (1 - 1 / (size * std::sqrt(std::sqrt(template_s((1 / size) * n)))));
}

HeadShape::LevelSlope HeadShape::level_slope(Point3 p) const {
  const double radius = length(p);
  if (radius < 1) return {radius - radii_.x, normalized(p + Point3{0, -1e-9, 0})};
  const Point3 n = {p.x * per_radius_.x, p.y * per_radius_.y, p.z * per_radius_.z};
  const double size = length(n);
  const Point3 u = (1 / size) * n;
  const Terms terms = terms_of(u);
  const double s = template_s(u, terms);
  const Point3 slope = template_slope(u, terms);
  const double root = std::sqrt(std::sqrt(s));  // share = size * root is 1 on the surface
  const Point3 turn = root * u + (0.25 * root / s) * (slope - dot(u, slope) * u);
  const Point3 share_slope = {turn.x * per_radius_.x, turn.y * per_radius_.y, turn.z * per_radius_.z};
  const double inside = 1 / (size * root);  // 1 on the surface, less outside
  return {radius * (1 - inside), ((1 - inside) / radius) * p + (radius * inside * inside) * share_slope};
}

Point3 HeadShape::normal(Point3 p) const { return normalized(level_slope(p).slope); }

Point3 HeadShape::on_surface(Point3 direction) const {
  const Point3 n = {direction.x * per_radius_.x, direction.y * per_radius_.y, direction.z * per_radius_.z};
  const double size = length(n);
  return (1 / (size * std::sqrt(std::sqrt(template_s((1 / size) * n))))) * direction;
}

Point3 HeadShape::reach_mm() const { return {measures_.breadth_mm / 2, kDeepest * radii_.y, radii_.z}; }

Point3 HeadShape::hull_mm() const {
  return {kHullAcross * radii_.x, kHullDown * radii_.y, kHullAcross * radii_.z};
}

double HeadShape::circumference_mm() const {
  constexpr int kSteps = 180;
  double sum = 0;
  Point3 before = on_surface({0, 0, 1});
  for (int i = 1; i <= kSteps; ++i) {
    const double angle = 2 * kPi * i / kSteps;
    const Point3 here = on_surface({std::sin(angle), 0, std::cos(angle)});
    sum += distance(before, here);
    before = here;
  }
  return sum;
}

Point3 HeadShape::landmark(HeadLandmark landmark) const {
  const HeadMeasures& m = measures_;
  const double depth =
      m.length_mm / 199.5;  // of the face: what lies behind the glabella goes with the length
  const double sellion = kSellionUnderOrigin * m.tragion_to_top_mm,
               tragion = kOriginOverTragion * m.tragion_to_top_mm;
  const auto side = [](double x, double y, double z, bool left) { return Point3{left ? x : -x, y, z}; };
  switch (landmark) {
    case HeadLandmark::kPupilRight:
    case HeadLandmark::kPupilLeft:
      return side(m.interpupillary_mm / 2, sellion + 6, -82 * depth, landmark == HeadLandmark::kPupilLeft);
    case HeadLandmark::kEyeInnerRight:
    case HeadLandmark::kEyeInnerLeft:
      return side(m.interpupillary_mm / 2 - 15.5, sellion + 8, -80 * depth,
                  landmark == HeadLandmark::kEyeInnerLeft);
    case HeadLandmark::kEyeOuterRight:
    case HeadLandmark::kEyeOuterLeft:
      return side(m.interpupillary_mm / 2 + 13.5, sellion + 6, -73 * depth,
                  landmark == HeadLandmark::kEyeOuterLeft);
    case HeadLandmark::kGlabella:
      return on_surface({0, sellion - 10, -96 * depth});
    case HeadLandmark::kNasion:
      return {0, sellion, -96 * depth};
    case HeadLandmark::kNoseTip:
      return {0, sellion + 0.345 * m.face_height_mm, -121 * depth};
    case HeadLandmark::kNoseBase:
      return {0, sellion + 0.43 * m.face_height_mm, -104 * depth};
    case HeadLandmark::kChin:
      return {0, sellion + m.face_height_mm, -82 * depth};
    case HeadLandmark::kTragionRight:
    case HeadLandmark::kTragionLeft:
      return side(0.5 * m.bizygomatic_mm + 1, tragion, -2, landmark == HeadLandmark::kTragionLeft);
    case HeadLandmark::kEarTopRight:
    case HeadLandmark::kEarTopLeft:
      return side(0.5 * m.breadth_mm + 5, tragion - 0.5 * m.ear_length_mm, 8,
                  landmark == HeadLandmark::kEarTopLeft);
    case HeadLandmark::kVertex:
      return on_surface({0, -1, 0});
  }
  return {};
}

Point2 HeadShape::chart_of(Point3 p) {
  const double across = std::hypot(p.x, p.z);
  if (across == 0) return p.y <= 0 ? Point2{0, 0} : Point2{0, 180};
  const double angle = degrees(std::atan2(across, -p.y));
  return (angle / across) * Point2{p.x, p.z};
}

Point3 HeadShape::at_chart(Point2 chart_deg) const {
  const double angle = length(chart_deg);
  if (angle == 0) return on_surface({0, -1, 0});
  const double s = std::sin(radians(angle)) / angle;
  return on_surface({s * chart_deg.x, -std::cos(radians(angle)), s * chart_deg.y});
}

Point3 HeadShape::walk(Point3 from, Point3 heading, double mm) const {
  constexpr double kLongestStep = 2;
  const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(mm) / kLongestStep)));
  const double step = mm / steps;
  Point3 p = from, ahead = heading;
  for (int i = 0; i < steps; ++i) {
    const Point3 n = normal(p);
    const Point3 tangent = ahead - dot(ahead, n) * n;
    const double size = length(tangent);
    if (!(size > 0)) return p;
    ahead = (1 / size) * tangent;
    const Point3 next = on_surface(p + step * ahead);
    // The radial projection shortens or lengthens a step on slanted places: made good along the chord.
    const double gone = distance(next, p);
    p = gone > 0 ? on_surface(p + (step * std::abs(step) / gone) * ahead) : next;
  }
  return p;
}

Point3 HeadShape::above_glabella(double mm) const {
  return walk(landmark(HeadLandmark::kGlabella), {0, -1, 0}, mm);
}

}  // namespace smp
