#include "smp/scalp/head_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/core.hpp>

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

std::array<double, kFitParameters> steps_of(const HeadGuess& guess) {
  const double px = 0.01 * std::exp(guess.log_px_per_mm);
  return {1e-4, 1e-4, 1e-4, px, px, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4};
}

HeadGuess moved(const HeadGuess& guess, const std::array<double, kFitParameters>& by) {
  HeadGuess g = guess;
  g.rotation = turned(guess.rotation, {by[0], by[1], by[2]});
  g.origin_px = g.origin_px + Point2{by[3], by[4]};
  g.log_px_per_mm += by[5];
  g.log_size += by[6];
  for (int i = 0; i < kHeadMeasureCount; ++i) g.log_measures[i] += by[7 + i];
  return g;
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

// Each in standard deviations. `px_per_mm` turns what may separate marks from the template into px: not the
// guess's own, or a larger scale would win by being content with larger misses.
std::vector<double> residuals(const HeadMarks& marks, const HeadGuess& guess, double px_per_mm) {
  const PosedHead head(shape_of(marks, guess), pose_of(marks, guess));
  std::vector<double> out;
  for (const HeadMark& mark : marks.landmarks) {
    const Point2 off = mark.place_px - head.project(head.shape().landmark(mark.landmark));
    const double sigma = sigma_px(mark.landmark, px_per_mm), px = length(off);
    const double weight = px > 0 ? robust(px / sigma) / px : 0;
    out.push_back(weight * off.x);
    out.push_back(weight * off.y);
  }
  const double shared = std::max(1.0, std::sqrt(marks.outline_px.size() / kOutlineKnows));
  const double outline_sigma_px = std::hypot(kOutlineMm * px_per_mm, kMarkPx);
  for (const Point2& place : marks.outline_px)
    out.push_back(robust(outline_miss_mm(head, place) * head.px_per_mm() / outline_sigma_px) / shared);
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

double half_squares(const std::vector<double>& r) {
  double sum = 0;
  for (const double v : r) sum += v * v;
  return 0.5 * sum;
}

struct Normal {
  cv::Mat1d matrix, right;  // J^T J and -J^T r
};

Normal normal_equations(const HeadMarks& marks, const HeadGuess& guess, const std::vector<double>& r) {
  const auto steps = steps_of(guess);
  const double px_per_mm = std::exp(guess.log_px_per_mm);
  const int rows = static_cast<int>(r.size());
  cv::Mat1d jacobian(rows, kFitParameters);
  for (int k = 0; k < kFitParameters; ++k) {
    std::array<double, kFitParameters> by{};
    by[k] = steps[k];
    const std::vector<double> ahead = residuals(marks, moved(guess, by), px_per_mm);
    by[k] = -steps[k];
    const std::vector<double> behind = residuals(marks, moved(guess, by), px_per_mm);
    for (int i = 0; i < rows; ++i) jacobian(i, k) = (ahead[i] - behind[i]) / (2 * steps[k]);
  }
  const cv::Mat1d residual(rows, 1, const_cast<double*>(r.data()));
  return {jacobian.t() * jacobian, -jacobian.t() * residual};
}

HeadFit descend(const HeadMarks& marks, const HeadGuess& start, int most_steps) {
  HeadGuess guess = start;
  double cost = 0, damping = 1e-2;
  for (int i = 0; i < most_steps && damping < 1e8; ++i) {
    const double px_per_mm = std::exp(guess.log_px_per_mm);
    const std::vector<double> r = residuals(marks, guess, px_per_mm);
    cost = half_squares(r);
    const Normal normal = normal_equations(marks, guess, r);
    bool better = false;
    double gain = 0;
    while (!better && damping < 1e8) {
      cv::Mat1d damped = normal.matrix.clone(), step;
      for (int k = 0; k < kFitParameters; ++k) damped(k, k) *= 1 + damping;
      for (int k = 0; k < kFitParameters; ++k) damped(k, k) += 1e-9;
      cv::solve(damped, normal.right, step, cv::DECOMP_SVD);
      std::array<double, kFitParameters> by;
      for (int k = 0; k < kFitParameters; ++k) by[k] = step(k, 0);
      const double turn = std::hypot(by[0], by[1], by[2]);
      const double most = std::max({turn / 0.5, std::abs(by[5]) / 0.3, 1.0});
      for (double& v : by) v /= most;
      const HeadGuess next = moved(guess, by);
      const double cost_next = half_squares(residuals(marks, next, px_per_mm));
      better = cost_next < cost;
      if (better) gain = cost - cost_next, guess = next, cost = cost_next;
      damping = better ? std::max(1e-9, damping / 5) : damping * 4;
    }
    if (gain < 1e-9 * (1 + cost)) break;
  }
  return {guess, cost, 0};
}

}  // namespace

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
  const PinholeCamera& camera = head.pose().camera;
  const Point3 d = head.head_of(
      normalized(Point3{(p.x - camera.cx_px) / camera.fx_px, (p.y - camera.cy_px) / camera.fy_px, 1}));
  const Point3 o = head.head_of(-1.0 * head.pose().translation_mm);
  // The ray's lowest level is its distance from the contour: first as if the head were an ellipsoid, then by
  // halving the slope along the ray.
  const Point3 box = head.shape().reach_mm();
  const Point3 no = {o.x / box.x, o.y / box.y, o.z / box.z}, nd = {d.x / box.x, d.y / box.y, d.z / box.z};
  double t = -dot(no, nd) / dot(nd, nd), low = t - 40, high = t + 40;
  for (int i = 0; i < 12; ++i) {
    const double slope = dot(head.shape().level_slope(o + t * d).slope, d);
    (slope > 0 ? high : low) = t;
    // Curvature of a sphere of a head's size; falls back to the middle.
    const double next = t - 90 * slope;
    t = next > low && next < high ? next : 0.5 * (low + high);
    if (std::abs(slope) < 1e-5) break;
  }
  const auto [level, slope] = head.shape().level_slope(o + t * d);
  return level / std::max(0.5, length(slope));
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

HeadFit refine_head(const HeadMarks& marks, const HeadGuess& start) {
  HeadFit fit = descend(marks, start, 60);
  const std::vector<double> r = residuals(marks, fit.guess, std::exp(fit.guess.log_px_per_mm));
  cv::Mat1d inverse;
  cv::invert(normal_equations(marks, fit.guess, r).matrix, inverse, cv::DECOMP_SVD);
  fit.scale_error = std::sqrt(std::max(0.0, inverse(5, 5)));
  return fit;
}

HeadFit fit_head(const HeadMarks& marks) {
  constexpr int kKept = 4, kFirstSteps = 8;
  constexpr double kImpossibleCost =
      30;  // of a mark which the head itself would hide, or of an impossible view
  const auto judged = [&](HeadFit fit) {
    const PosedHead head(shape_of(marks, fit.guess), pose_of(marks, fit.guess));
    for (const HeadMark& mark : marks.landmarks)
      if (is_hidden(head, mark.landmark)) fit.cost += kImpossibleCost;
    if (is_seen_from_below(head) || is_upside_down(head)) fit.cost += kImpossibleCost;
    return fit;
  };
  std::vector<HeadFit> fits;
  for (const HeadGuess& start : head_starts(marks))
    fits.push_back(judged(descend(marks, start, kFirstSteps)));
  std::stable_sort(fits.begin(), fits.end(),
                   [](const HeadFit& a, const HeadFit& b) { return a.cost < b.cost; });
  if (fits.size() > kKept) fits.resize(kKept);
  for (HeadFit& fit : fits) fit = judged(refine_head(marks, fit.guess));
  return *std::min_element(fits.begin(), fits.end(),
                           [](const HeadFit& a, const HeadFit& b) { return a.cost < b.cost; });
}

}  // namespace smp
