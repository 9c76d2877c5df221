#include "smp/treatment/planner.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/base/random.h"
#include "smp/optics/pigment.h"
#include "smp/sampling/poisson_disk.h"
#include "smp/treatment/needles.h"
#include "smp/treatment/shade_choice.h"

namespace smp {
namespace {

constexpr double kDepthPerNeedleTravel = 0.375;
constexpr double kShallowestMm = 0.15, kDeepestMm = 1.4;
constexpr std::size_t kRun = 512;  // impressions worked through at a time
constexpr double kSmallestDotMm = 0.05, kLargestDotMm = 1.5;

struct NeedleShare {
  std::uint16_t index;  // into Treatment::needles
  double diameter_mm;
  double share;
};

// Draws a needle by its share of 1.
const NeedleShare& draw(const std::vector<NeedleShare>& needles, double u) {
  for (const NeedleShare& needle : needles) {
    if (u < needle.share) return needle;
    u -= needle.share;
  }
  return needles.back();
}

std::vector<NeedleShare> needle_shares(const RegionOptions& options, Treatment& treatment) {
  double sum = 0;
  for (const auto& [code, share] : options.needles) sum += share;
  if (!(sum > 0)) throw InvalidArgument("at least one share must be > 0", "needles");
  std::vector<NeedleShare> shares;
  for (const auto& [code, share] : options.needles) {
    const Needle* needle = find_needle(code);
    if (!needle) throw InvalidArgument("unknown needle " + quoted(code), "needles");
    auto known = std::find(treatment.needles.begin(), treatment.needles.end(), code);
    if (known == treatment.needles.end()) known = treatment.needles.insert(known, code);
    shares.push_back({static_cast<std::uint16_t>(known - treatment.needles.begin()), needle->dot_diameter_mm,
                      share / sum});
  }
  return shares;
}

// The hand does not hit the place aimed at: a Gaussian step on the scalp, taken back into the photo
// through the metric's Cholesky factor.
Point2 with_tremor(Point2 p, const Metric2& metric, double tremor_mm, RandomStream random) {
  const double a = tremor_mm * random.normal();
  const double b = tremor_mm * random.normal();
  const double l11 = std::sqrt(metric.xx), l21 = metric.xy / l11,
               l22 = std::sqrt(std::max(1e-12, metric.yy - l21 * l21));
  const double dy = b / l22;
  return {p.x + (a - l21 * dy) / l11, p.y + dy};
}

struct DotRecipe {
  const RegionOptions& options;
  const std::vector<NeedleShare>& needles;
  double depth_mm;
  std::uint64_t seed;
};

void fill_impression(const DotRecipe& recipe, const Surface& surface, Impression& dot) {
  const auto luck = [&](RandomPurpose purpose) { return RandomStream(recipe.seed, purpose, dot.id); };
  auto here = surface.at(dot.position_px);
  if (here && recipe.options.tremor_mm > 0) {
    const Point2 moved =
        with_tremor(dot.position_px, here->metric, recipe.options.tremor_mm, luck(RandomPurpose::kTremor));
    if (const auto there = surface.at(moved)) dot.position_px = moved, here = there;
  }
  if (here) dot.position_mm = here->position_mm;
  const NeedleShare& needle = draw(recipe.needles, luck(RandomPurpose::kNeedle).uniform());
  dot.needle = needle.index;
  dot.diameter_mm = std::clamp(
      needle.diameter_mm * std::exp(recipe.options.diameter_spread * luck(RandomPurpose::kDiameter).normal()),
      kSmallestDotMm, kLargestDotMm);
  dot.depth_mm =
      std::clamp(recipe.depth_mm + recipe.options.depth_spread_mm * luck(RandomPurpose::kDepth).normal(),
                 kShallowestMm, kDeepestMm);
  round_to_record(dot);
}

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

RegionReport measure_region(const PlannedRegion& region, const Surface& surface, const PlanOptions& plan) {
  const RegionOptions& options = region.options;
  RegionReport report;
  report.name = options.name;
  report.target_per_cm2 = options.density_per_cm2.value_or(kUsualDensity);
  report.area = build_region_area(region.shape, {report.target_per_cm2, options.regularity, options.fade_mm},
                                  surface, plan.width_px, plan.height_px, plan.threads);
  report.area_cm2 = report.area.area_cm2;
  report.expected = report.area.expected;
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

void place_region(const PlannedRegion& region, std::size_t index, const std::vector<double>& class_shares,
                  const Surface& surface, const PlanOptions& plan_options, Plan& plan) {
  const RegionOptions& options = region.options;
  Treatment& treatment = plan.treatment;
  RegionReport& report = plan.regions[index];
  PlacementOptions placement;
  placement.classes = classes_of(class_shares, options.regularity);
  placement.seed = mix64(plan_options.seed ^ mix64(index));
  placement.regularity = options.regularity;
  placement.threads = plan_options.threads;
  const Placement placed = place_dots(report.area.placement, dots_nearby(treatment, report.area), placement);
  report.placed = placed.dots.size();
  report.spacing_mm =
      placed.distance_factor * options.regularity * std::sqrt(kMaximalFill / (report.target_per_cm2 / 100));

  const std::vector<NeedleShare> needles = needle_shares(options, treatment);
  const DotRecipe recipe{options, needles, report.depth_mm, plan_options.seed};
  const std::size_t first = treatment.impressions.size();
  treatment.impressions.resize(first + placed.dots.size());
  plan.shade_class.resize(first + placed.dots.size());
  parallel_for(plan_options.threads, (placed.dots.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(placed.dots.size(), (run + 1) * kRun); ++i) {
      Impression& dot = treatment.impressions[first + i];
      dot.id = static_cast<std::uint32_t>(first + i);
      dot.region = static_cast<std::uint16_t>(index);
      plan.shade_class[first + i] = static_cast<std::uint8_t>(placed.dots[i].class_index);
      dot.position_px = report.area.px_of_cell(placed.dots[i].x, placed.dots[i].y);
      fill_impression(recipe, surface, dot);
    }
  });
  report.area.placement.field = {};  // only the cells are looked at again
}

// Runs `act`; what it throws names the region.
template <class Act>
void at_region(std::size_t index, Act act) {
  try {
    act();
  } catch (const InvalidArgument& error) {
    std::string where = "/regions/" + std::to_string(index);
    if (!error.text().where.empty()) where += "/" + error.text().where;
    throw InvalidArgument(error.text().cause, where);
  }
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
    for (std::size_t i = 0; i < regions.size(); ++i) at_region(i, [&] { act(i); });
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
      dots[i].mu_per_mm =
          shade.mu_per_mm * std::exp(plan.regions[dots[i].region].strength_spread * luck.normal());
      round_to_record(dots[i]);
    }
  });
}

}  // namespace smp
