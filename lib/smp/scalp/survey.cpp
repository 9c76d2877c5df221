#include "smp/scalp/survey.h"

#include <algorithm>

#include "smp/scalp/camera.h"
#include "smp/scalp/hair.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/skin.h"

namespace smp {
namespace {

using Cells = Image<std::uint8_t>;

constexpr double kLeastUsableShare = 0.03;  // of an area's cells: fewer do not speak for it [assumption]

void add_cells(const Cells& from, Cells& to) {
  for (std::size_t k = 0; k < to.values().size(); ++k)
    if (from.values()[k]) to.values()[k] = 255;
}

// Where the survey must be good: what is treated and what the user pointed at, else the skin found.
Cells interest_of(const SurveyPlaces& places, const ReducedPhoto& reduced, const FoundSkin& found) {
  Cells cells(reduced.width(), reduced.height(), 1, 0);
  for (const Cells& region : places.regions) add_cells(region, cells);
  for (const Polygon* sample : {&places.skin_sample, &places.hair_sample})
    if (!sample->empty()) add_cells(cells_in(reduced, *sample), cells);
  if (!found.outline_px.empty()) add_cells(cells_in(reduced, found.outline_px), cells);
  return cells;
}

// How surely cells show plain skin: no hair, no clipping.
Image<float> plain_skin(const Image<float>& likelihood, const SkinMap& map) {
  Image<float> plain = likelihood;
  for (std::size_t k = 0; k < plain.values().size() && k < map.hair.values().size(); ++k)
    plain.values()[k] *= 1 - map.hair.values()[k];
  return plain;
}

void apply_given_tone(const SkinToneOptions& given, SkinReading& reading) {
  const SkinTone tone = resolve_skin_tone(given);
  if (tone.source != "given") return;
  reading.source = "given";
  reading.ita_deg = tone.ita_deg;
  reading.ita_error_deg = 0;
  if (given.lab) reading.lab = {(*given.lab)[0], (*given.lab)[1], (*given.lab)[2]};
}

}  // namespace

Survey survey_photo(const Photo& photo, const ReducedPhoto& reduced, const SurveyPlaces& places,
                    const SurveyOptions& options) {
  Survey out;
  const Image<float> likelihood = scalp::skin_likelihood(reduced);
  const Cells sample = places.skin_sample.empty() ? Cells{} : cells_in(reduced, places.skin_sample);
  if (places.regions.empty() && sample.empty()) out.found = scalp::find_skin(reduced, likelihood);
  const Cells interest = interest_of(places, reduced, out.found);
  scalp::map_body_and_gloss(reduced, likelihood, interest, options.threads, out.map);

  const Cells hair_sample = places.hair_sample.empty() ? Cells{} : cells_in(reduced, places.hair_sample);
  out.hair = scalp::read_hair({.photo = photo,
                               .reduced = reduced,
                               .likelihood = likelihood,
                               .interest = interest,
                               .sample = hair_sample,
                               .options = options.hair,
                               .surface = options.surface,
                               .threads = options.threads},
                              out.map);

  LinearRgb gains{1, 1, 1};
  if (!places.white_reference.empty())
    if (const auto measured = scalp::white_gains(reduced, places.white_reference, places.white_reflectance)) {
      gains = *measured;
      out.white_used = true;
    }
  const scalp::ReadingInput input{.reduced = reduced,
                                  .likelihood = likelihood,
                                  .map = out.map,
                                  .hair = out.hair.mask,
                                  .gains = gains,
                                  .white_used = out.white_used,
                                  .surface = options.surface};
  out.skin = scalp::read_skin(input, sample.empty() ? interest : sample);
  if (out.skin.usable_share < kLeastUsableShare && out.found.outline_px.empty()) {
    // The treated area may lie under hair: skin elsewhere on the head speaks for it.
    out.found = scalp::find_skin(reduced, likelihood);
    if (!out.found.outline_px.empty()) {
      SkinReading elsewhere = scalp::read_skin(input, cells_in(reduced, out.found.outline_px));
      elsewhere.usable_share = out.skin.usable_share;
      out.skin = elsewhere;
    }
  }
  apply_given_tone(options.tone, out.skin);
  for (const Cells& region : places.regions) {
    SkinReading reading = scalp::read_skin(input, region);
    if (reading.usable_share < kLeastUsableShare) {
      SkinReading whole = out.skin;
      whole.usable_share = reading.usable_share, whole.clipped_share = reading.clipped_share;
      reading = whole;
    }
    apply_given_tone(options.tone, reading);
    out.regions.push_back(std::move(reading));
  }
  out.camera =
      scalp::read_camera(photo, reduced, plain_skin(likelihood, out.map), options.camera, options.threads);
  return out;
}

}  // namespace smp
