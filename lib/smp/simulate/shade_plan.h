#pragma once  // Which shades are set: as given, by the table of skin and hair, or to match native hair.
#include <optional>
#include <string>
#include <vector>

#include "smp/scalp/scalp.h"
#include "smp/scalp/survey.h"
#include "smp/spec/spec.h"
#include "smp/treatment/planner.h"

namespace smp {

struct ShadePlan {
  ShadeMix mix;
  /// Around which the shades lie, before the water that a visit adds; the share-weighted mean of a given
  /// blend.
  double dilution = 12;
  std::vector<double> density_per_cm2;  ///< one per region of the spec, as given or as chosen
  /// "list": of impressions, which carry their own; "given": by the spec; "table": by skin tone and hair
  /// colour; "match": from native hair in the photo.
  std::string source;
  double hair_lightness = 0;  ///< L* that the table was entered with; 0 otherwise
  // The rest is of a plan that was matched or trimmed.
  PerChannel transmittance{};  ///< mean of the field in the leading region (its density, depth and needles)
  double contrast = 0;         ///< of that field, standard deviation of luminance as a share of its mean
  double native_contrast = 0;  ///< of the native field; 0: not resolved, or not matched
  double remaining_de = 0;     ///< CIEDE2000 between that field and what was to be matched, or trimmed to
  bool sample_unmatched = false;  ///< a hair sample was given that dots cannot match; the table was asked
  bool reached = true;            ///< remaining_de <= kReachedDeltaE
  /// Where colour or grain of native hair is not reached: a lesser depth at which both would be.
  std::optional<double> reaching_depth_mm;
};

/// Whether the field's grain comes near that of the native hair: 0.8 of it keeps the luminance deviations of
/// field and skin together within 15 % on skin of usual texture.
bool has_native_grain(const ShadePlan& plan);

/// Decides, from what the spec leaves to us:
///
/// * A blend, or a dilution that is given, is taken as it stands, with the pigment given or carbon black.
/// * Otherwise, where the survey has the colour of a field of native hair and `match` is enabled, pigments,
///   dilution and, for regions whose density is "auto", the density are matched to it (`match_shade`): one
///   look for the whole treatment, worked out for the first region whose density is "auto", else the first.
///   A pigment that is given is kept. One density serves all regions that leave it open. There is never less
///   than half of the table's water, by how much practitioners differ (domain notes, section 5): hair darker
///   than that is matched as far as it goes. Long hair, and fields that hide half of the light or more, are
///   no stubble and are not matched.
/// * Otherwise the table (`auto_dilution`) by the skin's ITA and the hair's L*; hair of unknown colour counts
///   as dark brown. An open density is 110 per cm^2.
///
/// `trim_warmth` moves the outcome of the latter two: the mean colour of the field so found is shifted by
/// (+0.6, +0.4) in (a*, b*) times the trim and matched again with the pigments of `match`. Carbon black is
/// the coolest of the catalogue, so it cannot be cooled; what is not reached is in `remaining_de`.
/// @param survey its skin reading is used as it is, given by the user or measured.
/// @throws Error kBadInput for a pigment that is not known.
ShadePlan choose_shades(const Spec& spec, const Survey& survey, const Scalp& scalp);

/// Takes from matched shades the water that the sessions add: all by one factor, so that the mean of 1 / (N +
/// 1) over the dots of the course is what was matched. Other shades stay: those are the last session's.
void allow_for_sessions(ShadePlan& plan, const Timeline& timeline);

}  // namespace smp
