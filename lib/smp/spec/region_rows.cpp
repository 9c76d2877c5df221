#include "smp/spec/rows.h"
#include "smp/treatment/hairline.h"
#include "smp/treatment/loss_pattern.h"

namespace smp {
namespace {

constexpr Range kCoordinate = closed(-1e6, 1e6);
constexpr Range kDensity = above(0, 400);
constexpr Range kShare = closed(0, 1000);
constexpr Range kDepth = closed(0.15, 1.4);

}  // namespace

void visit_fields(FieldVisitor& field, RegionOptions& o) {
  field.text({"name", "", "Name of its own; absent: region-1, region-2, ..."}, o.name, TextKind::kName);
  field.points({"outline", "px or share", "Corners in order, not self-crossing; the last joins the first"},
               o.outline, kCoordinate, {3, 100'000});
  field.text(
      {"mask", "", "Grey picture of the photo's size: white is treated, grey is a share of the density"},
      o.mask, TextKind::kFile);
  field.text({"pattern", "", "Area of a pattern of hair loss on the posed head"}, o.pattern, TextKind::kName,
             loss_pattern_names());
  field.texts(
      {"zones", "",
       "Named zones of the posed head: leading-edge, frontal, temples, mid-scalp, crown, sides, occipital"},
      o.zones, {1, 7});
  field.object({"patches", "", "The patches of pattern alopecia-areata"}, o.patches);
  field.object(short_for("style", {"hairline", "", "Front edge: designed on the posed head, or drawn"}),
               o.hairline);
  field.number(
      or_auto({"density_per_cm2", "per cm^2",
               "Impressions per area of scalp; auto: so that the native hair in the photo is matched, "
               "in colour and grain, else 110. On a posed head this is the mid-scalp's of a Caucasian; "
               "other zones, and other types of hair, have their share of it",
               Trust::kDerived, "domain notes 2.3"}),
      o.density_per_cm2, kDensity);
  field.number({"regularity", "", "1 is blue noise, 0.65 looks like hair, 0 is pure chance", Trust::kDerived,
                "domain notes 2.2"},
               o.regularity, closed(0, 1));
  field.number({"fade_mm", "mm", "Density rises from 0 at the edge to its full value this far inside"},
               o.fade_mm, closed(0, 60));
  field.number(
      or_auto({"native_per_cm2", "per cm^2",
               "Native follicular units that count towards the density; auto: what the pattern leaves, or "
               "what the photo shows"}),
      o.native_per_cm2, closed(0, 300));
  field.shares(
      or_auto({"needles", "",
               "Share of the dots by needle, normalised to their sum; auto: by zone behind a hairline and on "
               "a posed head, else 1RL 0.15, 3RL 0.8, 5RL 0.05",
               Trust::kAssumption, "domain notes 1.2"}),
      o.needles, {}, kShare);
  field.number({"tilt_deg", "degrees", "Needle from the normal, along the flow of hair", Trust::kAssumption,
                "domain notes 1.4"},
               o.tilt_deg, closed(0, 60));
  field.number({"azimuth_spread_deg", "degrees", "Standard deviation of the tilt's direction",
                Trust::kAssumption, "domain notes 1.4"},
               o.azimuth_spread_deg, closed(0, 180));
  field.object(
      {"flow", "", "Direction in which hair lies; absent: that of the posed head, else down in the photo"},
      o.flow);
  field.object({"clusters", "", "Dots in groups, as hair of African texture grows"}, o.clusters);
  field.number({"needle_depth_mm", "mm",
                "How far the needle goes; sets depth_mm to 0.375 of it, within 0.15 to 1.4. Below 0.3 the "
                "skin sheds part of "
                "the pigment",
                Trust::kAssumption, "design notes 3.3"},
               o.needle_depth_mm, closed(0.1, 4));
  field.number({"depth_mm", "mm", "Centre of the healed deposit below the skin surface", Trust::kAssumption,
                "design notes 3.3"},
               o.depth_mm, kDepth);
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
  field.exactly_one({"outline", "mask", "pattern", "zones"});
  field.at_most_one({"needle_depth_mm", "depth_mm"});
}

void visit_fields(FieldVisitor& field, HairlineOptions& o) {
  field.points({"points", "px or share",
                "Drawn places from one end to the other, joined smoothly: the front of the region's outline. "
                "Heights, width, recession, peaks and asymmetry are then as drawn"},
               o.points, kCoordinate, {3, 1000});
  field.text(
      {"preset", "", "How high it stands above the glabella: 62, 70, 80 or 90 mm, on women 56, 63, 72 or 81",
       Trust::kPractitioners, "domain notes 3.1"},
      o.preset, TextKind::kName, hairline_preset_names());
  field.text({"style", "", "Its shape and edge", Trust::kPractitioners, "domain notes 3.3"}, o.style,
             TextKind::kName, hairline_style_names());
  field.number(
      {"mid_height_mm", "mm", "Mid-frontal point along the skin above the glabella; absent: by preset"},
      o.mid_height_mm, closed(30, 130));
  field.number(
      {"temple_recession_mm", "mm", "How far the corners lie behind the mid-frontal point; absent: by style"},
      o.temple_recession_mm, closed(-10, 60));
  field.number({"width_mm", "mm", "Between the fronto-temporal corners, along the skin; absent: by the head"},
               o.width_mm, closed(60, 240));
  field.number({"temporal_peak_mm", "mm", "How far the temporal peaks point forward; absent: by style"},
               o.temporal_peak_mm, closed(0, 40));
  field.number({"transition_mm", "mm", "The density rises over this far behind the edge; absent: by style"},
               o.transition_mm, closed(0, 40));
  field.number({"macro_mm", "mm", "Amplitude of the large undulations of the edge; absent: by style"},
               o.macro_mm, closed(0, 15));
  field.number({"macro_wavelength_mm", "mm", "Their length; absent: 30"}, o.macro_wavelength_mm,
               closed(10, 100));
  field.number({"micro_mm", "mm", "Amplitude of the small undulations; absent: by style"}, o.micro_mm,
               closed(0, 6));
  field.number({"micro_wavelength_mm", "mm", "Their length; absent: 5"}, o.micro_wavelength_mm,
               closed(2, 20));
  field.number({"asymmetry_mm", "mm", "By how much left and right differ; absent: by style"}, o.asymmetry_mm,
               closed(0, 15));
  field.whole({"sentinels_per_side", "", "Single dots in front of the edge; absent: by style"},
              o.sentinels_per_side, closed(0, 200));
  field.number(
      {"edge_diameter", "", "Diameter of dots at the very edge relative to those behind the transition",
       Trust::kAssumption, "domain notes 3.2"},
      o.edge_diameter, closed(0.3, 1.5));
  field.number({"edge_strength", "", "The same of their strength", Trust::kAssumption, "domain notes 3.2"},
               o.edge_strength, closed(0.1, 1.5));
  field.number({"gap_mm", "mm", "Width of the gap of style faux-scar; absent: 3"}, o.gap_mm, closed(0.5, 15));
  field.seed({"seed", "", "Seed of its irregularity"}, o.seed);
}

void visit_fields(FieldVisitor& field, FlowOptions& o) {
  field.number({"direction_deg", "degrees",
                "Everywhere the same, as an angle in the photo from x (right) to y (down)"},
               o.direction_deg, closed(-360, 360));
  field.point({"whorl", "px or share", "Away from this place, turned by 40 degrees clockwise"}, o.whorl,
              kCoordinate);
  field.at_most_one({"direction_deg", "whorl"});
}

void visit_fields(FieldVisitor& field, ClusterOptions& o) {
  field.number({"dots", "", "Mean number of dots in a group; 1: no groups"}, o.dots, closed(1, 8));
  field.number({"radius_mm", "mm", "Radius of a group", Trust::kAssumption, "domain notes 2.2"}, o.radius_mm,
               closed(0.1, 2));
}

void visit_fields(FieldVisitor& field, PatchOptions& o) {
  field.whole({"count", "", "Number of patches", Trust::kAssumption}, o.count, closed(1, 50));
  field.number({"diameter_mm", "mm", "Mean diameter", Trust::kAssumption}, o.diameter_mm, closed(5, 120));
  field.number({"salt_share", "", "Share of the whole scalp without hair; sets the patches' size"},
               o.salt_share, above(0, 1));
  field.seed({"seed", "", "Seed of their places"}, o.seed);
  field.at_most_one({"salt_share", "diameter_mm"});
}

void visit_fields(FieldVisitor& field, ScarOptions& o) {
  field.text({"name", "", "Name of its own; absent: scar-1, scar-2, ..."}, o.name, TextKind::kName);
  field.text({"kind", "", "Strip scar along a path, white dots of punched grafts, or any area"}, o.kind,
             TextKind::kName, {"fut", "fue", "area"});
  field.points({"path", "px or share", "Middle line of a fut scar"}, o.path, kCoordinate, {2, 1000});
  field.number({"width_mm", "mm", "Width of a fut scar", Trust::kPractitioners, "domain notes 4"}, o.width_mm,
               above(0, 60));
  field.points({"outline", "px or share", "Area of an area scar, or where fue scars lie"}, o.outline,
               kCoordinate, {3, 10'000});
  field.points({"points", "px or share", "Centres of fue scars"}, o.points, kCoordinate, {1, 20'000});
  field.number({"scars_per_cm2", "per cm^2", "Density of fue scars that are not listed", Trust::kDerived,
                "domain notes 4"},
               o.scars_per_cm2, above(0, 100));
  field.number(
      {"scar_diameter_mm", "mm", "Diameter of one fue scar", Trust::kPractitioners, "domain notes 4"},
      o.scar_diameter_mm, closed(0.3, 5));
  field.number(
      {"density_per_cm2", "per cm^2", "Density of the surround", Trust::kDerived, "domain notes 2.3"},
      o.density_per_cm2, kDensity);
  field.number(
      {"extra_density", "", "More than the surround, as a share", Trust::kAssumption, "domain notes 4"},
      o.extra_density, closed(-0.9, 2));
  field.number({"retention", "", "Share of the pigment that the scar keeps: mean over dots",
                Trust::kAssumption, "domain notes 4"},
               o.retention, above(0, 1));
  field.number({"retention_spread", "", "Its standard deviation between dots (a beta distribution)",
                Trust::kAssumption, "domain notes 4"},
               o.retention_spread, closed(0, 0.45));
  field.number(
      {"spread", "", "Growth of the dots' diameter in the scar", Trust::kAssumption, "domain notes 4"},
      o.spread, closed(0.5, 4));
  field.number({"blend_mm", "mm", "The work fades out over this far around the scar", Trust::kAssumption,
                "domain notes 4"},
               o.blend_mm, closed(0, 60));
  field.number({"depth_mm", "mm", "Centre of the healed deposit below the skin surface", Trust::kAssumption,
                "design notes 3.3"},
               o.depth_mm, kDepth);
}

void visit_fields(FieldVisitor& field, GraftOptions& o) {
  field.text(required({"region", "", "Name of the region"}), o.region, TextKind::kName);
  field.number(
      {"units_per_cm2", "per cm^2",
       "Follicular units that take; where the region is sparser, behind its hairline or by zone, as much "
       "fewer",
       Trust::kPractitioners, "domain notes 9"},
      o.units_per_cm2, above(0, 150));
  field.numbers({"hairs_per_unit", "", "Share of units with 1, 2, 3 and 4 hairs; normalised",
                 Trust::kMeasured, "domain notes 2.1"},
                o.hairs_per_unit, {kShare, kShare, kShare, kShare});
}

void visit_fields(FieldVisitor& field, OwnNeedle& o) {
  field.text(required({"code", "", "Code of its own"}), o.code, TextKind::kName);
  field.whole({"prongs", "", "Needles in the bundle"}, o.prongs, closed(1, 49));
  field.number({"needle_diameter_mm", "mm", "Of one needle"}, o.needle_diameter_mm, closed(0.05, 1));
  field.number(required({"dot_diameter_mm", "mm", "Of the healed dot at normal depth"}), o.dot_diameter_mm,
               closed(0.05, 1.5));
  field.text({"source", "", "Where its numbers come from"}, o.source, TextKind::kName);
}

}  // namespace smp
