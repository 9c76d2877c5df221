#pragma once  // What the toolkit sees in a photo: skin, hair, camera, and the shades it would choose.
#include <optional>
#include <string>
#include <vector>

#include "smp/color/lab.h"
#include "smp/photo/photo.h"
#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"
#include "smp/simulate/advisory.h"
#include "smp/simulate/head_lines.h"
#include "smp/simulate/head_reading.h"
#include "smp/simulate/healed_look.h"
#include "smp/simulate/spec_files.h"
#include "smp/spec/spec.h"

namespace smp {

struct InspectOptions {
  int threads = 0;                          ///< <= 0: all available; never changes the result
  std::size_t max_impressions = 5'000'000;  ///< a spec that asks for more is refused
};

/// A shade chosen for this skin.
struct HealedShade {
  double dilution = 12;  ///< parts of water to one of pigment
  double share = 1;      ///< of the dots
  std::string pigment;
  Lab dot_lab;    ///< middle of one healed dot on this skin
  Lab field_lab;  ///< mean of a healed field set in this shade alone
};

struct Inspection {
  Photo photo;
  int step_px = 1;                     ///< of the cells in `places.regions` and `survey.hair.mask`
  std::optional<Scale> scale;          ///< nothing without a spec, or where a depth map brings its own
  std::vector<RegionOptions> regions;  ///< of the spec, in px; none without a spec
  std::optional<HeadReading> head;     ///< of a spec with a marked head
  HeadDrawing head_drawing;            ///< of the same
  SurveyPlaces places;
  Survey survey;
  HealedField treatment;               ///< on a flat patch of the photo's skin, with the shades chosen
  Lab treated_lab;                     ///< mean of that field
  std::string shades_from;             ///< see `ShadePlan::source`
  std::optional<double> remaining_de;  ///< CIEDE2000 to the native field, where it was matched
  std::vector<HealedShade> shades;
  std::vector<Advisory> advisories;
};

/// Surveys a photo. Photo content never fails: what cannot be seen is assumed, and an advisory says so.
/// @param spec where the regions, samples and scale are told; null: skin is looked for.
/// @throws Error for a photo that cannot be read, or a spec that does not fit it.
Inspection inspect(const FileBytes& photo, const PhotoLimits& limits, const Spec* spec, SpecFiles files,
                   const InspectOptions& options = {});

/// The inspection as JSON (docs/inspect.md). Deterministic: no times, hosts or folders.
/// @param photo_name base name of the photo; bytes that are not UTF-8 are escaped.
std::string inspection_json(const Inspection& inspection, const std::string& photo_name);

}  // namespace smp
