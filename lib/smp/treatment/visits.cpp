#include "smp/treatment/visits.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "smp/base/random.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/clusters.h"
#include "smp/treatment/units.h"

namespace smp {
namespace {

std::vector<double> session_shares_of(const Timeline& timeline) {
  std::vector<double> shares;
  for (const Visit& visit : timeline.visits)
    if (visit.kind == Visit::Kind::kSession) shares.push_back(visit.share);
  return shares;
}

std::vector<ExistingDot> dots_nearby(const Treatment& treatment, const RegionArea& area,
                                     double distance_factor) {
  constexpr double kMarginCells = 64;
  std::vector<ExistingDot> existing;
  for (const Impression& dot : treatment.impressions) {
    const Point2 cell = area.cell_of_px(dot.position_px);
    if (cell.x > -kMarginCells && cell.y > -kMarginCells &&
        cell.x < area.placement.allowed.width() + kMarginCells &&
        cell.y < area.placement.allowed.height() + kMarginCells)
      existing.push_back(
          {static_cast<float>(cell.x), static_cast<float>(cell.y), static_cast<float>(distance_factor)});
  }
  return existing;
}

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

std::uint64_t region_seed(const PlacementScene& scene) { return mix64(scene.seed ^ mix64(scene.index)); }

PlacementOptions options_for(const PlacementScene& scene, std::uint64_t seed) {
  PlacementOptions options;
  options.seed = seed;
  options.regularity = scene.region.options.regularity;
  options.classes = classes_of(scene.class_shares, options.regularity);
  options.threads = scene.threads;
  return options;
}

// One placement, in clusters where the region asks for them.
struct Sampled {
  std::vector<PlacedDot> dots;
  double spacing_factor = 1;  // of dots, or of the centres of clusters
};
Sampled sample(const PlacementScene& scene, const RegionArea& area, std::span<const ExistingDot> existing,
               const PlacementOptions& options) {
  const ClusterOptions& clusters = scene.region.options.clusters;
  if (clusters.dots > 1) {
    Groups groups = place_groups(area.placement, existing, options, clusters);
    return {std::move(groups.dots), groups.distance_factor * std::sqrt(clusters.dots)};
  }
  Placement placed = place_dots(area.placement, existing, options);
  return {std::move(placed.dots), placed.distance_factor};
}

std::vector<PlacedAt> in_photo(const std::vector<PlacedDot>& dots, const RegionArea& area,
                               std::size_t first_visit) {
  std::vector<PlacedAt> out;
  out.reserve(dots.size());
  for (const PlacedDot& dot : dots)
    out.push_back({area.px_of_cell(dot.x, dot.y), DotStyle::Kind::kPlaced,
                   static_cast<std::uint8_t>(dot.class_index),
                   static_cast<std::uint16_t>(first_visit + dot.session + 1)});
  return out;
}

// The numbers below `count` in an order drawn for this purpose and `key`.
std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed, RandomPurpose purpose,
                                  std::uint64_t key) {
  std::vector<std::pair<std::uint64_t, std::size_t>> lots;
  for (std::size_t i = 0; i < count; ++i) lots.emplace_back(RandomStream(seed, purpose, key + i).bits(), i);
  std::sort(lots.begin(), lots.end());
  std::vector<std::size_t> order;
  for (const auto& [lot, i] : lots) order.push_back(i);
  return order;
}

std::uint8_t class_by_lot(const PlacementScene& scene, std::size_t id) {
  const double u = RandomStream(scene.seed, RandomPurpose::kShade, id).uniform();
  return static_cast<std::uint8_t>(draw_share(scene.class_shares, u));
}

// Of the single dots, `count` set again in their place; each once before any is twice.
std::vector<PlacedAt> set_again(const PlacementScene& scene, std::size_t visit,
                                const std::vector<PlacedAt>& singles, std::uint64_t count) {
  const std::size_t first_id = scene.treatment.impressions.size();
  const auto order = shuffled(singles.size(), scene.seed, RandomPurpose::kTouchUp, first_id);
  std::vector<PlacedAt> dots;
  for (std::uint64_t i = 0; i < count && !order.empty(); ++i) {
    PlacedAt dot = singles[order[i % order.size()]];
    dot.class_index = class_by_lot(scene, first_id + i);
    dot.session = static_cast<std::uint16_t>(visit + 1);
    dots.push_back(dot);
  }
  return dots;
}

}  // namespace

