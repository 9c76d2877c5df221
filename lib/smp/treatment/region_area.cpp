#include "smp/treatment/region_area.h"

#include <algorithm>
#include <cmath>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/base/smooth_step.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/design_density.h"
#include "smp/treatment/edge_distance.h"
#include "smp/treatment/region_mask.h"

namespace smp {
namespace {

constexpr double kHairlinesOwnMm = 2;  // an edge so near to the hairline is the hairline
constexpr int kBlockCells = 16;
constexpr double kCellsPerRadius = 12;         // sampling notes: 8 least, 16 best
constexpr double kCellsPerSlantedRadius = 16;  // where the surface turns away the short axis has fewer
constexpr double kMostCellsPerRadius = 28;     // the sampler draws distances of up to 30 cells
constexpr double kCellsAcross = 24;            // of a region narrower than its dots' distance
constexpr double kMaxCells = 2.5e8;            // 32 MB of bits

struct Usable {
  bool treatable = false;
  Metric2 metric_mm2;  // per px^2
};

Usable look(const Surface& surface, Point2 p) {
  const auto point = surface.at(p);
  if (!point || point->metric.foreshortening() > kMaxForeshortening) return {};
  return {true, point->metric};
}

PixelRect region_bounds(const RegionShape& shape, int width, int height) {
  if (shape.outline.empty()) {
    const PixelRect bounds = mask_bounds(shape.mask);
    if (bounds.empty()) throw InvalidArgument("the mask is black everywhere; paint the area to treat white");
    return bounds;
  }
  const PixelRect bounds = pixel_bounds(shape.outline, width, height);
  if (bounds.empty())
    throw InvalidArgument("the region lies outside the photo (" + std::to_string(width) + " x " +
                          std::to_string(height) + " px)");
  return bounds;
}

struct CellScale {
  double cells_per_px = 1;
  double px_per_mm = 1;  // typical, face on
};

// Cells from the region's typical face-on scale and smallest conflict distance.
CellScale choose_cells(const RegionDensity& density, const RegionDesign& design, const Surface& surface,
                       const PixelRect& bounds) {
  constexpr double kLeastShare = 0.05;  // sparser regions get cells no larger
  std::vector<double> mm_per_px;
  double steepest = 1, densest = kLeastShare * density.density_per_cm2;
  constexpr int kProbes = 24;
  for (int j = 0; j < kProbes; ++j)
    for (int i = 0; i < kProbes; ++i) {
      const Point2 probe = {bounds.x + (i + 0.5) * bounds.width / kProbes,
                            bounds.y + (j + 0.5) * bounds.height / kProbes};
      const Usable place = look(surface, probe);
      if (!place.treatable) continue;
      densest = std::max(densest, density.density_per_cm2 * block_share(design, probe, 0) -
                                      present_at(design, density.present_per_cm2, probe));
      const double slant = place.metric_mm2.foreshortening();
      mm_per_px.push_back(std::sqrt(place.metric_mm2.area() / slant));  // across the slant
      steepest = std::max(steepest, slant);
    }
  if (mm_per_px.empty())
    throw InvalidArgument("no scalp is seen in the region; check the surface and its place in the photo");
  std::nth_element(mm_per_px.begin(), mm_per_px.begin() + mm_per_px.size() / 2, mm_per_px.end());
  const double radius_mm = std::max(density.regularity, 0.35) * std::sqrt(kMaximalFill / (densest / 100));
  const double radius_px = radius_mm / mm_per_px[mm_per_px.size() / 2];
  double cells = (steepest > 1.3 ? kCellsPerSlantedRadius : kCellsPerRadius) / radius_px;
  // The count is a sum over cells, so a small region needs finer ones.
  cells = std::max(
      cells, std::min(kMostCellsPerRadius / radius_px, kCellsAcross / std::min(bounds.width, bounds.height)));
  const double limit = std::sqrt(kMaxCells / (double(bounds.width) * bounds.height));
  return {std::min(cells, limit), 1 / mm_per_px[mm_per_px.size() / 2]};
}

// Calls `act(y, first, last)` for the runs of cells whose centres lie inside.
template <class Act>
void for_each_run(const Polygon& outline, const RegionArea& area, Act act) {
  std::vector<double> crossings;
  const BitGrid& allowed = area.placement.allowed;
  for (int y = 0; y < allowed.height(); ++y) {
    const double py = area.px_of_cell(0, y + 0.5).y;
    crossings.clear();
    for (std::size_t i = 0; i < outline.size(); ++i) {
      const Point2 a = outline[i], b = outline[(i + 1) % outline.size()];
      if ((a.y <= py) != (b.y <= py)) crossings.push_back(a.x + (py - a.y) * (b.x - a.x) / (b.y - a.y));
    }
    std::sort(crossings.begin(), crossings.end());
    const auto column = [&](double px) {
      const double cell = std::ceil((px - area.origin_px.x) / area.px_per_cell - 0.5);
      return static_cast<int>(std::clamp(cell, 0.0, double(allowed.width())));
    };
    for (std::size_t k = 0; k + 1 < crossings.size(); k += 2)
      act(y, column(crossings[k]), column(crossings[k + 1]));
  }
}

void allow_outline(const RegionShape& shape, RegionArea& area) {
  BitGrid& allowed = area.placement.allowed;
  for_each_run(shape.outline, area, [&](int y, int first, int last) { allowed.set_run(y, first, last); });
}

void cut_holes(const RegionShape& shape, RegionArea& area) {
  BitGrid& allowed = area.placement.allowed;
  for (const Polygon& hole : shape.holes)
    for_each_run(hole, area, [&](int y, int first, int last) {
      for (int x = first; x < last; ++x) allowed.clear(x, y);
    });
}

// A block's cells as bits of one word per row: blocks never straddle words.
static_assert(64 % kBlockCells == 0);
std::uint64_t block_bits(const DensityField& field, int i) {
  const int cells = std::min(field.block_cells, 64);
  return ((std::uint64_t{1} << cells) - 1) << (i * kBlockCells % 64);
}

// Clears the cells of a block that show no usable scalp, in squares of 4 x 4 cells (below 0.3 mm).
void clear_unseen(const Surface& surface, bool nothing_seen, int i, int j, RegionArea& area) {
  constexpr int kSquare = 4;
  BitGrid& allowed = area.placement.allowed;
  const int x0 = i * kBlockCells, y0 = j * kBlockCells;
  for (int sy = y0; sy < std::min(allowed.height(), y0 + kBlockCells); sy += kSquare)
    for (int sx = x0; sx < x0 + kBlockCells; sx += kSquare) {
      if (!nothing_seen && look(surface, area.px_of_cell(sx + 0.5 * kSquare, sy + 0.5 * kSquare)).treatable)
        continue;
      const std::uint64_t square = ((std::uint64_t{1} << kSquare) - 1) << (sx % 64);
      for (int y = sy; y < std::min(allowed.height(), sy + kSquare); ++y)
        if (sx < allowed.width()) allowed.row(y)[sx / 64] &= ~square;
    }
}

// The cells allowed in any row of blocks, as bits of words like a row of cells.
std::vector<std::uint64_t> taken_columns(const RegionArea& area) {
  const BitGrid& allowed = area.placement.allowed;
  const auto words = static_cast<std::size_t>(allowed.words_per_row());
  std::vector<std::uint64_t> taken(words * static_cast<std::size_t>(area.placement.field.rows));
  for (int y = 0; y < allowed.height(); ++y)
    for (std::size_t w = 0; w < words; ++w)
      taken[static_cast<std::size_t>(y / kBlockCells) * words + w] |= allowed.row(y)[w];
  return taken;
}

// Whether a block of the field has allowed cells; none beyond its sides.
bool is_taken(const DensityField& field, const std::vector<std::uint64_t>& taken, int i, int j) {
  if (i < 0 || j < 0 || i >= field.columns || j >= field.rows) return false;
  const std::size_t words = taken.size() / static_cast<std::size_t>(field.rows);
  const auto word = static_cast<std::size_t>(i * kBlockCells / 64);
  return (taken[static_cast<std::size_t>(j) * words + word] & block_bits(field, i)) != 0;
}

// Fills one row of blocks from the looks at their corners (rows j and j + 1 of `corners`).
void fill_block_row(const RegionShape& shape, const RegionDensity& density, const RegionDesign& design,
                    const Surface& surface, int j, const std::vector<Usable>& corners,
                    const std::vector<std::uint64_t>& taken, RegionArea& area) {
  DensityField& field = area.placement.field;
  const double scale = area.px_per_cell * area.px_per_cell;
  const int y0 = j * kBlockCells;
  for (int i = 0; i < field.columns; ++i) {
    if (!is_taken(field, taken, i, j)) continue;
    const std::size_t corner =
        static_cast<std::size_t>(j) * (field.columns + 1) + static_cast<std::size_t>(i);
    int treatable = 0;
    Metric2 sum{0, 0, 0};
    for (const std::size_t k : {corner, corner + 1, corner + field.columns + 1, corner + field.columns + 2}) {
      if (!corners[k].treatable) continue;
      ++treatable;
      const Metric2& m = corners[k].metric_mm2;
      sum = {sum.xx + m.xx, sum.xy + m.xy, sum.yy + m.yy};
    }
    if (treatable < 4) clear_unseen(surface, treatable == 0, i, j, area);
    if (treatable == 0) continue;
    DensityField::Block& block = field.blocks[static_cast<std::size_t>(j) * field.columns + i];
    block.metric_mm2 = scale / treatable * sum;
    block.density_per_mm2 =
        density.density_per_cm2 / 100 * (shape.outline.empty() ? mask_share(shape.mask, area, i, j) : 1.0) *
        block_share(design, area.px_of_cell(i * kBlockCells, y0), kBlockCells * area.px_per_cell);
  }
}

void fill_blocks(const RegionShape& shape, const RegionDensity& density, const RegionDesign& design,
                 const Surface& surface, int threads, RegionArea& area) {
  const DensityField& field = area.placement.field;
  const std::vector<std::uint64_t> taken = taken_columns(area);
  const auto is_corner = [&](int i, int j) {
    return is_taken(field, taken, i, j) || is_taken(field, taken, i - 1, j) ||
           is_taken(field, taken, i, j - 1) || is_taken(field, taken, i - 1, j - 1);
  };
  std::vector<Usable> corners(static_cast<std::size_t>(field.columns + 1) * (field.rows + 1));
  parallel_for(threads, static_cast<std::size_t>(field.rows) + 1, [&](std::size_t j) {
    for (int i = 0; i <= field.columns; ++i)
      if (is_corner(i, static_cast<int>(j)))
        corners[j * (field.columns + 1) + i] =
            look(surface, area.px_of_cell(i * kBlockCells, static_cast<double>(j) * kBlockCells));
  });
  parallel_for(threads, static_cast<std::size_t>(field.rows), [&](std::size_t j) {
    fill_block_row(shape, density, design, surface, static_cast<int>(j), corners, taken, area);
  });
}

void apply_fade(const std::vector<Point2>& edge, const BlockLattice& lattice, double fade_mm,
                const Surface& surface, RegionArea& area) {
  const std::vector<float> distance = edge_distance_mm(lattice, edge, surface);
  for (std::size_t b = 0; b < distance.size(); ++b)
    area.placement.field.blocks[b].density_per_mm2 *= smooth_step(distance[b] / fade_mm);
}

// Every edge that lies near enough to fade what is seen of the region, also beyond the photo's border.
std::vector<Point2> fading_edge(const RegionShape& shape, const RegionArea& area, const BlockLattice& lattice,
                                double reach_px) {
  if (shape.outline.empty()) return mask_edge(area.placement.allowed, kBlockCells, lattice);
  const int margin = static_cast<int>(std::min(2000.0, std::ceil(reach_px / lattice.block_px)));
  BlockLattice wide = lattice;
  wide.columns += 2 * margin;
  wide.rows += 2 * margin;
  wide.origin_px = lattice.origin_px - lattice.block_px * Point2{double(margin), double(margin)};
  return outline_edge(shape.outline, wide);
}

PixelRect grown(const PixelRect& r, int by, int width, int height) {
  const int x0 = std::max(0, r.x - by), y0 = std::max(0, r.y - by);
  return {x0, y0, std::min(width, r.x + r.width + by) - x0, std::min(height, r.y + r.height + by) - y0};
}

// Allowed scalp of each block in mm^2; 0 where nothing is wanted.
std::vector<double> block_areas_mm2(const PlacementArea& placement) {
  const DensityField& field = placement.field;
  std::vector<double> areas(field.blocks.size(), 0.0);
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i) {
      const std::size_t b = static_cast<std::size_t>(j) * field.columns + static_cast<std::size_t>(i);
      if (!(field.blocks[b].density_per_mm2 > 0)) continue;
      int cells = 0;
      for (int y = j * kBlockCells; y < std::min(placement.allowed.height(), (j + 1) * kBlockCells); ++y)
        cells += count_bits(placement.allowed.row(y)[i * kBlockCells / 64] & block_bits(field, i));
      areas[b] = cells * field.blocks[b].metric_mm2.area();
    }
  return areas;
}

// An empty grid over the bounds of a region.
RegionArea lay_grid(const PixelRect& bounds, double cells_per_px) {
  RegionArea area;
  area.px_per_cell = 1 / cells_per_px;
  area.origin_px = {double(bounds.x), double(bounds.y)};
  // Rounded, so that cells whose centre lies in the bounds are all there.
  const auto cells_along = [&](int px) {
    return std::max(1, static_cast<int>(std::lround(px * cells_per_px)));
  };
  const int width = cells_along(bounds.width), height = cells_along(bounds.height);
  area.placement.allowed = BitGrid(width, height);
  DensityField& field = area.placement.field;
  field.block_cells = kBlockCells;
  field.columns = (width + kBlockCells - 1) / kBlockCells;
  field.rows = (height + kBlockCells - 1) / kBlockCells;
  field.blocks.resize(static_cast<std::size_t>(field.columns) * field.rows);
  return area;
}

void sum_up(const std::vector<double>& areas_mm2, RegionArea& area) {
  double area_mm2 = 0, present = 0;
  for (std::size_t b = 0; b < areas_mm2.size(); ++b) {
    area_mm2 += areas_mm2[b];
    if (!area.present_per_mm2.empty()) present += areas_mm2[b] * area.present_per_mm2[b];
  }
  area.area_cm2 = area_mm2 / 100;
  area.present_per_cm2 = area_mm2 > 0 ? 100 * present / area_mm2 : 0;
  area.expected = expected_count(area.placement);
}

}  // namespace

