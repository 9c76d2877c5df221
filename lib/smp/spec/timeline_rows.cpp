#include "smp/spec/rows.h"
#include "smp/treatment/loss_pattern.h"
#include "smp/treatment/timeline.h"

namespace smp {
namespace {

constexpr Range kCoordinate = closed(-1e6, 1e6);
constexpr Range kYear = closed(0, kLongestYears);
constexpr Range kOffset = closed(-0.9, 3);
constexpr Range kPrice = closed(0, 1e9);

template <class Entry>
std::vector<std::string> names_of(std::span<const Entry> entries) {
  std::vector<std::string> names;
  for (const Entry& entry : entries) names.emplace_back(entry.name);
  return names;
}

}  // namespace

void visit_fields(FieldVisitor& field, TimelineOptions& o) {
  field.list_or_auto(
      {"sessions", "",
       "Visits of the first course, by day; auto: 2 up to 40 cm^2, 3 up to 250 cm^2, else 4, and 4 "
       "where there are scars, 14 days apart, the first ones with more water (shares of three measured, "
       "areas and water assumptions)",
       Trust::kMeasured, "domain notes 6"},
      o.sessions, {1, 12});
  field.number(
      {"free_share", "", "Share of the dots of later visits that are set without regard to earlier ones",
       Trust::kAssumption, "domain notes 2.2"},
      o.free_share, closed(0, 0.5));
  field.list({"touch_ups", "", "Later visits that add dots among the aged ones"}, o.touch_ups, {1, 12});
  field.list({"laser", "", "Removal by laser"}, o.laser, {1, 12});
  field.list({"loss", "", "Native hair lost later"}, o.loss, {1, 12});
  field.list({"greying", "", "Native hair that turns grey later"}, o.greying, {1, 12});
  field.text({"sun", "", "How much sun the scalp sees: fading is 1, 1.5 or 2.2 times that in the shade",
              Trust::kAssumption, "domain notes 7"},
             o.sun, TextKind::kName, names_of(sun_settings()));
  field.object({"healing", "", "How new work looks before it has healed"}, o.healing);
  field.object({"ageing", "", "What years do to healed dots"}, o.ageing);
}

void visit_fields(FieldVisitor& field, SessionOptions& o) {
  field.number(required({"day", "days", "Since the first session, which is on day 0"}), o.day,
               closed(0, 1000));
  field.number(required({"share", "", "Of all dots of the course; the shares sum to 1"}), o.share,
               above(0, 1));
  field.number({"dilution_offset", "", "More parts of water than the shade's, as a share of them"},
               o.dilution_offset, kOffset);
}

void visit_fields(FieldVisitor& field, TouchUpOptions& o) {
  field.number(required({"year", "years", "Since the last session"}), o.year, kYear);
  field.number(
      or_auto(
          {"share", "",
           "New dots as a share of those of the course; auto: as many as give the field its darkness back"}),
      o.share, above(0, 2));
  field.number({"dilution_offset", "", "More parts of water than the shade's, as a share of them"},
               o.dilution_offset, kOffset);
  field.text({"region", "", "Name of a region or scar; absent: all of them"}, o.region, TextKind::kName);
}

void visit_fields(FieldVisitor& field, LaserOptions& o) {
  field.number(required({"year", "years", "Of the first visit, since the last session"}), o.year, kYear);
  field.text(
      {"kind", "",
       "What is left of a dot after each visit: picosecond 0.40, q-switched 0.65; deep dots lose three "
       "quarters of that",
       Trust::kDerived, "domain notes 8"},
      o.kind, TextKind::kName, names_of(laser_kinds()));
  field.whole({"visits", "", "Number of visits"}, o.visits, closed(1, 20));
  field.number(or_auto({"gap_days", "days", "Between visits; auto: 28 for picosecond, 49 for q-switched",
                        Trust::kPractitioners, "domain notes 8"}),
               o.gap_days, closed(7, 730));
  field.text({"region", "", "Name of a region or scar whose dots are treated"}, o.region, TextKind::kName);
  field.points({"outline", "px or share", "Treats the dots inside; neither this nor region: all dots"},
               o.outline, kCoordinate, {3, 10'000});
  field.number({"feather_mm", "mm", "The effect on dots beyond the border ends over this far",
                Trust::kAssumption, "domain notes 8"},
               o.feather_mm, closed(0, 20));
  field.at_most_one({"region", "outline"});
}

void visit_fields(FieldVisitor& field, LossOptions& o) {
  field.number(required({"year", "years", "Since the last session"}), o.year, kYear);
  field.text(required({"pattern", "", "Pattern of hair loss on the posed head from then on"}), o.pattern,
             TextKind::kName, loss_pattern_names());
}

void visit_fields(FieldVisitor& field, GreyingOptions& o) {
  field.number(required({"year", "years", "Since the last session"}), o.year, kYear);
  field.number({"share", "", "Of the native hairs that are grey from then on", Trust::kAssumption}, o.share,
               closed(0, 1));
}

void visit_fields(FieldVisitor& field, HealingOptions& o) {
  field.number({"fresh_diameter", "", "Diameter of a dot on its day, relative to healed", Trust::kAssumption,
                "domain notes 1.5"},
               o.fresh_diameter, closed(1, 2.5));
  field.number({"fresh_strength", "", "Optical density of its middle on its day, relative to healed",
                Trust::kAssumption, "domain notes 1.5"},
               o.fresh_strength, closed(1, 2.5));
  field.number({"redness", "", "a* that the skin around the dots gains on their day; gone by day 4",
                Trust::kAssumption, "domain notes 1.5"},
               o.redness, closed(0, 20));
}

void visit_fields(FieldVisitor& field, AgeingOptions& o) {
  field.number({"early_loss", "", "Share of the pigment lost in the first half year after the last session",
                Trust::kDerived, "domain notes 7"},
               o.early_loss, closed(0, 0.9));
  field.number({"scar_early_loss", "", "The same in scars", Trust::kDerived, "domain notes 7"},
               o.scar_early_loss, closed(0, 0.9));
  field.number({"fade_factor", "", "Rate of fading after that, relative to the pigment's own"}, o.fade_factor,
               closed(0, 5));
  field.number({"growth_per_year", "", "Growth of the dots' diameter", Trust::kAssumption, "domain notes 7"},
               o.growth_per_year, closed(0, 0.2));
}

void visit_fields(FieldVisitor& field, PriceOptions& o) {
  field.text({"currency", "", "Of all prices"}, o.currency, TextKind::kName);
  field.number({"per_session", "", "Of a session or touch-up"}, o.per_session, kPrice);
  field.number({"per_hour", "", "Of work"}, o.per_hour, kPrice);
  field.number({"per_cm2", "", "Of area treated by the first course"}, o.per_cm2, kPrice);
  field.number({"per_dot", "", "Of every impression"}, o.per_dot, kPrice);
  field.number({"per_graft", "", "Of a follicular unit transplanted"}, o.per_graft, kPrice);
}

void visit_fields(FieldVisitor& field, DonorOptions& o) {
  field.number(
      or_auto({"units_per_cm2", "per cm^2", "Follicular units of the donor area; auto: by type of hair",
               Trust::kMeasured, "domain notes 2.1"}),
      o.units_per_cm2, closed(10, 150));
  field.number({"area_cm2", "cm^2", "Size of the safe donor area", Trust::kAssumption}, o.area_cm2,
               closed(1, 400));
  field.number({"harvest_share", "", "Share of its units that can be taken without being seen",
                Trust::kPractitioners, "domain notes 4"},
               o.harvest_share, above(0, 1));
}

}  // namespace smp