bool treats(const Visit& visit, const PlannedRegion& region) {
  return visit.region.empty() || visit.region == region.options.name;
}

std::vector<PlacedAt> single_dots(const RegionDesign& design, const Surface& surface) {
  std::vector<PlacedAt> singles;
  const auto add = [&](Point2 p, DotStyle::Kind kind) {
    const auto here = surface.at(p);
    if (here && here->metric.foreshortening() <= kMaxForeshortening) singles.push_back({p, kind});
  };
  for (const Point2 p : design.sentinels_px) add(p, DotStyle::Kind::kSentinel);
  for (const Point2 p : design.scar_dots_px) add(p, DotStyle::Kind::kOnScar);
  return singles;
}

std::vector<PlacedAt> single_dots_by_session(const PlacementScene& scene) {
  std::vector<PlacedAt> singles = single_dots(scene.region.design, scene.surface);
  const std::size_t first_id = scene.treatment.impressions.size();
  for (std::size_t i = 0; i < singles.size(); ++i) singles[i].class_index = class_by_lot(scene, first_id + i);
  const auto order = shuffled(singles.size(), scene.seed, RandomPurpose::kSession, first_id);
  double share = 0;
  std::size_t dealt = 0;
  std::uint16_t session = 0;
  for (const double added : session_shares_of(scene.treatment.timeline)) {
    share += added;
    ++session;
    const auto up_to = static_cast<std::size_t>(std::llround(share * static_cast<double>(order.size())));
    for (; dealt < std::min(up_to, order.size()); ++dealt) singles[order[dealt]].session = session;
  }
  return singles;
}

std::vector<PlacedAt> course_dots(const PlacementScene& scene, RegionReport& report) {
  const std::uint64_t seed = region_seed(scene);
  PlacementOptions options = options_for(scene, seed);
  options.session_shares = session_shares_of(scene.treatment.timeline);
  options.free_shares.assign(options.session_shares.size(), scene.treatment.timeline.free_share);
  options.free_shares.front() = 0;
  std::vector<ExistingDot> existing = dots_nearby(scene.treatment, report.area, 1);
  const auto units = units_in_the_way(scene.region.design, report.area, seed, scene.threads);
  existing.insert(existing.end(), units.begin(), units.end());
  const Sampled sampled = sample(scene, report.area, existing, options);
  report.spacing_mm =
      sampled.spacing_factor * options.regularity * std::sqrt(kMaximalFill / (report.target_per_cm2 / 100));
  return in_photo(sampled.dots, report.area, 0);
}

std::vector<PlacedAt> touch_up_dots(const PlacementScene& scene, std::size_t visit, RegionReport& report) {
  const Timeline& timeline = scene.treatment.timeline;
  const double share = timeline.visits[visit].share;
  const auto share_of = [&](std::uint64_t dots) {
    return static_cast<std::uint64_t>(std::llround(share * static_cast<double>(dots)));
  };
  std::vector<PlacedAt> singles = single_dots(scene.region.design, scene.surface);
  const bool sampled_any = report.placed > singles.size();
  if (sampled_any)
    std::erase_if(singles, [](const PlacedAt& dot) { return dot.kind != DotStyle::Kind::kOnScar; });
  const std::uint64_t count = share_of(report.placed);
  const std::uint64_t again = sampled_any ? std::min(count, share_of(singles.size())) : count;
  std::vector<PlacedAt> dots = set_again(scene, visit, singles, again);

  if (count > again) {
    PlacementOptions options = options_for(
        scene, RandomStream(scene.seed, RandomPurpose::kTouchUp, visit << 32 | scene.index).bits());
    options.count = count - again;
    options.free_shares = {timeline.free_share};
    // Distances are relative to those of the new dots' own density.
    const double added = static_cast<double>(count - again) / report.area.expected;
    const double present = 1 + static_cast<double>(report.touched_up) / static_cast<double>(report.placed);
    std::vector<ExistingDot> existing =
        dots_nearby(scene.treatment, report.area, std::sqrt(added / (present + added)));
    for (ExistingDot unit :
         units_in_the_way(scene.region.design, report.area, region_seed(scene), scene.threads)) {
      unit.distance_factor *= static_cast<float>(std::sqrt(added));
      existing.push_back(unit);
    }
    const auto placed = in_photo(sample(scene, report.area, existing, options).dots, report.area, visit);
    dots.insert(dots.end(), placed.begin(), placed.end());
  }
  report.touched_up += dots.size();
  return dots;
}

}  // namespace smp
