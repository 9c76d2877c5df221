#pragma once  // How the head stands before the camera, from places marked in the photo.
#include <vector>

#include "smp/geometry/posed_head.h"
#include "smp/scalp/options.h"

namespace smp {

/// How far a marked place lies from where the posed head has it.
struct LandmarkResidual {
  HeadLandmark landmark;
  double px = 0, mm = 0;
};

struct HeadPoseResult {
  HeadShape shape;  ///< the template with this head's measures
  HeadPose pose;
  double px_per_mm = 0;           ///< at the head's origin, across the line of sight
  double scalp_px_per_mm = 0;     ///< where the surface faces the camera
  double relative_error = 0;      ///< standard error of the scale as a share
  double rms_px = 0, rms_mm = 0;  ///< of the landmarks
  double outline_rms_mm = 0;      ///< of the silhouette's places; 0 without
  std::vector<LandmarkResidual> landmarks;
};

/// Fewest marks: four landmarks, or two landmarks and five places of the silhouette.
inline constexpr int kFewestLandmarks = 4, kFewestLandmarksWithOutline = 2, kFewestOutlinePlaces = 5;

/// Poses the template head. Rotation, place, scale and measures minimise the weighted squares of what
/// separates the marks from the template, with the spread of adults' measures as priors (domain notes 11;
/// docs/models/head.md). The optical axis meets the photo's centre. A scale given for the photo holds on the
/// scalp that faces the camera, or between its two places.
/// @throws InvalidArgument at /head or below: too few marks, marks which fit no head, a view from an
/// impossible side.
HeadPoseResult pose_head(const HeadOptions& head, const ScaleOptions& scale, int width_px, int height_px);

}  // namespace smp
