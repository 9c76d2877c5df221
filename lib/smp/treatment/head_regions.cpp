#include "smp/treatment/head_regions.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/geometry/polygon.h"
#include "smp/treatment/hair_flow.h"
#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

constexpr double kSeam = 1e-3;  // mm; zones that touch leave none between them

// What a region is on the head, whatever the photo shows of it.
struct Extent {
  std::optional<LossPattern> pattern;
  std::vector<Zone> zones;
  const ScalpZones* scalp = nullptr;
  std::string what;  // for messages

  double inside_mm(Point3 p) const {
    double inside = -1e3;
    if (pattern) {
      inside = pattern->work_inside_mm(p);
    } else {
      const auto insides = scalp->insides_mm(p);
      for (const Zone zone : zones) inside = std::max(inside, insides[static_cast<std::size_t>(zone)]);
    }
    const HeadHairline& hairline = scalp->hairline();
    if (hairline.shape().gap_mm > 0 && inside > -1)
      inside =
          std::min(inside, std::abs(hairline.gap().nearest(p).distance_mm) - 0.5 * hairline.shape().gap_mm);
    return inside + kSeam;
  }
  bool treats(Point3 p) const { return pattern ? pattern->inside_mm(p) > 0 : inside_mm(p) > 0; }
  const char* pointer() const { return pattern ? "pattern" : "zones/0"; }
};

Extent extent_of(const RegionOptions& options, const ScalpZones& scalp, const HeadShape& head) {
  Extent extent;
  extent.scalp = &scalp;
  for (std::size_t i = 0; i < options.zones.size(); ++i) {
    const auto zone = find_zone(options.zones[i]);
    if (!zone)
      throw InvalidArgument("there is no zone " + quoted(options.zones[i]), "zones/" + std::to_string(i));
    extent.zones.push_back(*zone);
    extent.what += (i == 0 ? "" : i + 1 < options.zones.size() ? ", " : " and ") + options.zones[i];
  }
  if (!options.pattern.empty()) {
    extent.what = options.pattern;
    extent.pattern.emplace(options.pattern, options.patches, scalp, head);
    if (extent.pattern->empty()) throw InvalidArgument(extent.what + " leaves nothing to treat", "pattern");
  }
  return extent;
}

// Area on the head and how much of it the photo shows. Of patterns without what fades into the hair around.
void measure(const Extent& extent, const HeadLattice& lattice, HeadRegion& region) {
  double shown = 0;
  for (const SurfaceCell& cell : lattice.cells()) {
    if (!extent.treats(cell.place_mm)) continue;
    region.area_cm2 += cell.cm2;
    if (lattice.shown(cell)) shown += cell.cm2;
  }
  region.left_out_share = region.area_cm2 > 0 ? 1 - shown / region.area_cm2 : 0;
}

bool treatable(const Image<float>& level, const HeadLattice& lattice) {
  for (int j = 0; j < lattice.rows(); ++j)
    for (int i = 0; i < lattice.columns(); ++i)
      if (level.at(i, j) >= 0 && lattice.head().faces_camera(lattice.place_mm(i, j))) return true;
  return false;
}

// How far in front and behind distances to the edge are needed to the last tenth of a mm.
double rise_mm(const HeadHairline& hairline) { return hairline.shape().edge.transition_mm + 2; }

// Distance behind the edge at all lattice points.
Image<float> behind_edge_mm(const HeadHairline& hairline, const HeadLattice& lattice) {
  const double reach = rise_mm(hairline);
  Image<float> behind = lattice.level([&](Point3 p) { return hairline.behind_mm(p); }, reach);
  for (int j = 0; j < lattice.rows(); ++j)
    for (int i = 0; i < lattice.columns(); ++i)
      if (!lattice.on_head(i, j)) behind.at(i, j) = static_cast<float>(reach);
  return behind;
}

ScalpMap map_of(Image<float> values, const HeadLattice& lattice) {
  return {{double(lattice.x0_px()), double(lattice.y0_px())}, double(lattice.step_px()), std::move(values)};
}

// Those before parts of the edge behind which `treats` holds, as far as the photo shows them.
template <class Treats>
std::vector<Point2> sentinels_before(const HeadHairline& hairline, const HeadLattice& lattice,
                                     const Treats& treats) {
  std::vector<Point2> sentinels_px;
  for (const Point3 sentinel : hairline.sentinels()) {
    const double arc = hairline.edge().nearest(sentinel).arc_mm;
    const Point3 edge = hairline.edge().at(arc);
    const Point3 behind_edge = edge + 1.5 * normalized(cross(edge, hairline.edge().direction(arc)));
    if (!treats(behind_edge) || !lattice.head().faces_camera(sentinel)) continue;
    const Point2 p = lattice.head().project(sentinel);
    if (p.x >= 0 && p.y >= 0 && p.x < lattice.width_px() && p.y < lattice.height_px())
      sentinels_px.push_back(p);
  }
  return sentinels_px;
}

