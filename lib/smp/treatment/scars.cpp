// Scars as regions (domain notes 4): the scar itself, and ordinary skin around it over which the work fades
// out. Distances are straight lines in space to the scar's middle line, outline or centres.
#include "smp/treatment/scars.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/base/smooth_step.h"
#include "smp/base/within.h"
#include "smp/geometry/polygon.h"
#include "smp/geometry/spline.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/dot_style.h"
#include "smp/treatment/edge_distance.h"

namespace smp {
namespace {

constexpr double kFueRegularity = 0.65;  // donors are taken as hair stands
constexpr double kOnScar = 0.7;          // of an fue scar's radius: dots lie within
constexpr double kFinestStepMm = 0.08, kCoarsestStepMm = 0.5;
constexpr double kMostLatticePlaces = 1.5e6;
constexpr double kFarMm = 1e4;

std::vector<Point2> distinct(const std::vector<Point2>& path) {
  std::vector<Point2> out;
  for (const Point2 place : path)
    if (out.empty() || distance(out.back(), place) > 1e-6) out.push_back(place);
  return out;
}

// A smooth curve through the places, at most some `step_px` from place to place.
std::vector<Point2> smooth_path(const std::vector<Point2>& through, double step_px) {
  constexpr double kLonger = 1.5;  // a curve may be that much longer than its chord
  std::vector<Point2> p = distinct(through);
  if (p.size() < 2) return p;
  p.insert(p.begin(), 2.0 * p[0] - p[1]);
  p.push_back(2.0 * p.back() - p[p.size() - 2]);
  std::vector<Point2> out{p[1]};
  for (std::size_t i = 1; i + 2 < p.size(); ++i) {
    const int pieces = std::max(1, static_cast<int>(std::ceil(kLonger * distance(p[i], p[i + 1]) / step_px)));
    for (int k = 1; k <= pieces; ++k)
      out.push_back(catmull_rom(p[i - 1], p[i], p[i + 1], p[i + 2], static_cast<double>(k) / pieces));
  }
  return out;
}

// Where a row of the photo enters and leaves a polygon, in order.
std::vector<double> crossings(const Polygon& polygon, double y) {
  std::vector<double> out;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point2 a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    if ((a.y > y) != (b.y > y)) out.push_back(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
  }
  std::sort(out.begin(), out.end());
  return out;
}

void require_in_photo(const std::vector<Point2>& places, const char* field, const PlanOptions& photo) {
  for (std::size_t i = 0; i < places.size(); ++i)
    if (!(places[i].x >= 0 && places[i].y >= 0 && places[i].x <= photo.width_px &&
          places[i].y <= photo.height_px))
      throw InvalidArgument("lies outside the photo (" + std::to_string(photo.width_px) + " x " +
                                std::to_string(photo.height_px) + " px)",
                            std::string(field) + "/" + std::to_string(i));
}

bool is_within(const Polygon& outline, Point2 p) {
  const std::vector<double> borders = crossings(outline, p.y);
  return (std::lower_bound(borders.begin(), borders.end(), p.x) - borders.begin()) % 2 == 1;
}

// Places of a scar to look at: corners, then between them, then over the area of an outline.
std::vector<Point2> places_of(const std::vector<Point2>& corners, bool closed) {
  constexpr int kBetween = 16, kAcross = 24;
  std::vector<Point2> places = corners;
  for (std::size_t i = 0; i + (closed ? 0 : 1) < corners.size(); ++i)
    for (int k = 1; k < kBetween; ++k) {
      const double t = static_cast<double>(k) / kBetween;
      places.push_back((1 - t) * corners[i] + t * corners[(i + 1) % corners.size()]);
    }
  if (!closed) return places;
  Point2 low = corners.front(), high = low;
  for (const Point2 p : corners) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  for (int j = 0; j < kAcross; ++j)
    for (int i = 0; i < kAcross; ++i) {
      const Point2 p = {low.x + (high.x - low.x) * (i + 0.5) / kAcross,
                        low.y + (high.y - low.y) * (j + 0.5) / kAcross};
      if (is_within(corners, p)) places.push_back(p);
    }
  return places;
}

// Face-on scale at the first of the places where scalp is seen.
double px_per_mm_at(const std::vector<Point2>& places, const Surface& surface, const char* field) {
  for (const Point2 p : places)
    if (const auto here = surface.at(p); here && here->metric.foreshortening() <= kMaxForeshortening)
      return std::sqrt(here->metric.foreshortening() / here->metric.area());
  throw InvalidArgument("no scalp is seen there; check the surface and its place in the photo", field);
}

// Centres of fue scars: as listed, or drawn over the outline.
std::vector<Point2> fue_centers(const ScarOptions& scar, const Surface& surface, const PlanOptions& options) {
  if (!scar.points.empty()) return scar.points;
  const RegionArea area = build_region_area({scar.outline, {}}, {scar.scars_per_cm2, kFueRegularity}, surface,
                                            options.width_px, options.height_px, options.threads);
  PlacementOptions placement;
  placement.regularity = kFueRegularity;
  placement.seed = RandomStream(options.seed, RandomPurpose::kScar, 0).bits();
  placement.threads = options.threads;
  std::vector<Point2> centers;
  for (const PlacedDot& dot : place_dots(area.placement, {}, placement).dots)
    centers.push_back(area.px_of_cell(dot.x, dot.y));
  return centers;
}

// What a scar is made of: the places from which distance is measured, and how it goes to depth in scar.
struct ScarForm {
  const char* field;         // of the options, for errors
  std::vector<Point2> edge;  // places: middle line, outline or centres
  double half_width_mm = 0;  // scar within this far of them
  bool area = false;         // scar is inside of the edge
  double finest_mm = 1;      // smallest measure of the scar
};

ScarForm form_of(const ScarOptions& scar, const Surface& surface, const PlanOptions& options) {
  if (scar.kind == "fut") {
    const double px_per_mm = px_per_mm_at(places_of(scar.path, false), surface, "path");
    const double step_mm = std::clamp(scar.width_mm / 12, kFinestStepMm / 2, kCoarsestStepMm / 2);
    return {"path", smooth_path(scar.path, step_mm * px_per_mm), scar.width_mm / 2, false, scar.width_mm};
  }
  if (scar.kind == "fue")
    return {scar.points.empty() ? "outline" : "points", fue_centers(scar, surface, options),
            scar.scar_diameter_mm / 2, false, scar.scar_diameter_mm};
  return {"outline", scar.outline, 0, true, 4 * kCoarsestStepMm};
}

// A lattice over all within `reach_mm` of the scar.
BlockLattice lattice_of(const ScarForm& form, double reach_mm, double px_per_mm, const PlanOptions& photo) {
  Point2 low{1e9, 1e9}, high{-1e9, -1e9};
  for (const Point2 p : form.edge) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  // Nearer to the camera the scale is larger than where it was taken; 1.5 is ample for a head.
  const double margin = 1.5 * reach_mm * px_per_mm + 2;
  low = {std::max(0.0, low.x - margin), std::max(0.0, low.y - margin)};
  high = {std::min<double>(photo.width_px, high.x + margin),
          std::min<double>(photo.height_px, high.y + margin)};
  const double width = std::max(1.0, high.x - low.x), height = std::max(1.0, high.y - low.y);
  double step = px_per_mm * std::clamp(form.finest_mm / 6, kFinestStepMm, kCoarsestStepMm);
  step = std::max(step, std::sqrt(width * height / kMostLatticePlaces));
  return {static_cast<int>(std::ceil(width / step)), static_cast<int>(std::ceil(height / step)), step, low};
}

ScalpMap empty_map(const BlockLattice& lattice) {
  return {lattice.center_px(0, 0), lattice.block_px, Image<float>(lattice.columns, lattice.rows)};
}

// Distance in mm inside the scar, < 0 outside.
ScalpMap inside_map(const ScarForm& form, const BlockLattice& lattice, const Surface& surface) {
  const std::vector<Point2> edge = form.area ? outline_edge(form.edge, lattice) : form.edge;
  const std::vector<float> distance = edge_distance_mm(lattice, edge, surface);
  ScalpMap map = empty_map(lattice);
  for (int j = 0; j < lattice.rows; ++j) {
    std::vector<double> borders;
    if (form.area) borders = crossings(form.edge, lattice.center_px(0, j).y);
    for (int i = 0; i < lattice.columns; ++i) {
      const std::size_t k = static_cast<std::size_t>(j) * lattice.columns + static_cast<std::size_t>(i);
      const double away = std::min(kFarMm, double{distance[k]});
      const auto passed = std::lower_bound(borders.begin(), borders.end(), lattice.center_px(i, j).x);
      const bool within = (passed - borders.begin()) % 2 == 1;
      map.values.at(i, j) = static_cast<float>(form.half_width_mm + (within ? away : -away));
    }
  }
  return map;
}

// Share of the density: `on_scar` there, and `beside` it falling smoothly to 0 over the blend.
ScalpMap share_map(const ScalpMap& inside_mm, double on_scar, double beside, double blend_mm) {
  ScalpMap map = inside_mm;
  for (int j = 0; j < map.values.height(); ++j)
    for (int i = 0; i < map.values.width(); ++i) {
      float& value = map.values.at(i, j);
      // Without a blend the mask ends at the scar, and the density is not to fall before it.
      value = static_cast<float>(
          value > 0 || blend_mm <= 0 ? on_scar : beside * (1 - smooth_step(-double{value} / blend_mm)));
    }
  return map;
}

// White where the scar or its blend is.
Image<std::uint8_t> mask_of(const ScalpMap& inside_mm, double blend_mm, const PlanOptions& photo) {
  Image<std::uint8_t> mask(photo.width_px, photo.height_px, 1, 0);
  const Point2 low = inside_mm.origin_px;
  const Point2 high =
      low + inside_mm.step_px * Point2{double(inside_mm.values.width()), double(inside_mm.values.height())};
  for (int y = std::max(0, static_cast<int>(low.y - 1)); y < std::min<double>(photo.height_px, high.y); ++y)
    for (int x = std::max(0, static_cast<int>(low.x - 1)); x < std::min<double>(photo.width_px, high.x); ++x)
      if (inside_mm.at({x + 0.5, y + 0.5}) > -blend_mm) mask.at(x, y) = 255;
  return mask;
}

// Dots on fue scars: what their density comes to, but at least one on each.
std::vector<Point2> dots_on_scars(const ScarOptions& scar, const std::vector<Point2>& centers,
                                  const Surface& surface, std::uint64_t seed) {
  const double radius_mm = scar.scar_diameter_mm / 2;
  const double wanted = scar.density_per_cm2 / 100 * (1 + scar.extra_density) * kPi * radius_mm * radius_mm;
  std::vector<Point2> dots;
  for (std::size_t i = 0; i < centers.size(); ++i) {
    const auto here = surface.at(centers[i]);
    if (!here || here->metric.foreshortening() > kMaxForeshortening) continue;
    RandomStream random(seed, RandomPurpose::kScar, i + 1);
    const int count = std::max(1, static_cast<int>(std::floor(wanted + random.uniform())));
    const double turn = 2 * kPi * random.uniform();
    for (int k = 0; k < count; ++k) {
      // Vogel's spiral: any number of dots evenly over a disc.
      const double away = kOnScar * radius_mm * std::sqrt((k + 0.5) / count);
      const double angle = turn + k * kPi * (3 - std::sqrt(5.0));
      dots.push_back(
          step_on_scalp(centers[i], here->metric, {away * std::cos(angle), away * std::sin(angle)}));
    }
  }
  return dots;
}

}  // namespace

void check_scar(const ScarOptions& scar) {
  const auto refuse = [](bool wrong, const char* cause, const char* where) {
    if (wrong) throw InvalidArgument(cause, where);
  };
  const bool fut = scar.kind == "fut", fue = scar.kind == "fue", area = scar.kind == "area";
  refuse(!fut && !fue && !area, "must be fut, fue or area", "kind");
  refuse(fut && scar.path.size() < 2, "a fut scar needs a path of at least two places", "path");
  refuse(!fut && !scar.path.empty(), "only a fut scar has a path", "path");
  refuse(fue && scar.outline.empty() == scar.points.empty(),
         "an fue scar needs an outline or points, not both", scar.points.empty() ? "outline" : "points");
  refuse(!fue && !scar.points.empty(), "only an fue scar has points", "points");
  refuse(area && scar.outline.empty(), "an area scar needs an outline", "outline");
  refuse(fut && !scar.outline.empty(), "a fut scar has a path, no outline", "outline");
  refuse(!scar.outline.empty() && scar.outline.size() < 3, "needs at least three corners", "outline");
  refuse(path_crossing(distinct(scar.path)).has_value(), "crosses itself", "path");
  refuse(fut && distinct(scar.path).size() < 2, "has no length", "path");
  refuse(!(scar.width_mm > 0), "must be > 0", "width_mm");
  refuse(!(scar.scar_diameter_mm > 0), "must be > 0", "scar_diameter_mm");
  refuse(!(scar.scars_per_cm2 > 0), "must be > 0", "scars_per_cm2");
  const double radius_cm = scar.scar_diameter_mm / 20;
  refuse(fue && scar.points.empty() && scar.scars_per_cm2 * kPi * radius_cm * radius_cm > 1,
         "scars of this diameter would cover more than all of the skin", "scars_per_cm2");
  refuse(!(scar.density_per_cm2 > 0), "must be > 0", "density_per_cm2");
  refuse(!(scar.extra_density > -1), "must be > -1", "extra_density");
  refuse(!(scar.retention > 0 && scar.retention <= 1), "must lie above 0 and at most 1", "retention");
  refuse(!(scar.retention_spread >= 0), "must be >= 0", "retention_spread");
  refuse(!(scar.spread > 0), "must be > 0", "spread");
  refuse(!(scar.blend_mm >= 0), "must be >= 0", "blend_mm");
}

PlannedRegion plan_scar(const ScarOptions& scar, const Surface& surface, const PlanOptions& options) {
  check_scar(scar);
  require_in_photo(scar.path, "path", options);
  require_in_photo(scar.points, "points", options);
  const ScarForm form = form_of(scar, surface, options);
  const double px_per_mm =
      px_per_mm_at(form.area ? places_of(form.edge, true) : form.edge, surface, form.field);
  const BlockLattice lattice = lattice_of(form, form.half_width_mm + scar.blend_mm, px_per_mm, options);

  PlannedRegion region;
  region.options.name = scar.name;
  region.options.density_per_cm2 = scar.density_per_cm2;
  region.options.depth_mm = scar.depth_mm;
  RegionDesign& design = region.design;
  design.scar_mm = inside_map(form, lattice, surface);
  design.diameter_factor = scar.spread;
  design.retention = scar.retention;
  design.retention_spread = scar.retention_spread;
  double on_scar = 1 + scar.extra_density, beside = 1;
  if (scar.kind == "fue") {
    // Between the scars hair still stands: only the extra density is added. Dots on scars are set one by one.
    on_scar = beside = std::max(0.0, scar.extra_density);
    design.scar_dots_px = dots_on_scars(scar, form.edge, surface, options.seed);
  }
  design.density_share = share_map(design.scar_mm, on_scar, beside, scar.blend_mm);
  region.shape.mask = mask_of(design.scar_mm, scar.blend_mm, options);
  return region;
}

std::vector<PlannedRegion> plan_scars(const std::vector<ScarOptions>& scars, const Surface& surface,
                                      const PlanOptions& options) {
  std::vector<PlannedRegion> regions;
  for (std::size_t i = 0; i < scars.size(); ++i) {
    const std::string where = "/scars/" + std::to_string(i);
    PlanOptions of_scar = options;
    of_scar.seed = RandomStream(options.seed, RandomPurpose::kScar, ~std::uint64_t{i}).bits();
    regions.push_back(within(where, [&] { return plan_scar(scars[i], surface, of_scar); }));
    regions.back().where = where;
  }
  return regions;
}

}  // namespace smp
