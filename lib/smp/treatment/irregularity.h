#pragma once  // The irregular edge of a hairline: undulations of a given size along a line.
#include <cstdint>
#include <functional>
#include <vector>

#include "smp/geometry/head_curve.h"
#include "smp/treatment/hairline.h"

namespace smp {

inline constexpr double kLeastSentinel = 1;       // mm from the edge to single dots in front of it
inline constexpr double kGapLength = 35;          // mm of a faux scar behind the course
inline constexpr double kGapSlant = radians(35);  // of a faux scar, from straight back to outwards

/// Waves along a line: half-waves of uneven length and height, joined smoothly (first derivative continuous).
///
/// `amplitude_mm` is the square root of 2 times the standard deviation, as of a sine; `wavelength_mm` the
/// mean distance between zero crossings upwards. Half-waves are independent but for a pull towards the mean
/// length, so that the pattern never repeats while every stretch of some wavelengths keeps the length and the
/// amplitude asked for.
class Undulation {
 public:
  Undulation() = default;
  /// @param parts_mm places along the line, ascending from its start to its end, between which the amplitude
  ///        is to hold by itself.
  /// @param weight by which the waves are multiplied at each place, in [0, 1]: allowed for in the amplitude.
  /// @param index tells several undulations of one seed apart.
  Undulation(double amplitude_mm, double wavelength_mm, const std::vector<double>& parts_mm,
             const std::function<double(double)>& weight, std::uint64_t seed, std::uint64_t index);

  /// Deviation in mm at a place along the line, the weight included.
  double at(double arc_mm) const;

 private:
  double wave(double arc_mm) const;
  void scale_parts(double amplitude_mm, const std::vector<double>& parts_mm);

  std::vector<double> turns_mm_, heights_mm_;  // places and heights of the crests and troughs
  std::function<double(double)> weight_;
};

/// Large and small undulations of a hairline's edge along its course: mm to displace it by. They end smoothly
/// with the course and stay small where it turns within little more than their own size.
class EdgeWaves {
 public:
  /// @param parts_mm as of `Undulation`.
  EdgeWaves(const HeadCurve& course, const HairlineShape& shape, const std::vector<double>& parts_mm,
            std::uint64_t seed);

  double at(double arc_mm) const { return macro_.at(arc_mm) + micro_.at(arc_mm); }
  /// Steps along the course that follow the undulations.
  double step_mm() const { return step_mm_; }

 private:
  Undulation macro_, micro_;
  double step_mm_ = 0.7;
};

}  // namespace smp
