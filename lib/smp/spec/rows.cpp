#include "smp/spec/rows.h"

#include <string>

#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

constexpr Range kCoordinate = closed(-1e6, 1e6);
constexpr Range kAngle = closed(-180, 180);
constexpr Range kRadius = closed(20, 200);

}  // namespace

void visit_fields(FieldVisitor& field, Spec& o) {
  field.constant({"smp", "", "Version of the spec"}, 1);
  field.seed(
      {"seed", "", "Seed of every random choice of the treatment; equal specs and photos give equal bytes"},
      o.seed);
  field.object({"photo", "", "What is known about the photo"}, o.photo);
  field.object({"head", "", "Places of the head marked in the photo, and measures of it"}, o.head);
  field.object(
      short_for(
          "kind",
          {"surface", "",
           "Shape of the head in the photo; where places of the head are marked, head instead of plane"}),
      o.surface);
  field.object({"skin", "", "Skin of the scalp"}, o.skin);
  field.object({"hair", "", "Native hair"}, o.hair);
  field.object({"pigment", "", "What the needles carry"}, o.pigment);
  field.list({"needles", "", "Needles of your own"}, o.needles, {1, 64});
  field.list({"regions", "", "Areas to treat"}, o.regions, {1, 1000});
  field.list({"scars", "", "Scars to hide"}, o.scars, {1, 1000});
  field.list({"grafts", "", "Hair to be transplanted into regions"}, o.grafts, {1, 100});
  field.text(
      {"forecast", "", "Pattern of later hair loss (see regions' pattern) by which the treatment is judged"},
      o.forecast, TextKind::kName, loss_pattern_names());
  field.text({"impressions", "",
              "CSV of impressions to draw as they stand, instead of placing dots; regions then only say "
              "where to survey"},
             o.impressions, TextKind::kFile);
  field.object({"camera", "", "The camera that took the photo"}, o.camera);
  field.object({"timeline", "", "When the work is done, and what happens later"}, o.timeline);
  field.text({"method", "",
              "The same goal by other means: dots alone, grafts as far as the donor area goes, or both; "
              "as-given: regions and grafts as they stand"},
             o.method, TextKind::kName, {"as-given", "dots", "grafts", "both"});
  field.object({"donor", "", "Where grafts come from, for method and the comparison of methods"}, o.donor);
  field.object({"prices", "", "What the work costs; all prices that are given are added"}, o.prices);
  field.at_least_one({"regions", "scars", "impressions"});
}

void visit_fields(FieldVisitor& field, PhotoOptions& o) {
  field.object(
      {"scale", "",
       "Pixels per millimetre; required unless the surface is a depth map or a head, which bring their own"},
      o.scale);
  field.choice_of({"coordinates", "",
                   "Unit of all coordinates of the spec: pixels, or shares of the photo's width and height"},
                  o.coordinates, {{"px", Coordinates::kPixels}, {"fraction", Coordinates::kFraction}});
}

void visit_fields(FieldVisitor& field, ScaleOptions& o) {
  field.number({"px_per_mm", "px/mm", "Photo scale at the scalp"}, o.px_per_mm, closed(0.3, 200));
  field.points({"between_px", "px or share", "Two places in the photo whose distance is known"}, o.between_px,
               kCoordinate);
  field.number({"mm", "mm", "Distance between the two places"}, o.mm, above(0, 2000));
  field.number(
      {"relative_error", "",
       "Standard error of the scale as a share of it; absent: 0.02, or one pixel at each of the two places",
       Trust::kAssumption},
      o.relative_error, closed(0, 0.5));
  field.exactly_one({"px_per_mm", "between_px"});
  field.together({"between_px", "mm"});
}

