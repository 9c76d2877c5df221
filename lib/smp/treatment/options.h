#pragma once  // What the user asks to be placed: regions, needles, pigment. Defaults are the spec's.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/point.h"
#include "smp/optics/pigment.h"

namespace smp {

/// Dots per cm^2 of scalp where nothing else is known (domain notes 2.3).
inline constexpr double kUsualDensity = 110;

/// The shape of a front hairline and of its edge. What is absent follows from `preset` and `style`
/// (domain notes 3.1 to 3.3).
struct HairlineOptions {
  /// Drawn places from one end to the other in the spec's coordinates, joined smoothly. Empty: designed on
  /// the posed head.
  std::vector<Point2> points;
  std::string preset = "natural";  ///< "youthful", "natural", "mature", "conservative": how high it stands
  /// "natural", "straight", "round", "receded", "broken", "widows-peak", "faux-scar".
  std::string style = "natural";
  std::optional<double> mid_height_mm;  ///< mid-frontal point along the skin above the glabella
  std::optional<double>
      temple_recession_mm;         ///< how far the fronto-temporal corners lie behind the mid-frontal point
  std::optional<double> width_mm;  ///< between the fronto-temporal corners
  std::optional<double>
      temporal_peak_mm;                 ///< how far the temporal peaks point forward of the sideburns' line
  std::optional<double> transition_mm;  ///< the density rises over this far behind the edge
  std::optional<double> macro_mm,
      micro_mm;  ///< root of 2 times the standard deviation of the large and small undulations
  std::optional<double> macro_wavelength_mm, micro_wavelength_mm;
  std::optional<double> asymmetry_mm;     ///< by how much left and right differ
  std::optional<int> sentinels_per_side;  ///< single dots in front of the edge
  double edge_diameter = 0.78;   ///< of dots at the very edge, relative to those behind the transition
  double edge_strength = 0.6;    ///< the same of their strength
  std::optional<double> gap_mm;  ///< width of the gap of "faux-scar"
  std::uint64_t seed = 1;        ///< of its irregularity
  friend bool operator==(const HairlineOptions&, const HairlineOptions&) = default;
};

/// Direction in which hair lies, where no posed head tells it. At most one is given.
struct FlowOptions {
  std::optional<double> direction_deg;  ///< everywhere the same, in the photo from x towards y
  std::optional<Point2> whorl;          ///< away from this place, with a swirl
  friend bool operator==(const FlowOptions&, const FlowOptions&) = default;
};

/// Dots set in groups, as hair of African texture grows.
struct ClusterOptions {
  double dots = 1;          ///< mean number in a group; 1: no groups
  double radius_mm = 0.35;  ///< of a group
  friend bool operator==(const ClusterOptions&, const ClusterOptions&) = default;
};

/// Hair loss of `alopecia-areata`, drawn at random.
struct PatchOptions {
  int count = 4;
  double diameter_mm = 30;
  std::optional<double> salt_share;  ///< share of the scalp without hair; sets the patches' size
  std::uint64_t seed = 1;
  friend bool operator==(const PatchOptions&, const PatchOptions&) = default;
};

/// One area to treat. Exactly one of `outline`, `mask`, `pattern` and `zones` is given.
struct RegionOptions {
  std::string name;
  std::string pattern;  ///< hair loss on the posed head: "norwood-5", "ludwig-2", "alopecia-areata", ...
  std::vector<std::string> zones;  ///< of the posed head: "leading-edge", "frontal", "crown", ...
  PatchOptions patches;            ///< of "alopecia-areata"
  std::optional<HairlineOptions> hairline;
  std::vector<Point2> outline;  ///< corners in the spec's coordinates, not self-crossing
  std::string mask;  ///< grey picture of the photo's size; white = treat, grey = share of the density
  /// Per cm^2 of scalp. None ("auto"): 110, or what matches the native hair's field.
  std::optional<double> density_per_cm2 = kUsualDensity;
  /// Conflict distance as a share of the largest that still fits the density: 1 is blue noise,
  /// 0.65 looks like hair, 0 is pure chance.
  double regularity = 0.65;
  double fade_mm = 0;  ///< density rises from 0 at the edge to its full value this far inside
  /// Native follicular units per cm^2 that count towards the density. None ("auto"): what the pattern leaves,
  /// or what the photo shows.
  std::optional<double> native_per_cm2 = 0;
  /// Share of dots by needle code; the shares are normalised to their sum. None ("auto"): by zone behind a
  /// hairline and on a posed head, else 15 % 1RL, 80 % 3RL, 5 % 5RL.
  std::optional<std::map<std::string, double>> needles;
  double tilt_deg = 15;            ///< needle from the normal, along the flow of hair
  double azimuth_spread_deg = 15;  ///< standard deviation of its direction
  FlowOptions flow;
  ClusterOptions clusters;
  double depth_mm = 0.30;  ///< centre of the healed deposit below the skin
  /// How far the needle goes; when given it sets depth_mm = clamp(0.375 * needle_depth_mm, 0.15, 1.4).
  std::optional<double> needle_depth_mm;
  double depth_spread_mm = 0.03;  ///< standard deviation between dots
  double diameter_spread = 0.15;  ///< standard deviation of ln(diameter)
  double strength_spread = 0.15;  ///< standard deviation of ln(strength)
  double tremor_mm = 0.03;        ///< hand tremor: standard deviation per axis, added after placement
  friend bool operator==(const RegionOptions&, const RegionOptions&) = default;
};

/// A scar to hide. Its own look is the photo's.
struct ScarOptions {
  std::string name;
  std::string kind =
      "fut";  ///< "fut": a band along `path`; "fue": dots in `outline` or at `points`; "area": `outline`
  std::vector<Point2> path;
  double width_mm = 3;  ///< of the band
  std::vector<Point2> outline;
  std::vector<Point2> points;                       ///< centres of FUE scars
  double scars_per_cm2 = 22;                        ///< of FUE scars not listed
  double scar_diameter_mm = 0.9;                    ///< of one FUE scar
  double density_per_cm2 = kUsualDensity;           ///< of the surround that the scar is to look like
  double extra_density = 0.2;                       ///< more than the surround, as a share
  double retention = 0.6, retention_spread = 0.25;  ///< share of the pigment that the scar keeps, dot by dot
  double spread = 1.3;                              ///< of the dots' diameter
  double blend_mm = 15;                             ///< the work fades out over this far around the scar
  double depth_mm = 0.30;
  friend bool operator==(const ScarOptions&, const ScarOptions&) = default;
};

/// Follicular units to be transplanted.
struct GraftOptions {
  std::string region;  ///< name of the region
  double units_per_cm2 = 30;
  /// Share of units with 1, 2, 3 and 4 hairs; normalised.
  std::array<double, 4> hairs_per_unit = {0.284, 0.526, 0.175, 0.015};
  friend bool operator==(const GraftOptions&, const GraftOptions&) = default;
};

/// A needle of the user's own.
struct OwnNeedle {
  std::string code;
  int prongs = 1;
  double needle_diameter_mm = 0.25;
  double dot_diameter_mm = 0.18;
  std::string source;
  friend bool operator==(const OwnNeedle&, const OwnNeedle&) = default;
};

/// A share of the dots set in a shade of its own.
struct BlendPart {
  double dilution = 12;  ///< parts of water to one of pigment
  double share = 1;
  friend bool operator==(const BlendPart&, const BlendPart&) = default;
};

/// How a field of native hair in the photo is matched. Only used where one was found or sampled.
struct MatchOptions {
  bool enabled = true;
  std::array<double, 2> dilution = {2, 30};           ///< least and most parts of water
  std::array<double, 2> density_per_cm2 = {60, 190};  ///< for regions whose density is "auto"
  std::vector<std::string> pigments = {"carbon-black", "brown-oxide"};  ///< the preferred ones first
  friend bool operator==(const MatchOptions&, const MatchOptions&) = default;
};

/// A pigment of the user's own.
struct OwnPigment {
  std::string name;
  std::array<double, 3> kappa = {1, 1, 1};  ///< absorption in linear R, G, B relative to carbon black
  double mu_healed_per_mm = 112;            ///< of the undiluted deposit at 550 nm
  double fade_per_year = 0.13;              ///< share of the absorption lost in a year
  std::optional<double> growth_per_year;    ///< of a dot's diameter. None ("auto"): the timeline's
  double free_spread = 0;                   ///< 0 to 1: see `PigmentAgeing`
  double drift_per_year = 0;                ///< towards blue-green: see `PigmentAgeing`
  std::optional<double> oxide_share;        ///< iron oxide's of the absorption. None ("auto"): by `kappa`
  std::string source;                       ///< where its numbers come from
  friend bool operator==(const OwnPigment&, const OwnPigment&) = default;
};

struct PigmentOptions {
  /// Of the catalogue, the user's own or a mixture. None ("auto"): carbon black, or what matches.
  std::optional<std::string> name;
  /// Parts of water to one of pigment. None ("auto"): by skin and hair.
  std::optional<double> dilution;
  /// Shades to mix among the dots; shares are normalised. None ("auto"): three around the dilution.
  std::optional<std::vector<BlendPart>> blend;
  double trim_warmth = 0;  ///< -1 cooler to 1 warmer, at the same lightness
  MatchOptions match;
  std::vector<OwnPigment> catalogue;
  friend bool operator==(const PigmentOptions&, const PigmentOptions&) = default;
};

/// The needles given, or the usual mix of a region without zones.
const std::map<std::string, double>& needles_of(const RegionOptions& region);

/// The user's own pigments in the form of the catalogue.
std::vector<Pigment> own_pigments(const PigmentOptions& options);

}  // namespace smp
