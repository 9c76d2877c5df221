#include "smp/simulate/survey_advisories.h"

#include <fmt/format.h>

#include "smp/optics/shade_match.h"

namespace smp {
namespace {

static_assert(limit_of("match-not-reached") == kReachedDeltaE);

void advise_on_region(const SkinReading& skin, const std::string& name, std::vector<Advisory>& list) {
  if (skin.source != "given" && skin.usable_share < limit_of("skin-not-seen"))
    list.push_back({"skin-not-seen",
                    fmt::format("{}: hardly any plain skin is seen there; does it lie on the scalp?", name),
                    skin.usable_share});
  if (skin.clipped_share > limit_of("area-clipped"))
    list.push_back(
        {"area-clipped",
         fmt::format("{}: {:.0f} % of its pixels are at the end of a channel's range; dots there look "
                     "weaker than they will be",
                     name, 100 * skin.clipped_share),
         skin.clipped_share});
}

void advise_on_scale(const Scale& scale, std::vector<Advisory>& list) {
  if (scale.px_per_mm > 0 && scale.px_per_mm < limit_of("low-resolution"))
    list.push_back({"low-resolution",
                    "single dots cannot be seen at this scale; the picture shows their tone",
                    scale.px_per_mm});
  else if (scale.px_per_mm > 0 && scale.px_per_mm < limit_of("coarse-resolution"))
    list.push_back({"coarse-resolution",
                    fmt::format("at {:.1f} px per mm single dots cannot be judged, only texture and tone",
                                scale.px_per_mm),
                    scale.px_per_mm});
  if (scale.relative_error > limit_of("scale-uncertain"))
    list.push_back({"scale-uncertain",
                    fmt::format("the scale is uncertain by {:.0f} %, and densities by {:.0f} %",
                                100 * scale.relative_error, 200 * scale.relative_error),
                    scale.relative_error});
}

void advise_on_tone(const SkinReading& skin, std::vector<Advisory>& list) {
  if (skin.source == "assumed")
    list.push_back({"skin-tone-assumed",
                    fmt::format("no plain skin was found and no tone is given; ITA {:.0f} degrees is assumed",
                                skin.ita_deg),
                    skin.ita_deg});
  else if (skin.ita_error_deg > limit_of("skin-tone-uncertain"))
    list.push_back({"skin-tone-uncertain",
                    fmt::format("the skin's tone, ITA {:.0f} degrees, is uncertain by {:.0f}", skin.ita_deg,
                                skin.ita_error_deg),
                    skin.ita_error_deg});
}

}  // namespace

std::string called(const std::string& region_name, std::size_t index) {
  return region_name.empty() ? fmt::format("region {}", index + 1)
                             : fmt::format("region \"{}\"", region_name);
}

std::vector<Advisory> survey_advisories(const Survey& survey, const std::vector<std::string>& region_names,
                                        const Scale& scale, bool white_reference_given) {
  std::vector<Advisory> list;
  advise_on_scale(scale, list);
  advise_on_tone(survey.skin, list);
  if (survey.grey_photo)
    list.push_back({"grey-photo", "the photo has no colour; the hue of skin and hair is assumed"});
  for (std::size_t k = 0; k < survey.regions.size(); ++k)
    advise_on_region(survey.regions[k], called(k < region_names.size() ? region_names[k] : "", k), list);
  if (survey.skin_sample_unusable)
    list.push_back({"skin-sample-unusable",
                    "the skin sample shows no plain skin; the treated area was measured instead"});
  if (white_reference_given && !survey.white_used)
    list.push_back({"white-reference-unusable",
                    "the white reference is clipped, dark, not grey or would make the skin too bright; the "
                    "photo's own white is used"});
  return list;
}

std::vector<Advisory> shade_advisories(const ShadePlan& shades) {
  std::vector<Advisory> list;
  const std::string depth = shades.reaching_depth_mm ? fmt::format("; dots {:.2f} mm deep would come nearer",
                                                                   *shades.reaching_depth_mm)
                                                     : std::string();
  if (!shades.reached) {
    const char* wanted = shades.source == "match" ? "the native hair" : "the warmth asked for";
    list.push_back({"match-not-reached",
                    fmt::format("no shade allowed comes close to {}; a colour difference of {:.1f} (dE2000) "
                                "remains{}",
                                wanted, shades.remaining_de, depth),
                    shades.remaining_de});
  }
  if (shades.sample_unmatched)
    list.push_back({"hair-sample-not-matched",
                    "the hair sample shows no shaven or cropped hair that dots could match; shades are those "
                    "of the table"});
  if (!has_native_grain(shades))
    list.push_back({"softer-than-hair",
                    fmt::format("dots look softer than the native hair: {:.0f} % of its contrast{}",
                                100 * shades.contrast / shades.native_contrast, depth),
                    shades.contrast, shades.native_contrast});
  return list;
}

}  // namespace smp
