#include "smp/scalp/head_residuals.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/scalp/head_starts.h"

namespace smp {
namespace {

constexpr double kMarkPx = 1.5;     // of a place marked by eye [assumption]
constexpr double kMarkShare = 0.4;  // mm, the same for a soft or coarse photo [assumption]
constexpr double kOutlineMm = 3;    // of a skull's outline from the template's [assumption]
// The template errs alike along some centimetres of an outline: more places than this add no knowledge
// [assumption].
constexpr double kOutlineKnows = 8;
constexpr double kRobustSigmas = 2.5;  // residuals count linearly beyond (Huber)
constexpr double kGivenError = 0.01;   // of a measure the user gives [assumption]

// Heads differ in size as a whole by this share, and in each measure by what is left of its own spread. It is
// what makes breadth (3.6 %) and length (3.5 %) add up to the spread of the circumference, 2.8 % (domain
// notes 11).
constexpr double kSizeSpread = 0.018;
// Spread of breadth, length, tragion to top, interpupillary, bizygomatic, face height, ear length (domain
// notes 11).
constexpr std::array<double, kHeadMeasureCount> kSpread = {0.036, 0.035, 0.047, 0.053, 0.043, 0.054, 0.07};

// How far a head's landmark lies from where its measures put it [assumption].
double scatter_mm(HeadLandmark landmark) {
  switch (landmark) {
    case HeadLandmark::kPupilRight:
    case HeadLandmark::kPupilLeft:
    case HeadLandmark::kEyeInnerRight:
    case HeadLandmark::kEyeInnerLeft:
    case HeadLandmark::kEyeOuterRight:
    case HeadLandmark::kEyeOuterLeft:
      return 2.5;
    case HeadLandmark::kGlabella:
    case HeadLandmark::kNasion:
    case HeadLandmark::kNoseBase:
      return 3.5;
    case HeadLandmark::kTragionRight:
    case HeadLandmark::kTragionLeft:
      return 4;
    case HeadLandmark::kNoseTip:
    case HeadLandmark::kChin:
    case HeadLandmark::kEarTopRight:
    case HeadLandmark::kEarTopLeft:
      return 5;
    case HeadLandmark::kVertex:
      return 8;
  }
  return 5;
}

FitVector steps_of(const HeadGuess& guess) {
  const double px = 0.01 * std::exp(guess.log_px_per_mm);
  return {1e-4, 1e-4, 1e-4, px, px, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4};
}

double sigma_px(HeadLandmark landmark, double px_per_mm) {
  return std::hypot(kMarkPx, px_per_mm * std::hypot(kMarkShare, scatter_mm(landmark)));
}

// A residual whose square grows as Huber's loss does.
double robust(double sigmas) {
  const double size = std::abs(sigmas);
  if (size <= kRobustSigmas) return sigmas;
  return std::copysign(std::sqrt(kRobustSigmas * (2 * size - kRobustSigmas)), sigmas);
}

// The line of sight through a place, in the head's frame, and how far along it the head's origin is nearest.
struct Ray {
  Point3 from, ahead;
  double nearest;
};

Ray ray_through(const PosedHead& head, Point2 p) {
  const PinholeCamera& camera = head.pose().camera;
  const Point3 d = head.head_of(
      normalized(Point3{(p.x - camera.cx_px) / camera.fx_px, (p.y - camera.cy_px) / camera.fy_px, 1}));
  const Point3 o = head.head_of(-1.0 * head.pose().translation_mm);
  return {o, d, -dot(o, d)};
}

double miss_at(const HeadShape& shape, Point3 p) {
  const auto [level, slope] = shape.level_slope(p);
  return level / std::max(0.5, length(slope));
}

// Where along a ray the level is lowest, beyond `ray.nearest`: first as if the head were an ellipsoid, then
// by halving the slope along the ray.
double lowest_on(const HeadShape& shape, const Ray& ray) {
  const auto& [o, d, nearest] = ray;
  const Point3 box = shape.reach_mm();
  const Point3 no = {o.x / box.x, o.y / box.y, o.z / box.z}, nd = {d.x / box.x, d.y / box.y, d.z / box.z};
  double t = -dot(no, nd) / dot(nd, nd), low = t - 40, high = t + 40;
  for (int i = 0; i < 12; ++i) {
    const double slope = dot(shape.level_slope(o + t * d).slope, d);
    (slope > 0 ? high : low) = t;
    // Curvature of a sphere of a head's size; falls back to the middle.
    const double next = t - 90 * slope;
    t = next > low && next < high ? next : 0.5 * (low + high);
    if (std::abs(slope) < 1e-5) break;
  }
  return t - nearest;
}

// The outline's places on their lines of sight, from `lowest_on`.
std::vector<double> lowest_of(const HeadMarks& marks, const HeadGuess& guess) {
  const PosedHead head(shape_of(marks, guess), pose_of(marks, guess));
  std::vector<double> lowest;
  for (const Point2& place : marks.outline_px)
    lowest.push_back(lowest_on(head.shape(), ray_through(head, place)));
  return lowest;
}

// Each in standard deviations. A small move of the head changes the lowest level on a ray as if the place of
// the lowest stayed, so that `lowest` holds for guesses next to the one it was found for.
std::vector<double> residuals(const HeadMarks& marks, const HeadGuess& guess, const Sigmas& sigmas,
                              const std::vector<double>& lowest) {
  const PosedHead head(shape_of(marks, guess), pose_of(marks, guess));
  std::vector<double> out;
  out.reserve(2 * marks.landmarks.size() + marks.outline_px.size() + kFitParameters);
  for (std::size_t i = 0; i < marks.landmarks.size(); ++i) {
    const HeadMark& mark = marks.landmarks[i];
    const Point2 off = mark.place_px - head.project(head.shape().landmark(mark.landmark));
    const double px = length(off);
    const double weight = px > 0 ? robust(px / sigmas.landmarks_px[i]) / px : 0;
    out.push_back(weight * off.x);
    out.push_back(weight * off.y);
  }
  const double shared = std::max(1.0, std::sqrt(marks.outline_px.size() / kOutlineKnows));
  for (std::size_t i = 0; i < marks.outline_px.size(); ++i) {
    const Ray ray = ray_through(head, marks.outline_px[i]);
    const double mm = miss_at(head.shape(), ray.from + (ray.nearest + lowest[i]) * ray.ahead);
    out.push_back(robust(mm * head.px_per_mm() / sigmas.outline_px) / shared);
  }
  out.push_back(guess.log_size / kSizeSpread);
  for (int i = 0; i < kHeadMeasureCount; ++i)
    out.push_back(guess.log_measures[i] / std::sqrt(kSpread[i] * kSpread[i] - kSizeSpread * kSizeSpread));
  const auto given = [&](const std::optional<double>& mm, double here) {
    if (mm) out.push_back(std::log(here / *mm) / kGivenError);
  };
  const HeadMeasures& m = head.shape().measures();
  given(marks.breadth_mm, m.breadth_mm);
  given(marks.length_mm, m.length_mm);
  given(marks.interpupillary_mm, m.interpupillary_mm);
  given(marks.face_height_mm, m.face_height_mm);
  if (marks.circumference_mm) given(marks.circumference_mm, head.shape().circumference_mm());
  if (marks.px_per_mm)
    out.push_back(std::log(scale_of_scalp(head, marks.scale_place_px) / *marks.px_per_mm) /
                  std::max(1e-3, marks.px_per_mm_error));
  return out;
}

}  // namespace

HeadGuess moved(const HeadGuess& guess, const FitVector& by) {
  HeadGuess g = guess;
  g.rotation = turned(guess.rotation, {by[0], by[1], by[2]});
  g.origin_px = g.origin_px + Point2{by[3], by[4]};
  g.log_px_per_mm += by[5];
  g.log_size += by[6];
  for (int i = 0; i < kHeadMeasureCount; ++i) g.log_measures[i] += by[7 + i];
  return g;
}

Sigmas sigmas_at(const HeadMarks& marks, const HeadGuess& guess) {
  const double px_per_mm = std::exp(guess.log_px_per_mm);
  Sigmas sigmas{{}, std::hypot(kOutlineMm * px_per_mm, kMarkPx)};
  for (const HeadMark& mark : marks.landmarks)
    sigmas.landmarks_px.push_back(sigma_px(mark.landmark, px_per_mm));
  return sigmas;
}

std::vector<double> residuals(const HeadMarks& marks, const HeadGuess& guess, const Sigmas& sigmas) {
  return residuals(marks, guess, sigmas, lowest_of(marks, guess));
}

// By forward differences: their error is far below what the linear model leaves out.
Normal normal_equations(const HeadMarks& marks, const HeadGuess& guess, const Sigmas& sigmas) {
  const auto steps = steps_of(guess);
  const std::vector<double> lowest = lowest_of(marks, guess);
  const std::vector<double> here = residuals(marks, guess, sigmas, lowest);
  std::array<std::vector<double>, kFitParameters> columns;
  for (int k = 0; k < kFitParameters; ++k) {
    FitVector by{};
    by[k] = steps[k];
    columns[k] = residuals(marks, moved(guess, by), sigmas, lowest);
    for (std::size_t i = 0; i < here.size(); ++i) columns[k][i] = (columns[k][i] - here[i]) / steps[k];
  }
  const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
  };
  Normal normal;
  for (int k = 0; k < kFitParameters; ++k) {
    normal.right[k] = -product(columns[k], here);
    for (int l = 0; l <= k; ++l) normal.matrix[k][l] = normal.matrix[l][k] = product(columns[k], columns[l]);
  }
  return normal;
}

