#pragma once  // From a region of the photo to the sampler's problem: allowed cells, metric, density.
#include <cstdint>
#include <string>
#include <vector>

#include "smp/base/image.h"
#include "smp/geometry/polygon.h"
#include "smp/geometry/surface.h"
#include "smp/sampling/placement.h"
#include "smp/treatment/region_design.h"

namespace smp {

/// Where a region lies: an outline in px, or a mask picture of the photo's size.
struct RegionShape {
  Polygon outline;
  Image<std::uint8_t> mask;    ///< used where `outline` is empty; 0 = outside, 1..255 = share of the density
  std::vector<Polygon> holes;  ///< parts of either that stay free
};

/// How densely a region is to be filled.
struct RegionDensity {
  double density_per_cm2 = 110;
  double regularity = 0.65;    ///< only sets how fine the cells must be
  double fade_mm = 0;          ///< smooth rise of the density from the edge inwards
  double present_per_cm2 = 0;  ///< units that count towards it, where the design has no map of them
};

/// A region as cells of a grid laid over the photo.
struct RegionArea {
  PlacementArea placement;
  Point2 origin_px;  ///< corner of cell (0, 0)
  double px_per_cell = 1;
  double area_cm2 = 0;                 ///< of scalp that can be treated
  double expected = 0;                 ///< dots: integral of density over scalp
  double present_per_cm2 = 0;          ///< mean of the units that are there over `area_cm2`
  std::vector<float> present_per_mm2;  ///< the same for each block of the field; empty: none
  /// Share of the region's pixels left out because no scalp is seen there or it turns away by more
  /// than `kMaxForeshortening`.
  double left_out_share = 0;

  Point2 px_of_cell(double x, double y) const { return origin_px + px_per_cell * Point2{x, y}; }
  Point2 cell_of_px(Point2 p) const { return (1 / px_per_cell) * (p - origin_px); }
  /// Whether dots may lie at a place of the photo.
  bool allows(Point2 p_px) const;
};

/// Builds the cells of a region.
///
/// The edge's distance for the fade is measured on the scalp, as the straight line in space to the
/// nearest place of the outline (below 1 % short of the way along the skin at 20 mm on a head); the
/// photo's own border and the head's silhouette are no edges. A mask's grey scales the density.
/// A region too small for any dot has an area of 0.
/// @param design its hairline cuts the cells; density = given * `density_share` * ramp * fade - present, >=
/// 0.
/// @throws InvalidArgument if the region lies outside the photo, is black everywhere, shows no scalp, or lies
/// in front of its hairline.
RegionArea build_region_area(const RegionShape& shape, const RegionDensity& density, const Surface& surface,
                             int width_px, int height_px, int threads, const RegionDesign& design = {});

}  // namespace smp
