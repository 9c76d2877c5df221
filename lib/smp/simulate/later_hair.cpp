#include "smp/simulate/later_hair.h"

#include <algorithm>

#include "smp/base/smooth_step.h"
#include "smp/simulate/lay_regions.h"
#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

constexpr double kGreyL = 55;  // L* of grey hair (domain notes 10) [assumption]
// Native hair may grow in front of the hairline that is drawn, but brows are not lost.
constexpr double kBeforeHairlineMm = 15, kSoftMm = 10;

bool can_be_drawn(const Ground& ground, const Survey& survey) {
  return hair_length_class(ground.spec.hair.length_mm) != HairLength::kLong && !survey.hair.coat.empty();
}

// Of the contrast between hair and skin, what is gone when the hair turns grey.
double paler_when_grey(const Survey& survey) {
  const double skin = luminance(linear_from_lab(survey.skin.lab)),
               hair = luminance(linear_from_lab(survey.hair.lab));
  const double grey = luminance(linear_from_lab({kGreyL, 0, 0}));
  return skin > hair ? std::clamp((grey - hair) / (skin - hair), 0.0, 1.0) : 0.0;
}

}  // namespace

std::optional<ThinnedHair> later_hair(const Timeline& timeline, const Moment& moment, const Ground& ground,
                                      const Survey& survey, int threads) {
  double grey_share = 0;
  std::vector<LossPattern> patterns;
  for (const HairEvent& event : timeline.hair) {
    if (!moment.is_after(event.day)) continue;
    grey_share = std::max(grey_share, event.grey_share);
    if (!event.pattern.empty() && ground.head)
      patterns.emplace_back(event.pattern, PatchOptions{}, ground.head->zones,
                            ground.head->lattice->head().shape());
  }
  if ((grey_share == 0 && patterns.empty()) || !can_be_drawn(ground, survey)) return std::nullopt;
  const double dark = 1 - grey_share * paler_when_grey(survey);
  const auto left_at = [&](Point3 place, float* left) {
    const double inside = ground.head->zones.inside_mm(place);
    const double on_scalp = smooth_step((inside + kBeforeHairlineMm + kSoftMm) / kSoftMm);
    double share = 1;
    for (const LossPattern& pattern : patterns) share = std::min(share, pattern.native_share(place));
    *left = static_cast<float>((1 - on_scalp * (1 - share)) * dark);
  };
  const ScalpMap left = patterns.empty() ? constant_map(dark) : ground.head->lattice->map(1, left_at);
  if (left.empty()) return std::nullopt;
  return ThinnedHair(survey.hair.coat, left, ground.scalp.width_px, ground.scalp.height_px, threads);
}

std::vector<Advisory> later_hair_advisories(const Timeline& timeline, const Ground& ground,
                                            const Survey& survey) {
  if (timeline.hair.empty() || can_be_drawn(ground, survey)) return {};
  const bool is_long = hair_length_class(ground.spec.hair.length_mm) == HairLength::kLong;
  return {
      {"loss-not-drawn",
       is_long
           ? "later hair loss and greying are drawn in hair up to 3 mm only; the native hair stays as it is"
           : "the photo shows no field of short native hair, so later hair loss and greying are not drawn",
       is_long ? ground.spec.hair.length_mm : 0}};
}

}  // namespace smp
