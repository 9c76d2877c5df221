#include "smp/treatment/planner.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/base/random.h"
#include "smp/base/within.h"
#include "smp/optics/pigment.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/clusters.h"
#include "smp/treatment/dot_style.h"
#include "smp/treatment/shade_choice.h"
#include "smp/treatment/units.h"

namespace smp {
namespace {

constexpr std::size_t kRun = 512;  // impressions worked through at a time

std::vector<ExistingDot> dots_nearby(const Treatment& treatment, const RegionArea& area) {
  constexpr double kMarginCells = 64;
  std::vector<ExistingDot> existing;
  for (const Impression& dot : treatment.impressions) {
    const Point2 cell = area.cell_of_px(dot.position_px);
    if (cell.x > -kMarginCells && cell.y > -kMarginCells &&
        cell.x < area.placement.allowed.width() + kMarginCells &&
        cell.y < area.placement.allowed.height() + kMarginCells)
      existing.push_back({static_cast<float>(cell.x), static_cast<float>(cell.y), 1.0f});
  }
  return existing;
}

// A dot whose place is not the sampler's.
struct SingleDot {
  Point2 place_px;
  DotStyle::Kind kind;
};

// Those of a design that lie where scalp is seen.
std::vector<SingleDot> single_dots(const RegionDesign& design, const Surface& surface) {
  std::vector<SingleDot> singles;
  const auto add = [&](Point2 p, DotStyle::Kind kind) {
    const auto here = surface.at(p);
    if (here && here->metric.foreshortening() <= kMaxForeshortening) singles.push_back({p, kind});
  };
  for (const Point2 p : design.sentinels_px) add(p, DotStyle::Kind::kSentinel);
  for (const Point2 p : design.scar_dots_px) add(p, DotStyle::Kind::kOnScar);
  return singles;
}

RegionReport measure_region(const PlannedRegion& region, const Surface& surface, const PlanOptions& plan) {
  const RegionOptions& options = region.options;
  RegionReport report;
  report.name = options.name;
  report.target_per_cm2 = options.density_per_cm2.value_or(kUsualDensity);
  const RegionDensity density = {report.target_per_cm2, options.regularity, options.fade_mm,
                                 options.native_per_cm2.value_or(0)};
  report.area = build_region_area(region.shape, density, surface, plan.width_px, plan.height_px, plan.threads,
                                  region.design);
  report.area_cm2 = report.area.area_cm2;
  report.grafted_per_cm2 = region.design.grafted_per_cm2;
  report.native_per_cm2 = std::max(0.0, report.area.present_per_cm2 - report.grafted_per_cm2);
  report.singles = single_dots(region.design, surface).size();
  report.expected = report.area.expected + static_cast<double>(report.singles);
  report.left_out_share = report.area.left_out_share;
  report.depth_mm = deposit_depth_mm(options);
  report.strength_spread = options.strength_spread;
  return report;
}

// What all regions together may cost, checked before the first dot is placed.
class Budget {
 public:
  explicit Budget(std::size_t max_impressions) : max_impressions_(max_impressions) {}
  void spend(const RegionReport& report) {
    impressions_ += report.expected;
    if (impressions_ > static_cast<double>(max_impressions_))
      throw InvalidArgument(fmt::format("asks for {:.0f} impressions; at most {} are drawn in all",
                                        report.expected, max_impressions_));
    const BitGrid& cells = report.area.placement.allowed;
    cells_ += static_cast<double>(cells.width()) * cells.height();
    if (cells_ > kMaxCellsInAll)
      throw InvalidArgument("makes the regions too large in all; use fewer, smaller or less dense ones");
  }

