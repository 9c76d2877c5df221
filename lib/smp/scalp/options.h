#pragma once  // What the user tells about the photo: scale, surface, skin, camera. Defaults are the spec's.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/point.h"
#include "smp/geometry/head_shape.h"

namespace smp {

/// Photo scale, in one of two forms. Exactly one must be given unless the surface brings its own
/// (a depth map).
struct ScaleOptions {
  std::optional<double> px_per_mm;
  /// Two places in the photo whose distance on the same plane is `mm`.
  std::optional<std::array<Point2, 2>> between_px;
  std::optional<double> mm;
  /// Standard error as a share of the scale. Default by form: 0.02 for px_per_mm, for two places
  /// what one pixel of misplacement at each end makes of it.
  std::optional<double> relative_error;
  friend bool operator==(const ScaleOptions&, const ScaleOptions&) = default;
};

enum class Coordinates { kPixels, kFraction };

struct PhotoOptions {
  ScaleOptions scale;
  /// `kFraction`: all coordinates of the spec are shares of the upright photo's width and height.
  Coordinates coordinates = Coordinates::kPixels;
  friend bool operator==(const PhotoOptions&, const PhotoOptions&) = default;
};

enum class SurfaceKind { kPlane, kEllipsoid, kDepth, kHead };

/// Camera of a depth map; pixel coordinates have their origin at the corner of the top left pixel.
struct DepthCameraOptions {
  double fx_px = 0, fy_px = 0, cx_px = 0, cy_px = 0;
  friend bool operator==(const DepthCameraOptions&, const DepthCameraOptions&) = default;
};

/// Places of the head marked in the photo, from which the template head is posed.
struct HeadOptions {
  HeadSex sex = HeadSex::kMale;
  std::array<std::optional<Point2>, kHeadLandmarks> landmarks;  ///< by `HeadLandmark`
  /// Places on the outline of the skull against its background, for views that show no face; may be empty.
  std::vector<Point2> silhouette;
  // Measures of this head in mm; absent ones are the template's means.
  std::optional<double> breadth_mm, length_mm, circumference_mm, interpupillary_mm, face_height_mm;
  double camera_distance_mm = 1200;  ///< camera to the head; only its perspective depends on it
  std::optional<double> focal_px;    ///< of the camera, where known: the distance then follows
  bool given() const;                ///< whether anything was marked
  friend bool operator==(const HeadOptions&, const HeadOptions&) = default;
};

struct SurfaceOptions {
  SurfaceKind kind = SurfaceKind::kPlane;
  // Ellipsoid.
  Point2 center_px;
  std::array<double, 3> radii_mm = {77, 105, 98};
  double pitch_deg = 0, yaw_deg = 0, roll_deg = 0;
  /// Camera to the ellipsoid's centre; absent: parallel rays.
  std::optional<double> distance_mm;
  /// Where the optical axis meets the photo (perspective ellipsoid); default the photo's centre.
  std::optional<Point2> principal_px;
  // Depth map: a 16-bit grey PNG or TIFF of the photo's size, 0 = unknown,
  // depth = depth_offset_mm + depth_step_mm * value along the optical axis.
  std::string file;
  DepthCameraOptions camera;
  double depth_offset_mm = 0;
  double depth_step_mm = 0.02;
  double smoothing_mm = 1.5;
  friend bool operator==(const SurfaceOptions&, const SurfaceOptions&) = default;
};

/// Skin tone as given by the user; at most one form. None: measured.
struct SkinToneOptions {
  std::optional<std::array<double, 3>> lab;
  std::optional<double> ita_deg;
  std::optional<std::string> fitzpatrick;  ///< "I" to "VI"
  std::optional<int> monk;                 ///< 1 to 10
  friend bool operator==(const SkinToneOptions&, const SkinToneOptions&) = default;
};

struct SkinOptions {
  SkinToneOptions tone;
  std::vector<Point2> sample;           ///< outline of plain skin to measure; empty: the treated regions
  std::vector<Point2> white_reference;  ///< outline of a white or grey card in the same light; may be empty
  double white_reflectance = 0.9;       ///< of the white reference
  friend bool operator==(const SkinOptions&, const SkinOptions&) = default;
};

/// Hair colour as given by the user; at most one form. None: measured.
struct HairOptions {
  std::optional<std::string> name;  ///< a name of `hair_color_names`
  std::optional<std::string> hex;   ///< "#rrggbb" in sRGB
  std::vector<Point2> sample;       ///< outline of an area of native hair, shaven or short
  double length_mm = 0.5;           ///< of the native hair, and of what grows from grafts
  double diameter_mm = 0.075;       ///< of one shaft
  /// "caucasian", "hispanic", "asian" or "african": how dense it is by nature, for regions on a posed head.
  std::string type = "caucasian";
  friend bool operator==(const HairOptions&, const HairOptions&) = default;
};

struct CameraOptions {
  /// Standard deviation of the photo's own blur in px, given to every dot. None: measured.
  std::optional<double> blur_px;
  /// Noise in linear light where it is dark, and at light 1. None: measured.
  std::optional<double> read_noise, shot_noise;
  friend bool operator==(const CameraOptions&, const CameraOptions&) = default;
};

}  // namespace smp
