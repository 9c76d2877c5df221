#include "smp/spec/rows.h"

namespace smp {
namespace {

constexpr Range kDilution = closed(0, 60);
constexpr Range kDensity = above(0, 400);

}  // namespace

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
      o.fade_per_year, closed(0, 0.95));
  field.number(or_auto({"growth_per_year", "", "Growth of a dot's diameter; auto: that of timeline.ageing",
                        Trust::kAssumption, "domain notes 7"}),
               o.growth_per_year, closed(0, 0.2));
  field.number(
      {"free_spread", "",
       "0: a dot spreads only as fast as its fading allows without making a field darker, as carbon at "
       "the right depth does; 1: without regard to that, as ordinary ink does",
       Trust::kAssumption, "domain notes 5"},
      o.free_spread, closed(0, 1));
  field.number(
      {"drift_per_year", "",
       "Rate at which absorption of blue is lost beyond that of red, green at a quarter of it: turns "
       "blue-green",
       Trust::kAssumption, "domain notes 5"},
      o.drift_per_year, closed(0, 1));
  field.number(or_auto({"oxide_share", "",
                        "Share of the absorption that is iron oxide's, which the first laser visit darkens; "
                        "auto: by the ratio of blue to red in kappa",
                        Trust::kAssumption, "domain notes 8"}),
               o.oxide_share, closed(0, 1));
  field.text({"source", "", "Where its numbers come from"}, o.source, TextKind::kName);
}

void visit_fields(FieldVisitor& field, BlendPart& o) {
  field.number(required({"dilution", "parts", "Parts of water to one of pigment"}), o.dilution, kDilution);
  field.number({"share", "", "Share of the dots; shares are normalised to their sum"}, o.share,
               above(0, 1000));
}

}  // namespace smp
