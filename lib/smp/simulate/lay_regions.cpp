#include "smp/simulate/lay_regions.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "smp/base/random.h"
#include "smp/base/within.h"
#include "smp/simulate/method.h"
#include "smp/treatment/hair_flow.h"
#include "smp/treatment/hairline.h"
#include "smp/treatment/head_regions.h"
#include "smp/treatment/scars.h"

namespace smp {
namespace {

// The corner of an outline that lies farthest from a drawn hairline: surely scalp.
Point2 far_corner(const std::vector<Point2>& outline, const std::vector<Point2>& points) {
  Point2 best = outline.front();
  double farthest = -1;
  for (const Point2 corner : outline) {
    double nearest = INFINITY;
    for (const Point2 p : points) nearest = std::min(nearest, distance(p, corner));
    if (nearest > farthest) farthest = nearest, best = corner;
  }
  return best;
}

// Replaces the front of a region's outline by the hairline drawn before it.
void lay_drawn_hairline(const Scalp& scalp, PlannedRegion& region) {
  const HairlineOptions& options = *region.options.hairline;
  const Point2 scalp_side = far_corner(region.shape.outline, options.points);
  DrawnHairline drawn = draw_hairline(options, *scalp.surface, scalp_side);
  region.shape.outline = outline_behind(region.shape.outline, drawn.edge_px, scalp_side);
  if (!drawn.gap_px.empty()) region.shape.holes.push_back(std::move(drawn.gap_px));
  region.design.hairline_mm =
      hairline_map(drawn.edge_px, *scalp.surface, scalp_side,
                   pixel_bounds(region.shape.outline, scalp.width_px, scalp.height_px));
  region.design.edge = drawn.shape.edge;
  region.design.sentinels_px = std::move(drawn.sentinels_px);
}

void scale(ScalpMap& map, double factor) {
  if (map.empty()) map = constant_map(1);
  for (float& value : map.values.values()) value *= static_cast<float>(factor);
}

// Regions that lie on the posed head.
class OnHead {
 public:
  OnHead(const Spec& spec, const Scalp& scalp, int threads)
      : spec_(spec),
        lattice_(std::make_shared<HeadLattice>(*scalp.head, scalp.width_px, scalp.height_px, threads)) {}

  void lay(PlannedRegion& region) {
    const RegionOptions& options = region.options;
    const bool designed = options.hairline && options.hairline->points.empty();
    const ScalpZones zones = designed ? designed_zones(*options.hairline) : natural_zones();
    if (!options.pattern.empty() || !options.zones.empty()) {
      HeadRegion laid = region_on_head(options, *lattice_, zones);
      region.shape = std::move(laid.shape);
      region.design = std::move(laid.design);
    } else {
      add_zone_maps(options, *lattice_, zones, region.design);
      if (designed) add_designed_hairline(*lattice_, zones, region.shape, region.design);
    }
    const double factor = density_factor(spec_.hair.type);
    if (factor != 1) {
      scale(region.design.density_share, factor);
      if (!options.pattern.empty() && !options.native_per_cm2 && !region.design.present_per_cm2.empty())
        scale(region.design.present_per_cm2, factor);
    }
  }

  ScalpMap exit_angles() const {
    return lattice_->map(1, [&](Point3 place, float* degrees) {
      *degrees = static_cast<float>(exit_angle_deg(lattice_->head().shape(), place));
    });
  }

  HeadPlan plan() { return {lattice_, first_ ? *first_ : natural_zones()}; }

 private:
  ScalpZones designed_zones(const HairlineOptions& options) {
    ScalpZones zones = zones_behind(options);
    if (!first_) first_ = zones;
    return zones;
  }

  ScalpZones natural_zones() { return zones_behind({}); }

  // Regions with equal hairlines share one.
  ScalpZones zones_behind(const HairlineOptions& options) {
    const auto known =
        std::find_if(made_.begin(), made_.end(), [&](const auto& m) { return m.first == options; });
    if (known != made_.end()) return known->second;
    const HeadShape& shape = lattice_->head().shape();
    made_.emplace_back(options, ScalpZones(shape, HeadHairline(shape, options)));
    return made_.back().second;
  }