 private:
  static constexpr double kMaxCellsInAll = 1e9;  // 280 MB; a whole head of 110 dots per cm^2 has 5e7
  std::size_t max_impressions_;
  double impressions_ = 0, cells_ = 0;
};

// Each class keeps the distances that it would keep if placed alone with the same regularity, which costs
// the whole nothing as long as it is far from full. Nearly full sets leave less room; then less is asked
// for, so that the whole is never less even than it would be without classes.
DotClasses classes_of(const std::vector<double>& shares, double regularity) {
  constexpr double kRoomyRegularity = 0.85, kOwnShareWhenFull = 0.6, kFarthest = 4;
  const double crowded = std::max(0.0, regularity - kRoomyRegularity) / (1 - kRoomyRegularity);
  const double own = 1 - (1 - kOwnShareWhenFull) * crowded;
  DotClasses classes{shares, std::vector<double>(shares.size() * shares.size(), 1.0)};
  for (std::size_t c = 0; c < shares.size(); ++c)
    classes.distance[c * shares.size() + c] =
        std::clamp(own / std::sqrt(std::max(shares[c], 1e-9)), 1.0, kFarthest);
  return classes;
}

// A dot yet to be filled in.
struct PlacedAt {
  Point2 place_px;
  DotStyle::Kind kind;
  std::uint8_t class_index;
};

// Appends the impressions of a region at these places.
void add_impressions(const std::vector<PlacedAt>& dots, const DotStyle& style, std::size_t region,
                     int threads, Plan& plan) {
  std::vector<Impression>& impressions = plan.treatment.impressions;
  const std::size_t first = impressions.size();
  impressions.resize(first + dots.size());
  plan.shade_class.resize(first + dots.size());
  plan.strength_factor.resize(first + dots.size());
  parallel_for(threads, (dots.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(dots.size(), (run + 1) * kRun); ++i) {
      Impression& dot = impressions[first + i];
      dot.id = static_cast<std::uint32_t>(first + i);
      dot.region = static_cast<std::uint16_t>(region);
      dot.position_px = dots[i].place_px;
      plan.shade_class[first + i] = dots[i].class_index;
      plan.strength_factor[first + i] = style.fill(dot, dots[i].kind);
    }
  });
}

// The dots of a region that the sampler places, around those and the units that are there.
std::vector<PlacedAt> sampled_dots(const PlannedRegion& region, const std::vector<double>& class_shares,
                                   std::uint64_t seed, int threads, const Treatment& treatment,
                                   RegionReport& report) {
  const RegionOptions& options = region.options;
  PlacementOptions placement;
  placement.classes = classes_of(class_shares, options.regularity);
  placement.seed = seed;
  placement.regularity = options.regularity;
  placement.threads = threads;
  std::vector<ExistingDot> existing = dots_nearby(treatment, report.area);
  const auto units = units_in_the_way(region.design, report.area, seed, threads);
  existing.insert(existing.end(), units.begin(), units.end());
  std::vector<PlacedDot> dots;
  double spacing = options.regularity * std::sqrt(kMaximalFill / (report.target_per_cm2 / 100));
  if (options.clusters.dots > 1) {
    Groups groups = place_groups(report.area.placement, existing, placement, options.clusters);
    spacing *= groups.distance_factor * std::sqrt(options.clusters.dots);
    dots = std::move(groups.dots);
  } else {
    Placement placed = place_dots(report.area.placement, existing, placement);
    spacing *= placed.distance_factor;
    dots = std::move(placed.dots);
  }
  report.spacing_mm = spacing;
  std::vector<PlacedAt> out;
  out.reserve(dots.size());
  for (const PlacedDot& dot : dots)
    out.push_back({report.area.px_of_cell(dot.x, dot.y), DotStyle::Kind::kPlaced,
                   static_cast<std::uint8_t>(dot.class_index)});
  return out;
}

void place_region(const PlannedRegion& region, std::size_t index, const std::vector<double>& class_shares,
                  const Surface& surface, const PlanOptions& options, Plan& plan) {
  RegionReport& report = plan.regions[index];
  const std::size_t first = plan.treatment.impressions.size();
  const DotStyle style(region.options, region.design, options.needles, surface, options.seed, plan.treatment);
  std::vector<PlacedAt> singles;
  for (const SingleDot& dot : single_dots(region.design, surface)) {
    RandomStream luck(options.seed, RandomPurpose::kShade, first + singles.size());
    singles.push_back(
        {dot.place_px, dot.kind, static_cast<std::uint8_t>(draw_share(class_shares, luck.uniform()))});
  }
  add_impressions(singles, style, index, options.threads, plan);
  const std::uint64_t seed = mix64(options.seed ^ mix64(index));
  add_impressions(sampled_dots(region, class_shares, seed, options.threads, plan.treatment, report), style,
                  index, options.threads, plan);
  report.placed = plan.treatment.impressions.size() - first;
  report.area.placement.field = {};  // only the cells are looked at again
  report.area.present_per_mm2 = {};
}

}  // namespace