HeadShape shape_of(const HeadMarks& marks, const HeadGuess& guess) {
  HeadMeasures m = mean_measures(marks.sex);
  const std::array<double*, kHeadMeasureCount> all = {
      &m.breadth_mm,     &m.length_mm,      &m.tragion_to_top_mm, &m.interpupillary_mm,
      &m.bizygomatic_mm, &m.face_height_mm, &m.ear_length_mm};
  for (int i = 0; i < kHeadMeasureCount; ++i)
    *all[i] *= std::exp(std::clamp(guess.log_size + guess.log_measures[i], -0.5, 0.5));
  return {m, marks.sex};
}

HeadPose pose_of(const HeadMarks& marks, const HeadGuess& guess) {
  HeadPose pose{guess.rotation, {}, marks.camera};
  const double px_per_mm = std::exp(guess.log_px_per_mm);
  const bool focal_given = marks.camera.fx_px > 0;
  const double distance = focal_given ? marks.camera.fx_px / px_per_mm : marks.camera_distance_mm;
  if (!focal_given) pose.camera.fx_px = pose.camera.fy_px = distance * px_per_mm;
  const Point2 off = guess.origin_px - Point2{pose.camera.cx_px, pose.camera.cy_px};
  pose.translation_mm = {off.x / px_per_mm, off.y / px_per_mm, distance};
  return pose;
}

