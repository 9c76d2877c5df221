#pragma once  // The survey: skin, gloss, native hair and camera, measured in the photo.
#include <optional>
#include <string>
#include <vector>

#include "smp/base/image.h"
#include "smp/color/lab.h"
#include "smp/geometry/polygon.h"
#include "smp/geometry/surface.h"
#include "smp/photo/photo.h"
#include "smp/scalp/hair_coat.h"
#include "smp/scalp/options.h"
#include "smp/scalp/reduced_photo.h"
#include "smp/scalp/skin_map.h"

namespace smp {

/// Where to look, in px. All may be empty.
struct SurveyPlaces {
  /// Cells of the treated regions (0 = outside), one picture per region.
  std::vector<Image<std::uint8_t>> regions;
  /// Cells that dots will lie on; empty: all of the regions. The survey is about these, the regions have
  /// readings of their own.
  Image<std::uint8_t> treated;
  Polygon skin_sample, hair_sample, white_reference;
  double white_reflectance = 0.9;  ///< of the white reference, 0..1
};

/// Skin colour of an area.
struct SkinReading {
  /// "measured", "given" (by the spec) or "assumed" (nothing usable was seen).
  std::string source = "assumed";
  Lab lab{64.4, 9,
          13.2};  ///< constitutive colour: gloss, hair, shadow and clipping excluded, shading divided out
  Lab spread;     ///< robust standard deviation of the usable cells' colour
  double ita_deg = 45;
  double ita_error_deg = 20;  ///< standard error, white balance and exposure included
  double usable_share = 0;    ///< of the area's cells that showed plain skin
  double gloss_share = 0;     ///< of the area's light that is gloss
  double clipped_share = 0;   ///< of the area's pixels with a channel at its end
};

/// Mean density of follicular units of an area, with its standard error.
struct UnitDensity {
  double per_cm2 = 0, error_per_cm2 = 0;
};

/// Native hair.
struct HairReading {
  std::string source = "none";  ///< of the colour: "measured", "given" or "none" (not seen)
  Lab lab;                      ///< of the shafts in diffuse light like the skin's reading
  std::string kind = "none";    ///< "none", "stubble", "short" or "long"
  double coverage = 0;          ///< share of the native field's skin hidden or darkened, 0..1
  /// Mean colour of the native field (skin and hair together), gloss-free, and of the bare skin in the
  /// same light: what a matched treatment must reproduce. Only where a field of short hair was found
  /// or sampled.
  std::optional<LinearRgb> field_rgb, field_skin_rgb;
  /// Standard deviation of luminance inside the native field, as a share of its mean, beyond that of bare
  /// skin.
  double field_contrast = 0;
  std::optional<double> units_per_cm2;  ///< follicular units, where the resolution allows
  double units_error_per_cm2 = 0;
  Image<std::uint8_t> mask;  ///< cells: 255 = hair
  HairCoat coat;             ///< where there is `field_rgb`
  // Only where `SurveyOptions::unit_places` asks for them.
  std::vector<Point2> units_px;  ///< units told apart in the treated cells; some neighbours merge
  std::vector<UnitDensity>
      region_units;  ///< one per region, over all of its scalp; 0 +- 0 where none is told
};

struct CameraReading {
  double blur_px = 0.7;
  std::string blur_source = "assumed";  ///< "measured", "given" or "assumed"
  NoiseModel noise;
  std::string noise_source = "assumed";
};

/// Area of scalp and forehead skin found without being told.
struct FoundSkin {
  Polygon outline_px;     ///< empty: none found
  double confidence = 0;  ///< 0..1
};

struct Survey {
  SkinReading skin;                  ///< of the skin sample, or of all regions, or of the skin found
  std::vector<SkinReading> regions;  ///< one per region
  HairReading hair;
  CameraReading camera;
  FoundSkin found;
  SkinMap map;
  bool grey_photo = false;  ///< the photo has no colour: hue is assumed
  bool skin_sample_unusable =
      false;                ///< the skin sample shows no plain skin; the treated area was read instead
  bool white_used = false;  ///< a white reference corrected the readings
};

struct SurveyOptions {
  SkinToneOptions tone;  ///< overrides the reading
  HairOptions hair;
  CameraOptions camera;
  const Surface* surface = nullptr;  ///< for shading and scale; may be null
  bool unit_places = false;          ///< find single follicular units
  int threads = 0;                   ///< <= 0: all; never changes the result
};

/// Measures. Never fails on a photo's content: what cannot be seen is assumed and says so.
Survey survey_photo(const Photo& photo, const ReducedPhoto& reduced, const SurveyPlaces& places,
                    const SurveyOptions& options);

}  // namespace smp
