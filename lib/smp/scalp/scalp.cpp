#include "smp/scalp/scalp.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/error.h"
#include "smp/color/skin_scale.h"

namespace smp {
namespace {

constexpr double kDefaultScaleError = 0.02;  // a ruler or a known length in the photo [assumption]
constexpr double kMisplacementPx = 1.0;      // of each end of a measured line [assumption]
constexpr double kLeastPxPerMm = 0.3, kMostPxPerMm = 200;

// Middles of the bands of domain notes, section 10; the outer two by the Monte Carlo tones I and VI.
constexpr std::array<std::pair<const char*, double>, 6> kFitzpatrickIta = {
    {{"I", 59}, {"II", 48}, {"III", 35}, {"IV", 19}, {"V", -10}, {"VI", -40}}};
double ita_of_lab(const std::array<double, 3>& lab) { return degrees(std::atan2(lab[0] - 50, lab[2])); }

EllipsoidShape shape_of(const SurfaceOptions& o) {
  return {.center_px = o.center_px,
          .radii_mm = {o.radii_mm[0], o.radii_mm[1], o.radii_mm[2]},
          .angles = {o.pitch_deg, o.yaw_deg, o.roll_deg}};
}

std::unique_ptr<Surface> make_surface(const SurfaceOptions& o, const Scale& scale, int width, int height,
                                      Image<float> depth) {
  switch (o.kind) {
    case SurfaceKind::kPlane:
      return make_plane_surface(scale.px_per_mm);
    case SurfaceKind::kEllipsoid: {
      if (!o.distance_mm) return make_ellipsoid_surface(shape_of(o), scale.px_per_mm);
      const Point2 principal = o.principal_px.value_or(Point2{width / 2.0, height / 2.0});
      return make_perspective_ellipsoid_surface(shape_of(o), scale.px_per_mm, *o.distance_mm, principal);
    }
    case SurfaceKind::kDepth:
      if (depth.width() != width || depth.height() != height)
        throw InvalidArgument("the depth picture is " + std::to_string(depth.width()) + " x " +
                                  std::to_string(depth.height()) + " px but the photo is " +
                                  std::to_string(width) + " x " + std::to_string(height),
                              "/surface/file");
      return make_depth_surface(
          std::move(depth), {o.camera.fx_px, o.camera.fy_px, o.camera.cx_px, o.camera.cy_px}, o.smoothing_mm);
    case SurfaceKind::kHead:  // posed from marks, see describe_head
      break;
  }
  throw InvalidArgument("unknown kind of surface", "/surface/kind");
}

void describe_head(Scalp& scalp, const PhotoOptions& photo, const HeadOptions& head) {
  if (!head.given())
    throw InvalidArgument("marks no places; a surface of kind \"head\" is posed by its landmarks", "/head");
  scalp.pose = pose_head(head, photo.scale, scalp.width_px, scalp.height_px);
  auto posed = std::make_unique<PosedHead>(scalp.pose->shape, scalp.pose->pose);
  scalp.head = posed.get();
  scalp.surface = std::move(posed);
  scalp.scale = {scalp.pose->scalp_px_per_mm, scalp.pose->relative_error};
}

}  // namespace

bool HeadOptions::given() const {
  return !silhouette.empty() ||
         std::any_of(landmarks.begin(), landmarks.end(), [](const auto& place) { return place.has_value(); });
}

Scale resolve_scale(const ScaleOptions& options) {
  if (options.px_per_mm && options.between_px)
    throw InvalidArgument("give px_per_mm or between_px with mm, not both", "/photo/scale");
  if (options.px_per_mm) return {*options.px_per_mm, options.relative_error.value_or(kDefaultScaleError)};
  if (!options.between_px || !options.mm)
    throw InvalidArgument(
        "is missing; give {\"px_per_mm\": ...} or {\"between_px\": [[x, y], [x, y]], \"mm\": ...}",
        "/photo/scale");
  const double length_px = distance((*options.between_px)[0], (*options.between_px)[1]);
  if (!(length_px >= 2))
    throw InvalidArgument("the two places must be at least 2 px apart", "/photo/scale/between_px");
  const double px_per_mm = length_px / *options.mm;
  // The spec cannot check this where places are shares of the photo.
  if (!(px_per_mm >= kLeastPxPerMm && px_per_mm <= kMostPxPerMm))
    throw InvalidArgument("makes it impossible; 0.3 to 200 px per mm are possible", "/photo/scale");
  return {px_per_mm, options.relative_error.value_or(std::sqrt(2.0) * kMisplacementPx / length_px)};
}

SkinTone resolve_skin_tone(const SkinToneOptions& options) {
  if (options.lab) return {ita_of_lab(*options.lab), "given"};
  if (options.ita_deg) return {*options.ita_deg, "given"};
  if (options.fitzpatrick) {
    for (const auto& [name, ita] : kFitzpatrickIta)
      if (*options.fitzpatrick == name) return {ita, "given"};
    throw InvalidArgument("must be \"I\" to \"VI\"", "/skin/tone/fitzpatrick");
  }
  if (options.monk) {
    if (*options.monk < 1 || *options.monk > 10) throw InvalidArgument("must be 1 to 10", "/skin/tone/monk");
    return {ita_of_monk(*options.monk), "given"};
  }
  return {45, "assumed"};
}

Image<float> depth_from_codes(const Image<std::uint16_t>& codes, double depth_offset_mm,
                              double depth_step_mm) {
  Image<float> depth(codes.width(), codes.height());
  for (int y = 0; y < codes.height(); ++y)
    for (int x = 0; x < codes.width(); ++x) {
      const std::uint16_t code = codes.at(x, y);
      depth.at(x, y) = code == 0 ? 0.0f : static_cast<float>(depth_offset_mm + depth_step_mm * code);
    }
  return depth;
}

Scalp describe_scalp(const PhotoOptions& photo, const SurfaceOptions& surface, int width_px, int height_px,
                     Image<float> depth_mm, const HeadOptions& head) {
  Scalp scalp;
  scalp.width_px = width_px;
  scalp.height_px = height_px;
  if (surface.kind == SurfaceKind::kHead) {
    describe_head(scalp, photo, head);
    return scalp;
  }
  if (surface.kind != SurfaceKind::kDepth) scalp.scale = resolve_scale(photo.scale);
  scalp.surface = make_surface(surface, scalp.scale, width_px, height_px, std::move(depth_mm));
  return scalp;
}

}  // namespace smp
