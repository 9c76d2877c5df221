#include "smp/simulate/survey_advisories.h"

#include <string>

#include <fmt/format.h>

#include "smp/optics/shade_match.h"

namespace smp {
namespace {

constexpr double kLeastPxPerMm = 3;         // single dots can be seen from here on (domain notes, section 11)
constexpr double kMostClippedShare = 0.05;  // of an area's pixels [assumption]
constexpr double kLeastUsableShare = 0.05;  // of a region's cells [assumption]

std::string name_of_region(const std::vector<std::string>& names, std::size_t k) {
  return k < names.size() && !names[k].empty() ? fmt::format("region \"{}\"", names[k])
                                               : fmt::format("region {}", k + 1);
}

void advise_on_region(const SkinReading& skin, const std::string& name, std::vector<Advisory>& list) {
  if (skin.source != "given" && skin.usable_share < kLeastUsableShare)
    list.push_back({"skin-not-seen", "warning",
                    fmt::format("{}: hardly any plain skin is seen there; does it lie on the scalp?", name),
                    skin.usable_share, kLeastUsableShare});
  if (skin.clipped_share > kMostClippedShare)
    list.push_back(
        {"area-clipped", "warning",
         fmt::format("{}: {:.0f} % of its pixels are at the end of a channel's range; dots there look "
                     "weaker than they will be",
                     name, 100 * skin.clipped_share),
         skin.clipped_share, kMostClippedShare});
}

}  // namespace

std::vector<Advisory> survey_advisories(const Survey& survey, const std::vector<std::string>& region_names,
                                        double px_per_mm, bool white_reference_given) {
  std::vector<Advisory> list;
  if (px_per_mm > 0 && px_per_mm < kLeastPxPerMm)
    list.push_back({"low-resolution", "warning",
                    "single dots cannot be seen at this scale; the picture shows their tone", px_per_mm,
                    kLeastPxPerMm});
  if (survey.skin.source == "assumed")
    list.push_back({"skin-tone-assumed", "warning",
                    fmt::format("no plain skin was found and no tone is given; ITA {:.0f} degrees is assumed",
                                survey.skin.ita_deg),
                    survey.skin.ita_deg, 0});
  if (survey.grey_photo)
    list.push_back(
        {"grey-photo", "note", "the photo has no colour; the hue of skin and hair is assumed", 0, 0});
  for (std::size_t k = 0; k < survey.regions.size(); ++k)
    advise_on_region(survey.regions[k], name_of_region(region_names, k), list);
  if (survey.skin_sample_unusable)
    list.push_back({"skin-sample-unusable", "warning",
                    "the skin sample shows no plain skin; the treated area was measured instead", 0, 0});
  if (white_reference_given && !survey.white_used)
    list.push_back({"white-reference-unusable", "warning",
                    "the white reference is clipped, dark, not grey or would make the skin too bright; the "
                    "photo's own white is used",
                    0, 0});
  return list;
}

std::vector<Advisory> shade_advisories(const ShadePlan& shades) {
  std::vector<Advisory> list;
  const std::string depth = shades.reaching_depth_mm ? fmt::format("; dots {:.2f} mm deep would come nearer",
                                                                   *shades.reaching_depth_mm)
                                                     : std::string();
  if (!shades.reached) {
    const char* wanted = shades.source == "match" ? "the native hair" : "the warmth asked for";
    list.push_back({"match-not-reached", "warning",
                    fmt::format("no shade allowed comes close to {}; a colour difference of {:.1f} (dE2000) "
                                "remains{}",
                                wanted, shades.remaining_de, depth),
                    shades.remaining_de, kReachedDeltaE});
  }
  if (shades.sample_unmatched)
    list.push_back({"hair-sample-not-matched", "warning",
                    "the hair sample shows no shaven or cropped hair that dots could match; shades are those "
                    "of the table",
                    0, 0});
  if (!has_native_grain(shades))
    list.push_back({"softer-than-hair", "note",
                    fmt::format("dots look softer than the native hair: {:.0f} % of its contrast{}",
                                100 * shades.contrast / shades.native_contrast, depth),
                    shades.contrast, shades.native_contrast});
  return list;
}

}  // namespace smp
