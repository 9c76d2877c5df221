#pragma once  // The pigments a spec may name, as data, and mixtures of them.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smp/base/trust.h"
#include "smp/optics/skin_response.h"

namespace smp {

/// What a number of the catalogue rests on.
struct Basis {
  Trust trust = Trust::kNone;
  std::string source;
};

/// What years and a laser do to a pigment, fading apart. docs/models/time.md has the model.
struct PigmentAgeing {
  /// Growth of a dot's diameter per year: this, and `usual_growth` times that of the timeline.
  double growth_per_year = 0;
  double usual_growth = 1;
  /// 0: a dot spreads only as fast as its fading allows without making a field darker; 1: without regard to
  /// that, as ordinary ink does.
  double free_spread = 0;
  /// Rate at which absorption of blue is lost beyond that of red, green at a quarter of it: 0.1 leaves 0.90
  /// of it after a year. Turns what is left blue-green.
  double drift_per_year = 0;
  double oxide_share = 0;  ///< of the absorption that is iron oxide's, which the first laser visit darkens
  Basis basis;
};

struct Pigment {
  std::string name;
  /// Absorption relative to carbon black in linear red, green and blue.
  PerChannel kappa = {1, 1, 1};
  /// Absorption of the undiluted healed deposit at 550 nm, per mm.
  double mu_healed_per_mm = 112;
  /// Share of the absorption lost in a year on shaded skin, once healed.
  double fade_per_year = 0.13;
  Basis kappa_basis, mu_basis, fade_basis;
  PigmentAgeing ageing;
};

/// The pigments that come with the kit, in a fixed order. Mixes of the house included.
const std::vector<Pigment>& pigment_catalogue();

/// The pigment of the catalogue with that name; null where there is none.
const Pigment* find_pigment(std::string_view name);

std::vector<std::string> known_pigment_names();

/// A pigment's part in a mixture.
struct PigmentPart {
  Pigment pigment;
  double share = 1;  ///< of the undiluted mixture's volume; shares are normalised to their sum
};

/// A mixture: inside scattering skin absorption adds, m_c mu = sum of conc_i kappa_i,c (optics notes,
/// section 7). Its rates of fading, spreading and drift are those of its parts, by absorption at 550 nm.
/// @throws InvalidArgument without parts or with shares that are not above 0.
Pigment mix_pigments(const std::string& name, std::span<const PigmentPart> parts);

/// Share of iron oxide that a pigment's absorption suggests: 0 where blue is absorbed no more than red, as by
/// carbon, 1 from the ratio of brown oxide on, by the ratio's logarithm between [assumption].
double oxide_share_of(const PerChannel& kappa);

/// The name under which `resolve_pigment` finds a mixture again: "carbon-black:0.72+brown-oxide:0.28".
/// Shares are written with two digits; parts that round to 0 are left out, and what is one part alone
/// has its plain name.
std::string mix_name(std::span<const PigmentPart> parts);

/// The parts of a mixture's name, or the one pigment that the name is. Arguments and errors as in
/// `resolve_pigment`.
std::vector<PigmentPart> parts_of_pigment(std::string_view name, std::span<const Pigment> own = {},
                                          const std::string& where = {});

/// The pigment of a name: one of `own` (looked at first), of the catalogue, or a mixture of such in the
/// form of `mix_name`.
/// @param where in the document the name stands, for the message.
/// @throws Error kBadInput for a name that is not known (with the nearest one that is) or a mixture
/// that cannot be read.
Pigment resolve_pigment(std::string_view name, std::span<const Pigment> own = {},
                        const std::string& where = {});

/// Absorption at 550 nm of a shade of `parts` of water to one of pigment: mu_healed / (parts + 1).
inline double diluted_mu_per_mm(const Pigment& pigment, double parts) {
  return pigment.mu_healed_per_mm / (parts + 1);
}

/// The catalogue as a Markdown table: every number with what it rests on.
std::string pigment_reference_markdown();

}  // namespace smp
