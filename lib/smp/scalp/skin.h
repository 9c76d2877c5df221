#pragma once  // Internal to the module: which cells show skin, its body colour and gloss, and its reading.
#include "smp/scalp/survey.h"

namespace smp::scalp {

/// Whether a photo has no colour, so that nothing can be told by hue.
bool is_grey_photo(const ReducedPhoto& reduced);

/// How surely a cell shows plain skin by its colour alone: 0..1. Clipped and nearly black cells are 0.
/// In a photo without colour whatever is neither black nor white may be skin.
Image<float> skin_likelihood(const ReducedPhoto& reduced, bool grey_photo, int threads);

/// The largest plausible area of scalp and forehead, by colour and shape alone.
FoundSkin find_skin(const ReducedPhoto& reduced, const Image<float>& likelihood);

/// Fills `body`, `gloss`, `noise` and `step_px` of a map.
/// @param interest cells that will be treated or were sampled (0 = none of it); the map must be good
/// there and may be coarse elsewhere.
/// @param surface tells shading from gloss; may be null.
void map_body_and_gloss(const ReducedPhoto& reduced, const Image<float>& likelihood,
                        const Image<std::uint8_t>& interest, const Surface* surface, int threads,
                        SkinMap& map);

/// Gains per channel that turn a white reference of known reflectance into itself; nothing where the
/// place is clipped, dark or not grey enough to be one.
std::optional<LinearRgb> white_gains(const ReducedPhoto& reduced, const Polygon& reference,
                                     double reflectance);

struct ReadingInput {
  const ReducedPhoto& reduced;
  const Image<float>& likelihood;
  const SkinMap& map;
  const Image<std::uint8_t>& hair;  ///< cells: 255 = hair; may be empty
  LinearRgb gains{1, 1, 1};
  bool white_used = false;
  const Surface* surface = nullptr;
};
/// Constitutive colour of the cells of an area.
SkinReading read_skin(const ReadingInput& input, const Image<std::uint8_t>& area);

}  // namespace smp::scalp
