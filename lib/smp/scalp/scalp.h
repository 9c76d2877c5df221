#pragma once  // The scalp in millimetres: its surface behind the pixels, and the scale.
#include <memory>
#include <optional>
#include <string>

#include "smp/base/image.h"
#include "smp/geometry/surface.h"
#include "smp/scalp/head_pose.h"
#include "smp/scalp/options.h"

namespace smp {

/// Photo scale where the surface faces the camera.
struct Scale {
  double px_per_mm = 0;       ///< 0 where the surface brings its own (a depth map)
  double relative_error = 0;  ///< standard error as a share
};

struct SkinTone {
  double ita_deg = 45;
  std::string source;  ///< "given", or "assumed" where the spec says nothing
};

struct Scalp {
  int width_px = 0, height_px = 0;
  std::unique_ptr<Surface> surface;
  Scale scale;
  // Of a posed head only.
  const PosedHead* head = nullptr;     ///< the surface itself
  std::optional<HeadPoseResult> pose;  ///< how well it fits its marks
};

/// Scale from either form of the spec.
/// @throws InvalidArgument if neither or both are given, or the two places coincide.
Scale resolve_scale(const ScaleOptions& options);

/// Tone from any form: L*a*b* by its definition; Fitzpatrick types by the middle of their customary
/// ITA band (domain notes, section 10); Monk tones by 0.72 times the swatch's ITA, because the
/// swatches are lighter than measured skin (optics notes, section 8; assumption).
SkinTone resolve_skin_tone(const SkinToneOptions& options);

/// Depth in mm along the optical axis from a 16-bit depth picture; code 0 = unknown.
Image<float> depth_from_codes(const Image<std::uint16_t>& codes, double depth_offset_mm,
                              double depth_step_mm);

/// The scalp's shape and scale. @param depth_mm only for a depth surface, of the photo's size.
/// @param head marks of a head, for its surface only.
/// Coordinates must be in px. @throws InvalidArgument with a JSON pointer.
Scalp describe_scalp(const PhotoOptions& photo, const SurfaceOptions& surface, int width_px, int height_px,
                     Image<float> depth_mm = {}, const HeadOptions& head = {});

}  // namespace smp
