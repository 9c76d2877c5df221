#include "smp/scalp/head_pose.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "smp/base/error.h"
#include "smp/scalp/head_fit.h"
#include "smp/scalp/scalp.h"

namespace smp {
namespace {

constexpr double kLeastDistancePx = 1;
constexpr double kLeastBreadthShare = 0.03;  // of marks across the line they lie on
constexpr double kOutsideShare = 1;          // of the photo's size; marks may lie that far outside of it
constexpr double kWrongCost = 9;             // a mark without which the cost falls by more does not belong
constexpr double kWrongMm = 20;              // and which lies farther off than this
constexpr double kMostRmsMm = 15;
constexpr double kNearestMm = 200;  // from the camera to a head's middle
constexpr double kMirrorGain = 2;   // a swapped pose this much cheaper tells that left and right were swapped

std::string pointer(HeadLandmark landmark) {
  return "/head/landmarks/" + std::string(landmark_name(landmark));
}

std::string rounded(double v) { return std::to_string(static_cast<long>(std::lround(v))); }

[[noreturn]] void refuse(const std::string& cause, const std::string& where) {
  throw InvalidArgument(cause, where);
}

void check_inside(Point2 p, int width, int height, const std::string& where) {
  const double x = kOutsideShare * width, y = kOutsideShare * height;
  if (!(p.x >= -x && p.x <= width + x && p.y >= -y && p.y <= height + y))
    refuse("lies far outside the photo of " + std::to_string(width) + " x " + std::to_string(height) + " px",
           where);
}

// Smaller over larger standard deviation of places along their principal axes.
double breadth_share(const std::vector<Point2>& places) {
  Point2 mean;
  for (const Point2& p : places) mean = mean + (1.0 / static_cast<double>(places.size())) * p;
  double xx = 0, xy = 0, yy = 0;
  for (const Point2& p : places) {
    const Point2 d = p - mean;
    xx += d.x * d.x, xy += d.x * d.y, yy += d.y * d.y;
  }
  const double middle = 0.5 * (xx + yy), spread = std::hypot(0.5 * (xx - yy), xy);
  return std::sqrt(std::max(0.0, middle - spread) / std::max(1e-12, middle + spread));
}

void check_marks(const HeadMarks& marks, int width, int height) {
  const auto landmarks = static_cast<int>(marks.landmarks.size());
  const auto outline = static_cast<int>(marks.outline_px.size());
  const bool enough = landmarks >= kFewestLandmarks ||
                      (landmarks >= kFewestLandmarksWithOutline && outline >= kFewestOutlinePlaces);
  if (!enough)
    refuse("has " + std::to_string(landmarks) + (landmarks == 1 ? " place" : " places") +
               "; four are needed, or two and five places of /head/silhouette",
           "/head/landmarks");
  std::vector<Point2> places = marks.outline_px;
  for (std::size_t i = 0; i < marks.outline_px.size(); ++i)
    check_inside(marks.outline_px[i], width, height, "/head/silhouette/" + std::to_string(i));
  for (std::size_t i = 0; i < marks.landmarks.size(); ++i) {
    const HeadMark& mark = marks.landmarks[i];
    check_inside(mark.place_px, width, height, pointer(mark.landmark));
    for (std::size_t j = 0; j < i; ++j)
      if (distance(mark.place_px, marks.landmarks[j].place_px) < kLeastDistancePx)
        refuse("is at the same place as " + std::string(landmark_name(marks.landmarks[j].landmark)),
               pointer(mark.landmark));
    places.push_back(mark.place_px);
  }
  if (breadth_share(places) < kLeastBreadthShare)
    refuse("lie on one line; mark places beside it too", "/head/landmarks");
}

HeadMarks marks_of(const HeadOptions& head, const ScaleOptions& scale, int width, int height) {
  HeadMarks marks;
  marks.sex = head.sex;
  for (int i = 0; i < kHeadLandmarks; ++i)
    if (const auto& place = head.landmarks[static_cast<std::size_t>(i)])
      marks.landmarks.push_back({static_cast<HeadLandmark>(i), *place});
  marks.outline_px = head.silhouette;
  marks.breadth_mm = head.breadth_mm;
  marks.length_mm = head.length_mm;
  marks.circumference_mm = head.circumference_mm;
  marks.interpupillary_mm = head.interpupillary_mm;
  marks.face_height_mm = head.face_height_mm;
  const double focal = head.focal_px.value_or(0);
  marks.camera = {focal, focal, 0.5 * width, 0.5 * height};
  marks.camera_distance_mm = head.camera_distance_mm;
  if (scale.px_per_mm || scale.between_px) {
    const Scale given = resolve_scale(scale);
    marks.px_per_mm = given.px_per_mm;
    marks.px_per_mm_error = given.relative_error;
    if (scale.between_px) marks.scale_place_px = 0.5 * ((*scale.between_px)[0] + (*scale.between_px)[1]);
  }
  return marks;
}

HeadLandmark other_side(HeadLandmark landmark) {
  const auto i = static_cast<int>(landmark);
  const bool paired = landmark <= HeadLandmark::kEyeOuterLeft ||
                      (landmark >= HeadLandmark::kTragionRight && landmark <= HeadLandmark::kEarTopLeft);
  const auto first = static_cast<int>(landmark <= HeadLandmark::kEyeOuterLeft ? HeadLandmark::kPupilRight
                                                                              : HeadLandmark::kTragionRight);
  return paired ? static_cast<HeadLandmark>(first + ((i - first) ^ 1)) : landmark;
}

PosedHead posed(const HeadMarks& marks, const HeadFit& fit) {
  return {shape_of(marks, fit.guess), pose_of(marks, fit.guess)};
}

void refuse_if_mirrored(const HeadMarks& marks, const HeadFit& fit) {
  HeadMarks swapped = marks;
  for (HeadMark& mark : swapped.landmarks) mark.landmark = other_side(mark.landmark);
  const HeadFit other = fit_head(swapped);
  if (other.cost * kMirrorGain + kWrongCost < fit.cost)
    refuse("fit a head only with left and right swapped; left and right are the person's own",
           "/head/landmarks");
}

double rms_mm_of(const HeadMarks& marks, const PosedHead& head) {
  double squares = 0;
  for (const HeadMark& mark : marks.landmarks) squares += std::pow(miss_of(head, mark).px, 2);
  return std::sqrt(squares / static_cast<double>(marks.landmarks.size())) / head.px_per_mm();
}

// Names the landmark without which the others fit, if there is one: among those which fit worst.
void refuse_if_one_is_wrong(const HeadMarks& marks, const PosedHead& head, const HeadFit& fit) {
  constexpr std::size_t kTried = 4;
  if (marks.landmarks.size() <= static_cast<std::size_t>(kFewestLandmarks)) return;
  std::vector<HeadMark> tried = marks.landmarks;
  std::stable_sort(tried.begin(), tried.end(), [&](const HeadMark& a, const HeadMark& b) {
    return miss_of(head, a).sigmas > miss_of(head, b).sigmas;
  });
  tried.resize(std::min(tried.size(), kTried));
  double most = kWrongCost, off_mm = 0;
  const HeadMark* worst = nullptr;
  for (const HeadMark& mark : tried) {
    HeadMarks others = marks;
    std::erase_if(others.landmarks, [&](const HeadMark& m) { return m.landmark == mark.landmark; });
    const HeadFit without = fit_head(others);
    const PosedHead there = posed(others, without);
    const double mm = miss_of(there, mark).px / there.px_per_mm();
    if (fit.cost - without.cost > most && mm > kWrongMm)
      most = fit.cost - without.cost, worst = &mark, off_mm = mm;
  }
  if (worst)
    refuse("lies " + rounded(off_mm) + " mm from where the other landmarks put it", pointer(worst->landmark));
}

void refuse_impossible_views(const HeadMarks& marks, const PosedHead& head) {
  for (const HeadMark& mark : marks.landmarks)
    if (is_hidden(head, mark.landmark))
      refuse("would be hidden behind the head as the other marks turn it", pointer(mark.landmark));
  if (is_seen_from_below(head)) refuse("make a head that is seen from below its chin", "/head/landmarks");
  if (is_upside_down(head))
    refuse("make a head that stands on its top; turn the photo upright", "/head/landmarks");
}

HeadPoseResult result_of(const HeadMarks& marks, const HeadFit& fit, const PosedHead& head) {
  HeadPoseResult out;
  out.shape = head.shape();
  out.pose = head.pose();
  out.px_per_mm = head.px_per_mm();
  out.scalp_px_per_mm = scale_of_scalp(head);
  out.relative_error = fit.scale_error;
  for (const HeadMark& mark : marks.landmarks) {
    const double px = miss_of(head, mark).px;
    out.landmarks.push_back({mark.landmark, px, px / out.px_per_mm});
  }
  double outline = 0;
  for (const Point2& place : marks.outline_px) outline += std::pow(outline_miss_mm(head, place), 2);
  out.rms_mm = rms_mm_of(marks, head);
  out.rms_px = out.rms_mm * out.px_per_mm;
  if (!marks.outline_px.empty())
    out.outline_rms_mm = std::sqrt(outline / static_cast<double>(marks.outline_px.size()));
  return out;
}

}  // namespace

HeadPoseResult pose_head(const HeadOptions& options, const ScaleOptions& scale, int width_px, int height_px) {
  const HeadMarks marks = marks_of(options, scale, width_px, height_px);
  check_marks(marks, width_px, height_px);
  const HeadFit fit = fit_head(marks);
  const PosedHead head = posed(marks, fit);
  if (head.pose().translation_mm.z < kNearestMm)
    refuse("puts the head " + rounded(head.pose().translation_mm.z) + " mm from the camera",
           "/head/focal_px");
  const HeadPoseResult result = result_of(marks, fit, head);
  bool suspect = result.rms_mm > kMostRmsMm || result.outline_rms_mm > kMostRmsMm;
  for (const HeadMark& mark : marks.landmarks)
    suspect = suspect || miss_of(head, mark).sigmas > 3 || is_hidden(head, mark.landmark);
  if (suspect) {
    refuse_if_mirrored(marks, fit);
    refuse_if_one_is_wrong(marks, head, fit);
    if (result.rms_mm > kMostRmsMm)
      refuse("fit no head: they miss the nearest by " + rounded(result.rms_mm) + " mm", "/head/landmarks");
    if (result.outline_rms_mm > kMostRmsMm)
      refuse("fits no head: it misses the nearest by " + rounded(result.outline_rms_mm) + " mm",
             "/head/silhouette");
  }
  refuse_impossible_views(marks, head);
  return result;
}

}  // namespace smp
