#pragma once  // Every advisory as data: what it means, where it starts, what that rests on, what to change.
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "smp/base/trust.h"

namespace smp {

struct AdvisoryKind {
  const char* code;      ///< never changes its meaning
  const char* severity;  ///< "warning": clients regret it, or a result is not to be trusted; else "note"
  const char* meaning;
  const char* unit;  ///< of value and limit; "": there is nothing to count
  const char* rule;  ///< "above" or "below" the limit; all of it where the limit is no fixed number
  double limit;      ///< 0: see the rule
  Trust trust;       ///< of the limit
  const char* source;
  const char* change;
};

inline constexpr AdvisoryKind kAdvisoryCatalogue[] = {
    // The photo.
    {"low-resolution", "warning", "single dots cannot be seen at this scale; the picture shows their tone",
     "px/mm", "below", 3, Trust::kDerived, "domain notes 11",
     "take the photo from nearer or with more pixels; 10 px/mm and more show single dots"},
    {"coarse-resolution", "note", "single dots cannot be judged at this scale, only texture and tone",
     "px/mm", "3 to 10", 10, Trust::kDerived, "domain notes 11",
     "take the photo from nearer or with more pixels where edge and size of dots matter"},
    {"scale-uncertain", "warning", "the scale is uncertain, and densities are by twice as much",
     "relative error", "above", 0.05, Trust::kAssumption, "domain notes 11",
     "lay something of known size on the scalp, or mark more of the head and give one of its measures"},
    {"skin-tone-assumed", "warning", "no plain skin was found and no tone is given: one is assumed",
     "degrees of ITA", "no reading", 0, Trust::kNone, "domain notes 10", "give `skin.tone` or `skin.sample`"},
    {"skin-tone-uncertain", "warning", "the skin's tone is uncertain, and so are the shades chosen by it",
     "degrees of ITA, standard error", "above", 10, Trust::kAssumption, "domain notes 10",
     "give `skin.tone`, or lay a grey card beside the head and mark it as `skin.white_reference`"},
    {"grey-photo", "note", "the photo has no colour: the hue of skin and hair is assumed", "", "no colour", 0,
     Trust::kNone, "domain notes 10", "use a photo in colour, or give `skin.tone` and `hair.color`"},
    {"skin-not-seen", "warning", "hardly any plain skin is seen in a region", "share of the region", "below",
     0.05, Trust::kAssumption, "docs/models/survey.md",
     "check that the region lies on the scalp, or give `skin.sample`"},
    {"area-clipped", "warning",
     "too much of a region is over- or underexposed; dots there look weaker than they "
     "will be",
     "share of the region's pixels", "above", 0.05, Trust::kAssumption, "domain notes 11",
     "take the photo in soft light with less exposure"},
    {"skin-sample-unusable", "warning",
     "the skin sample shows no plain skin; the treated area was measured instead", "", "no plain skin", 0,
     Trust::kNone, "docs/models/survey.md", "mark bare skin as `skin.sample`"},
    {"white-reference-unusable", "warning",
     "the white reference is clipped, dark, not grey or would make the skin "
     "too bright; the photo's own white is used",
     "", "no grey", 0, Trust::kNone, "docs/models/survey.md",
     "mark an evenly lit grey card as `skin.white_reference`"},
    // The hairline.
    {"hairline-low", "warning",
     "the hairline stands lower than natural ones do: it looks young now and wrong later",
     "mm above the glabella", "below", 55, Trust::kDerived, "domain notes 0, 3.1",
     "raise it: 70 mm is usual in men, 63 mm in women (`hairline.preset`, `mid_height_mm`)"},
    {"hairline-sharp", "warning",
     "the density of a natural hairline rises too suddenly; only styles with a drawn "
     "edge are that sharp",
     "mm of transition", "below", 3, Trust::kDerived, "domain notes 0, 3.2",
     "let the density rise over 5 to 10 mm (`hairline.transition_mm`), or choose the style `straight`"},
    {"hairline-straight", "warning", "a natural hairline without undulations looks drawn with a ruler",
     "mm of undulation", "below", 1, Trust::kAssumption, "domain notes 3.2, 3.3",
     "undulate it by 2 to 5 mm (`hairline.macro_mm`), or choose the style `straight`"},
    {"temple-filled", "warning", "the corners between front and temples of a man are filled flat",
     "mm that the corners lie behind the front", "below", 3, Trust::kAssumption, "domain notes 3.1",
     "set the corners back by 5 to 15 mm (`hairline.temple_recession_mm`); do not let regions reach before "
     "them"},
    // The dots.
    {"grazing-left-out", "note",
     "part of a region shows no scalp, or turns away by more than 5:1, and is left out",
     "share of the region's pixels", "above", 0.005, Trust::kAssumption, "docs/models/surface.md",
     "add a photo that shows it from the front"},
    {"too-dense", "warning", "dots and hair together are so dense that the look turns into a helmet",
     "per cm²", "above", 200, Trust::kAssumption, "domain notes 2.3, 6, 12",
     "lower `density_per_cm2`; 110 is usual, and native hair counts towards it"},
    {"coverage-high", "warning", "healed dots cover so much of the skin that they merge into a helmet",
     "share of the area", "above", 0.14, Trust::kAssumption, "domain notes 2.2, 6, 12",
     "set fewer or smaller dots: lower `density_per_cm2`, finer `needles`, less depth"},
    {"dots-too-big", "warning", "healed dots are larger than dots that pass for hair", "mm, mean diameter",
     "above", 0.40, Trust::kDerived, "domain notes 0, 1.1",
     "use finer `needles` and less depth: 0.25 mm is usual"},
    {"edge-dots-too-big", "warning",
     "healed dots in the hairline's transition are larger than fine hair there", "mm, mean diameter", "above",
     0.25, Trust::kDerived, "domain notes 0, 1.1",
     "set the edge with single needles (1RL), lightly: 0.18 mm is usual"},
    {"too-deep", "warning", "deposits lie so deep that they blur into a blue-grey haze",
     "mm, centre of the deposit", "above", 0.5, Trust::kAssumption, "domain notes 1.3",
     "let the needle go 0.8 mm deep (`depth_mm` 0.30); 0.5 mm is a travel of 1.3 mm"},
    {"too-dark", "note", "the shade has much less water than practitioners take for this skin and hair",
     "parts of water", "below half of the table's", 0, Trust::kAssumption, "domain notes 5",
     "leave `pigment.dilution` to \"auto\", or begin lighter: a later session can add"},
    // Native hair.
    {"hair-stands-up", "warning", "hair of this length stands up beside dots, which are flat", "mm", "above",
     1, Trust::kAssumption, "domain notes 9", "keep the hair at 0.2 to 0.5 mm"},
    {"under-long-hair", "note", "long hair hides dots: they are drawn as a tone under it", "mm", "above", 3,
     Trust::kAssumption, "domain notes 9", "look at the tone, not at single dots"},
    {"bare-under-long-hair", "warning",
     "patches without hair stay free: dots there would be seen under long hair", "cm²", "above", 2,
     Trust::kAssumption, "domain notes 9", "shave the head, or transplant first"},
    // Time.
    {"loss-not-drawn", "note", "later hair loss and greying are not drawn: hair is too long, or none is seen",
     "mm", "above", 3, Trust::kAssumption, "domain notes 9",
     "use a photo of the head shaved; where stubble is all over, mark a hair sample"},
    {"loss-exposes-border", "warning",
     "later hair loss would lay bare scalp without dots, and with it the border "
     "of the work",
     "cm²", "above", 5, Trust::kAssumption, "domain notes 4",
     "treat the area of the later pattern too, or plan for touch-ups that follow the loss"},
    {"scar-without-extra-session", "warning",
     "scars keep less pigment and are usually given one session more", "sessions", "below", 4,
     Trust::kPractitioners, "domain notes 4, 6",
     "plan a fourth session (`timeline.sessions`, \"auto\" does)"},
    {"sessions-too-close", "warning", "the skin has not settled before the next session", "days", "below", 7,
     Trust::kPractitioners, "domain notes 1.5, 6", "leave 7 to 30 days between sessions; 14 are usual"},
    {"touch-up-unfaded", "warning",
     "a touch-up comes while most of the pigment is still there; layers merge into "
     "a block",
     "share of the pigment that is left", "above", 0.75, Trust::kAssumption, "domain notes 7",
     "wait until the work has faded; 4 to 5 years are usual"},
    {"touch-up-too-dense", "warning",
     "old and new dots together are so dense that the look turns into a helmet",
     "per cm², faded dots counted in part", "above", 200, Trust::kAssumption, "domain notes 6, 7",
     "add fewer dots (`touch_ups.share`, \"auto\" makes up for what has faded)"},
    // The shades.
    {"match-not-reached", "warning",
     "no shade allowed comes close to the native hair, or the warmth asked for", "CIEDE2000", "above", 1,
     Trust::kAssumption, "docs/models/shades.md",
     "allow other pigments or dilutions in `pigment.match`, or trim less"},
    {"hair-sample-not-matched", "warning",
     "the hair sample shows no hair that dots could match; shades are the "
     "table's",
     "", "no short hair", 0, Trust::kNone, "docs/models/shades.md",
     "mark shaven or cropped hair as `hair.sample`"},
    {"softer-than-hair", "note", "dots look softer than the native hair", "contrast",
     "below 0.8 of the native hair's", 0, Trust::kAssumption, "docs/models/shades.md",
     "set dots less deep, where that is safe"},
};

/// A code of the catalogue. Others do not compile.
class AdvisoryCode {
 public:
  consteval AdvisoryCode(const char* code) : kind_(&kind_of(code)) {}  // implicit: a code is its text
  constexpr const AdvisoryKind& kind() const { return *kind_; }

 private:
  static consteval const AdvisoryKind& kind_of(std::string_view code) {
    for (const AdvisoryKind& kind : kAdvisoryCatalogue)
      if (code == kind.code) return kind;
    throw "this advisory is not in the catalogue";
  }
  const AdvisoryKind* kind_;
};

constexpr double limit_of(AdvisoryCode code) { return code.kind().limit; }

/// docs/advisories.md: all of them with their limits and what these rest on.
std::string advisory_reference_markdown();

}  // namespace smp
