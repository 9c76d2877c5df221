#include "smp/simulate/measure_methods.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "smp/base/within.h"
#include "smp/simulate/heed_photo.h"

namespace smp {
namespace {

// Dots want hair as short as this (domain notes 9: 0.2 to 0.5 mm).
constexpr double kShavenMm = 0.5;

MethodMeasure measure_of(const Ground& ground, int threads) {
  MethodMeasure measure{.method = ground.spec.method, .grafts = ground.grafts.units.size()};
  const PlanOptions options = {
      .width_px = ground.scalp.width_px, .height_px = ground.scalp.height_px, .threads = threads};
  for (std::size_t i = 0; i < ground.regions.size(); ++i) {
    const PlannedRegion& region = ground.regions[i];
    const RegionReport report =
        within(region.where.empty() ? fmt::format("/regions/{}", i) : region.where,
               [&] { return measure_region(region, *ground.scalp.surface, options); });
    measure.area_cm2 += report.area_cm2;
    measure.native_units += report.native_per_cm2 * report.area_cm2;
    measure.dots += static_cast<std::uint64_t>(std::llround(report.expected));
  }
  measure.densest_grafts_per_cm2 = ground.densest_grafts_per_cm2;
  return measure;
}

}  // namespace

std::vector<MethodMeasure> measure_methods(const Photo& photo, const Surveyed& seen, const ShadePlan& shades,
                                           Spec spec, const SpecFiles& files, int threads) {
  std::vector<MethodMeasure> measures;
  if (spec.regions.empty()) return measures;
  for (std::size_t i = 0; i < shades.density_per_cm2.size(); ++i)
    spec.regions[i].density_per_cm2 = shades.density_per_cm2[i];
  spec.hair.length_mm = std::min(spec.hair.length_mm, kShavenMm);
  for (const char* method : {"dots", "grafts", "both"}) {
    spec.method = method;
    SpecFiles of_method = files;
    Ground ground =
        lay_ground(spec, of_method, photo.width(), photo.height(), /*max_impressions=*/0, threads);
    if (waits_for_photo(ground)) heed_photo(photo, seen, threads, ground);
    measures.push_back(measure_of(ground, threads));
  }
  return measures;
}

}  // namespace smp
