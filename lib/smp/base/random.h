#pragma once  // Counter-based random numbers: a value depends on its key alone, never on a call order.
#include <cmath>
#include <cstdint>

#include "smp/base/point.h"

namespace smp {

/// Bijective mixing of 64 bits (the finaliser of SplitMix64; Steele, Lea, Flood 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

/// What a random number is for. Keys of different purposes never share numbers.
/// Append only: the values are part of every repeatable result.
enum class RandomPurpose : std::uint64_t {
  kPlacement = 1,
  kTremor = 2,
  kNeedle = 3,
  kDiameter = 4,
  kDepth = 5,
  kStrength = 6,
  kShade = 7,
  kTilt = 8,
  kThinning = 9,
  kPhantom = 10,
  kQuantise = 11,
  kGrain = 12,
  kHairlineWaves = 13,
  kHairlineCourse = 14,
  kSentinels = 15,
  kLossBorder = 16,
  kLossPatch = 17,
  kUnits = 19,
  kCluster = 20,
  kRetention = 21,
  kScar = 22,
  kGraftPlace = 26,
  kGraftUnit = 27,
  kGraftHair = 28,
  kLaser = 29,
  kSession = 32,
  kTouchUp = 33,
  kEnsemble = 37,
};

/// A stream of random numbers keyed by (seed, purpose, index). Copies continue independently.
class RandomStream {
 public:
  constexpr RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index = 0)
      : key_(mix64(mix64(mix64(seed) ^ static_cast<std::uint64_t>(purpose)) + index)) {}

  constexpr std::uint64_t bits() { return mix64(key_ + 0xD1B54A32D192ED03ull * counter_++); }

  /// Uniform in [0, 1), 53 bits.
  constexpr double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Uniform integer in [0, bound); bound >= 1. Bias below 2^-32 for bounds below 2^32.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((bits() >> 32) * bound) >> 32);
  }

  /// Standard normal (Box-Muller, one of the pair).
  double normal() {
    const double u = 1.0 - uniform();  // in (0, 1]
    const double v = uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * kPi * v);
  }

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace smp
