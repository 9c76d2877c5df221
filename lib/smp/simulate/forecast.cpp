#include "smp/simulate/forecast.h"

#include <algorithm>

#include <fmt/format.h>

#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

constexpr double kThin = 0.5;  // loss is noticed from 40 to 60 % on (domain notes 2.3)

}  // namespace

Forecast foresee_loss(const std::string& name, const HeadPlan& head,
                      const std::vector<RegionReport>& regions) {
  Forecast forecast{.pattern = name};
  const HeadLattice& lattice = *head.lattice;
  const LossPattern pattern(name, {}, head.zones, lattice.head().shape());
  for (const SurfaceCell& cell : lattice.cells()) {
    if (!lattice.shown(cell) || head.zones.inside_mm(cell.place_mm) < 0) continue;
    if (pattern.native_share(cell.place_mm) >= kThin) continue;
    forecast.lost_cm2 += cell.cm2;
    const Point2 p = lattice.head().project(cell.place_mm);
    const bool treated = std::any_of(regions.begin(), regions.end(),
                                     [&](const RegionReport& region) { return region.area.allows(p); });
    if (!treated) forecast.uncovered_cm2 += cell.cm2;
  }
  return forecast;
}

std::vector<Advisory> forecast_advisories(const Forecast& forecast, const std::string& loss) {
  if (forecast.uncovered_cm2 <= limit_of("loss-exposes-border")) return {};
  return {
      {"loss-exposes-border",
       fmt::format(
           "{} as {} would lay bare {:.0f} cm2 that this photo shows and no dots cover; the border of the "
           "work would be seen",
           loss, forecast.pattern, forecast.uncovered_cm2),
       forecast.uncovered_cm2}};
}

}  // namespace smp
