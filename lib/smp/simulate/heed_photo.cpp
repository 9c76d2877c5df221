#include "smp/simulate/heed_photo.h"

#include <algorithm>

#include <fmt/format.h>

namespace smp {
namespace {

static_assert(limit_of("bare-under-long-hair") == kMostBareCm2);

// Scars have no native hair.
std::size_t regions_proper(const Ground& ground) { return ground.spec.regions.size(); }

bool leaves_density(const PlannedRegion& region) { return !region.options.density_per_cm2; }

bool has_long_hair(const Ground& ground) {
  return hair_length_class(ground.spec.hair.length_mm) == HairLength::kLong;
}

void count_native_units(const HairReading& hair, Ground& ground) {
  bool any = false;
  for (std::size_t i = 0; i < std::min(regions_proper(ground), hair.region_units.size()); ++i) {
    PlannedRegion& region = ground.regions[i];
    if (!leaves_native(region) || !(hair.region_units[i].per_cm2 > 0)) continue;
    region.design.present_per_cm2 =
        sum_of(region.design.present_per_cm2, constant_map(hair.region_units[i].per_cm2));
    region.design.native_places_known = true;
    any = true;
  }
  if (!any) return;
  for (std::size_t i = 0; i < regions_proper(ground); ++i)
    if (leaves_native(ground.regions[i]))
      ground.regions[i].design.units_px.insert(ground.regions[i].design.units_px.end(), hair.units_px.begin(),
                                               hair.units_px.end());
}

Image<std::uint8_t> all_cells(const SurveyPlaces& places, const ReducedPhoto& reduced) {
  Image<std::uint8_t> cells(reduced.width(), reduced.height(), 1, 0);
  for (const Image<std::uint8_t>& region : places.regions)
    for (std::size_t k = 0; k < cells.values().size(); ++k)
      if (region.values()[k]) cells.values()[k] = 255;
  return cells;
}

}  // namespace

bool leaves_native(const PlannedRegion& region) {
  return !region.options.native_per_cm2 && region.options.pattern.empty();
}

std::vector<Advisory> hair_advisories(const Ground& ground) {
  const double length_mm = ground.spec.hair.length_mm;
  switch (hair_length_class(length_mm)) {
    case HairLength::kShaven:
      return {};
    case HairLength::kMixed:
      return {{"hair-stands-up",
               fmt::format("hair of {:g} mm stands up beside dots, which are flat; keep it at 0.2 to 0.5 mm",
                           length_mm),
               length_mm}};
    case HairLength::kLong:
      break;
  }
  if (ground.drawn) return {};  // a list says itself how strong its dots are, and where
  std::vector<Advisory> list = {
      {"under-long-hair",
       fmt::format(
           "hair of {:g} mm hides dots: they are drawn as a tone under it, at {:.0f} % of their strength",
           length_mm, 100 * kUnderHairStrength),
       length_mm}};
  if (ground.under_hair && ground.under_hair->refused_cm2 > 0.05)
    list.push_back(
        {"bare-under-long-hair",
         fmt::format("{:.1f} cm2 without hair stay free: a bare patch of dots under long hair is seen; shave "
                     "the head, or transplant first",
                     ground.under_hair->refused_cm2),
         ground.under_hair->refused_cm2});
  return list;
}

bool waits_for_photo(const Ground& ground) {
  if (ground.drawn) return false;
  const auto own_end = ground.regions.begin() + static_cast<std::ptrdiff_t>(regions_proper(ground));
  return std::any_of(ground.regions.begin(), ground.regions.end(), leaves_density) ||
         std::any_of(ground.regions.begin(), own_end, leaves_native) || has_long_hair(ground);
}

void heed_photo(const Photo& photo, const Surveyed& seen, int threads, Ground& ground) {
  count_native_units(seen.survey.hair, ground);
  if (!has_long_hair(ground)) return;
  ground.under_hair = look_under_hair(photo, seen.survey, *seen.reduced,
                                      all_cells(seen.places, *seen.reduced), *ground.scalp.surface, threads);
  for (PlannedRegion& region : ground.regions) {
    region.design.density_share = product_of(region.design.density_share, ground.under_hair->allowed_share);
    region.design.strength *= kUnderHairStrength;
  }
}

}  // namespace smp
