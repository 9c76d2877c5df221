#include "smp/simulate/ensemble.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/base/random.h"

namespace smp {
namespace {

constexpr double kCarbonFade = 0.13;  // domain notes 7

// 0 to 1 in `count` even steps, one in each at random, in random order.
std::vector<double> spread(int count, std::uint64_t seed, std::uint64_t parameter) {
  RandomStream random(seed, RandomPurpose::kEnsemble, parameter);
  std::vector<double> values;
  for (int k = 0; k < count; ++k) values.push_back((k + random.uniform()) / count);
  for (std::size_t k = values.size(); k > 1; --k)
    std::swap(values[k - 1], values[random.below(static_cast<std::uint32_t>(k))]);
  return values;
}

double between(double low, double high, double t) { return low + (high - low) * t; }

// The spec with what the base case chose, so that only what is drawn differs. Sessions too: by another scale
// the area may ask for fewer, and the moment drawn would be none of theirs.
Spec settled(const Spec& spec, const Simulation& record) {
  Spec out = spec;
  if (record.shades.source == "list") return out;
  out.timeline.sessions.emplace();
  for (const Visit& visit : record.treatment.timeline.visits)
    if (visit.kind == Visit::Kind::kSession)
      out.timeline.sessions->push_back({visit.day, visit.share, visit.dilution_offset});
  out.pigment.name = record.shades.mix.pigment.name;
  out.pigment.dilution = record.shades.dilution;
  std::vector<BlendPart> blend;
  for (const Shade& shade : record.shades.mix.shades) blend.push_back({shade.dilution, shade.share});
  out.pigment.blend = std::move(blend);
  for (std::size_t i = 0; i < record.shades.density_per_cm2.size() && i < out.regions.size(); ++i)
    out.regions[i].density_per_cm2 = record.shades.density_per_cm2[i];
  return out;
}

}  // namespace

std::vector<EnsembleDraw> draw_parameters(int count, double scale_error, std::uint64_t seed) {
  std::vector<double> u[4];
  for (std::uint64_t p = 0; p < 4; ++p) u[p] = spread(count, seed, p);
  std::vector<EnsembleDraw> draws;
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
    draws.push_back({.early_loss = between(0.05, 0.20, u[0][k]),
                     .scar_early_loss = between(0.10, 0.35, u[0][k]),
                     .fade_per_year = between(0.08, 0.25, u[1][k]),
                     .growth_per_year = between(0.01, 0.10, u[2][k]),
                     .scale_factor = std::exp(scale_error * between(-2, 2, u[3][k]))});
  return draws;
}

Ensemble draw_ensemble(const Case& base, const Spec& spec, const SpecFiles& files,
                       const SimulateOptions& options, std::string_view moment, int count,
                       const std::function<void(const EnsembleDraw&, const Photo&)>& show) {
  const Simulation& record = base.record();
  const Spec told = settled(spec, record);
  Ensemble ensemble{base.moment(moment), {}};
  for (EnsembleDraw& draw : draw_parameters(count, record.scale.relative_error, spec.seed)) {
    Spec varied = told;
    AgeingOptions& ageing = varied.timeline.ageing;
    ageing.early_loss = draw.early_loss;
    ageing.scar_early_loss = draw.scar_early_loss;
    ageing.fade_factor =
        std::log(1 - draw.fade_per_year) / std::log(1 - kCarbonFade) * spec.timeline.ageing.fade_factor;
    ageing.growth_per_year = draw.growth_per_year;
    SimulateOptions with = options;
    with.scale_factor = draw.scale_factor;
    with.measure_colors = true;
    Case drawn_case(Photo(record.photo), varied, SpecFiles(files), with);
    const Drawn drawn = drawn_case.draw_last(drawn_case.moment(moment));
    draw.mean_de = mean_de_to_skin(record, drawn.result).value_or(0);
    if (show) show(draw, drawn.photo);
    ensemble.draws.push_back(draw);
  }
  std::stable_sort(ensemble.draws.begin(), ensemble.draws.end(),
                   [](const EnsembleDraw& a, const EnsembleDraw& b) { return a.mean_de < b.mean_de; });
  return ensemble;
}

}  // namespace smp
