#include "smp/simulate/moment_marks.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/base/smooth_step.h"
#include "smp/base/within.h"

namespace smp {
namespace {

constexpr std::size_t kRun = 512;
// Less is not drawn, per mm: in the epidermis this takes half a percent of the light.
constexpr double kLeastMu = 1e-3, kLeastSurfaceMu = 0.02;
constexpr double kLeastRedness = 1e-3;

// Dots end at `kMaxForeshortening`, some 2 mm before the outline of a head. That end would be seen as a line:
// towards it they are drawn fainter [assumption].
double rim_strength(double foreshortening) {
  constexpr double kFull = 3, kLeast = 0.15;
  return kLeast +
         (1 - kLeast) * smooth_step((kMaxForeshortening - foreshortening) / (kMaxForeshortening - kFull));
}

}  // namespace

MomentMarks::MomentMarks(const Treatment& treatment, const Spec& spec, const Surface& surface, int threads)
    : treatment_(&treatment), seats_(treatment.impressions.size()) {
  for (const std::string& name : treatment.pigments)
    pigments_.push_back(resolve_pigment(name, own_pigments(spec.pigment)));
  laser_ = within("/timeline", [&] {
    return LaserField(spec.timeline.laser, treatment.timeline, treatment, surface, threads);
  });
  parallel_for(threads, (seats_.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(seats_.size(), (run + 1) * kRun); ++i) {
      const Impression& dot = treatment.impressions[i];
      const auto here = surface.at(dot.position_px);
      const double turned = here ? here->metric.foreshortening() : INFINITY;
      if (turned > 2 * kMaxForeshortening) continue;  // out of sight
      seats_[i] = {tilted_metric(here->metric, dot.tilt_deg, dot.azimuth_deg), rim_strength(turned)};
    }
  });
}

// Dots of a run, in their order.
void MomentMarks::add_run(std::size_t run, const Moment& moment, MarksAtMoment& out) const {
  const std::vector<Impression>& dots = treatment_->impressions;
  for (std::size_t i = run * kRun; i < std::min(dots.size(), (run + 1) * kRun); ++i) {
    const Impression& dot = dots[i];
    const Seat& seat = seats_[i];
    const Pigment& pigment = pigments_[dot.pigment];
    const Appearance look = appearance(dot, pigment, treatment_->timeline, moment, laser_.at(i));
    if (!look.made) continue;
    ++out.impressions;
    if (!(seat.strength > 0)) continue;
    const auto add = [&](double diameter_mm, double depth_mm, double mu_per_mm, const PerChannel& kappa) {
      if (mu_per_mm > kLeastMu)
        out.marks.push_back(
            {dot.position_px, seat.metric_mm2, diameter_mm, depth_mm, seat.strength * mu_per_mm, kappa});
    };
    add(look.diameter_mm, look.depth_mm, look.mu_per_mm, look.kappa);
    if (look.surface_mu_per_mm > kLeastSurfaceMu)
      add(look.surface_diameter_mm, kEpidermisDepthMm, look.surface_mu_per_mm, pigment.kappa);
    if (look.redness > kLeastRedness)
      out.red.push_back({dot.position_px, seat.metric_mm2, seat.strength * look.redness});
  }
}

MarksAtMoment MomentMarks::at(const Moment& moment, int threads) const {
  MarksAtMoment now;
  if (moment.untreated) return now;
  std::vector<MarksAtMoment> runs((treatment_->impressions.size() + kRun - 1) / kRun);
  parallel_for(threads, runs.size(), [&](std::size_t run) { add_run(run, moment, runs[run]); });
  std::size_t marks = roots_.size(), red = 0;
  for (const MarksAtMoment& run : runs) marks += run.marks.size(), red += run.red.size();
  now.marks.reserve(marks);
  now.red.reserve(red);
  for (const MarksAtMoment& run : runs) {
    now.marks.insert(now.marks.end(), run.marks.begin(), run.marks.end());
    now.red.insert(now.red.end(), run.red.begin(), run.red.end());
    now.impressions += run.impressions;
  }
  now.marks.insert(now.marks.end(), roots_.begin(), roots_.end());
  return now;
}

}  // namespace smp