std::vector<double> class_shares_of(const PigmentOptions& pigment) {
  const std::vector<BlendPart> blend = pigment.blend.value_or(blend_around(1));
  double sum = 0;
  for (const BlendPart& part : blend) sum += part.share;
  if (!(sum > 0)) throw InvalidArgument("shares must sum to more than 0", "/pigment/blend");
  std::vector<double> shares;
  for (const BlendPart& part : blend) shares.push_back(part.share / sum);
  return shares;
}

std::vector<Shade> shades_of(const PigmentOptions& options, const Pigment& pigment, double dilution) {
  const std::vector<BlendPart> blend = options.blend.value_or(blend_around(dilution));
  const std::vector<double> shares = class_shares_of(options);
  std::vector<Shade> shades;
  for (std::size_t c = 0; c < shares.size(); ++c)
    shades.push_back({blend[c].dilution, shares[c], diluted_mu_per_mm(pigment, blend[c].dilution)});
  return shades;
}

double deposit_depth_mm(const RegionOptions& options) {
  if (!options.needle_depth_mm) return options.depth_mm;
  return std::clamp(kDepthPerNeedleTravel * *options.needle_depth_mm, kShallowestMm, kDeepestMm);
}

Plan plan_treatment(const std::vector<PlannedRegion>& regions, const std::vector<double>& class_shares,
                    const Surface& surface, const PlanOptions& options) {
  Plan plan;
  Budget budget(options.max_impressions);
  const auto for_each_region = [&](auto&& act) {
    for (std::size_t i = 0; i < regions.size(); ++i)
      within(regions[i].where.empty() ? fmt::format("/regions/{}", i) : regions[i].where, [&] { act(i); });
  };
  for_each_region([&](std::size_t i) {
    plan.treatment.regions.push_back(regions[i].options.name);
    plan.regions.push_back(measure_region(regions[i], surface, options));
    budget.spend(plan.regions.back());
  });
  for_each_region([&](std::size_t i) { place_region(regions[i], i, class_shares, surface, options, plan); });
  return plan;
}

void mix_shades(Plan& plan, const ShadeMix& mix, std::uint64_t seed, int threads) {
  std::vector<Impression>& dots = plan.treatment.impressions;
  for (const std::uint8_t shade : plan.shade_class)
    if (shade >= mix.shades.size()) throw InvalidArgument("every class of dots needs a shade");
  plan.treatment.pigments = {mix.pigment.name};
  parallel_for(threads, (dots.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(dots.size(), (run + 1) * kRun); ++i) {
      const Shade& shade = mix.shades[plan.shade_class[i]];
      RandomStream luck(seed, RandomPurpose::kStrength, dots[i].id);
      dots[i].pigment = 0;
      dots[i].dilution = shade.dilution;
      dots[i].mu_per_mm = shade.mu_per_mm * double{plan.strength_factor[i]} *
                          std::exp(plan.regions[dots[i].region].strength_spread * luck.normal());
      round_to_record(dots[i]);
    }
  });
}

}  // namespace smp
