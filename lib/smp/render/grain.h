#pragma once  // Noise like a camera's, for places where darkening took some of the photo's own away.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace smp {

/// A picture of noise without end: the sum of two patterns whose periods share no divisor, so that
/// nothing repeats within any photo. A function of the seed and the place alone.
class Grain {
 public:
  static constexpr int kRun = 64;  ///< pixels of a row that can be read at once

  /// The two patterns from a place on, kRun pixels each: R, G, B from the lowest byte up, in steps of
  /// 1 / kSteps standard deviations above kZero. Bytes stay below 128, so that two patterns can be added
  /// as whole numbers. The noise of a pixel is (byte - 2 kZero) * kUnit of the sum: normal, standard
  /// deviation 1 in every channel, 0.64 of its variance common to all three (developing a raw file leaves
  /// little colour noise).
  struct Run {
    const std::uint32_t* first;
    const std::uint32_t* second;
  };
  static constexpr int kZero = 64;
  static constexpr float kSteps = 14;
  static constexpr float kUnit = 0.70710678f / kSteps;

  /// @param grain_px standard deviation of the Gaussian that the white noise goes through; 0 = white,
  /// at most 3.
  Grain(double grain_px, std::uint64_t seed, int threads);

  /// From pixel (x, y) of the photo on; both at least 0.
  Run at(int x, int y) const { return {patterns_[0].at(x, y), patterns_[1].at(x, y)}; }

 private:
  struct Pattern {
    int period = 0;
    std::vector<std::uint32_t> pixels;  // period rows of period + kRun pixels
    const std::uint32_t* at(int x, int y) const {
      return pixels.data() + static_cast<std::size_t>(y % period) * static_cast<std::size_t>(period + kRun) +
             x % period;
    }
  };
  static Pattern make_pattern(int period, double grain_px, std::uint64_t seed);
  Pattern patterns_[2];
};

}  // namespace smp
