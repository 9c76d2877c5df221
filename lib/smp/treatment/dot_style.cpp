#include "smp/treatment/dot_style.h"

#include <algorithm>
#include <cmath>

#include "smp/base/error.h"
#include "smp/treatment/design_density.h"
#include "smp/treatment/needles.h"
#include "smp/treatment/planner.h"

namespace smp {
namespace {

constexpr double kSmallestDotMm = 0.05, kLargestDotMm = 1.5;
constexpr double kWhorlSwirlDeg = 40;  // hair leaves a whorl askew, clockwise [assumption]
constexpr double kLeastStrength = 0.02;

// Gamma variate of unit scale: Marsaglia & Tsang, A Simple Method for Generating Gamma Variables, 2000.
double gamma_variate(double shape, RandomStream& random) {
  if (shape < 1) {
    const double u = 1 - random.uniform();
    return gamma_variate(shape + 1, random) * std::pow(u, 1 / shape);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), t = 1 + c * x;
    const double u = 1 - random.uniform();
    const double v = t * t * t;
    if (t > 0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double direction_deg(Point2 d) { return degrees(std::atan2(d.y, d.x)); }

}  // namespace

double diameter_factor_at_depth(double depth_mm) {
  const double travel = depth_mm / kDepthPerNeedleTravel;
  if (travel <= 1) return 1;
  if (travel <= 1.5) return 1 + 0.6 * (travel - 1) / 0.5;
  return 1.6 + 1.4 * std::min(1.0, (travel - 1.5) / 0.5);
}

double retained_share(double needle_travel_mm) {
  return 0.2 + 0.8 * std::clamp((needle_travel_mm - 0.1) / 0.2, 0.0, 1.0);
}

double beta_share(double mean, double sd, RandomStream random) {
  constexpr double kMostOfLargest = 0.9;
  const double largest = mean * (1 - mean);
  const double variance = std::min(sd * sd, kMostOfLargest * kMostOfLargest * largest);
  if (!(variance > 0)) return mean;
  const double both = largest / variance - 1;  // the sum of the two shapes
  const double a = gamma_variate(mean * both, random);
  const double b = gamma_variate((1 - mean) * both, random);
  return a + b > 0 ? a / (a + b) : mean;
}

std::size_t draw_share(const std::vector<double>& shares, double u) {
  std::size_t i = 0;
  while (i + 1 < shares.size() && u >= shares[i]) u -= shares[i++];
  return i;
}

Point2 step_on_scalp(Point2 p_px, const Metric2& metric, Point2 step_mm) {
  // Through the metric's Cholesky factor.
  const double l11 = std::sqrt(metric.xx), l21 = metric.xy / l11,
               l22 = std::sqrt(std::max(1e-12, metric.yy - l21 * l21));
  const double dy = step_mm.y / l22;
  return {p_px.x + (step_mm.x - l21 * dy) / l11, p_px.y + dy};
}

DotStyle::DotStyle(const RegionOptions& options, const RegionDesign& design,
                   const std::vector<OwnNeedle>& own_needles, const Surface& surface, std::uint64_t seed,
                   Treatment& treatment)
    : options_(options),
      design_(design),
      surface_(surface),
      seed_(seed),
      by_place_(!options.needles && !design.needles.empty()),
      depth_mm_(deposit_depth_mm(options)) {
  const auto add = [&](const std::string& code, double share) {
    const auto diameter = dot_diameter_mm(code, own_needles);
    if (!diameter) throw InvalidArgument("unknown needle " + quoted(code), "needles");
    auto known = std::find(treatment.needles.begin(), treatment.needles.end(), code);
    if (known == treatment.needles.end()) known = treatment.needles.insert(known, code);
    needles_.push_back({static_cast<std::uint16_t>(known - treatment.needles.begin()), *diameter, share});
  };
  if (by_place_) {
    for (const std::string& code : design.needle_codes) add(code, 0);
    if (needles_.empty() || static_cast<int>(needles_.size()) != design.needles.values.channels())
      throw InvalidArgument("must name one needle for each channel of the map", "needles");
    return;
  }
  double sum = 0;
  for (const auto& [code, share] : needles_of(options)) sum += share;
  if (!(sum > 0)) throw InvalidArgument("at least one share must be > 0", "needles");
  for (const auto& [code, share] : needles_of(options)) add(code, share / sum);
}

const DotStyle::NeedleShare& DotStyle::needle_at(Point2 p_px, double u) const {
  for (std::size_t i = 0; i < needles_.size(); ++i) {
    const double share =
        by_place_ ? double{design_.needles.at(p_px, static_cast<int>(i))} : needles_[i].share;
    if (u < share) return needles_[i];
    u -= share;
  }
  return needles_.back();
}

double flow_azimuth_deg(const FlowOptions& options, const RegionDesign& design, Point2 p_px) {
  if (!design.flow.empty()) {
    const Point2 flow = {design.flow.at(p_px, 0), design.flow.at(p_px, 1)};
    if (dot(flow, flow) > 0) return direction_deg(flow);
  }
  if (options.direction_deg) return *options.direction_deg;
  if (options.whorl && *options.whorl != p_px) return direction_deg(p_px - *options.whorl) + kWhorlSwirlDeg;
  return 90;  // down
}

bool DotStyle::on_scar(Point2 p_px, Kind kind) const {
  if (kind == Kind::kOnScar) return true;
  if (!design_.scar_mm.empty()) return design_.scar_mm.at(p_px) > 0;
  // Scar everywhere, or none at all: then its rules change nothing.
  return design_.diameter_factor != 1 || design_.retention != 1 || design_.retention_spread != 0;
}

float DotStyle::fill(Impression& dot, Kind kind) const {
  const auto luck = [&](RandomPurpose purpose) { return RandomStream(seed_, purpose, dot.id); };
  auto here = surface_.at(dot.position_px);
  if (here && kind == Kind::kPlaced && options_.tremor_mm > 0) {
    RandomStream hand = luck(RandomPurpose::kTremor);
    const double x = options_.tremor_mm * hand.normal(), y = options_.tremor_mm * hand.normal();
    const Point2 moved = step_on_scalp(dot.position_px, here->metric, {x, y});
    if (const auto there = surface_.at(moved)) dot.position_px = moved, here = there;
  }
  if (here) dot.position_mm = here->position_mm;
  const Point2 place = dot.position_px;
  dot.depth_mm = std::clamp(depth_mm_ + options_.depth_spread_mm * luck(RandomPurpose::kDepth).normal(),
                            kShallowestMm, kDeepestMm);
  dot.tilt_deg = options_.tilt_deg;
  dot.azimuth_deg = std::remainder(flow_azimuth_deg(options_.flow, design_, place) +
                                       options_.azimuth_spread_deg * luck(RandomPurpose::kTilt).normal(),
                                   360.0);

  // A leaning needle draws the same deposit out: the ellipse keeps the circle's area, and so the pigment.
  double diameter = diameter_factor_at_depth(dot.depth_mm) * std::sqrt(std::cos(radians(dot.tilt_deg)));
  double strength = design_.strength * retained_share(options_.needle_depth_mm.value_or(INFINITY));
  const double behind = kind == Kind::kSentinel ? 0
                        : design_.hairline_mm.empty()
                            ? 1
                            : behind_edge(design_.edge, double{design_.hairline_mm.at(place)});
  diameter *= design_.edge.edge_diameter + (1 - design_.edge.edge_diameter) * behind;
  strength *= design_.edge.edge_strength + (1 - design_.edge.edge_strength) * behind;
  dot.scarred = on_scar(place, kind);
  if (dot.scarred) {
    diameter *= design_.diameter_factor;
    strength *= beta_share(design_.retention, design_.retention_spread, luck(RandomPurpose::kRetention));
  }
  const NeedleShare& needle = needle_at(place, luck(RandomPurpose::kNeedle).uniform());
  dot.needle = needle.index;
  dot.diameter_mm =
      std::clamp(diameter * needle.diameter_mm *
                     std::exp(options_.diameter_spread * luck(RandomPurpose::kDiameter).normal()),
                 kSmallestDotMm, kLargestDotMm);
  round_to_record(dot);
  return static_cast<float>(std::max(kLeastStrength, strength));
}

}  // namespace smp
