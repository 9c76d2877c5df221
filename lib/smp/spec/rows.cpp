#include "smp/spec/rows.h"

#include "smp/treatment/needles.h"

namespace smp {
namespace {

constexpr Range kCoordinate = closed(-1e6, 1e6);
constexpr Range kAngle = closed(-180, 180);
constexpr Range kRadius = closed(20, 200);
constexpr Range kDilution = closed(0, 60);
constexpr Range kDensity = above(0, 400);
constexpr Range kShare = closed(0, 1000);

}  // namespace

void visit_fields(FieldVisitor& field, Spec& o) {
  field.constant({"smp", "", "Version of the spec"}, 1);
  field.seed(
      {"seed", "", "Seed of every random choice of the treatment; equal specs and photos give equal bytes"},
      o.seed);
  field.object({"photo", "", "What is known about the photo"}, o.photo);
  field.object({"surface", "", "Shape of the head in the photo"}, o.surface);
  field.object({"skin", "", "Skin of the scalp"}, o.skin);
  field.object({"hair", "", "Native hair"}, o.hair);
  field.object({"pigment", "", "What the needles carry"}, o.pigment);
  field.list({"regions", "", "Areas to treat"}, o.regions, {1, 1000});
  field.text({"impressions", "",
              "CSV of impressions to draw as they stand, instead of placing dots; regions then only say "
              "where to survey"},
             o.impressions, TextKind::kFile);
  field.object({"camera", "", "The camera that took the photo"}, o.camera);
  field.at_least_one({"regions", "impressions"});
}

void visit_fields(FieldVisitor& field, PhotoOptions& o) {
  field.object({"scale", "",
                "Pixels per millimetre; required unless the surface is a depth map, which brings its own"},
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

void visit_fields(FieldVisitor& field, SurfaceOptions& o) {
  field.choice_of({"kind", "", "Flat patch, posed ellipsoid, or depth map"}, o.kind,
                  {{"plane", SurfaceKind::kPlane},
                   {"ellipsoid", SurfaceKind::kEllipsoid},
                   {"depth", SurfaceKind::kDepth}});
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
}

void visit_fields(FieldVisitor& field, PigmentOptions& o) {
  field.text(or_auto({"name", "",
                      "Pigment of the catalogue below or of your own, or a mixture by volume such as "
                      "carbon-black:0.7+brown-oxide:0.3; auto: carbon-black, or what matches native hair",
                      Trust::kPractitioners, "domain notes 5"}),
             o.name, TextKind::kName);
  field.number(or_auto({"dilution", "parts",
                        "Parts of water to one of pigment; auto: so that the native hair in the photo is "
                        "matched, or by the table of skin and hair colour",
                        Trust::kDerived, "domain notes 5"}),
               o.dilution, kDilution);
  field.list_or_auto(
      {"blend", "",
       "Shades mixed among the dots; auto: 0.8, 1 and 1.25 times dilution for 20, 55 and 25 % of the dots",
       Trust::kAssumption, "domain notes 5"},
      o.blend, {1, 16});
  field.number({"trim_warmth", "",
                "Cooler (-1) or warmer (1) at the same lightness: 1 asks for a* + 0.6 and b* + 0.4 in the "
                "field's mean colour, as far as the pigments of match go; only where dilution is auto",
                Trust::kAssumption},
               o.trim_warmth, closed(-1, 1));
  field.object({"match", "", "How native hair in the photo is matched, where there is some"}, o.match);
  field.list({"catalogue", "", "Pigments of your own"}, o.catalogue, {1, 64});
}

void visit_fields(FieldVisitor& field, MatchOptions& o) {
  field.flag({"enabled", "", "False: the table decides even where native hair can be matched"}, o.enabled);
  field.numbers(
      {"dilution", "parts",
       "Least and most parts of water; never less than half of what the table of skin and hair says",
       Trust::kPractitioners, "domain notes 5"},
      o.dilution, {kDilution, kDilution});
  field.numbers({"density_per_cm2", "per cm^2", "Least and most density, for regions whose density is auto",
                 Trust::kDerived, "domain notes 2.3"},
                o.density_per_cm2, {kDensity, kDensity});
  field.texts(
      {"pigments", "", "Pigments to try where name is auto, the preferred ones first; at most two are mixed",
       Trust::kAssumption},
      o.pigments, {1, 8});
}

void visit_fields(FieldVisitor& field, OwnPigment& o) {
  constexpr Range kKappa = closed(0, 10);
  field.text(required({"name", "", "Name of its own, without : and +"}), o.name, TextKind::kName);
  field.numbers(required({"kappa", "", "Absorption in linear red, green and blue relative to carbon black"}),
                o.kappa, {kKappa, kKappa, kKappa});
  field.number({"mu_healed_per_mm", "per mm", "Absorption of the undiluted, healed deposit at 550 nm",
                Trust::kAssumption, "design notes 3.4"},
               o.mu_healed_per_mm, above(0, 1000));
  field.number(
      {"fade_per_year", "", "Share of the absorption lost in a year", Trust::kDerived, "domain notes 7"},
      o.fade_per_year, closed(0, 1));
  field.text({"source", "", "Where its numbers come from"}, o.source, TextKind::kName);
}

void visit_fields(FieldVisitor& field, BlendPart& o) {
  field.number(required({"dilution", "parts", "Parts of water to one of pigment"}), o.dilution, kDilution);
  field.number({"share", "", "Share of the dots; shares are normalised to their sum"}, o.share,
               above(0, 1000));
}

void visit_fields(FieldVisitor& field, RegionOptions& o) {
  field.text({"name", "", "Name of its own; absent: region-1, region-2, ..."}, o.name, TextKind::kName);
  field.points({"outline", "px or share", "Corners in order, not self-crossing; the last joins the first"},
               o.outline, kCoordinate, {3, 100'000});
  field.text(
      {"mask", "", "Grey picture of the photo's size: white is treated, grey is a share of the density"},
      o.mask, TextKind::kFile);
  field.number(
      or_auto({"density_per_cm2", "per cm^2",
               "Impressions per area of scalp; auto: so that the native hair in the photo is matched, "
               "in colour and grain, else 110",
               Trust::kDerived, "domain notes 2.3"}),
      o.density_per_cm2, kDensity);
  field.number({"regularity", "", "1 is blue noise, 0.65 looks like hair, 0 is pure chance", Trust::kDerived,
                "domain notes 2.2"},
               o.regularity, closed(0, 1));
  field.number({"fade_mm", "mm", "Density rises from 0 at the edge to its full value this far inside"},
               o.fade_mm, closed(0, 60));
  field.shares({"needles", "", "Share of the dots by needle; normalised to their sum", Trust::kAssumption,
                "domain notes 1.2"},
               o.needles, known_needle_codes(), kShare);
  field.number(
      {"needle_depth_mm", "mm", "How far the needle goes; sets depth_mm to 0.375 of it, within 0.15 to 1.4",
       Trust::kAssumption, "design notes 3.3"},
      o.needle_depth_mm, closed(0.3, 4));
  field.number({"depth_mm", "mm", "Centre of the healed deposit below the skin surface", Trust::kAssumption,
                "design notes 3.3"},
               o.depth_mm, closed(0.15, 1.4));
  field.number({"depth_spread_mm", "mm", "Standard deviation of the depth between dots", Trust::kAssumption},
               o.depth_spread_mm, closed(0, 0.6));
  field.number({"diameter_spread", "", "Standard deviation of ln(diameter) between dots", Trust::kAssumption,
                "domain notes 1.1"},
               o.diameter_spread, closed(0, 0.6));
  field.number({"strength_spread", "", "Standard deviation of ln(strength) between dots", Trust::kAssumption},
               o.strength_spread, closed(0, 0.6));
  field.number({"tremor_mm", "mm", "Hand tremor: standard deviation per axis, added after placement",
                Trust::kAssumption},
               o.tremor_mm, closed(0, 0.5));
  field.exactly_one({"outline", "mask"});
  field.at_most_one({"needle_depth_mm", "depth_mm"});
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
