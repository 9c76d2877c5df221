#include "smp/simulate/field_pattern.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/sampling/statistics.h"
#include "smp/treatment/appearance.h"

namespace smp {
namespace {

constexpr std::size_t kRun = 512;
// Dots whose neighbours are looked at, evenly spread over the order of placing: the mean of distances that
// vary by 30 % is then known to 0.6 %.
constexpr std::size_t kSample = 3000;
// Dots expected in the disc that tells the local density, and from the border of which a dot must keep to be
// judged: their number varies by a tenth, while a fade changes little across the disc.
constexpr double kLocalDots = 30;
constexpr int kBorderProbes = 16;
constexpr double kFarthestMm = 1000;  // beyond, a neighbour is none: no head is as wide

struct Neighbor {
  std::size_t index = 0;
  double mm = 0;
};

// Dots by their cell of a grid across the two axes along which they spread most. A tree costs several times
// as much to build as the searches for a sample of the dots.
class DotGrid {
 public:
  DotGrid(std::span<const SeenDot> dots, double cell_mm) : dots_(dots) {
    Point3 low = dots.front().position_mm, high = low;
    for (const SeenDot& dot : dots)
      for (const auto axis : kAxes) {
        low.*axis = std::min(low.*axis, dot.position_mm.*axis);
        high.*axis = std::max(high.*axis, dot.position_mm.*axis);
      }
    auto axes = kAxes;
    std::ranges::sort(axes, [&](auto a, auto b) { return high.*a - low.*a > high.*b - low.*b; });
    for (std::size_t k = 0; k < 2; ++k) {
      ways_[k].axis = axes[k], ways_[k].low = low.*axes[k];
      const double extent = high.*axes[k] - ways_[k].low;
      ways_[k].cell_mm = std::max({cell_mm, extent / kMostCells, 1e-9});
      ways_[k].cells = static_cast<std::size_t>(std::min(kMostCells, extent / ways_[k].cell_mm)) + 1;
    }
    sort_in();
  }

  /// All others within a radius, the nearest first; those at one distance in the order placed.
  void find_neighbors(std::size_t of, double radius_mm, std::vector<Neighbor>& found) const {
    found.clear();
    const Point3 p = dots_[of].position_mm;
    const auto [x0, x1] = ways_[0].range(p, radius_mm);
    const auto [y0, y1] = ways_[1].range(p, radius_mm);
    for (std::size_t y = y0; y <= y1; ++y)
      for (std::size_t k = first_[y * ways_[0].cells + x0]; k < first_[y * ways_[0].cells + x1 + 1]; ++k) {
        const Point3 d = p - dots_[order_[k]].position_mm;
        const double squared = d.x * d.x + d.y * d.y + d.z * d.z;
        if (squared <= radius_mm * radius_mm && order_[k] != of)
          found.push_back({order_[k], std::sqrt(squared)});
      }
    std::ranges::sort(found, {}, [](const Neighbor& n) { return std::pair(n.mm, n.index); });
  }

 private:
  static constexpr std::array<double Point3::*, 3> kAxes = {&Point3::x, &Point3::y, &Point3::z};
  static constexpr double kMostCells = 256;  // across; finer ones would be more than the dots of a head
  struct Way {
    double Point3::*axis = nullptr;
    double low = 0, cell_mm = 1;
    std::size_t cells = 1;
    std::size_t at(double mm) const {
      return static_cast<std::size_t>(
          std::clamp(std::floor((mm - low) / cell_mm), 0.0, static_cast<double>(cells - 1)));
    }
    std::pair<std::size_t, std::size_t> range(const Point3& p, double radius_mm) const {
      return {at(p.*axis - radius_mm), at(p.*axis + radius_mm)};
    }
  };

  std::size_t cell_of(const Point3& p) const {
    return ways_[1].at(p.*ways_[1].axis) * ways_[0].cells + ways_[0].at(p.*ways_[0].axis);
  }
  void sort_in() {
    std::vector<std::size_t> cells(dots_.size());
    first_.assign(ways_[0].cells * ways_[1].cells + 1, 0);
    for (std::size_t i = 0; i < dots_.size(); ++i) ++first_[(cells[i] = cell_of(dots_[i].position_mm)) + 1];
    for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
    order_.resize(dots_.size());
    std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
    for (std::size_t i = 0; i < dots_.size(); ++i) order_[next[cells[i]]++] = i;
  }

