#include "smp/treatment/loss_pattern.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/base/smooth_step.h"
#include "smp/treatment/loss_shapes.h"

namespace smp {
namespace {

constexpr double kJuvenileMm = 62;  // hairline above the glabella, domain notes 3.1
constexpr double kNowhere = -1000;  // mm inside, where there is no area
constexpr double kDiffuseShare = 0.5;
constexpr double kPatchSoftMm = 3;  // alopecia areata ends sharply
constexpr double kFadeMm = 12,
                 kPatchFadeMm = 5;    // how far work goes on in the hair around; with the soft border
                                      // 20 mm and more (domain notes 2.3), 8 mm around patches
constexpr double kPatchSpread = 0.2;  // standard deviation of ln(diameter)
constexpr double kAsymmetryDeg = 1;   // between corners left and right

// Waves along a border, none of them regular by itself.
struct Wave {
  double length_mm, amplitude_mm;
};
constexpr std::array<Wave, 4> kWaves = {{{61, 1.6}, {34, 1.2}, {19, 0.8}, {11, 0.5}}};

HeadCurve uneven(const HeadCurve& smooth, const HeadShape& head, double unevenness, RandomStream random) {
  std::array<double, kWaves.size()> phases{};
  for (double& phase : phases) phase = random.uniform(0, 2 * kPi);
  const int count = static_cast<int>(smooth.length_mm() / 2);
  std::vector<Point3> places;
  for (int i = 0; i < count; ++i) {
    const double arc = smooth.length_mm() * i / count;
    double offset = 0;
    for (std::size_t k = 0; k < kWaves.size(); ++k) {
      const double turns = std::max(2.0, std::round(smooth.length_mm() / kWaves[k].length_mm));
      offset += unevenness * kWaves[k].amplitude_mm * std::sin(2 * kPi * turns * i / count + phases[k]);
    }
    const Point3 place = smooth.at(arc);
    places.push_back(head.on_surface(place + offset * normalized(cross(place, smooth.direction(arc)))));
  }
  return {std::move(places), true};
}

Point2 origin_of(const LossShape& shape, const ScalpZones& zones, const HeadShape& head) {
  switch (shape.origin) {
    case LossOrigin::kJuvenile:
      return HeadShape::chart_of(head.above_glabella(kJuvenileMm));
    case LossOrigin::kHairline:
      return HeadShape::chart_of(zones.hairline().mid_frontal());
    case LossOrigin::kWhorl:
      break;
  }
  return HeadShape::chart_of(zones.whorl());
}

HeadCurve border_of(const LossShape& shape, Point2 origin, const HeadShape& head, RandomStream random) {
  const double spread = shape.unevenness * kAsymmetryDeg;
  std::vector<Point2> chart;  // anticlockwise from outside: front, left, back, right
  const auto add = [&](Point2 p) {
    const double dx = spread * random.normal(), dy = spread * random.normal();
    chart.push_back(origin + p + Point2{dx, dy});
  };
  for (const Point2 p : shape.half) add(p);
  for (std::size_t i = shape.half.size() - 2; i > 0; --i) add({-shape.half[i].x, shape.half[i].y});
  return uneven(HeadCurve::through_chart(head, chart, true, 3), head, shape.unevenness, random);
}

// A place of the scalp drawn evenly by area.
struct Scalp {
  std::vector<SurfaceCell> cells;
  std::vector<double> up_to;  // area