void visit_fields(FieldVisitor& field, HeadOptions& o) {
  field.choice_of({"sex", "", "Which means the template head has", Trust::kMeasured, "domain notes 11"},
                  o.sex, {{"male", HeadSex::kMale}, {"female", HeadSex::kFemale}});
  field.object({"landmarks", "", "Where places of the head are seen; left and right are the person's own"},
               FieldVisitor::Body([&](FieldVisitor& marks) {
                 for (int i = 0; i < kHeadLandmarks; ++i) {
                   const std::string name(landmark_name(static_cast<HeadLandmark>(i)));
                   marks.point({name.c_str(), "px or share", landmark_meaning(static_cast<HeadLandmark>(i))},
                               o.landmarks[static_cast<std::size_t>(i)], kCoordinate);
                 }
               }),
               true);
  field.points({"silhouette", "px or share",
                "Places on the outline of the skull against its background, for views that show no face"},
               o.silhouette, kCoordinate, {3, 1000});
  field.number({"breadth_mm", "mm", "Widest above the ears; absent: the mean, as for the others"},
               o.breadth_mm, closed(110, 200));
  field.number({"length_mm", "mm", "Glabella to the farthest place at the back"}, o.length_mm,
               closed(140, 250));
  field.number({"circumference_mm", "mm", "Tape around the forehead and the back"}, o.circumference_mm,
               closed(440, 700));
  field.number({"interpupillary_mm", "mm", "Between the pupils"}, o.interpupillary_mm, closed(45, 80));
  field.number({"face_height_mm", "mm", "Chin to the root of the nose"}, o.face_height_mm, closed(80, 160));
  field.number({"camera_distance_mm", "mm", "Camera to the head", Trust::kAssumption, "domain notes 11"},
               o.camera_distance_mm, closed(250, 20000));
  field.number({"focal_px", "px", "Focal length of the camera, where known; the distance then follows"},
               o.focal_px, closed(100, 1e6));
  field.at_most_one({"focal_px", "camera_distance_mm"});
}

void visit_fields(FieldVisitor& field, SurfaceOptions& o) {
  field.choice_of(
      {"kind", "",
       "Flat patch, posed ellipsoid, depth map, or the template head posed by the places under head"},
      o.kind,
      {{"plane", SurfaceKind::kPlane},
       {"ellipsoid", SurfaceKind::kEllipsoid},
       {"depth", SurfaceKind::kDepth},
       {"head", SurfaceKind::kHead}});
  field.when("kind", "ellipsoid", o.kind == SurfaceKind::kEllipsoid, [&](FieldVisitor& ellipsoid) {
    ellipsoid.point(
        required({"center_px", "px or share", "Where the ellipsoid's centre appears in the photo"}),
        o.center_px, kCoordinate);
    ellipsoid.numbers({"radii_mm", "mm", "Radii: side to side, crown to chin, back to front",
                       Trust::kAssumption, "adult head"},
                      o.radii_mm, {kRadius, kRadius, kRadius});
    ellipsoid.number({"pitch_deg", "degrees",
                      "Turn about the photo's x axis, first; above 0 shows more of the top of the head"},
                     o.pitch_deg, kAngle);
    ellipsoid.number({"yaw_deg", "degrees",
                      "Turn about the photo's y axis, second; above 0 turns the face to the photo's right"},
                     o.yaw_deg, kAngle);
    ellipsoid.number({"roll_deg", "degrees", "Turn in the photo plane, last; above 0 is clockwise"},
                     o.roll_deg, kAngle);
    ellipsoid.number({"distance_mm", "mm", "Camera to the ellipsoid's centre; absent: parallel rays"},
                     o.distance_mm, closed(250, 20000));
    ellipsoid.point(
        {"principal_px", "px or share", "Where the optical axis meets the photo; absent: its centre"},
        o.principal_px, kCoordinate);
  });
  field.when("kind", "depth", o.kind == SurfaceKind::kDepth, [&](FieldVisitor& depth) {
    depth.text(required({"file", "", "16-bit grey PNG or TIFF of the photo's size; 0 is unknown"}), o.file,
               TextKind::kFile);
    depth.object(required({"camera", "", "Camera of the depth map"}), o.camera);
    depth.number(
        {"depth_offset_mm", "mm", "Depth is depth_offset_mm + depth_step_mm * value, along the optical axis"},
        o.depth_offset_mm, closed(0, 20000));
    depth.number({"depth_step_mm", "mm", "Depth of one grey level", Trust::kAssumption}, o.depth_step_mm,
                 above(0, 10));
    depth.number(
        {"smoothing_mm", "mm", "Standard deviation of the smoothing of the depth map", Trust::kAssumption},
        o.smoothing_mm, closed(0, 20));
  });
}

