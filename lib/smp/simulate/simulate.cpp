#include "smp/simulate/simulate.h"

#include <utility>

#include "smp/simulate/case.h"

namespace smp {
namespace {

Simulation draw_all(Case prepared, const SimulateOptions& options) {
  std::vector<MomentResult> results;
  Photo last;
  for (std::size_t k = 0; k < options.moments.size(); ++k) {
    const Moment moment = prepared.moment(options.moments[k]);
    Drawn drawn = k + 1 < options.moments.size() ? prepared.draw(moment) : prepared.draw_last(moment);
    results.push_back(std::move(drawn.result));
    last = std::move(drawn.photo);
  }
  Simulation simulation = prepared.release();
  simulation.photo = std::move(last);
  add_moments(std::move(results), simulation);
  return simulation;
}

}  // namespace

void add_moments(std::vector<MomentResult> moments, Simulation& simulation) {
  for (std::size_t k = 0; k < moments.size(); ++k) {
    if (k == 0)
      for (std::size_t r = 0; r < moments[k].region_lab.size(); ++r)
        simulation.regions[r].mean_lab_after = moments[k].region_lab[r];
    simulation.times.render += moments[k].render_ms;
  }
  simulation.moments = std::move(moments);
}

std::optional<double> mean_de_to_skin(const Simulation& record, const MomentResult& result) {
  double sum = 0, area_cm2 = 0;
  for (std::size_t r = 0; r < result.region_lab.size(); ++r) {
    const RegionResult& region = record.regions[r];
    if (!region.mean_lab_before || !result.region_lab[r]) continue;
    sum += region.plan.area_cm2 * delta_e_2000(*region.mean_lab_before, *result.region_lab[r]);
    area_cm2 += region.plan.area_cm2;
  }
  return area_cm2 > 0 ? std::optional(sum / area_cm2) : std::nullopt;
}

Simulation simulate(Photo photo, const Spec& spec, SpecFiles files, const SimulateOptions& options) {
  return draw_all(Case(std::move(photo), spec, std::move(files), options), options);
}

Simulation simulate(const FileBytes& photo, const PhotoLimits& limits, const Spec& spec, SpecFiles files,
                    const SimulateOptions& options) {
  return draw_all(Case(photo, limits, spec, std::move(files), options), options);
}

}  // namespace smp
