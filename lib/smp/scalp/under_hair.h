#pragma once  // What the length of the native hair means for dots, and where they can hide under longer hair.
#include <cstdint>

#include "smp/base/image.h"
#include "smp/geometry/scalp_map.h"
#include "smp/geometry/surface.h"
#include "smp/scalp/reduced_photo.h"
#include "smp/scalp/survey.h"

namespace smp {

/// Domain notes 9; the limits are assumptions there.
enum class HairLength {
  kShaven,  ///< up to 1 mm: dots
  kMixed,   ///< 1 to 3 mm: dots, but flat ones beside hair that stands up
  kLong,    ///< above 3 mm: only as a tone under the hair
};
HairLength hair_length_class(double length_mm);

/// Strength of dots under long hair relative to that of others, 0.5 to 0.7 (domain notes 9).
inline constexpr double kUnderHairStrength = 0.6;

/// Where hair hides dots under it.
struct UnderHair {
  /// 1 where hair stands, falling to 0 over the first `kHairReachMm` of bare places that are refused; 0 where
  /// no scalp is seen. On the cells of the reduced photo.
  ScalpMap allowed_share;
  double allowed_cm2 = 0;        ///< of the treated scalp, counted by share
  double refused_cm2 = 0;        ///< of the treated scalp: the rest
  int refused_patches = 0;       ///< bare places above `kMostBareCm2` that reach into the treated scalp
  double largest_patch_cm2 = 0;  ///< of those; what lies outside of the treated scalp included
};

inline constexpr double kHairReachMm = 3;  ///< hair hides what is as near [assumption]
inline constexpr double kMostBareCm2 = 2;  ///< larger places without hair are refused (domain notes 9)

/// Bare places are what is left of the scalp without hair when gaps narrower than twice the reach are taken
/// for hair; the forehead in front of a hairline is one. Small ones are allowed.
/// Hair stands where the survey found it, and in and around the treated cells where the photo shows strands
/// side by side.
/// @param survey of the photo. Where no hair is seen everything is refused.
/// @param treated cells of `reduced` that will be treated (0 = not); empty: none.
UnderHair look_under_hair(const Photo& photo, const Survey& survey, const ReducedPhoto& reduced,
                          const Image<std::uint8_t>& treated, const Surface& surface, int threads);

/// The same from cells known to be hair (0 = none).
UnderHair look_under_hair(const Image<std::uint8_t>& hair, const ReducedPhoto& reduced,
                          const Image<std::uint8_t>& treated, const Surface& surface, int threads);

}  // namespace smp