  std::span<const SeenDot> dots_;
  std::array<Way, 2> ways_;
  std::vector<std::size_t> first_;  // of each cell's dots in `order_`
  std::vector<std::size_t> order_;
};

// ---- regularity

// The surface metric around a dot, by least squares from where its neighbours lie in the photo and on the
// scalp; nothing where they are too few or in a line.
std::optional<Metric2> local_metric(std::span<const SeenDot> dots, std::size_t of,
                                    std::span<const Neighbor> neighbors) {
  double a[3][4] = {};
  for (const Neighbor& n : neighbors) {
    const Point2 d = dots[n.index].position_px - dots[of].position_px;
    const double row[4] = {d.x * d.x, 2 * d.x * d.y, d.y * d.y, n.mm * n.mm};
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 4; ++j) a[i][j] += row[i] * row[j];
  }
  for (int i = 0; i < 3; ++i) {  // positive semi-definite: no pivoting
    if (!(a[i][i] > 0)) return std::nullopt;
    for (int k = i + 1; k < 3; ++k) {
      const double factor = a[k][i] / a[i][i];
      for (int j = i; j < 4; ++j) a[k][j] -= factor * a[i][j];
    }
  }
  const double yy = a[2][3] / a[2][2];
  const double xy = (a[1][3] - a[1][2] * yy) / a[1][1];
  const Metric2 metric{(a[0][3] - a[0][1] * xy - a[0][2] * yy) / a[0][0], xy, yy};
  if (!(metric.xx > 0) || !(metric.determinant() > 0)) return std::nullopt;
  return metric;
}

bool is_treated(std::span<const RegionResult> regions, Point2 p_px) {
  return std::any_of(regions.begin(), regions.end(),
                     [&](const RegionResult& region) { return region.plan.area.allows(p_px); });
}

using Directions = std::array<Point2, kBorderProbes>;
Directions probe_directions() {
  Directions out;
  for (std::size_t k = 0; k < out.size(); ++k) {
    const double angle = 2 * kPi * static_cast<double>(k) / kBorderProbes;
    out[k] = {std::cos(angle), std::sin(angle)};
  }
  return out;
}

// Whether all scalp around a dot is treated, as far as the radius.
bool is_inside(std::span<const RegionResult> regions, Point2 p_px, const Metric2& metric, double radius_mm,
               const Directions& directions) {
  return std::all_of(directions.begin(), directions.end(), [&](const Point2& way) {
    return is_treated(regions, p_px + (radius_mm / std::sqrt(metric.quadratic(way))) * way);
  });
}

// ---- coverage

// Places evenly spread over a unit disc (Vogel 1979).
constexpr int kDiscPlaces = 64;
std::array<Point2, kDiscPlaces> disc_places() {
  constexpr double kGoldenAngle = 2.39996322972865332;
  std::array<Point2, kDiscPlaces> places;
  for (int k = 0; k < kDiscPlaces; ++k) {
    const double r = std::sqrt((k + 0.5) / kDiscPlaces);
    places[static_cast<std::size_t>(k)] = {r * std::cos(k * kGoldenAngle), r * std::sin(k * kGoldenAngle)};
  }
  return places;
}

// A dot's own part of the covered area: every place of its disc counts by one over the number of dots that
// cover it, so that the parts of all dots sum to the area of their union.
double own_area(std::span<const SeenDot> dots, std::size_t of, std::span<const Neighbor> neighbors,
                const std::array<Point2, kDiscPlaces>& places) {
  const SeenDot& dot = dots[of];
  const double whole = kPi * dot.radius_mm * dot.radius_mm;
  std::vector<std::pair<Point3, double>> over;  // offset and radius of the dots that overlap it
  for (const Neighbor& n : neighbors)
    if (n.mm < dot.radius_mm + dots[n.index].radius_mm)
      over.emplace_back(dots[n.index].position_mm - dot.position_mm, dots[n.index].radius_mm);
  if (over.empty()) return whole;
  // Axes of the scalp here: towards a neighbour, and across where another one lies off that line.
  Point3 along{1, 0, 0}, across{0, 1, 0};
  for (const auto& [offset, radius] : over)
    if (length(offset) > 1e-9) {
      along = normalized(offset);
      break;
    }
  double farthest = 0;
  Point3 off_line = std::abs(along.x) < 0.9 ? Point3{1, 0, 0} : Point3{0, 1, 0};
  off_line = off_line - smp::dot(off_line, along) * along;
  for (const auto& [offset, radius] : over) {
    const Point3 rest = offset - smp::dot(offset, along) * along;
    if (length(rest) > std::max(farthest, 1e-6)) farthest = length(rest), off_line = rest;
  }
  across = normalized(off_line);
  double share = 0;
  for (const Point2& place : places) {
    const Point3 p = (dot.radius_mm * place.x) * along + (dot.radius_mm * place.y) * across;
    int count = 1;
    for (const auto& [offset, radius] : over) count += distance(p, offset) < radius ? 1 : 0;
    share += 1.0 / count;
  }
  return whole * share / kDiscPlaces;
}

// ---- visibility

// Light of single pixels of a photo, in linear sRGB.
class PixelLight {
 public:
  explicit PixelLight(const Photo& photo) : photo_(photo), to_srgb_(photo.color.linear_srgb_from_linear()) {
    for (std::size_t c = 0; c < 3; ++c) linear_[c] = linear_from_code(photo.color.curves[c], photo.bits());
  }
  bool contains(Point2 p) const {
    return p.x >= 0 && p.y >= 0 && p.x < photo_.width() && p.y < photo_.height();
  }
  void add(Point2 p, Vector3& sum) const {
    const int x = static_cast<int>(p.x), y = static_cast<int>(p.y);
    std::visit(
        [&](const auto& pixels) {
          for (int c = 0; c < 3; ++c) sum[c] += linear_[static_cast<std::size_t>(c)][pixels.at(x, y, c)];
        },
        photo_.pixels);
  }
  Vector3 srgb(const Vector3& own) const { return to_srgb_ * own; }