  const Spec& spec_;
  std::shared_ptr<const HeadLattice> lattice_;
  std::vector<std::pair<HairlineOptions, ScalpZones>> made_;
  std::optional<ScalpZones> first_;
};

// On a lattice that holds both and is as fine as the finer one. A constant has no lattice.
template <class Combine>
ScalpMap combined(const ScalpMap& a, const ScalpMap& b, Combine combine) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const auto is_constant = [](const ScalpMap& m) { return m.values.width() * m.values.height() == 1; };
  if (is_constant(a) && !is_constant(b)) return combined(b, a, combine);
  ScalpMap out = a;
  if (!is_constant(b)) {
    const auto end = [](const ScalpMap& m) {
      return m.origin_px + m.step_px * Point2{m.values.width() - 1.0, m.values.height() - 1.0};
    };
    const Point2 low = {std::min(a.origin_px.x, b.origin_px.x), std::min(a.origin_px.y, b.origin_px.y)};
    const Point2 high = {std::max(end(a).x, end(b).x), std::max(end(a).y, end(b).y)};
    out.origin_px = low;
    out.step_px = std::min(a.step_px, b.step_px);
    const auto count = [&](double length) { return static_cast<int>(std::ceil(length / out.step_px)) + 1; };
    out.values = Image<float>(count(high.x - low.x), count(high.y - low.y));
  }
  for (int j = 0; j < out.values.height(); ++j)
    for (int i = 0; i < out.values.width(); ++i) {
      const Point2 p = out.origin_px + out.step_px * Point2{static_cast<double>(i), static_cast<double>(j)};
      out.values.at(i, j) = combine(a.at(p), b.at(p));
    }
  return out;
}

// @param exit_angles of hair by place, in degrees; empty where no head tells them.
void plant(const std::vector<PlantOrder>& orders, const Spec& spec, const Scalp& scalp,
           const ScalpMap& exit_angles, int threads, LaidRegions& laid) {
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const GraftOptions& graft = orders[i].options;
    PlannedRegion* region = &laid.regions[orders[i].region];
    laid.densest_grafts_per_cm2 = std::max(laid.densest_grafts_per_cm2, graft.units_per_cm2);
    // What is wrong here is wrong with the region, not with its grafts.
    const RegionArea area = within(fmt::format("/regions/{}", orders[i].region), [&] {
      return build_region_area(region->shape,
                               {graft.units_per_cm2, kGraftRegularity, region->options.fade_mm},
                               *scalp.surface, scalp.width_px, scalp.height_px, threads);
    });
    const GraftHair hair = {.length_mm = spec.hair.length_mm,
                            .diameter_mm = spec.hair.diameter_mm,
                            .exit_angle_map = exit_angles,
                            .flow = region->options.flow};
    Grafts grafts =
        plant_grafts(area, region->design, graft, hair, *scalp.surface, mix64(spec.seed ^ mix64(i)), threads);
    for (HairUnit& unit : grafts.units) {
      region->design.units_px.push_back(unit.root_px);
      unit.first_shaft += static_cast<std::uint32_t>(laid.grafts.shafts.size());
    }
    if (grafts.area_cm2 > 0)
      region->design.grafted_per_cm2 += static_cast<double>(grafts.units.size()) / grafts.area_cm2;
    region->design.present_per_cm2 = sum_of(region->design.present_per_cm2, grafts.per_cm2);
    laid.grafts.units.insert(laid.grafts.units.end(), grafts.units.begin(), grafts.units.end());
    laid.grafts.shafts.insert(laid.grafts.shafts.end(), grafts.shafts.begin(), grafts.shafts.end());
  }
}

}  // namespace

ScalpMap constant_map(double value) {
  ScalpMap map;
  map.values = Image<float>(1, 1, 1, static_cast<float>(value));
  return map;
}

ScalpMap sum_of(const ScalpMap& a, const ScalpMap& b) {
  return combined(a, b, [](float x, float y) { return x + y; });
}

ScalpMap product_of(const ScalpMap& a, const ScalpMap& b) {
  return combined(a, b, [](float x, float y) { return x * y; });
}

LaidRegions lay_regions(const Spec& spec, const Scalp& scalp, SpecFiles& files, int threads) {
  LaidRegions laid;
  std::optional<OnHead> on_head;
  if (scalp.head != nullptr) on_head.emplace(spec, scalp, threads);
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    const RegionOptions& options = spec.regions[i];
    PlannedRegion region{options, {options.outline, std::move(files.masks[i])}, {}};
    within(fmt::format("/regions/{}", i), [&] {
      if (on_head) on_head->lay(region);
      if (options.hairline && !options.hairline->points.empty()) lay_drawn_hairline(scalp, region);
      if (options.native_per_cm2 && *options.native_per_cm2 > 0 && region.design.present_per_cm2.empty())
        region.design.present_per_cm2 = constant_map(*options.native_per_cm2);
    });
    laid.regions.push_back(std::move(region));
  }
  const std::vector<PlantOrder> orders = grafts_of_method(spec, laid.regions, scalp, threads);
  plant(orders, spec, scalp, on_head && !orders.empty() ? on_head->exit_angles() : ScalpMap{}, threads, laid);
  for (PlannedRegion& scar : plan_scars(
           spec.scars, *scalp.surface,
           {.width_px = scalp.width_px, .height_px = scalp.height_px, .seed = spec.seed, .threads = threads}))
    laid.regions.push_back(std::move(scar));
  if (spec.method == "grafts")
    for (PlannedRegion& region : laid.regions) region.dots = false;
  if (on_head) laid.head = on_head->plan();
  return laid;
}

}  // namespace smp
