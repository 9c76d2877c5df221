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
#include "smp/treatment/dot_style.h"
#include "smp/treatment/shade_choice.h"
#include "smp/treatment/visits.h"

namespace smp {
namespace {

constexpr std::size_t kRun = 512;  // impressions worked through at a time

}  // namespace

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
  if (region.dots) {
    report.singles = single_dots(region.design, surface).size();
    report.expected = report.area.expected + static_cast<double>(report.singles);
  } else {
    for (DensityField::Block& block : report.area.placement.field.blocks) block.density_per_mm2 = 0;
  }
  report.left_out_share = report.area.left_out_share;
  report.depth_mm = deposit_depth_mm(options);
  report.strength_spread = options.strength_spread;
  return report;
}

namespace {

// What all regions together may cost, checked before the first dot is placed.
class Budget {
 public:
  explicit Budget(std::size_t max_impressions) : max_impressions_(max_impressions) {}
  void spend(const RegionReport& report) {
    spend_dots(report.expected);
    const BitGrid& cells = report.area.placement.allowed;
    cells_ += static_cast<double>(cells.width()) * cells.height();
    if (cells_ > kMaxCellsInAll)
      throw InvalidArgument("makes the regions too large in all; use fewer, smaller or less dense ones");
  }
  /// @throws InvalidArgument where all dots so far are too many with these.
  void spend_dots(double dots) {
    impressions_ += dots;
    if (impressions_ > static_cast<double>(max_impressions_))
      throw InvalidArgument(
          fmt::format("asks for {:.0f} impressions; at most {} are drawn in all", dots, max_impressions_));
  }

 private:
  static constexpr double kMaxCellsInAll = 1e9;  // 280 MB; a whole head of 110 dots per cm^2 has 5e7
  std::size_t max_impressions_;
  double impressions_ = 0, cells_ = 0;
};

// The dots of a touch-up in all regions.
double dots_of(const Visit& touch_up, const std::vector<PlannedRegion>& regions,
               const std::vector<RegionReport>& reports) {
  double dots = 0;
  for (std::size_t i = 0; i < regions.size(); ++i)
    if (treats(touch_up, regions[i])) dots += std::round(touch_up.share * std::round(reports[i].expected));
  return dots;
}

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
      dot.session = dots[i].session;
      dot.position_px = dots[i].place_px;
      plan.shade_class[first + i] = dots[i].class_index;
      plan.strength_factor[first + i] = style.fill(dot, dots[i].kind);
    }
  });
}

TreatmentExtent extent_of(const std::vector<PlannedRegion>& regions, const std::vector<RegionReport>& reports,
                          const PlanOptions& options) {
  TreatmentExtent extent;
  extent.typical = {.pigment = options.pigment,
                    .mu_per_mm = diluted_mu_per_mm(options.pigment, options.dilution)};
  if (!regions.empty()) extent.typical.depth_mm = deposit_depth_mm(regions.front().options);
  for (const RegionReport& report : reports) extent.area_cm2 += report.area_cm2;
  for (const PlannedRegion& region : regions) {
    extent.scars = extent.scars || !region.design.scar_mm.empty() || !region.design.scar_dots_px.empty();
    extent.whole_scalp = extent.whole_scalp || region.options.pattern == "alopecia-totalis" ||
                         region.options.pattern == "alopecia-universalis";
  }
  return extent;
}

// Places visit after visit into all regions.
class Visits {
 public:
  Visits(const std::vector<PlannedRegion>& regions, const std::vector<double>& class_shares,
         const Surface& surface, const PlanOptions& options, Plan& plan)
      : regions_(regions), class_shares_(class_shares), surface_(surface), options_(options), plan_(plan) {}

  void set_course(std::size_t region) {
    RegionReport& report = plan_.regions[region];
    const DotStyle style = style_of(region);
    const std::size_t first = plan_.treatment.impressions.size();
    if (regions_[region].dots) add(single_dots_by_session(scene(region)), style, region);
    add(course_dots(scene(region), report), style, region);
    report.placed = plan_.treatment.impressions.size() - first;
  }

  void touch_up(std::size_t visit, std::size_t region) {
    if (!treats(plan_.treatment.timeline.visits[visit], regions_[region])) return;
    const DotStyle style = style_of(region);
    add(touch_up_dots(scene(region), visit, plan_.regions[region]), style, region);
  }

 private:
  PlacementScene scene(std::size_t region) const {
    return {regions_[region], region,        class_shares_,   surface_,
            plan_.treatment,  options_.seed, options_.threads};
  }
  DotStyle style_of(std::size_t region) {
    return {regions_[region].options, regions_[region].design, options_.needles, surface_, options_.seed,
            plan_.treatment};
  }
  void add(const std::vector<PlacedAt>& dots, const DotStyle& style, std::size_t region) {
    add_impressions(dots, style, region, options_.threads, plan_);
  }

  const std::vector<PlannedRegion>& regions_;
  const std::vector<double>& class_shares_;
  const Surface& surface_;
  const PlanOptions& options_;
  Plan& plan_;
};

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

Timeline plan_timeline(const std::vector<PlannedRegion>& regions, const std::vector<RegionReport>& reports,
                       const PlanOptions& options) {
  return within("/timeline",
                [&] { return lay_timeline(options.timeline, extent_of(regions, reports, options)); });
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
  plan.treatment.timeline = plan_timeline(regions, plan.regions, options);
  const std::vector<Visit>& visits = plan.treatment.timeline.visits;
  const std::size_t sessions = plan.treatment.timeline.sessions();
  for (std::size_t v = sessions; v < visits.size(); ++v)
    within(fmt::format("/timeline/touch_ups/{}/share", v - sessions),
           [&] { budget.spend_dots(dots_of(visits[v], regions, plan.regions)); });

  Visits placing(regions, class_shares, surface, options, plan);
  for_each_region([&](std::size_t i) { placing.set_course(i); });
  for (std::size_t v = sessions; v < visits.size(); ++v)
    for_each_region([&](std::size_t i) { placing.touch_up(v, i); });
  for (RegionReport& report : plan.regions) {
    report.area.placement.field = {};  // only the cells are looked at again
    report.area.present_per_mm2 = {};
  }
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
      const double offset = plan.treatment.timeline.visits[dots[i].session - 1u].dilution_offset;
      dots[i].dilution = shade.dilution * (1 + offset);
      dots[i].mu_per_mm = diluted_mu_per_mm(mix.pigment, dots[i].dilution) * double{plan.strength_factor[i]} *
                          std::exp(plan.regions[dots[i].region].strength_spread * luck.normal());
      round_to_record(dots[i]);
    }
  });
}

}  // namespace smp
