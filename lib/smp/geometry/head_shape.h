#pragma once  // The template head: a parametric skull with named places, in the head's own frame.
#include <array>
#include <string_view>
#include <vector>

#include "smp/base/point.h"

namespace smp {

enum class HeadSex { kMale, kFemale };

/// Tape and calliper measures of a head in mm (ANSUR II; domain notes 11).
struct HeadMeasures {
  double breadth_mm = 154.3;         ///< widest, above the ears
  double length_mm = 199.5;          ///< glabella to the farthest place at the back
  double tragion_to_top_mm = 131.1;  ///< height of the vertex over the tragions
  double interpupillary_mm = 64.0;
  double bizygomatic_mm = 142.6;
  double face_height_mm = 122.6;  ///< chin to the root of the nose (menton to sellion)
  double ear_length_mm = 64.2;
};

/// Means of adults.
HeadMeasures mean_measures(HeadSex sex);

/// Places that can be marked in a photo. Left and right are the person's own.
enum class HeadLandmark {
  kPupilRight,
  kPupilLeft,
  kEyeInnerRight,
  kEyeInnerLeft,
  kEyeOuterRight,
  kEyeOuterLeft,
  kGlabella,  ///< between the brows, the most forward place of the forehead
  kNasion,    ///< root of the nose
  kNoseTip,
  kNoseBase,  ///< under the nose, where it meets the lip
  kChin,      ///< lowest place of the chin
  kTragionRight,
  kTragionLeft,
  kEarTopRight,
  kEarTopLeft,
  kVertex,  ///< highest place of the head
};
inline constexpr int kHeadLandmarks = 16;

/// Name in a spec, "pupil_right".
std::string_view landmark_name(HeadLandmark landmark);
/// One line on where it is.
const char* landmark_meaning(HeadLandmark landmark);

/// A skull with a forehead, star-shaped about its origin and mirror-symmetric. The face below the brows is
/// a smooth continuation and not modelled; its landmarks stand free of the surface.
///
/// Frame in mm: origin in the middle of the skull, x to the head's left (a photo's right when it faces the
/// camera), y down to the chin, z from the face to the back.
class HeadShape {
 public:
  HeadShape() : HeadShape(mean_measures(HeadSex::kMale), HeadSex::kMale) {}
  HeadShape(const HeadMeasures& measures, HeadSex sex);

  const HeadMeasures& measures() const { return measures_; }
  HeadSex sex() const { return sex_; }

  /// < 0 inside, 0 on the surface, growing by about 1 per mm near it.
  double level(Point3 p) const;
  struct LevelSlope {
    double level_mm;
    Point3 slope;
  };
  /// The level and its slope, for a ray's steps.
  LevelSlope level_slope(Point3 p) const;
  /// Outward unit normal of the level surface through `p`.
  Point3 normal(Point3 p) const;
  /// The surface seen from the origin along a direction (any length > 0).
  Point3 on_surface(Point3 direction) const;
  /// Half extents of a box around the surface, for culling.
  Point3 reach_mm() const;
  /// Half axes of an ellipsoid about the origin that holds the surface, for rays.
  Point3 hull_mm() const;

  /// Tape around the glabella and the farthest place at the back.
  double circumference_mm() const;

  /// Mean places by what the measures leave free (docs/models/head.md).
  Point3 landmark(HeadLandmark landmark) const;

  /// A place's direction from the origin as a point of a flat chart: its length is the angle from straight up
  /// in degrees, x to the head's left, y to the back. Smooth but for straight down.
  static Point2 chart_of(Point3 p);
  /// The surface at a chart point.
  Point3 at_chart(Point2 chart_deg) const;

  /// Goes `mm` along the surface from a place on it, straight ahead (a geodesic) in the direction whose
  /// tangential part is `heading`. Steps of at most 2 mm.
  Point3 walk(Point3 from, Point3 heading, double mm) const;
  /// Place on the midline of the front, `mm` along the skin above the glabella.
  Point3 above_glabella(double mm) const;

 private:
  HeadMeasures measures_;
  HeadSex sex_;
  Point3 radii_;  // half breadth, height of the vertex over the origin, half length
  Point3 per_radius_;
};

}  // namespace smp
