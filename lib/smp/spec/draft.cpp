// Specs to start from.
#include <algorithm>
#include <cmath>

#include "smp/base/error.h"
#include "smp/fields/documents.h"
#include "smp/fields/json_value.h"
#include "smp/geometry/posed_head.h"
#include "smp/spec/read_spec.h"
#include "smp/treatment/hairline.h"

namespace smp {
namespace {

JsonValue draft_surface(SurfaceKind kind) {
  JsonValue surface;
  if (kind == SurfaceKind::kPlane) surface.set("kind", "plane");
  if (kind == SurfaceKind::kEllipsoid) {
    surface.set("kind", "ellipsoid");
    surface.set("center_px", JsonValue::Array{1000, 1400});
    surface.set("radii_mm", JsonValue::Array{77, 105, 98});
    surface.set("pitch_deg", 0);
    surface.set("yaw_deg", 0);
    surface.set("roll_deg", 0);
  }
  if (kind == SurfaceKind::kDepth) {
    JsonValue camera;
    camera.set("fx_px", 2800);
    camera.set("fy_px", 2800);
    camera.set("cx_px", 1000);
    camera.set("cy_px", 1000);
    surface.set("kind", "depth");
    surface.set("file", "depth.png");
    surface.set("camera", std::move(camera));
  }
  return surface;
}

JsonValue draft_region() {
  JsonValue region;
  region.set("name", "frontal");
  JsonValue::Array corners;
  for (const auto& [x, y] : {std::pair{700, 600}, {1300, 600}, {1400, 900}, {600, 900}})
    corners.push_back(JsonValue::Array{x, y});
  region.set("outline", std::move(corners));
  region.set("density_per_cm2", 110);
  region.set("fade_mm", 8);
  return region;
}

// Where a head that faces the camera is seen in an upright photo of a phone: places to be moved to where they
// are in the user's own.
JsonValue draft_landmarks(HeadSex sex, double px_per_mm) {
  constexpr double kDistanceMm = 1200, kMiddleXMm = 150, kMiddleYMm = 160;
  const HeadShape shape(mean_measures(sex), sex);
  const double focal_px = px_per_mm * kDistanceMm;
  const PosedHead head(shape,
                       {.translation_mm = {0, 0, kDistanceMm},
                        .camera = {focal_px, focal_px, px_per_mm * kMiddleXMm, px_per_mm * kMiddleYMm}});
  JsonValue landmarks;
  for (const HeadLandmark landmark :
       {HeadLandmark::kPupilRight, HeadLandmark::kPupilLeft, HeadLandmark::kGlabella, HeadLandmark::kNoseBase,
        HeadLandmark::kChin, HeadLandmark::kEarTopRight, HeadLandmark::kEarTopLeft}) {
    const Point2 p = head.project(shape.landmark(landmark));
    landmarks.set(std::string(landmark_name(landmark)), JsonValue::Array{std::round(p.x), std::round(p.y)});
  }
  return landmarks;
}

JsonValue draft_head(const DraftOptions& options) {
  JsonValue head;
  const HeadSex sex = options.sex.value_or(HeadSex::kMale);
  if (sex == HeadSex::kFemale) head.set("sex", "female");
  if (options.landmarks.empty()) {
    head.set("landmarks", draft_landmarks(sex, options.px_per_mm));
    return head;
  }
  JsonValue landmarks;
  for (const auto& [name, place] : options.landmarks) landmarks.set(name, JsonValue::Array{place.x, place.y});
  head.set("landmarks", std::move(landmarks));
  return head;
}

// Presets and styles share a namespace on the command line; "natural" is both.
JsonValue draft_hairline(const std::string& name) {
  JsonValue hairline;
  const std::vector<std::string> styles = hairline_style_names();
  const bool is_style = std::find(styles.begin(), styles.end(), name) != styles.end();
  hairline.set("preset", is_style ? "natural" : name);
  hairline.set("style", is_style ? name : "natural");
  return hairline;
}

JsonValue draft_head_region(const DraftOptions& options) {
  JsonValue region;
  if (!options.pattern.empty()) {
    region.set("name", options.pattern);
    region.set("pattern", options.pattern);
    region.set("native_per_cm2", "auto");
  } else {
    region.set("name", "front");
    region.set("zones", JsonValue::Array{"leading-edge", "frontal", "temples"});
  }
  region.set("hairline", draft_hairline(options.hairline.empty() ? "natural" : options.hairline));
  region.set("density_per_cm2", 110);
  return region;
}

}  // namespace

std::string draft_spec(const DraftOptions& options) {
  JsonValue draft;
  draft.set("smp", 1);
  draft.set("seed", 1);
  if (options.on_head()) {
    draft.set("head", draft_head(options));
    draft.set("regions", JsonValue::Array{draft_head_region(options)});
  } else {
    if (options.surface != SurfaceKind::kDepth) {
      JsonValue scale, photo;
      scale.set("px_per_mm", options.px_per_mm);
      photo.set("scale", std::move(scale));
      draft.set("photo", std::move(photo));
    }
    draft.set("surface", draft_surface(options.surface));
    draft.set("regions", JsonValue::Array{draft_region()});
  }
  const std::string text = to_text(draft);
  read_spec(text);
  return text;
}

}  // namespace smp
