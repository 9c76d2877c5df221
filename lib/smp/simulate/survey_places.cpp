#include "smp/simulate/survey_places.h"

#include <algorithm>

namespace smp {
namespace {

// Cells within a few dots' spacing of any impression.
Image<std::uint8_t> cells_around(const std::vector<Impression>& dots, const ReducedPhoto& reduced) {
  Image<std::uint8_t> cells(reduced.width(), reduced.height(), 1, 0);
  const int reach = std::max(1, std::min(reduced.width(), reduced.height()) / 100);
  for (const Impression& dot : dots) {
    const int i = static_cast<int>(dot.position_px.x / reduced.step_px),
              j = static_cast<int>(dot.position_px.y / reduced.step_px);
    if (cells.contains(i, j) && cells.at(i, j) == 255) continue;  // its neighbourhood is done
    for (int y = std::max(0, j - reach); y <= std::min(cells.height() - 1, j + reach); ++y)
      for (int x = std::max(0, i - reach); x <= std::min(cells.width() - 1, i + reach); ++x)
        if (cells.at(x, y) == 0) cells.at(x, y) = 254;
    if (cells.contains(i, j)) cells.at(i, j) = 255;
  }
  return cells;
}

void keep_scalp(const Surface& surface, const ReducedPhoto& reduced, Image<std::uint8_t>& cells) {
  for (int j = 0; j < cells.height(); ++j)
    for (int i = 0; i < cells.width(); ++i)
      if (cells.at(i, j) > 0 && !surface.at(reduced.center_px(i, j))) cells.at(i, j) = 0;
}

}  // namespace

SurveyPlaces survey_places(const Spec& spec, const std::vector<PlannedRegion>& regions,
                           const ReducedPhoto& reduced, const Surface* surface,
                           const std::vector<Impression>& dots) {
  SurveyPlaces places;
  for (const PlannedRegion& region : regions)
    places.regions.push_back(region.shape.outline.empty() ? cells_of_mask(reduced, region.shape.mask)
                                                          : cells_in(reduced, region.shape.outline));
  if (!dots.empty()) places.treated = cells_around(dots, reduced);
  if (surface != nullptr)
    for (Image<std::uint8_t>& cells : places.regions) keep_scalp(*surface, reduced, cells);
  places.skin_sample = spec.skin.sample;
  places.hair_sample = spec.hair.sample;
  places.white_reference = spec.skin.white_reference;
  places.white_reflectance = spec.skin.white_reflectance;
  return places;
}

}  // namespace smp