  Scalp(const HeadShape& head, const ScalpZones& zones) {
    double sum = 0;
    for (const SurfaceCell& cell : surface_cells(head, 2)) {
      if (zones.inside_mm(cell.place_mm) <= 0) continue;
      cells.push_back(cell);
      up_to.push_back(sum += cell.cm2);
    }
  }
  double area_cm2() const { return up_to.back(); }
  Point3 draw(RandomStream& random) const {
    const auto at = std::upper_bound(up_to.begin(), up_to.end() - 1, random.uniform() * area_cm2());
    return cells[static_cast<std::size_t>(at - up_to.begin())].place_mm;
  }
};

}  // namespace

std::vector<std::string> loss_pattern_names() {
  return {"norwood-1",
          "norwood-2",
          "norwood-2a",
          "norwood-3",
          "norwood-3a",
          "norwood-3-vertex",
          "norwood-4",
          "norwood-4a",
          "norwood-5",
          "norwood-5a",
          "norwood-6",
          "norwood-7",
          "ludwig-1",
          "ludwig-2",
          "ludwig-3",
          "sinclair-1",
          "sinclair-2",
          "sinclair-3",
          "sinclair-4",
          "sinclair-5",
          "alopecia-areata",
          "alopecia-totalis",
          "alopecia-universalis",
          "diffuse"};
}

LossPattern::LossPattern(std::string_view name, const PatchOptions& patches, const ScalpZones& zones,
                         const HeadShape& head)
    : zones_(zones) {
  const auto names = loss_pattern_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw InvalidArgument("there is no pattern of hair loss " + quoted(std::string(name)), "pattern");
  if (name == "alopecia-areata") add_patches(patches, head);
  whole_scalp_ = name == "diffuse" || name == "alopecia-totalis" || name == "alopecia-universalis";
  everywhere_ = name == "diffuse" ? kDiffuseShare : whole_scalp_ ? 0 : 1;

  std::uint64_t index = 0;  // not the stage: unevenness stays as the loss goes on
  for (const LossShape& shape : loss_shapes(name))
    areas_.push_back({border_of(shape, origin_of(shape, zones, head), head,
                                RandomStream(0, RandomPurpose::kLossBorder, index++)),
                      shape.native_share, shape.soft_mm});
}

double LossPattern::Patch::inside_mm(Point3 p) const {
  const Point3 v = p - center;
  const double angle = std::atan2(dot(v, along), dot(v, across));
  const double uneven = 0.06 * std::cos(2 * angle + phases[0]) + 0.04 * std::cos(3 * angle + phases[1]) +
                        0.03 * std::cos(5 * angle + phases[2]);
  return radius_mm * (1 + uneven) - length(v);
}

void LossPattern::add_patches(const PatchOptions& options, const HeadShape& head) {
  if (options.count < 1) throw InvalidArgument("there must be at least one patch", "patches/count");
  if (!(options.diameter_mm > 0)) throw InvalidArgument("patches must have a size", "patches/diameter_mm");
  const Scalp scalp(head, zones_);
  const double radius = options.salt_share
                            ? 10 * std::sqrt(*options.salt_share * scalp.area_cm2() / kPi / options.count)
                            : 0.5 * options.diameter_mm;
  for (int i = 0; i < options.count; ++i) {
    RandomStream random(options.seed, RandomPurpose::kLossPatch, static_cast<std::uint64_t>(i));
    Patch patch;
    patch.radius_mm = radius * std::exp(kPatchSpread * random.normal());
    double most = -1e9;
    constexpr int kTries = 40;
    for (int k = 0; k < kTries && most < 2; ++k) {  // the first that stands apart, or the best of all
      const Point3 center = scalp.draw(random);
      double apart = zones_.inside_mm(center) - 0.4 * patch.radius_mm;
      for (const Patch& other : patches_)
        apart = std::min(apart, distance(center, other.center) - 1.1 * (other.radius_mm + patch.radius_mm));
      if (apart > most) most = apart, patch.center = center;
    }
    const Point3 normal = head.normal(patch.center);
    patch.across = normalized(cross(normal, std::abs(normal.y) < 0.9 ? Point3{0, 1, 0} : Point3{0, 0, 1}));
    patch.along = cross(normal, patch.across);
    for (double& phase : patch.phases) phase = random.uniform(0, 2 * kPi);
    patches_.push_back(patch);
  }
  if (options.salt_share) grow_patches(scalp.cells, *options.salt_share * scalp.area_cm2());
}

// All patches grow by one factor until they cover the area asked for. A place is reached at the factor
// distance / radius in its direction, so the factor is a quantile of these over the scalp.
void LossPattern::grow_patches(const std::vector<SurfaceCell>& scalp, double cm2) {
  std::vector<std::pair<double, double>> reached;
  for (const SurfaceCell& cell : scalp) {
    double factor = 1e9;
    for (const Patch& patch : patches_) {
      const double away = distance(cell.place_mm, patch.center);
      factor = std::min(factor, away / (patch.inside_mm(cell.place_mm) + away));
    }
    reached.push_back({factor, cell.cm2});
  }
  std::sort(reached.begin(), reached.end());
  double covered = 0, factor = 1;
  for (const auto& [at, area] : reached) {
    if (covered >= cm2) break;
    covered += area, factor = at;
  }
  for (Patch& patch : patches_) patch.radius_mm *= factor;
}

double LossPattern::inside_mm(Point3 p) const {
  if (empty()) return kNowhere;
  const double scalp = zones_.inside_mm(p);
  if (whole_scalp_) return scalp;
  double inside = kNowhere;
  for (const Area& area : areas_) inside = std::max(inside, area.border.nearest(p).distance_mm);
  for (const Patch& patch : patches_) inside = std::max(inside, patch.inside_mm(p));
  return std::min(scalp, inside);
}

double LossPattern::native_share(Point3 p) const {
  double share = everywhere_;
  for (const Area& area : areas_) {
    const double inside = area.border.nearest(p).distance_mm;
    share = std::min(share, 1 - (1 - area.native_share) * smooth_step(inside / area.soft_mm));
  }
  for (const Patch& patch : patches_)
    share = std::min(share, 1 - smooth_step(patch.inside_mm(p) / kPatchSoftMm));
  return share;
}

double LossPattern::work_share(Point3 p) const {
  if (whole_scalp_) return 1;
  double share = 0;
  for (const Area& area : areas_)
    share = std::max(share,
                     smooth_step((area.border.nearest(p).distance_mm + kFadeMm) / (area.soft_mm + kFadeMm)));
  for (const Patch& patch : patches_)
    share = std::max(share, smooth_step((patch.inside_mm(p) + kPatchFadeMm) / (kPatchSoftMm + kPatchFadeMm)));
  return share;
}

double LossPattern::work_inside_mm(Point3 p) const {
  if (empty()) return kNowhere;
  const double scalp = zones_.inside_mm(p);
  if (whole_scalp_) return scalp;
  double inside = kNowhere;
  for (const Area& area : areas_) inside = std::max(inside, area.border.nearest(p).distance_mm + kFadeMm);
  for (const Patch& patch : patches_) inside = std::max(inside, patch.inside_mm(p) + kPatchFadeMm);
  return std::min(scalp, inside);
}

}  // namespace smp
