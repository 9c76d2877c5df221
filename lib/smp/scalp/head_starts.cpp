#include "smp/scalp/head_starts.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <opencv2/calib3d.hpp>
#include <opencv2/core.hpp>

namespace smp {
namespace {

using Rotation = std::array<Point3, 3>;

Rotation product(const Rotation& a, const Rotation& b) {
  Rotation out;
  for (int i = 0; i < 3; ++i) out[i] = a[i].x * b[0] + a[i].y * b[1] + a[i].z * b[2];
  return out;
}

// Applied in the order pitch, yaw, roll, each about a photo axis, as `HeadAngles`.
Rotation rotation_of(double pitch_deg, double yaw_deg, double roll_deg) {
  const Rotation none = {Point3{1, 0, 0}, Point3{0, 1, 0}, Point3{0, 0, 1}};
  // Pitch > 0 shows more of the top: the vertex comes towards the camera (y up = -y turns to -z).
  Rotation r = turned(none, {radians(pitch_deg), 0, 0});
  r = turned(r, {0, radians(-yaw_deg), 0});
  return turned(r, {0, 0, radians(roll_deg)});
}

Point3 in_photo(const Rotation& r, Point3 v) { return {dot(r[0], v), dot(r[1], v), dot(r[2], v)}; }

// Scale and place by which the template under a rotation, seen from afar, falls best on the landmarks; with
// an outline, its middle and size.
std::optional<HeadGuess> placed(const HeadMarks& marks, const Rotation& rotation) {
  HeadGuess guess;
  guess.rotation = rotation;
  if (marks.landmarks.size() < 4 && !marks.outline_px.empty()) {
    Point2 low = marks.outline_px[0], high = low;
    for (const Point2& p : marks.outline_px) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    constexpr double kHeadMm = 175;  // between breadth and length
    guess.origin_px = 0.5 * (low + high);
    guess.log_px_per_mm = std::log(std::max({high.x - low.x, high.y - low.y, 10.0}) / kHeadMm);
    return guess;
  }
  const HeadShape shape(mean_measures(marks.sex), marks.sex);
  Point2 mean_mm, mean_px;
  std::vector<Point2> places;
  for (const HeadMark& mark : marks.landmarks) {
    const Point3 p = in_photo(rotation, shape.landmark(mark.landmark));
    places.push_back({p.x, p.y});
    mean_mm = mean_mm + places.back();
    mean_px = mean_px + mark.place_px;
  }
  const double share = 1.0 / static_cast<double>(places.size());
  mean_mm = share * mean_mm, mean_px = share * mean_px;
  double spread_mm = 0, spread_px = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    spread_mm += dot(places[i] - mean_mm, places[i] - mean_mm);
    spread_px += dot(marks.landmarks[i].place_px - mean_px, marks.landmarks[i].place_px - mean_px);
  }
  if (!(spread_mm > 1 && spread_px > 1)) return std::nullopt;
  const double px_per_mm = std::sqrt(spread_px / spread_mm);
  guess.log_px_per_mm = std::log(px_per_mm);
  guess.origin_px = mean_px - px_per_mm * mean_mm;
  return guess;
}

std::optional<HeadGuess> by_sqpnp(const HeadMarks& marks, double focal_px) {
  const HeadShape shape(mean_measures(marks.sex), marks.sex);
  std::vector<cv::Point3d> places;
  std::vector<cv::Point2d> seen;
  for (const HeadMark& mark : marks.landmarks) {
    const Point3 p = shape.landmark(mark.landmark);
    places.emplace_back(p.x, p.y, p.z);
    seen.emplace_back(mark.place_px.x, mark.place_px.y);
  }
  const cv::Matx33d camera(focal_px, 0, marks.camera.cx_px, 0, focal_px, marks.camera.cy_px, 0, 0, 1);
  cv::Vec3d turn, shift;
  cv::Matx33d r;
  try {
    if (!cv::solvePnP(places, seen, camera, cv::noArray(), turn, shift, false, cv::SOLVEPNP_SQPNP)) return {};
    cv::Rodrigues(turn, r);
  } catch (const cv::Exception&) {  // places from which nothing follows; the other starts remain
    return std::nullopt;
  }
  if (!(shift[2] > 1) || !std::isfinite(turn[0] + turn[1] + turn[2])) return std::nullopt;
  HeadGuess guess;
  for (int i = 0; i < 3; ++i) guess.rotation[i] = {r(i, 0), r(i, 1), r(i, 2)};
  guess.log_px_per_mm = std::log(focal_px / shift[2]);
  guess.origin_px = {marks.camera.cx_px + focal_px * shift[0] / shift[2],
                     marks.camera.cy_px + focal_px * shift[1] / shift[2]};
  return guess;
}

}  // namespace

Rotation turned(const Rotation& rotation, Point3 by) {
  const double angle = length(by);
  if (angle == 0) return rotation;
  const Point3 k = (1 / angle) * by;
  const double c = std::cos(angle), s = std::sin(angle), d = 1 - c;
  const Rotation turn = {Point3{c + d * k.x * k.x, d * k.x * k.y - s * k.z, d * k.x * k.z + s * k.y},
                         Point3{d * k.y * k.x + s * k.z, c + d * k.y * k.y, d * k.y * k.z - s * k.x},
                         Point3{d * k.z * k.x - s * k.y, d * k.z * k.y + s * k.x, c + d * k.z * k.z}};
  Rotation out = product(turn, rotation);
  // Rounding must not let the axes drift from being square.
  out[0] = normalized(out[0]);
  out[1] = normalized(out[1] - dot(out[0], out[1]) * out[0]);
  out[2] = cross(out[0], out[1]);
  return out;
}

std::vector<HeadGuess> head_starts(const HeadMarks& marks) {
  std::vector<HeadGuess> starts;
  const auto add = [&](const std::optional<HeadGuess>& guess) {
    if (guess) starts.push_back(*guess);
  };
  for (const double pitch : {-15.0, 25.0, 60.0})
    for (int yaw = 0; yaw < 360; yaw += 45) add(placed(marks, rotation_of(pitch, yaw, 0)));
  for (const double pitch : {75.0, 100.0})
    for (int roll = 0; roll < 360; roll += 45) add(placed(marks, rotation_of(pitch, 0, roll)));
  if (marks.landmarks.size() >= 4 && !starts.empty()) {
    const double focal = marks.camera.fx_px > 0
                             ? marks.camera.fx_px
                             : marks.camera_distance_mm * std::exp(starts[0].log_px_per_mm);
    add(by_sqpnp(marks, focal));
  }
  return starts;
}

}  // namespace smp
