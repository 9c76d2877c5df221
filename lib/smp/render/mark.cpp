#include "smp/render/mark.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/base/random.h"

namespace smp {
namespace {

constexpr double kLogDiameterStep = 0.2;
constexpr double kDepthStepMm = 0.05;
constexpr double kLogMuStep = 0.45;

Deposit exact(const Mark& mark) {
  return {mark.depth_mm,
          mark.diameter_mm,
          {mark.kappa[0] * mark.mu_per_mm, mark.kappa[1] * mark.mu_per_mm, mark.kappa[2] * mark.mu_per_mm}};
}

// Steps of a parameter: a value is moved to one of its two neighbours, at random so that means are kept.
class Lattice {
 public:
  /// @param steps rising.
  explicit Lattice(std::vector<double> steps) : steps_(std::move(steps)) {}
  double near(double value, RandomStream& random) const {
    const auto above = std::upper_bound(steps_.begin() + 1, steps_.end() - 1, value);
    const double low = *(above - 1), high = *above;
    return random.uniform() * (high - low) < value - low ? high : low;
  }

 private:
  std::vector<double> steps_;
};

std::vector<double> even_steps(double first, double step, int count) {
  std::vector<double> steps;
  for (int i = 0; i < count; ++i) steps.push_back(first + step * i);
  return steps;
}
std::vector<double> ratio_steps(double first, double log_step, int count) {
  std::vector<double> steps;
  for (int i = 0; i < count; ++i) steps.push_back(first * std::exp(log_step * i));
  return steps;
}

Mark on_lattice(const Mark& mark, std::size_t index) {
  static const Lattice diameters(ratio_steps(0.02, kLogDiameterStep, 30));  // to 6 mm
  static const Lattice depths(even_steps(kDepthStepMm, kDepthStepMm, 80));  // to 4 mm
  static const Lattice strengths(ratio_steps(0.01, kLogMuStep, 30));        // to 4600 per mm
  RandomStream random(0, RandomPurpose::kQuantise, index);
  Mark rounded = mark;
  rounded.diameter_mm = diameters.near(mark.diameter_mm, random);
  rounded.depth_mm = depths.near(mark.depth_mm, random);
  rounded.mu_per_mm = strengths.near(mark.mu_per_mm, random);
  return rounded;
}

struct DepositHash {
  std::size_t operator()(const Deposit& d) const {
    std::uint64_t hash = 0;
    for (const double v : {d.depth_mm, d.diameter_mm, d.mu_per_mm[0], d.mu_per_mm[1], d.mu_per_mm[2]})
      hash = mix64(hash ^ std::bit_cast<std::uint64_t>(v));
    return hash;
  }
};

bool few_deposits(const std::vector<Mark>& marks) {
  std::set<Deposit> seen;
  for (const Mark& mark : marks) {
    seen.insert(exact(mark));
    if (seen.size() > kExactDeposits) return false;
  }
  return true;
}

}  // namespace

Metric2 tilted_metric(const Metric2& surface, double tilt_deg, double azimuth_deg) {
  if (tilt_deg == 0) return surface;
  // Along the direction the stroke takes on the scalp, lengths count cos(tilt) times as much.
  const double azimuth = radians(azimuth_deg);
  const Point2 direction = {std::cos(azimuth), std::sin(azimuth)};
  const double squared = surface.quadratic(direction);
  const Point2 covector = {surface.xx * direction.x + surface.xy * direction.y,
                           surface.xy * direction.x + surface.yy * direction.y};
  const double s = std::sin(radians(tilt_deg));
  const double shrink = s * s / squared;
  return {surface.xx - shrink * covector.x * covector.x, surface.xy - shrink * covector.x * covector.y,
          surface.yy - shrink * covector.y * covector.y};
}

DepositClasses classify_deposits(const std::vector<Mark>& marks, int threads) {
  const bool keep = few_deposits(marks);
  std::vector<Deposit> deposits(marks.size());
  constexpr std::size_t kRun = 1024;
  parallel_for(threads, (marks.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(marks.size(), (run + 1) * kRun); ++i)
      deposits[i] = exact(keep ? marks[i] : on_lattice(marks[i], i));
  });
  DepositClasses classes;
  classes.of_mark.reserve(marks.size());
  std::unordered_map<Deposit, std::uint32_t, DepositHash>
      known;  // for look-up only; order never depends on it
  for (const Deposit& deposit : deposits) {
    const auto [entry, is_new] =
        known.try_emplace(deposit, static_cast<std::uint32_t>(classes.deposits.size()));
    if (is_new) classes.deposits.push_back(deposit);
    classes.of_mark.push_back(entry->second);
  }
  return classes;
}

}  // namespace smp
