#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "smp/phantom/phantom.h"
#include "smp/phantom/view.h"

namespace smp {
namespace {

using phantom::posed_skull;
using Json = nlohmann::ordered_json;

// Enough digits for any use, few enough to read.
double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

Json color_json(const LinearRgb& c) { return {rounded(c.r, 5), rounded(c.g, 5), rounded(c.b, 5)}; }
Json color_json(const Lab& c) { return {rounded(c.l, 3), rounded(c.a, 3), rounded(c.b, 3)}; }

Json surface_json(const PhantomScene& scene) {
  if (scene.kind == PhantomKind::kPatch) return {{"kind", "plane"}};
  if (scene.skull) return {{"kind", "head"}};
  const EllipsoidShape& e = scene.shape;
  Json out = {{"kind", "ellipsoid"},
              {"center_px", {e.center_px.x, e.center_px.y}},
              {"radii_mm", {e.radii_mm.x, e.radii_mm.y, e.radii_mm.z}},
              {"pitch_deg", e.angles.pitch_deg},
              {"yaw_deg", e.angles.yaw_deg},
              {"roll_deg", e.angles.roll_deg}};
  if (scene.distance_mm) out["distance_mm"] = *scene.distance_mm;
  return out;
}

// In the spec's form: every landmark that the picture shows from the front.
Json head_json(const PhantomScene& scene) {
  const PosedHead head = posed_skull(scene);
  Json marks;
  for (int i = 0; i < kHeadLandmarks; ++i) {
    const auto landmark = static_cast<HeadLandmark>(i);
    const Point2 p = head.project(head.shape().landmark(landmark));
    marks[std::string(landmark_name(landmark))] = {rounded(p.x, 2), rounded(p.y, 2)};
  }
  return {{"sex", *scene.skull == HeadSex::kMale ? "male" : "female"},
          {"landmarks", marks},
          {"camera_distance_mm", *scene.distance_mm}};
}

Json gloss_json(const PhantomTruth& truth) {
  double sum = 0;
  float highest = 0;
  std::size_t skin = 0;
  for (int y = 0; y < truth.gloss.height(); ++y)
    for (int x = 0; x < truth.gloss.width(); ++x) {
      if (!(truth.depth_mm.at(x, y) > 0)) continue;
      ++skin;
      sum += truth.gloss.at(x, y);
      highest = std::max(highest, truth.gloss.at(x, y));
    }
  return {{"mean", rounded(skin ? sum / static_cast<double>(skin) : 0, 5)}, {"highest", rounded(highest, 5)}};
}

}  // namespace

std::string truth_json(const PhantomScene& scene, const PhantomTruth& truth) {
  const Lab lab = lab_from_linear(truth.skin), mean = lab_from_linear(truth.skin_mean);
  Json out;
  out["seed"] = scene.seed;
  out["photo"] = {
      {"width_px", scene.width}, {"height_px", scene.height}, {"scale", {{"px_per_mm", truth.px_per_mm}}}};
  out["surface"] = surface_json(scene);
  if (scene.skull) out["head"] = head_json(scene);
  if (scene.kind == PhantomKind::kHead && scene.distance_mm) {
    const double focal_px = *scene.distance_mm * scene.px_per_mm;
    out["depth_camera"] = {{"fx_px", focal_px},
                           {"fy_px", focal_px},
                           {"cx_px", 0.5 * scene.width},
                           {"cy_px", 0.5 * scene.height}};
  }
  out["skin"] = {{"linear_rgb", color_json(truth.skin)}, {"lab", color_json(lab)},
                 {"ita_deg", rounded(ita_deg(lab), 3)},  {"mean_linear_rgb", color_json(truth.skin_mean)},
                 {"mean_lab", color_json(mean)},         {"mean_ita_deg", rounded(ita_deg(mean), 3)}};
  out["light"] = {{"exposure", scene.light.exposure}, {"tint", color_json(scene.light.tint)}};
  out["gloss"] = gloss_json(truth);
  out["hair"] = {{"units", truth.units},
                 {"hairs", truth.hairs.size()},
                 {"fu_per_cm2", scene.hair.where == HairPattern::kNone ? 0.0 : scene.hair.fu_per_cm2},
                 {"length_mm", scene.hair.length_mm},
                 {"diameter_mm", scene.hair.diameter_mm},
                 {"lab", color_json(scene.hair.color)}};
  for (std::size_t i = 0; i < truth.scars.size(); ++i) {
    const PhantomScarTruth& scar = truth.scars[i];
    const bool band = scene.scars[i].kind == PhantomScarKind::kBand;
    Json entry = {{"kind", band ? "fut" : "fue"}, {"area_cm2", rounded(scar.area_cm2, 4)}};
    if (!band) entry["points_px"] = Json::array();
    for (const Point2 p : scar.dots_px) entry["points_px"].push_back({rounded(p.x, 2), rounded(p.y, 2)});
    out["scars"].push_back(std::move(entry));
  }
  if (scene.card.width > 0 && scene.card.height > 0) {
    const Point2 a = scene.card.corner_px, b = a + Point2{scene.card.width, scene.card.height};
    out["card"] = {{"outline_px", {{a.x, a.y}, {b.x, a.y}, {b.x, b.y}, {a.x, b.y}}},
                   {"reflectance", scene.card.reflectance}};
  }
  out["camera"] = {{"blur_px", scene.camera.blur_px},
                   {"read_noise", scene.camera.read_noise},
                   {"shot_noise", scene.camera.shot_noise}};
  return out.dump(2) + "\n";
}

std::string hairs_csv(const PhantomTruth& truth) {
  std::string out =
      "unit,root_x_px,root_y_px,tip_x_px,tip_y_px,root_x_mm,root_y_mm,root_z_mm,tip_x_mm,tip_y_mm,tip_z_mm,"
      "diameter_mm\n";
  char line[256];
  for (const PhantomHairShaft& h : truth.hairs) {
    std::snprintf(line, sizeof line, "%d,%.3f,%.3f,%.3f,%.3f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n", h.unit,
                  h.root_px.x, h.root_px.y, h.tip_px.x, h.tip_px.y, h.root_mm.x, h.root_mm.y, h.root_mm.z,
                  h.tip_mm.x, h.tip_mm.y, h.tip_mm.z, h.diameter_mm);
    out += line;
  }
  return out;
}

Image<std::uint16_t> depth_code(const PhantomTruth& truth, double offset_mm, double step_mm) {
  const Image<float>& depth = truth.depth_mm;
  Image<std::uint16_t> out(depth.width(), depth.height(), 1, 0);
  for (int y = 0; y < depth.height(); ++y)
    for (int x = 0; x < depth.width(); ++x)
      if (depth.at(x, y) > 0)
        out.at(x, y) = static_cast<std::uint16_t>(
            std::clamp(std::round((depth.at(x, y) - offset_mm) / step_mm), 1.0, 65535.0));
  return out;
}

}  // namespace smp