 private:
  const Photo& photo_;
  std::array<std::vector<float>, 3> linear_;
  Matrix3 to_srgb_;
};

// Adds up light at dots and half way between them, before and after.
class Contrast {
 public:
  Contrast(const Photo& before, const Photo& after) : before_(before), after_(after) {}
  void add(Point2 dot_px, Point2 neighbor_px) {
    const Point2 half = 0.5 * (neighbor_px - dot_px);
    const Point2 between[2] = {dot_px + half, dot_px - half};
    if (!before_.contains(dot_px) || !before_.contains(between[0]) || !before_.contains(between[1])) return;
    ++dots_;
    before_.add(dot_px, middle_[0]), after_.add(dot_px, middle_[1]);
    for (const Point2& p : between) before_.add(p, between_[0]), after_.add(p, between_[1]);
  }
  // Both ratios on the mean colour of all these places, so that what the skin itself does drops out.
  std::optional<double> visibility() const {
    if (dots_ == 0) return std::nullopt;
    const Vector3 m0 = before_.srgb(middle_[0]), m1 = after_.srgb(middle_[1]), b0 = before_.srgb(between_[0]),
                  b1 = after_.srgb(between_[1]);
    LinearRgb at_dot, around;
    double* const out[2][3] = {{&at_dot.r, &at_dot.g, &at_dot.b}, {&around.r, &around.g, &around.b}};
    for (int c = 0; c < 3; ++c) {
      if (!(m0[c] > 0) || !(b0[c] > 0)) return std::nullopt;
      const double skin = (m0[c] + b0[c]) / (3 * dots_);
      *out[0][c] = skin * m1[c] / m0[c], *out[1][c] = skin * b1[c] / b0[c];
    }
    return delta_e_2000(lab_from_linear(at_dot), lab_from_linear(around));
  }

 private:
  PixelLight before_, after_;
  std::array<Vector3, 2> middle_{}, between_{};
  double dots_ = 0;
};

// A first guess of the distance within which `kLocalDots` lie.
double local_radius(std::size_t dots, std::span<const RegionResult> regions) {
  double area_mm2 = 0;
  for (const RegionResult& region : regions) area_mm2 += 100 * region.plan.area_cm2;
  return area_mm2 > 0 ? std::sqrt(kLocalDots * area_mm2 / (kPi * static_cast<double>(dots))) : 1.0;
}

// Adds up what dots and their neighbours tell.
class PatternSums {
 public:
  PatternSums(std::span<const SeenDot> dots, std::span<const RegionResult> regions)
      : dots_(dots), regions_(regions), reach_(local_radius(dots.size(), regions)), grid_(dots, reach_) {
    for (const SeenDot& dot : dots) {
      widest_ = std::max(widest_, dot.radius_mm);
      all_discs_ += dot.radius_mm * dot.radius_mm;
    }
  }

