// A place above the skin is seen where the line of sight along z meets it: the surface's frame has z along
// the optical axis, and over a head's few degrees of perspective the error stays below a twentieth of a hair.
#include "smp/treatment/grafts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/base/random.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/design_density.h"
#include "smp/treatment/dot_style.h"

namespace smp {
namespace {

constexpr double kNativeDistance = 0.6;  // to units already there, as a share of that between grafts
constexpr double kLeastGapMm = 0.1, kMostGapMm = 0.3;  // between hairs of a unit [assumption]
constexpr double kLengthSpread = 0.10, kDiameterSpread = 0.17, kShadeSpread = 0.22;
constexpr double kExitSpreadDeg = 7.5;
constexpr double kLieDownMm = 5;                      // of a shaft, over which it lies down [assumption]
constexpr double kUnitTurn = 0.15, kHairTurn = 0.10;  // radians, standard deviations off the flow
constexpr std::size_t kRun = 256;                     // units worked through at a time

// The area with the density that the design leaves.
PlacementArea designed(const RegionArea& area, const RegionDesign& design) {
  RegionArea out = area;
  DensityField& field = out.placement.field;
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i)
      field.blocks[static_cast<std::size_t>(j) * field.columns + i].density_per_mm2 *=
          block_share(design, area.px_of_cell(i * field.block_cells, j * field.block_cells),
                      field.block_cells * area.px_per_cell);
  cut_at_hairline(design.hairline_mm, out);
  return std::move(out.placement);
}

ScalpMap density_map(const RegionArea& area, const DensityField& field) {
  ScalpMap map;
  map.origin_px = area.px_of_cell(0.5 * field.block_cells, 0.5 * field.block_cells);
  map.step_px = area.px_per_cell * field.block_cells;
  map.values = Image<float>(field.columns, field.rows);
  for (std::size_t k = 0; k < field.blocks.size(); ++k)
    map.values.values()[k] = static_cast<float>(100 * field.blocks[k].density_per_mm2);
  return map;
}

std::vector<ExistingDot> units_nearby(const RegionDesign& design, const RegionArea& area) {
  std::vector<ExistingDot> existing;
  for (const Point2 unit : design.units_px) {
    const Point2 cell = area.cell_of_px(unit);
    existing.push_back(
        {static_cast<float>(cell.x), static_cast<float>(cell.y), static_cast<float>(kNativeDistance)});
  }
  return existing;
}

std::array<double, 4> normalised(std::array<double, 4> shares) {
  double sum = 0;
  for (const double share : shares) sum += share;
  if (!(sum > 0)) throw InvalidArgument("at least one share must be > 0", "hairs_per_unit");
  for (double& share : shares) share /= sum;
  return shares;
}

int draw_hairs(const std::array<double, 4>& shares, double u) {
  for (int k = 0; k < 3; ++k) {
    if (u < shares[static_cast<std::size_t>(k)]) return k + 1;
    u -= shares[static_cast<std::size_t>(k)];
  }
  return 4;
}

// The skin around a unit: its normal, two tangents, and how offsets in mm are seen.
struct Ground {
  Point3 normal, along, across;
  double px_per_mm_x, px_per_mm_y;

  // Along the optical axis nothing moves, and the metric of the tilted skin tells the scale across it.
  Ground(const SurfacePoint& at, Point2 flow) : normal(at.normal) {
    const double nz = std::min(-0.05, normal.z), zx = -normal.x / nz, zy = -normal.y / nz;
    px_per_mm_x = std::sqrt((1 + zx * zx) / at.metric.xx);
    px_per_mm_y = std::sqrt((1 + zy * zy) / at.metric.yy);
    const Point2 seen = {flow.x / px_per_mm_x, flow.y / px_per_mm_y};
    along = normalized({seen.x, seen.y, zx * seen.x + zy * seen.y});
    across = cross(normal, along);
  }
  Point2 px(Point3 mm) const { return {mm.x * px_per_mm_x, mm.y * px_per_mm_y}; }
};

class Planter {
 public:
  Planter(const RegionDesign& design, const GraftHair& hair, const Surface& surface, std::uint64_t seed)
      : design_(design), hair_(hair), surface_(surface), seed_(seed) {}

  // A unit at a place in the photo; false where there is no scalp.
  bool place(std::size_t index, Point2 px, HairUnit& unit) const {
    const std::optional<SurfacePoint> at = surface_.at(px);
    if (!at) return false;
    const double azimuth = radians(flow_azimuth_deg(hair_.flow, design_, px));
    const Ground ground(*at, {std::cos(azimuth), std::sin(azimuth)});
    unit.root_px = px, unit.root_mm = at->position_mm, unit.metric_mm2 = at->metric;
    const double turn = kUnitTurn * RandomStream(seed_, RandomPurpose::kGraftUnit, index).normal();
    unit.lean_px = ground.px(std::cos(turn) * ground.along + std::sin(turn) * ground.across);
    return true;
  }

