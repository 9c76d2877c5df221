#pragma once  // Curves drawn on a head, and how far places lie from them.
#include <vector>

#include "smp/base/point.h"
#include "smp/geometry/head_shape.h"

namespace smp {

/// A polyline on a head's surface in its own frame, open or closed. Immutable, thread-safe.
class HeadCurve {
 public:
  HeadCurve() = default;
  /// @param places_mm on the surface, at most a few mm apart, none repeated; two or more (three if closed).
  HeadCurve(std::vector<Point3> places_mm, bool closed);

  /// A smooth closed or open curve through chart points (`HeadShape::chart_of`), with places every `step_mm`.
  static HeadCurve through_chart(const HeadShape& head, const std::vector<Point2>& chart_deg, bool closed,
                                 double step_mm = 1);

  struct Nearest {
    /// Straight-line distance in mm, > 0 to the left of the direction of travel as seen from outside the
    /// head. A closed curve that runs anticlockwise seen from outside thus has its inside at > 0.
    double distance_mm = 0;
    double arc_mm = 0;  ///< along the curve, of the nearest place
  };
  /// A quarter of a microsecond for some thousand places. Sides follow the segments nearest; beyond the ends
  /// of an open curve they are those of its ends drawn on.
  Nearest nearest(Point3 p) const;
  /// Place and unit direction of travel `arc_mm` along the curve (clamped, or wrapped where closed).
  Point3 at(double arc_mm) const;
  Point3 direction(double arc_mm) const;

  double length_mm() const { return arcs_.empty() ? 0 : arcs_.back(); }
  bool closed() const { return closed_; }
  const std::vector<Point3>& places_mm() const { return places_; }

 private:
  std::vector<Point3> places_;  // of a closed curve the first is repeated at the end
  std::vector<double> arcs_;
  bool closed_ = false;

  struct Ball {
    Point3 center;
    double radius = 0;
  };
  std::vector<Ball> balls_, groups_;  // around runs of segments, and around runs of such balls

  void enclose_runs();
  Point3 ahead_at(std::size_t segment, double share) const;
};

}  // namespace smp