MarkMiss miss_of(const PosedHead& head, const HeadMark& mark) {
  const double px = distance(mark.place_px, head.project(head.shape().landmark(mark.landmark)));
  return {px, px / sigma_px(mark.landmark, head.px_per_mm())};
}

double outline_miss_mm(const PosedHead& head, Point2 p) {
  const Ray ray = ray_through(head, p);
  return miss_at(head.shape(), ray.from + (ray.nearest + lowest_on(head.shape(), ray)) * ray.ahead);
}

double scale_of_scalp(const PosedHead& head, std::optional<Point2> place_px) {
  const auto seen = head.at(place_px.value_or(head.project({0, 0, 0})));
  const double depth = head.pose().translation_mm.z + (seen ? seen->position_mm.z : 0);
  return head.pose().camera.fx_px / depth;
}

bool is_hidden(const PosedHead& head, HeadLandmark landmark) {
  // The eyes lie under the template as seen from above, and ears and brows may just pass under its edge.
  constexpr double kBehindMm = 45, kInsideMm = 20;
  const Point3 place = head.shape().landmark(landmark);
  const Point2 place_px = head.project(place);
  const auto seen = head.at(place_px);
  return seen && seen->position_mm.z + kBehindMm < head.photo_of(place).z &&
         outline_miss_mm(head, place_px) < -kInsideMm;
}

bool is_seen_from_below(const PosedHead& head) {
  return dot(head.photo_of({0, -1, 0}), normalized(head.pose().translation_mm)) > 0.6;  // sine of 37 degrees
}

bool is_upside_down(const PosedHead& head) {
  const Point3 up = head.photo_of({0, -1, 0});
  return up.y > 0.5 && std::abs(up.z) < 0.7;  // within 45 degrees of the photo's plane
}

}  // namespace smp