  // @return the nearest other dot.
  std::optional<std::size_t> add(std::size_t of) {
    double radius = std::max(reach_, 2 * widest_);
    grid_.find_neighbors(of, radius, neighbors_);
    covered_ += own_area(dots_, of, neighbors_, places_);
    discs_ += dots_[of].radius_mm * dots_[of].radius_mm;
    add_evenness(of);
    while (neighbors_.empty() && radius < kFarthestMm) grid_.find_neighbors(of, radius *= 2, neighbors_);
    if (neighbors_.empty()) return std::nullopt;
    nearest_.push_back(neighbors_[0].mm);
    return neighbors_[0].index;
  }

  FieldPattern pattern() const {
    FieldPattern out;
    out.covered_mm2 = all_discs_ * (covered_ / discs_);
    const NeighborSummary summary = summarize(nearest_);
    if (summary.mean > 0) out.nearest_mm = summary.mean, out.nearest_cv = summary.cv;
    if (judged_ > 0) out.clark_evans = evenness_ / judged_;
    return out;
  }

 private:
  void add_evenness(std::size_t of) {
    const auto metric = local_metric(dots_, of, neighbors_);
    if (!metric || !is_inside(regions_, dots_[of].position_px, *metric, reach_, directions_)) return;
    // With the dot itself: exact for even fields, 1 / (8 n) high for chance, where few others lie near a dot
    // whose nearest one is far.
    const auto local =
        1 + static_cast<double>(std::count_if(neighbors_.begin(), neighbors_.end(),
                                              [&](const Neighbor& n) { return n.mm <= reach_; }));
    evenness_ += 2 * neighbors_[0].mm * std::sqrt(local / (kPi * reach_ * reach_));
    ++judged_;
  }

  std::span<const SeenDot> dots_;
  std::span<const RegionResult> regions_;
  double reach_;
  DotGrid grid_;
  std::array<Point2, kDiscPlaces> places_ = disc_places();
  Directions directions_ = probe_directions();
  double widest_ = 0, all_discs_ = 0;
  std::vector<Neighbor> neighbors_;
  std::vector<double> nearest_;
  double covered_ = 0, discs_ = 0, evenness_ = 0, judged_ = 0;
};

// A list of impressions may leave out where they lie on the scalp.
bool have_places(std::span<const SeenDot> dots) {
  return dots.size() < 2 || std::any_of(dots.begin(), dots.end(),
                                        [](const SeenDot& dot) { return !(dot.position_mm == Point3{}); });
}

// Then it is taken for flat, at the photo's scale.
void lay_flat(std::vector<SeenDot>& dots, double px_per_mm) {
  for (SeenDot& dot : dots)
    dot.position_mm = {dot.position_px.x / px_per_mm, dot.position_px.y / px_per_mm, 0};
}

}  // namespace

std::vector<SeenDot> dots_at(const Simulation& record, const Moment& moment, int threads) {
  const std::vector<Impression>& all = record.treatment.impressions;
  if (moment.untreated) return {};
  std::vector<SeenDot> seen(all.size());
  std::vector<char> made(all.size());
  parallel_for(threads, (all.size() + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(all.size(), (run + 1) * kRun); ++i) {
      const Impression& dot = all[i];
      const Appearance look =
          appearance(dot, record.pigments.at(dot.pigment), record.treatment.timeline, moment);
      made[i] = look.made;
      const double widest =
          std::max(look.diameter_mm, look.surface_mu_per_mm > 0 ? look.surface_diameter_mm : 0.0);
      seen[i] = {dot.position_px, dot.position_mm, 0.5 * widest / std::sqrt(std::cos(radians(dot.tilt_deg)))};
    }
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (made[i]) seen[kept++] = seen[i];
  seen.resize(kept);
  if (!have_places(seen) && record.scale.px_per_mm > 0) lay_flat(seen, record.scale.px_per_mm);
  return seen;
}

FieldPattern find_pattern(std::span<const SeenDot> dots, std::span<const RegionResult> regions,
                          const Photo* before, const Photo* after) {
  if (dots.empty() || !have_places(dots)) return {};
  PatternSums sums(dots, regions);
  std::optional<Contrast> contrast;
  if (before && after) contrast.emplace(*before, *after);
  const std::size_t step = (dots.size() + kSample - 1) / kSample;
  for (std::size_t i = 0; i < dots.size(); i += step)
    if (const auto nearest = sums.add(i); nearest && contrast)
      contrast->add(dots[i].position_px, dots[*nearest].position_px);
  FieldPattern out = sums.pattern();
  if (contrast) out.visibility = contrast->visibility();
  return out;
}

}  // namespace smp