void add_hairline(const Extent& extent, const HeadLattice& lattice, const Image<float>& level,
                  RegionDesign& design) {
  const HeadHairline& hairline = extent.scalp->hairline();
  Image<float> behind = behind_edge_mm(hairline, lattice);
  bool near = false;
  for (int j = 0; j < lattice.rows(); ++j)
    for (int i = 0; i < lattice.columns(); ++i)
      near = near || (level.at(i, j) >= 0 && lattice.on_head(i, j) && behind.at(i, j) < rise_mm(hairline));
  if (!near) return;
  design.edge = hairline.shape().edge;
  design.hairline_mm = map_of(std::move(behind), lattice);
  // Only before those parts of the edge that the region treats, and not where it only fades.
  design.sentinels_px = sentinels_before(hairline, lattice, [&](Point3 p) { return extent.treats(p); });
}

bool holds(const RegionShape& shape, Point2 p) {
  if (!shape.outline.empty()) return contains(shape.outline, p);
  const int x = static_cast<int>(std::floor(p.x)), y = static_cast<int>(std::floor(p.y));
  return shape.mask.contains(x, y) && shape.mask.at(x, y) > 0;
}

// The outline of a faux scar as the photo shows it; empty where it does not.
Polygon gap_in_photo(const HeadHairline& hairline, const HeadLattice& lattice) {
  const HeadCurve& gap = hairline.gap();
  const double half = 0.5 * hairline.shape().gap_mm;
  Polygon left, right;
  const int steps = std::max(2, static_cast<int>(gap.length_mm() / 2));
  for (int k = -1; k <= steps + 1; ++k) {
    const double arc = gap.length_mm() * std::clamp(k, 0, steps) / steps;
    const Point3 ahead = gap.direction(arc);
    const Point3 middle = gap.at(arc) + (k < 0 ? -half : k > steps ? half : 0) * ahead;
    const Point3 across = half * normalized(cross(middle, ahead));
    if (!lattice.head().faces_camera(lattice.head().shape().on_surface(middle))) continue;
    left.push_back(lattice.head().project(lattice.head().shape().on_surface(middle + across)));
    right.push_back(lattice.head().project(lattice.head().shape().on_surface(middle - across)));
  }
  if (left.size() < 2) return {};
  left.insert(left.end(), right.rbegin(), right.rend());
  return left;
}

// Patches end within a few mm, all else within a cm and more.
int map_step(const RegionOptions& options) { return options.pattern == "alopecia-areata" ? 2 : 4; }

void add_density(const Extent& extent, const HeadLattice& lattice, int every, RegionDesign& design) {
  design.density_share = lattice.map(
      1,
      [&](Point3 p, float* share) {
        const double work = extent.pattern ? extent.pattern->work_share(p) : 1;
        *share = static_cast<float>(work * extent.scalp->density_per_cm2(p) / kUsualDensity);
      },
      every);
}

void add_native(const RegionOptions& options, const Extent& extent, const HeadLattice& lattice,
                RegionDesign& design) {
  if (options.native_per_cm2) {
    if (*options.native_per_cm2 > 0)
      design.present_per_cm2.values = Image<float>(1, 1, 1, static_cast<float>(*options.native_per_cm2));
  } else if (extent.pattern) {
    design.present_per_cm2 = lattice.map(
        1,
        [&](Point3 p, float* value) {
          *value = static_cast<float>(extent.scalp->density_per_cm2(p) * extent.pattern->native_share(p));
        },
        map_step(options));
  }
}

void add_needles_and_flow(const RegionOptions& options, const HeadLattice& lattice, const ScalpZones& zones,
                          RegionDesign& design) {
  if (!options.needles) {
    design.needle_codes = {"1RL", "3RL", "5RL"};
    design.needles = lattice.map(3, [&](Point3 p, float* shares) {
      const auto needles = zones.needles(p);
      for (std::size_t k = 0; k < needles.size(); ++k) shares[k] = static_cast<float>(needles[k]);
    });
  }
  if (options.flow.direction_deg || options.flow.whorl) return;
  const PosedHead& head = lattice.head();
  design.flow = lattice.map(2, [&](Point3 p, float* direction) {
    const Point2 seen = head.project(p + 0.5 * hair_flow(head.shape(), zones.whorl(), p)) - head.project(p);
    const double size = length(seen);
    direction[0] = size > 0 ? static_cast<float>(seen.x / size) : 0.0f;
    direction[1] = size > 0 ? static_cast<float>(seen.y / size) : 1.0f;
  });
}

