#include "smp/simulate/plan_advisories.h"

#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "smp/simulate/dot_advisories.h"
#include "smp/simulate/hairline_advisories.h"
#include "smp/simulate/heed_photo.h"
#include "smp/simulate/survey_advisories.h"
#include "smp/simulate/time_advisories.h"

namespace smp {
namespace {

// A depth map has a scale of its own at every place: that of the dot in the middle of the list.
Scale scale_of(const Ground& ground, const Plan& plan) {
  const std::vector<Impression>& dots = plan.treatment.impressions;
  Scale scale = ground.scalp.scale;
  if (scale.px_per_mm > 0 || dots.empty()) return scale;
  if (const auto here = ground.scalp.surface->at(dots[dots.size() / 2].position_px))
    scale.px_per_mm = std::sqrt(here->metric.foreshortening() / here->metric.area());
  return scale;
}

}  // namespace

std::vector<Advisory> advise(const Ground& ground, const Survey& survey, const ShadePlan& shades,
                             const Plan& plan, const std::optional<Forecast>& forecast) {
  std::vector<std::string> names;
  for (const PlannedRegion& region : ground.regions) names.push_back(region.options.name);
  std::vector<Advisory> list =
      survey_advisories(survey, names, scale_of(ground, plan), !ground.spec.skin.white_reference.empty());
  const auto add = [&](std::vector<Advisory> more) {
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  add(hairline_advisories(ground, plan.regions));
  add(dot_advisories(ground, survey, shades, plan));
  add(hair_advisories(ground));
  add(loss_advisories(ground, plan.regions, forecast));
  add(time_advisories(ground, plan, shades.mix.pigment.fade_per_year));
  add(shade_advisories(shades));
  return list;
}

}  // namespace smp
