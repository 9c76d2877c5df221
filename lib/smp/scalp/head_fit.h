#pragma once  // Internal to the module: the least-squares fit behind `pose_head`.
#include <array>
#include <optional>
#include <vector>

#include "smp/geometry/posed_head.h"
#include "smp/scalp/options.h"

namespace smp {

inline constexpr int kHeadMeasureCount = 7;
inline constexpr int kFitParameters = 14;  // turn 3, place 2, scale, size, seven measures

/// A head before the camera, as the fit moves it.
struct HeadGuess {
  std::array<Point3, 3> rotation = {Point3{1, 0, 0}, Point3{0, 1, 0}, Point3{0, 0, 1}};
  Point2 origin_px;                                      ///< where the head's origin appears
  double log_px_per_mm = 0;                              ///< there
  double log_size = 0;                                   ///< of the whole head over the template's means
  std::array<double, kHeadMeasureCount> log_measures{};  ///< of each measure over that
};

struct HeadMark {
  HeadLandmark landmark;
  Point2 place_px;
};

/// What is known of one photo.
struct HeadMarks {
  HeadSex sex = HeadSex::kMale;
  std::vector<HeadMark> landmarks;
  std::vector<Point2> outline_px;
  std::optional<double> breadth_mm, length_mm, circumference_mm, interpupillary_mm, face_height_mm;
  PinholeCamera camera;              ///< its focal length is 0 where it follows from the distance
  double camera_distance_mm = 1200;  ///< used where the focal length is 0
  /// A given scale, its standard error as a share, and the place where it holds (absent: where the scalp
  /// faces the camera).
  std::optional<double> px_per_mm;
  double px_per_mm_error = 0.02;
  std::optional<Point2> scale_place_px;
};

struct HeadFit {
  HeadGuess guess;
  double cost = 0;         ///< half the sum of squared residuals, each in standard deviations, robust
  double scale_error = 0;  ///< standard deviation of log_px_per_mm
};

HeadShape shape_of(const HeadMarks& marks, const HeadGuess& guess);
HeadPose pose_of(const HeadMarks& marks, const HeadGuess& guess);

/// How far a mark lies from the posed template: in px, and in standard deviations of what may separate them.
struct MarkMiss {
  double px, sigmas;
};
MarkMiss miss_of(const PosedHead& head, const HeadMark& mark);
/// Distance in mm of an outline's place outside the template's apparent contour; < 0 inside.
double outline_miss_mm(const PosedHead& head, Point2 place_px);
/// px per mm where the line of sight through a place meets the head; without a place, that through its
/// origin.
double scale_of_scalp(const PosedHead& head, std::optional<Point2> place_px = {});
/// Whether the head itself hides a landmark from the camera.
bool is_hidden(const PosedHead& head, HeadLandmark landmark);
/// Whether the camera sees the head from below its chin, or upside down from the side: nobody is photographed
/// so.
bool is_seen_from_below(const PosedHead& head);
bool is_upside_down(const PosedHead& head);

/// The best of many starts: the pose of four or more points (Terzakis and Lourakis 2020, SQPNP, by OpenCV)
/// and a set of plausible views, each refined by Levenberg-Marquardt.
HeadFit fit_head(const HeadMarks& marks);
/// Refined from one start.
HeadFit refine_head(const HeadMarks& marks, const HeadGuess& start);

}  // namespace smp