// Columns of pixels whose centres lie in a cell of the lattice.
void fill_cell(const float (&corner)[4], int x0, int y0, int step, Image<std::uint8_t>& mask) {
  const int x1 = std::min(x0 + step, mask.width()), y1 = std::min(y0 + step, mask.height());
  if (x1 <= x0 || y1 <= y0) return;
  const auto [least, most] = std::minmax_element(std::begin(corner), std::end(corner));
  if (*most < 0) return;
  for (int y = y0; y < y1; ++y) {
    std::uint8_t* row = mask.row(y);
    if (*least >= 0) {
      std::memset(row + x0, 255, static_cast<std::size_t>(x1 - x0));
      continue;
    }
    const float v = (static_cast<float>(y - y0) + 0.5f) / static_cast<float>(step);
    const float left = corner[0] + v * (corner[2] - corner[0]),
                right = corner[1] + v * (corner[3] - corner[1]);
    for (int x = x0; x < x1; ++x) {
      const float u = (static_cast<float>(x - x0) + 0.5f) / static_cast<float>(step);
      if (left + u * (right - left) >= 0) row[x] = 255;
    }
  }
}

}  // namespace

Image<std::uint8_t> mask_of(const Image<float>& level, const HeadLattice& lattice) {
  Image<std::uint8_t> mask(lattice.width_px(), lattice.height_px());
  std::memset(mask.row(0), 0, mask.values().size());
  if (lattice.rows() < 2) return mask;
  parallel_for(lattice.threads(), static_cast<std::size_t>(lattice.rows() - 1), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i + 1 < lattice.columns(); ++i) {
      float corner[4] = {level.at(i, j), level.at(i + 1, j), level.at(i, j + 1), level.at(i + 1, j + 1)};
      float sum = 0;
      int known = 0;
      for (const float value : corner)
        if (!std::isnan(value)) sum += value, ++known;
      if (known == 0) continue;
      // At the head's outline the surface itself ends the region, not its mask.
      for (float& value : corner)
        if (std::isnan(value)) value = sum / static_cast<float>(known);
      fill_cell(corner, lattice.x0_px() + i * lattice.step_px(), lattice.y0_px() + j * lattice.step_px(),
                lattice.step_px(), mask);
    }
  });
  return mask;
}

void add_zone_maps(const RegionOptions& options, const HeadLattice& lattice, const ScalpZones& zones,
                   RegionDesign& design) {
  Extent everywhere;
  everywhere.scalp = &zones;
  add_density(everywhere, lattice, map_step({}), design);
  add_needles_and_flow(options, lattice, zones, design);
}

void add_designed_hairline(const HeadLattice& lattice, const ScalpZones& zones, RegionShape& shape,
                           RegionDesign& design) {
  const HeadHairline& hairline = zones.hairline();
  design.edge = hairline.shape().edge;
  design.hairline_mm = map_of(behind_edge_mm(hairline, lattice), lattice);
  design.sentinels_px =
      sentinels_before(hairline, lattice, [&](Point3 p) { return holds(shape, lattice.head().project(p)); });
  if (hairline.shape().gap_mm <= 0) return;
  if (Polygon gap = gap_in_photo(hairline, lattice); !gap.empty()) shape.holes.push_back(std::move(gap));
}

HeadRegion region_on_head(const RegionOptions& options, const HeadLattice& lattice, const ScalpZones& zones) {
  const Extent extent = extent_of(options, zones, lattice.head().shape());
  HeadRegion region;
  measure(extent, lattice, region);
  if (region.area_cm2 == 0)
    throw InvalidArgument(extent.what + " leaves nothing to treat behind this hairline", extent.pointer());
  const Image<float> level = lattice.level([&](Point3 p) { return extent.inside_mm(p); }, 0);
  if (!treatable(level, lattice))
    throw InvalidArgument(extent.what + " cannot be seen in this view; take a photo that shows it",
                          extent.pointer());
  region.shape.mask = mask_of(level, lattice);
  add_density(extent, lattice, map_step(options), region.design);
  add_needles_and_flow(options, lattice, zones, region.design);
  add_hairline(extent, lattice, level, region.design);
  add_native(options, extent, lattice, region.design);
  return region;
}

}  // namespace smp
