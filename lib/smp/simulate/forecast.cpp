#include "smp/simulate/forecast.h"

#include <algorithm>

#include <fmt/format.h>

#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

constexpr double kThin = 0.5;  // loss is noticed from 40 to 60 % on (domain notes 2.3)

bool is_treated(const RegionReport& region, Point2 p_px) {
  const Point2 cell = region.area.cell_of_px(p_px);
  const int i = static_cast<int>(std::floor(cell.x)), j = static_cast<int>(std::floor(cell.y));
  const BitGrid& allowed = region.area.placement.allowed;
  return i >= 0 && j >= 0 && i < allowed.width() && j < allowed.height() && allowed.test(i, j);
}

}  // namespace

Forecast foresee_loss(const Spec& spec, const HeadPlan& head, const std::vector<RegionReport>& regions) {
  Forecast forecast{.pattern = spec.forecast};
  const HeadLattice& lattice = *head.lattice;
  const LossPattern pattern(spec.forecast, {}, head.zones, lattice.head().shape());
  for (const SurfaceCell& cell : lattice.cells()) {
    if (!lattice.shown(cell) || head.zones.inside_mm(cell.place_mm) < 0) continue;
    if (pattern.native_share(cell.place_mm) >= kThin) continue;
    forecast.lost_cm2 += cell.cm2;
    const Point2 p = lattice.head().project(cell.place_mm);
    const bool treated = std::any_of(regions.begin(), regions.end(),
                                     [&](const RegionReport& region) { return is_treated(region, p); });
    if (!treated) forecast.uncovered_cm2 += cell.cm2;
  }
  return forecast;
}

std::vector<Advisory> forecast_advisories(const std::optional<Forecast>& forecast) {
  if (!forecast || forecast->uncovered_cm2 <= kMostUncoveredCm2) return {};
  return {
      {"loss-exposes-border", "warning",
       fmt::format("later loss as {} would lay bare {:.0f} cm2 that this photo shows and no dots cover; the "
                   "border of the work would be seen",
                   forecast->pattern, forecast->uncovered_cm2),
       forecast->uncovered_cm2, kMostUncoveredCm2}};
}

}  // namespace smp