bool RegionArea::allows(Point2 p_px) const {
  const Point2 cell = cell_of_px(p_px);
  const int i = static_cast<int>(std::floor(cell.x)), j = static_cast<int>(std::floor(cell.y));
  const BitGrid& allowed = placement.allowed;
  return i >= 0 && j >= 0 && i < allowed.width() && j < allowed.height() && allowed.test(i, j);
}

RegionArea build_region_area(const RegionShape& shape, const RegionDensity& density, const Surface& surface,
                             int width_px, int height_px, int threads, const RegionDesign& design) {
  PixelRect bounds = region_bounds(shape, width_px, height_px);
  const auto [cells_per_px, px_per_mm] = choose_cells(density, design, surface, bounds);
  // A mask touches its bounds; room around it makes its edge one between cells.
  if (shape.outline.empty() && density.fade_mm > 0)
    bounds = grown(bounds, static_cast<int>(std::min(1e6, std::ceil(2 / cells_per_px))), width_px, height_px);
  RegionArea area = lay_grid(bounds, cells_per_px);
  const DensityField& field = area.placement.field;
  if (shape.outline.empty())
    allow_mask(shape.mask, area);
  else
    allow_outline(shape, area);
  if (area.placement.allowed.count() == 0)
    return area;  // a sliver between the centres of cells, far too small for a dot
  // A mask's own edge, before the hairline and the silhouette cut into it.
  const BlockLattice lattice = {field.columns, field.rows, kBlockCells * area.px_per_cell, area.origin_px};
  std::vector<Point2> edge;
  if (density.fade_mm > 0) edge = fading_edge(shape, area, lattice, 1.5 * density.fade_mm * px_per_mm);
  // A hairline has a rise of its own.
  if (!design.hairline_mm.empty())
    std::erase_if(edge, [&](Point2 p) { return std::abs(design.hairline_mm.at(p)) < kHairlinesOwnMm; });
  cut_at_hairline(design.hairline_mm, area);
  cut_holes(shape, area);
  const double cells_asked = static_cast<double>(area.placement.allowed.count());
  if (cells_asked == 0) throw InvalidArgument("the whole region lies in front of its hairline", "hairline");
  fill_blocks(shape, density, design, surface, threads, area);
  const double cells_left = static_cast<double>(area.placement.allowed.count());
  area.left_out_share = 1 - cells_left / cells_asked;
  if (cells_left == 0)
    throw InvalidArgument("no scalp is seen in the region; check the surface and its place in the photo");
  const std::vector<double> areas_mm2 = block_areas_mm2(area.placement);
  if (density.fade_mm > 0) apply_fade(edge, lattice, density.fade_mm, surface, area);
  subtract_present(design, density.present_per_cm2, area);
  sum_up(areas_mm2, area);
  return area;
}

}  // namespace smp
