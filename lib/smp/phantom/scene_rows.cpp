#include "smp/phantom/scene_rows.h"

namespace smp {
namespace {

constexpr const char* kPortraits = "portraits of bald heads";

constexpr Range kAngle = closed(-180, 180);
constexpr Range kRadius = closed(20, 400);
constexpr Range kPlace = closed(-1e5, 1e5);
constexpr Range kTint = closed(0.2, 2);
constexpr Range kDirection = closed(-1e3, 1e3);
constexpr std::array<Range, 3> kLab = {closed(0, 100), closed(-128, 128), closed(-128, 128)};

// A colour or a direction as a list of three numbers. T: a struct of three numbers.
template <class T>
void triple(FieldVisitor& field, const Row& row, T& value, const std::array<Range, 3>& ranges) {
  const auto& [a, b, c] = value;
  std::array<double, 3> copy = {a, b, c};
  field.numbers(row, copy, ranges);
  value = {copy[0], copy[1], copy[2]};
}
template <class T>
void triple(FieldVisitor& field, const Row& row, std::optional<T>& value,
            const std::array<Range, 3>& ranges) {
  std::optional<std::array<double, 3>> copy;
  if (value) {
    const auto& [a, b, c] = *value;
    copy = {a, b, c};
  }
  field.numbers(row, copy, ranges);
  if (copy) value = {(*copy)[0], (*copy)[1], (*copy)[2]};
}

void visit_surface(FieldVisitor& field, PhantomScene& o) {
  field.choice_of({"kind", "", "A flat patch of skin, or a head"}, o.kind,
                  {{"plane", PhantomKind::kPatch}, {"ellipsoid", PhantomKind::kHead}});
  field.when("kind", "ellipsoid", o.kind == PhantomKind::kHead, [&](FieldVisitor& head) {
    EllipsoidShape& shape = o.shape;
    head.point({"center_px", "px", "Where the middle of the head appears in the picture"}, shape.center_px,
               closed(-1e5, 1e5));
    triple(head,
           {"radii_mm", "mm", "Radii: side to side, crown to chin, back to front", Trust::kAssumption,
            "adult head"},
           shape.radii_mm, {kRadius, kRadius, kRadius});
    std::optional<std::string> skull;
    if (o.skull) skull = *o.skull == HeadSex::kMale ? "male" : "female";
    head.text({"template", "", "The template head of specs, of this sex, instead of an ellipsoid"}, skull,
              TextKind::kName, {"male", "female"});
    o.skull.reset();
    if (skull) o.skull = *skull == "male" ? HeadSex::kMale : HeadSex::kFemale;
    head.at_most_one({"template", "radii_mm"});
    head.number({"pitch_deg", "degrees",
                 "Turn about the picture's x axis, first; above 0 shows more of the top of the head"},
                shape.angles.pitch_deg, kAngle);
    head.number({"yaw_deg", "degrees",
                 "Turn about the picture's y axis, second; above 0 turns the face to the picture's right"},
                shape.angles.yaw_deg, kAngle);
    head.number({"roll_deg", "degrees", "Turn in the picture plane, last; above 0 is clockwise"},
                shape.angles.roll_deg, kAngle);
    head.number(
        {"distance_mm", "mm",
         "Camera to the middle of the head, more than 1.2 times its largest radius; the camera looks at "
         "the middle of the picture; absent: parallel rays"},
        o.distance_mm, closed(200, 1e5));
  });
}

}  // namespace

void visit_fields(FieldVisitor& field, PhantomScene& o) {
  field.seed({"seed", "", "Seed of everything random; equal scenes give equal bytes"}, o.seed);
  field.whole({"width_px", "px", "Width of the picture"}, o.width, closed(8, 12000));
  field.whole({"height_px", "px", "Height of the picture"}, o.height, closed(8, 12000));
  field.number({"px_per_mm", "px/mm", "Scale at the patch or at the middle of the head"}, o.px_per_mm,
               closed(0.5, 100));
  field.object({"surface", "", "What is photographed"},
               FieldVisitor::Body([&](FieldVisitor& surface) { visit_surface(surface, o); }), true);
  field.flag({"ears", "", "Simple ears at the sides of a head; not part of the truth"}, o.ears);
  field.object({"skin", "", "Skin without its gloss"}, o.skin);
  field.object({"light", "", "One soft key light, and light from all around"}, o.light);
  field.object({"gloss", "", "Reflection from the surface of the skin"}, o.gloss);
  field.object({"hair", "", "Native hair"}, o.hair);
  field.list({"scars", "", "Scarred skin: L* 4 higher and a* 2 lower than around, smooth and without hair"},
             o.scars, {0, 20});
  field.object({"background", "", "What is behind a head"}, o.background);
  field.object({"card", "", "A matt grey card that faces the camera, in front of everything"}, o.card);
  field.object({"camera", "", "The camera's faults"}, o.camera);
  field.whole({"bits", "", "Bits of a channel: 8 or 16"}, o.bits, closed(8, 16));
  field.choice_of({"color_space", "", "Colour space of the picture"}, o.display_p3,
                  {{"srgb", false}, {"display-p3", true}});
}

void visit_fields(FieldVisitor& field, PhantomSkin& o) {
  field.whole({"tone", "", "Types I to VI as 1 to 6, in the body colours of optics notes 2"}, o.tone,
              closed(1, 6));
  triple(field, {"lab", "", "The tone as CIELAB (D65) instead: L*, a*, b*"}, o.lab, kLab);
  field.number({"melanin", "", "Mottling by melanin: standard deviation of the optical density in blue",
                Trust::kAssumption, kPortraits},
               o.melanin, closed(0, 0.5));
  field.number({"blood", "", "Mottling by blood: standard deviation of the optical density in green",
                Trust::kAssumption, kPortraits},
               o.blood, closed(0, 0.5));
  field.number({"redness", "", "Extra blood on the forehead of a head: optical density in green",
                Trust::kAssumption, kPortraits},
               o.redness, closed(0, 0.5));
  field.number({"relief", "", "Slope of the fine furrows and pores; 1 is middle-aged skin",
                Trust::kAssumption, kPortraits},
               o.relief, closed(0, 3));
  field.number({"pores_per_cm2", "per cm^2", "Pores", Trust::kAssumption, kPortraits}, o.pores_per_cm2,
               closed(0, 600));
  field.number({"freckles_per_cm2", "per cm^2", "Freckles", Trust::kAssumption, kPortraits},
               o.freckles_per_cm2, closed(0, 20));
  field.number(
      {"creases", "", "Furrows across the forehead of a head; 0: none", Trust::kAssumption, kPortraits},
      o.creases, closed(0, 2));
  field.number({"lumps", "", "How far the shading of a head departs from a perfect ellipsoid; 0: not at all",
                Trust::kAssumption, kPortraits},
               o.lumps, closed(0, 3));
  field.at_most_one({"lab", "tone"});
}

void visit_fields(FieldVisitor& field, PhantomLight& o) {
  triple(field,
         {"direction", "", "Towards the key light: right, down, away from the camera; any length but zero"},
         o.direction, {kDirection, kDirection, kDirection});
  field.number({"ambient", "", "Share of the light that comes from all around", Trust::kAssumption},
               o.ambient, closed(0, 1));
  triple(field, {"tint", "", "Colour of the light, linear RGB"}, o.tint, {kTint, kTint, kTint});
  field.number({"exposure", "", "Photographed light over reflectance, for smooth skin that faces the camera"},
               o.exposure, closed(0.1, 4));
}

void visit_fields(FieldVisitor& field, PhantomGloss& o) {
  field.number({"strength", "", "Linear light at the middle of the highlight", Trust::kAssumption},
               o.strength, closed(0, 1));
  field.number(
      {"width_deg", "degrees", "How far skin may turn from the mirror direction", Trust::kAssumption},
      o.width_deg, closed(3, 45));
  field.number({"sparkle", "", "Share of the highlight broken up by the fine relief", Trust::kAssumption},
               o.sparkle, closed(0, 1));
}

void visit_fields(FieldVisitor& field, PhantomHair& o) {
  field.choice_of({"where", "",
                   "Nowhere, a horseshoe around a bald top (the left half of a patch), deep temples with the "
                   "forelock moved back, or a "
                   "full head (or patch)"},
                  o.where,
                  {{"none", HairPattern::kNone},
                   {"sides", HairPattern::kSides},
                   {"receding", HairPattern::kReceding},
                   {"everywhere", HairPattern::kEverywhere}});
  field.number(
      {"fu_per_cm2", "per cm^2", "Follicular units where hair is full", Trust::kDerived, "domain notes 2.1"},
      o.fu_per_cm2, closed(1, 150));
  field.number({"length_mm", "mm", "Length of the shafts above the skin; above 5 they lie along their flow",
                Trust::kPractitioners, "domain notes 9"},
               o.length_mm, closed(0, 30));
  field.number(
      {"diameter_mm", "mm", "Diameter of the shafts at the skin", Trust::kAssumption, "domain notes 2.1"},
      o.diameter_mm, closed(0.02, 0.15));
  triple(field, {"lab", "", "Colour in diffuse light, CIELAB (D65)", Trust::kAssumption, "domain notes 10"},
         o.color, kLab);
  field.number(
      {"fade_mm", "mm", "Distance over which the density falls from full to none", Trust::kAssumption},
      o.fade_mm, closed(1, 60));
  field.number(
      {"thin_top", "", "Share of the units kept on top of the head, or around the middle of a patch"},
      o.thin_top, closed(0, 1));
  field.number({"locks", "", "How far hair that lies draws together into locks", Trust::kAssumption}, o.locks,
               closed(0, 1));
  field.number(
      {"root_shadow", "", "Strength of the grey spot of a hair still under the skin", Trust::kAssumption},
      o.root_shadow, closed(0, 3));
}

void visit_fields(FieldVisitor& field, PhantomScar& o) {
  field.choice_of({"kind", "", "A strip scar along a path, or the dots of single punches in an area"}, o.kind,
                  {{"fut", PhantomScarKind::kBand}, {"fue", PhantomScarKind::kDots}});
  field.points({"path", "px", "Middle line of a fut scar"}, o.path, kPlace, {2, 1000});
  field.number({"width_mm", "mm", "Width of a fut scar", Trust::kPractitioners, "domain notes 4"}, o.width_mm,
               closed(0.5, 30));
  field.points({"outline", "px", "Area in which fue scars lie"}, o.outline, kPlace, {3, 1000});
  field.number({"scars_per_cm2", "per cm^2", "Density of fue scars", Trust::kDerived, "domain notes 4"},
               o.dots_per_cm2, closed(0.1, 60));
  field.number({"scar_diameter_mm", "mm", "Diameter of a fue scar", Trust::kPractitioners, "domain notes 4"},
               o.dot_diameter_mm, closed(0.3, 3));
}

void visit_fields(FieldVisitor& field, PhantomBackground& o) {
  triple(field, {"lab", "", "Colour where it is brightest, CIELAB (D65)"}, o.color, kLab);
  field.number(
      {"falloff", "", "How much darker the corners are than the brightest place", Trust::kAssumption},
      o.falloff, closed(0, 1));
}

void visit_fields(FieldVisitor& field, PhantomCard& o) {
  field.point({"corner_px", "px", "Its top left corner"}, o.corner_px, closed(-1e5, 1e5));
  field.number({"width_px", "px", "Its width; 0: no card"}, o.width, closed(0, 12000));
  field.number({"height_px", "px", "Its height"}, o.height, closed(0, 12000));
  field.number({"reflectance", "", "Share of the light it returns; 0.18 is a grey card"}, o.reflectance,
               closed(0.01, 1));
}

void visit_fields(FieldVisitor& field, PhantomCamera& o) {
  field.number({"blur_px", "px", "Standard deviation of the blur", Trust::kAssumption}, o.blur_px,
               closed(0, 10));
  field.number(
      {"read_noise", "", "Noise where it is dark: standard deviation in linear light", Trust::kAssumption},
      o.read_noise, closed(0, 0.1));
  field.number({"shot_noise", "",
                "Noise at linear 1, growing with the root of the light: standard deviation in linear light",
                Trust::kAssumption},
               o.shot_noise, closed(0, 0.1));
  field.number({"vignette", "", "Share of the light lost in the corners", Trust::kAssumption}, o.vignette,
               closed(0, 0.8));
}

}  // namespace smp
