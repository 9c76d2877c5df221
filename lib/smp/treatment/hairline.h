#pragma once  // Front hairlines: their course on a head, their irregular edge, their transition zone.
#include <string>
#include <vector>

#include "smp/geometry/head_curve.h"
#include "smp/geometry/head_shape.h"
#include "smp/geometry/polygon.h"
#include "smp/geometry/scalp_map.h"
#include "smp/geometry/surface.h"
#include "smp/treatment/options.h"
#include "smp/treatment/region_design.h"

namespace smp {

/// "natural", "straight", "round", "receded", "broken", "widows-peak", "faux-scar".
std::vector<std::string> hairline_style_names();
/// "youthful", "natural", "mature", "conservative": the lowest first.
std::vector<std::string> hairline_preset_names();

/// Every parameter of a hairline, from preset, style and what was given (domain notes 3.1 to 3.3).
struct HairlineShape {
  double mid_height_mm = 70;        ///< of the mid-frontal point along the skin above the glabella
  double temple_recession_mm = 10;  ///< of the corners along the skin behind the mid-frontal point's level
  double width_mm = 110;            ///< along the skin, at that level, between the verticals of the corners
  double temporal_peak_mm = 10;     ///< by how much the temporal peaks lead the sideburns' line
  double peak_mm = 0, peak_width_mm = 21;  ///< of a widow's peak; its tip is the mid-frontal point
  double roundness =
      0.35;  ///< 0: flat up to the pupils' verticals, then back to the corners; 1: one convex arc
  /// Standard deviation of the means that round the course where it turns. Beyond some 8 mm the corners are
  /// cut off.
  double rounding_mm = 4;
  double macro_mm = 3, macro_wavelength_mm = 30, micro_mm = 1, micro_wavelength_mm = 5;
  double asymmetry_mm = 2;  ///< by how much one corner lies farther back than the other
  int sentinels_per_side = 5;
  double sentinel_reach_mm = 4;  ///< they lie from 1 mm to this far in front of the edge
  double gap_mm = 0;             ///< width of a faux scar
  EdgeRamp edge;
};
/// Without a width given it is that of the mean head.
/// @throws InvalidArgument for an unknown preset or style.
HairlineShape resolve_hairline(const HairlineOptions& options, HeadSex sex);

/// A hairline on a head. It runs from the sideburn before the right ear over the temporal peak, the
/// fronto-temporal corner, the mid-frontal point and on to the left; scalp lies to its left.
/// Immutable, thread-safe.
class HeadHairline {
 public:
  /// @throws InvalidArgument where it would cross itself, come down to the brows or not fit on the head.
  HeadHairline(const HeadShape& head, const HairlineOptions& options);

  const HairlineShape& shape() const { return shape_; }
  const HeadCurve& course() const { return course_; }  ///< smooth
  const HeadCurve& edge() const { return edge_; }      ///< with its undulations
  /// Distance in mm behind the edge; < 0 in front of it. True within some 60 mm of it, right in sign
  /// everywhere.
  double behind_mm(Point3 p) const;
  Point3 mid_frontal() const { return mid_frontal_; }
  Point3 corner(bool left) const { return left ? corner_left_ : corner_right_; }  ///< fronto-temporal
  Point3 temporal_peak(bool left) const { return left ? peak_left_ : peak_right_; }
  /// Single dots in front of the edge.
  const std::vector<Point3>& sentinels() const { return sentinels_; }
  /// Middle of a faux scar, from in front of the edge backwards; without places where there is none.
  const HeadCurve& gap() const { return gap_; }
  /// Whether a place lies in the faux scar, which no dot may.
  bool in_gap(Point3 p) const;

 private:
  HairlineShape shape_;
  HeadCurve course_, edge_, gap_;
  Point3 mid_frontal_, corner_left_, corner_right_, peak_left_, peak_right_;
  std::vector<Point3> sentinels_;
};

/// A hairline drawn in the photo.
struct DrawnHairline {
  HairlineShape shape;               ///< where it stands on the head is as drawn: only its edge counts
  std::vector<Point2> course_px;     ///< smooth, through the drawn points
  std::vector<Point2> edge_px;       ///< with its undulations; from the first drawn point to the last
  std::vector<Point2> sentinels_px;  ///< single dots in front of the edge
  Polygon gap_px;  ///< outline of a faux scar, where no dot may lie; empty where there is none
};
/// Joins the drawn points by a centripetal Catmull-Rom spline and displaces it in mm on the surface.
/// Undulations end at the first and the last point; left and right are as drawn, so that `asymmetry_mm` has
/// no effect.
/// @param scalp_side a place in the photo on the side of the scalp, which tells front from back.
/// @throws InvalidArgument where points repeat or are off the scalp, and where the curve crosses itself or
/// leaves
///         the scalp.
DrawnHairline draw_hairline(const HairlineOptions& options, const Surface& surface, Point2 scalp_side);

/// An outline whose front is replaced by a hairline: of the two stretches of the outline between the places
/// nearest to the hairline's ends, the one that lies farther from a place on the side of the scalp.
/// @param scalp_side as of `draw_hairline`; best a corner of the outline.
/// @throws InvalidArgument where the result would cross itself or has no area.
Polygon outline_behind(const Polygon& outline, const std::vector<Point2>& edge_px, Point2 scalp_side);

/// Distance in mm behind a hairline's edge, < 0 in front of it, over `area`; in space, so true within some 60
/// mm. Off the scalp it goes on by the scale at the edge.
/// @param scalp_side as of `draw_hairline`.
/// @param step_mm of the lattice, at the middle of the edge.
ScalpMap hairline_map(const std::vector<Point2>& edge_px, const Surface& surface, Point2 scalp_side,
                      PixelRect area, double step_mm = 0.7);

}  // namespace smp