void visit_fields(FieldVisitor& field, DepthCameraOptions& o) {
  field.number(required({"fx_px", "px", "Focal length in x"}), o.fx_px, closed(10, 1e6));
  field.number(required({"fy_px", "px", "Focal length in y"}), o.fy_px, closed(10, 1e6));
  field.number(required({"cx_px", "px", "Principal point in x, from the corner of the top left pixel"}),
               o.cx_px, kCoordinate);
  field.number(required({"cy_px", "px", "Principal point in y"}), o.cy_px, kCoordinate);
}

void visit_fields(FieldVisitor& field, SkinOptions& o) {
  field.object(or_auto({"tone", "", "Skin tone in one of four forms; auto: measured in the photo"}), o.tone);
  field.points({"sample", "px or share", "Outline of plain skin to measure; absent: the treated regions"},
               o.sample, kCoordinate, {3, 10'000});
  field.points(
      {"white_reference", "px or share",
       "Outline of a white or grey card in the light of the scalp; corrects the measuring, not the picture"},
      o.white_reference, kCoordinate, {3, 10'000});
  field.number({"white_reflectance", "", "Share of the light that the white reference returns",
                Trust::kAssumption, "matt white paper"},
               o.white_reflectance, closed(0.05, 1));
}

void visit_fields(FieldVisitor& field, SkinToneOptions& o) {
  field.numbers({"lab", "", "CIELAB (D65): L*, a*, b*"}, o.lab,
                {closed(0, 100), closed(-128, 127), closed(-128, 127)});
  field.number({"ita_deg", "degrees", "Individual typology angle"}, o.ita_deg, closed(-90, 90));
  field.text({"fitzpatrick", "", "Fitzpatrick type"}, o.fitzpatrick, TextKind::kName,
             {"I", "II", "III", "IV", "V", "VI"});
  field.whole({"monk", "", "Step of the Monk scale"}, o.monk, closed(1, 10));
  field.exactly_one({"lab", "ita_deg", "fitzpatrick", "monk"});
}

void visit_fields(FieldVisitor& field, HairOptions& o) {
  std::optional<std::string> color = o.hex ? o.hex : o.name;
  field.text(or_auto({"color", "",
                      "Colour of the hair: black, dark-brown, brown, red, light-brown, grey, blond, white or "
                      "#rrggbb in sRGB; auto: measured"}),
             color, TextKind::kName);
  o.name.reset(), o.hex.reset();
  if (color) (color->starts_with('#') ? o.hex : o.name) = color;
  field.points(
      {"sample", "px or share",
       "Outline of native hair, shaven or short, for the shades to match; absent: looked for in the photo"},
      o.sample, kCoordinate, {3, 10'000});
  field.number(
      {"length_mm", "mm",
       "Length of the native hair: up to 1 dots, up to 3 dots between hairs with a warning, above that "
       "dots under the hair; grafts are drawn with it",
       Trust::kPractitioners, "domain notes 9"},
      o.length_mm, closed(0, 100));
  field.number({"diameter_mm", "mm", "Diameter of one shaft", Trust::kMeasured, "domain notes 2.1"},
               o.diameter_mm, closed(0.02, 0.2));
  field.text({"type", "", "Kind of hair: how dense it is by nature, for regions on a posed head",
              Trust::kDerived, "domain notes 2.1"},
             o.type, TextKind::kName, {"caucasian", "hispanic", "asian", "african"});
}

void visit_fields(FieldVisitor& field, CameraOptions& o) {
  field.number(or_auto({"blur_px", "px",
                        "Standard deviation of the photo's own blur, given to every dot; auto: measured"}),
               o.blur_px, closed(0, 20));
  field.number(
      or_auto({"read_noise", "", "Noise of a channel in linear light where it is dark; auto: measured"}),
      o.read_noise, closed(0, 0.2));
  field.number(
      or_auto({"shot_noise", "", "Noise at light 1, growing with the root of the light; auto: measured"}),
      o.shot_noise, closed(0, 0.5));
  field.together({"read_noise", "shot_noise"});
}

}  // namespace smp
