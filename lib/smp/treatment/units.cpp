#include "smp/treatment/units.h"

#include <algorithm>
#include <cmath>

#include "smp/base/random.h"
#include "smp/sampling/poisson_disk.h"

namespace smp {
namespace {

constexpr double kUnitRegularity = 0.65;  // Clark-Evans about 1.4, as hair [assumption]
constexpr double kMarginCells = 32;       // an ellipse reaches no further

PlacementOptions unit_options(std::uint64_t seed, int threads) {
  PlacementOptions options;
  options.seed = RandomStream(seed, RandomPurpose::kUnits).bits();
  options.regularity = kUnitRegularity;
  options.threads = threads;
  return options;
}

// @param share of the units present whose places nobody knows.
std::vector<PlacedDot> simulated_units(const RegionArea& area, double share, std::uint64_t seed,
                                       int threads) {
  PlacementArea units = area.placement;
  for (std::size_t b = 0; b < units.field.blocks.size(); ++b)
    units.field.blocks[b].density_per_mm2 = share * double{area.present_per_mm2[b]};
  return place_dots(units, {}, unit_options(seed, threads)).dots;
}

// Of the new dots' own distance, which is that of their density without the units.
float distance_factor(const RegionArea& area, Point2 cell) {
  if (area.present_per_mm2.empty()) return static_cast<float>(kUnitDistance);
  const DensityField& field = area.placement.field;
  const int i = std::clamp(static_cast<int>(cell.x) / field.block_cells, 0, field.columns - 1);
  const int j = std::clamp(static_cast<int>(cell.y) / field.block_cells, 0, field.rows - 1);
  const std::size_t b = static_cast<std::size_t>(j) * field.columns + static_cast<std::size_t>(i);
  const double own = field.blocks[b].density_per_mm2, present = double{area.present_per_mm2[b]};
  return static_cast<float>(own > 0 ? kUnitDistance * std::sqrt(own / (own + present)) : kUnitDistance);
}

// Of the units present: those without a place of their own. Grafts have theirs, and so have native units
// where the photo shows them.
double unplaced_share(const RegionDesign& design, const RegionArea& area) {
  if (!(area.present_per_cm2 > 0) || design.native_places_known) return 0;
  if (design.units_px.empty()) return 1;
  if (!(design.grafted_per_cm2 > 0)) return 0;
  return std::max(0.0, 1 - design.grafted_per_cm2 / area.present_per_cm2);
}

}  // namespace

std::vector<ExistingDot> units_in_the_way(const RegionDesign& design, const RegionArea& area,
                                          std::uint64_t seed, int threads) {
  std::vector<ExistingDot> units;
  const auto add = [&](Point2 cell) {
    units.push_back({static_cast<float>(cell.x), static_cast<float>(cell.y), distance_factor(area, cell)});
  };
  const BitGrid& allowed = area.placement.allowed;
  for (const Point2 p : design.units_px) {
    const Point2 cell = area.cell_of_px(p);
    if (cell.x > -kMarginCells && cell.y > -kMarginCells && cell.x < allowed.width() + kMarginCells &&
        cell.y < allowed.height() + kMarginCells)
      add(cell);
  }
  constexpr double kLeastShare = 0.02;  // what is less lies within the grafts' own rounding
  const double share = unplaced_share(design, area);
  if (share > kLeastShare)
    for (const PlacedDot& unit : simulated_units(area, share, seed, threads)) add({unit.x, unit.y});
  return units;
}

std::vector<Point2> place_units(const PlannedRegion& region, double units_per_cm2, const Surface& surface,
                                const PlanOptions& options) {
  RegionDesign design = region.design;
  design.present_per_cm2 = {};
  const RegionDensity density = {units_per_cm2, kUnitRegularity, region.options.fade_mm};
  const RegionArea area = build_region_area(region.shape, density, surface, options.width_px,
                                            options.height_px, options.threads, design);
  const auto existing = units_in_the_way(design, area, options.seed, options.threads);
  std::vector<Point2> places;
  for (const PlacedDot& unit :
       place_dots(area.placement, existing, unit_options(options.seed, options.threads)).dots)
    places.push_back(area.px_of_cell(unit.x, unit.y));
  return places;
}

}  // namespace smp
