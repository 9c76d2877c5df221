#pragma once  // Which pigments, how diluted and how dense a field of dots must be to look like another field.
#include <optional>
#include <string>
#include <vector>

#include "smp/optics/field_mean.h"
#include "smp/optics/pigment.h"

namespace smp {

/// One of the shades mixed among the dots, relative to the dilution asked for.
struct RelativeShade {
  double dilution_factor = 1;
  double share = 1;
};

struct NumberRange {
  double low = 0, high = 0;
};

/// A colour difference below which a match counts as reached (CIEDE2000).
inline constexpr double kReachedDeltaE = 1.0;

struct MatchRequest {
  /// Mean transmittance per channel of the field to look like: its colour over that of its bare skin.
  PerChannel target = {1, 1, 1};
  PerChannel skin = {0.461, 0.304, 0.235};  ///< linear colour of the skin, for colour differences
  /// Standard deviation of luminance, as a share of its mean, in the field to look like, at the blur of the
  /// `FieldMean`; > 0.
  std::optional<double> contrast;
  NumberRange density_per_cm2 = {110, 110};  ///< equal ends: given
  NumberRange dilution = {0, 40};            ///< parts of water; 0 <= low <= high
  std::vector<Pigment> pigments;             ///< candidates, the preferred ones first; at least one
  std::vector<RelativeShade> blend = {{1, 1}};
  /// By how much a second pigment, or one listed later, must lower the colour difference to be used.
  double worth_another_pigment = 0.3;
};

struct MatchResult {
  std::string pigment;  ///< one of the candidates or a mixture of two, as `resolve_pigment` reads it
  double dilution = 0;
  double density_per_cm2 = 0;
  PerChannel predicted{};   ///< transmittance of the field
  double contrast = 0;      ///< of the field, as in the request
  double remaining_de = 0;  ///< CIEDE2000 between the field and what was asked for
  bool reached = false;     ///< remaining_de <= kReachedDeltaE
};

/// Finds the field whose mean colour is nearest to the target: each pigment by itself, then the pair that
/// non-negative least squares over the absorption wanted per channel picks (optics notes, section 7), the
/// dilution by bisection on luminance and then on the colour difference. Shares are whole percents, so that
/// the result's name gives the same pigment back.
///
/// A range of densities: with a contrast the one whose grain comes nearest (fewer, darker dots have more),
/// among those whose colour is within 0.7 or as good as the best; without one 110 per cm^2, or the nearest
/// to it that reaches the colour. It is whole, as far as the range allows.
///
/// What cannot be reached is no error: the nearest is returned with its difference.
/// @throws InvalidArgument without pigments, with an empty blend, a contrast of 0 or ranges that are none.
MatchResult match_shade(const FieldMean& field, const MatchRequest& request);

}  // namespace smp
