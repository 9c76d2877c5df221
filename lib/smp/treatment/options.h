#pragma once  // What the user asks to be placed: regions, needles, pigment. Defaults are the spec's.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "smp/base/point.h"
#include "smp/optics/pigment.h"

namespace smp {

/// Dots per cm^2 of scalp where nothing else is known (domain notes 2.3).
inline constexpr double kUsualDensity = 110;

/// One area to treat. Exactly one of `outline` and `mask` is given.
struct RegionOptions {
  std::string name;
  std::vector<Point2> outline;  ///< corners in the spec's coordinates, not self-crossing
  std::string mask;  ///< grey picture of the photo's size; white = treat, grey = share of the density
  /// Per cm^2 of scalp. None ("auto"): 110, or what matches the native hair's field.
  std::optional<double> density_per_cm2 = kUsualDensity;
  /// Conflict distance as a share of the largest that still fits the density: 1 is blue noise,
  /// 0.65 looks like hair, 0 is pure chance.
  double regularity = 0.65;
  double fade_mm = 0;  ///< density rises from 0 at the edge to its full value this far inside
  /// Share of dots by needle code; the shares are normalised to their sum.
  std::map<std::string, double> needles = {{"1RL", 0.15}, {"3RL", 0.80}, {"5RL", 0.05}};
  double depth_mm = 0.30;  ///< centre of the healed deposit below the skin
  /// How far the needle goes; when given it sets depth_mm = clamp(0.375 * needle_depth_mm, 0.15, 1.4).
  std::optional<double> needle_depth_mm;
  double depth_spread_mm = 0.03;  ///< standard deviation between dots
  double diameter_spread = 0.15;  ///< standard deviation of ln(diameter)
  double strength_spread = 0.15;  ///< standard deviation of ln(strength)
  double tremor_mm = 0.03;        ///< hand tremor: standard deviation per axis, added after placement
};

/// A share of the dots set in a shade of its own.
struct BlendPart {
  double dilution = 12;  ///< parts of water to one of pigment
  double share = 1;
};

/// How a field of native hair in the photo is matched. Only used where one was found or sampled.
struct MatchOptions {
  bool enabled = true;
  std::array<double, 2> dilution = {2, 30};           ///< least and most parts of water
  std::array<double, 2> density_per_cm2 = {60, 190};  ///< for regions whose density is "auto"
  std::vector<std::string> pigments = {"carbon-black", "brown-oxide"};  ///< the preferred ones first
};

/// A pigment of the user's own.
struct OwnPigment {
  std::string name;
  std::array<double, 3> kappa = {1, 1, 1};  ///< absorption in linear R, G, B relative to carbon black
  double mu_healed_per_mm = 112;            ///< of the undiluted deposit at 550 nm
  double fade_per_year = 0.13;              ///< share of the absorption lost in a year
  std::string source;                       ///< where its numbers come from
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
};

/// The user's own pigments in the form of the catalogue.
std::vector<Pigment> own_pigments(const PigmentOptions& options);

}  // namespace smp