  void grow(std::size_t index, const HairUnit& unit, HairShaft* shafts) const {
    const std::optional<SurfacePoint> at = surface_.at(unit.root_px);
    const Ground ground(*at, unit.lean_px);
    RandomStream random(seed_, RandomPurpose::kGraftHair, index);
    std::array<double, 4> aside{};  // mm across the flow, around the unit's middle
    double middle = 0;
    for (int k = 1; k < unit.hairs; ++k)
      aside[static_cast<std::size_t>(k)] =
          aside[static_cast<std::size_t>(k - 1)] + random.uniform(kLeastGapMm, kMostGapMm);
    for (int k = 0; k < unit.hairs; ++k) middle += aside[static_cast<std::size_t>(k)] / unit.hairs;
    for (int k = 0; k < unit.hairs; ++k)
      shafts[k] = shaft(unit, ground, aside[static_cast<std::size_t>(k)] - middle, random);
  }

 private:
  HairShaft shaft(const HairUnit& unit, const Ground& ground, double aside_mm, RandomStream& random) const {
    const double turn = kHairTurn * random.normal();
    const double exit_deg =
        hair_.exit_angle_map.empty() ? hair_.exit_angle_deg : double{hair_.exit_angle_map.at(unit.root_px)};
    const double lift =
        radians(std::clamp(exit_deg + random.uniform(-kExitSpreadDeg, kExitSpreadDeg), 2.0, 88.0));
    HairShaft out;
    out.length_mm = hair_.length_mm * std::clamp(1 + kLengthSpread * random.normal(), 0.6, 1.4);
    out.diameter_mm = hair_.diameter_mm * std::clamp(1 + kDiameterSpread * random.normal(), 0.5, 1.5);
    out.width_px = out.diameter_mm * std::sqrt(ground.px_per_mm_x * ground.px_per_mm_y);
    out.shade = static_cast<float>(std::exp(kShadeSpread * random.normal()));
    const Point3 lean = std::cos(turn) * ground.along + std::sin(turn) * ground.across;
    // It leaves at its exit angle and lies down as it gets longer.
    const auto at_length = [&](double mm) {
      const double upright_mm = kLieDownMm * (1 - std::exp(-mm / kLieDownMm));
      return ground.px((mm - (1 - std::cos(lift)) * upright_mm) * lean +
                       (std::sin(lift) * upright_mm) * ground.normal);
    };
    out.root_px = unit.root_px + ground.px(aside_mm * ground.across);
    out.middle_px = out.root_px + at_length(0.5 * out.length_mm);
    out.tip_px = out.root_px + at_length(out.length_mm);
    return out;
  }

  const RegionDesign& design_;
  const GraftHair& hair_;
  const Surface& surface_;
  std::uint64_t seed_;
};

// Numbers the shafts of the units and grows them.
void grow_all(const Planter& planter, Grafts& grafts, int threads) {
  std::uint32_t shafts = 0;
  for (HairUnit& unit : grafts.units) {
    unit.first_shaft = shafts;
    shafts += static_cast<std::uint32_t>(unit.hairs);
  }
  grafts.shafts.resize(shafts);
  parallel_for(threads, (grafts.units.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(grafts.units.size(), (run + 1) * kRun); ++i)
      planter.grow(i, grafts.units[i], &grafts.shafts[grafts.units[i].first_shaft]);
  });
}

}  // namespace

Grafts plant_grafts(const RegionArea& area, const RegionDesign& design, const GraftOptions& options,
                    const GraftHair& hair, const Surface& surface, std::uint64_t seed, int threads) {
  const std::array<double, 4> shares = normalised(options.hairs_per_unit);
  Grafts grafts;
  grafts.area_cm2 = area.area_cm2;
  const PlacementArea wanted = designed(area, design);
  grafts.per_cm2 = density_map(area, wanted.field);
  PlacementOptions placement;
  placement.seed = mix64(seed ^ static_cast<std::uint64_t>(RandomPurpose::kGraftPlace));
  placement.regularity = kGraftRegularity;
  placement.threads = threads;
  const Placement placed = place_dots(wanted, units_nearby(design, area), placement);

  const Planter planter(design, hair, surface, seed);
  for (const PlacedDot& dot : placed.dots) {
    const std::size_t index = grafts.units.size();
    RandomStream random(seed, RandomPurpose::kGraftPlace, index);
    HairUnit unit;
    unit.hairs = draw_hairs(shares, random.uniform());
    const double dx = random.uniform(-0.5, 0.5), dy = random.uniform(-0.5, 0.5);  // off the cells' lattice
    const bool seen = planter.place(index, area.px_of_cell(dot.x + dx, dot.y + dy), unit) ||
                      planter.place(index, area.px_of_cell(dot.x, dot.y), unit);
    if (seen) grafts.units.push_back(unit);
  }
  grow_all(planter, grafts, threads);
  return grafts;
}

}  // namespace smp
