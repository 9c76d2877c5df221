#pragma once  // What the renderer draws: one dot under the skin, placed in the photo.
#include <cstdint>
#include <vector>

#include "smp/geometry/metric.h"
#include "smp/optics/dot_profile.h"

namespace smp {

/// One dot at one moment.
struct Mark {
  Point2 center_px;
  Metric2 metric_mm2;  ///< mm^2 of dot per px^2: the surface metric, with the stretch of a tilted needle
  double diameter_mm = 0.25;
  double depth_mm = 0.30;
  double mu_per_mm = 8.6;        ///< absorption at 550 nm
  PerChannel kappa = {1, 1, 1};  ///< the pigment's absorption per channel relative to carbon black
};

/// Deposits above this depth lie in the epidermis (0.06 to 0.10 mm thick, domain notes 1.3).
inline constexpr double kEpidermisMm = 0.12;

/// Surface metric as seen by a dot whose needle leans by `tilt_deg` from the normal: the dot's long
/// axis is 1 / cos(tilt) times its diameter (domain notes, 1.4), along `azimuth_deg` measured in the
/// photo from its x axis towards y.
Metric2 tilted_metric(const Metric2& surface, double tilt_deg, double azimuth_deg);

/// Largest number of different deposits that are tabulated as they are; more are moved to a
/// lattice (below), so that the cost of a picture does not grow with the variety of its dots.
inline constexpr std::size_t kExactDeposits = 64;

/// The deposits of the marks and which one each mark uses. Up to `kExactDeposits` different ones are
/// kept exactly; otherwise ln(diameter), depth and ln(mu) are rounded to steps of 0.2, 0.05 mm and
/// 0.45, up or down at random by their distance to the two steps, so that means are kept.
struct DepositClasses {
  std::vector<Deposit> deposits;
  std::vector<std::uint32_t> of_mark;
};
DepositClasses classify_deposits(const std::vector<Mark>& marks, int threads = 1);

}  // namespace smp
