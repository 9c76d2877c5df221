#pragma once  // The named zones of a scalp, and what is usual in each.
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "smp/geometry/head_curve.h"
#include "smp/geometry/head_shape.h"
#include "smp/treatment/hairline.h"

namespace smp {

enum class Zone { kLeadingEdge, kFrontal, kTemples, kMidScalp, kCrown, kSides, kOccipital };
inline constexpr int kZones = 7;
std::string_view zone_name(Zone zone);
std::optional<Zone> find_zone(std::string_view name);

/// Final dots per cm^2 of a Caucasian scalp, native hair included (domain notes 2.3). Of the leading edge:
/// behind its ramp.
double zone_density_per_cm2(Zone zone);
/// Share of needles 1RL, 3RL, 5RL (domain notes 1.2).
std::array<double, 3> zone_needles(Zone zone);
/// Natural density relative to a Caucasian scalp: "caucasian" 1, "hispanic" 0.78, "asian" 0.81,
/// "african" 0.69 (derived: means of domain notes 2.1; see docs/models/zones.md).
/// @throws InvalidArgument for another name.
double density_factor(std::string_view hair_type);

/// The zones of a head behind its hairline. They tile the scalp. Immutable, thread-safe, cheap to copy.
///
/// Distances are straight lines in space, exact at a border and good to some 10 % a few cm from it.
class ScalpZones {
 public:
  ScalpZones(const HeadShape& head, const HeadHairline& hairline);

  /// Zone of a place on the surface; none outside the scalp.
  std::optional<Zone> at(Point3 place_mm) const;
  /// Distance in mm inside the scalp's border (hairline, temples, ears, nape); < 0 outside.
  double inside_mm(Point3 place_mm) const;
  /// Distance in mm inside a zone; < 0 outside.
  double inside_mm(Zone zone, Point3 place_mm) const;
  /// Those of all zones at once.
  std::array<double, kZones> insides_mm(Point3 place_mm) const;
  /// The border: closed, scalp to its left.
  const HeadCurve& border() const;
  /// Final dots per cm^2 at a place, going smoothly from zone to zone and to the whorl's centre; Caucasian.
  /// The rise towards the hairline itself is left to the hairline.
  double density_per_cm2(Point3 place_mm) const;
  /// Shares of 1RL, 3RL, 5RL at a place, smooth.
  std::array<double, 3> needles(Point3 place_mm) const;
  Point3 whorl() const;
  const HeadHairline& hairline() const;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

/// A piece of a head's surface.
struct SurfaceCell {
  Point3 place_mm;
  double cm2 = 0;
};
/// The surface above the chin, in cells of `step_deg` of the chart (1 degree is about 1.7 mm).
std::vector<SurfaceCell> surface_cells(const HeadShape& head, double step_deg = 1);

/// Area in cm^2 of the part of a head's surface where `inside` holds, by quadrature to about 0.5 %.
double area_cm2(const HeadShape& head, const std::function<bool(Point3)>& inside);

}  // namespace smp
