// Centres: random sequential adsorption with a hard core that varies from unit to unit (a soft core
// on the whole). Unit sizes: Guo et al., Plast. Aesthet. Res. 2017, rounded to four hairs at most.
#include "smp/phantom/follicles.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/phantom/noise.h"
#include "smp/phantom/strands.h"

namespace smp::phantom {
namespace {

constexpr double kPackedSpacing =
    0.83;  // mm at 100 per cm^2: minimum distance of a maximal Poisson-disk pattern
constexpr double kHairRegularity = 0.55;
constexpr int kMaxTriesPerPlace = 200;

// Buckets of a hash over cubes of the largest spacing; chained, so that order depends on nothing.
class Neighbours {
 public:
  Neighbours(double cell_mm, std::size_t expected) : cell_(cell_mm) {
    while (heads_.size() < 2 * expected + 16) heads_.resize(std::max<std::size_t>(16, 2 * heads_.size()), -1);
  }

  bool crowded(Point3 p, double spacing) const {
    const auto x = index(p.x), y = index(p.y), z = index(p.z);
    for (std::int64_t k = z - 1; k <= z + 1; ++k)
      for (std::int64_t j = y - 1; j <= y + 1; ++j)
        for (std::int64_t i = x - 1; i <= x + 1; ++i)
          for (int n = heads_[bucket(i, j, k)]; n >= 0; n = next_[static_cast<std::size_t>(n)])
            if (distance(points_[static_cast<std::size_t>(n)], p) < spacing) return true;
    return false;
  }

  void add(Point3 p) {
    int& head = heads_[bucket(index(p.x), index(p.y), index(p.z))];
    next_.push_back(head);
    points_.push_back(p);
    head = static_cast<int>(points_.size()) - 1;
  }

 private:
  std::int64_t index(double v) const { return static_cast<std::int64_t>(std::floor(v / cell_)); }
  std::size_t bucket(std::int64_t x, std::int64_t y, std::int64_t z) const {
    const auto key = static_cast<std::uint64_t>(x) * 73856093u ^ static_cast<std::uint64_t>(y) * 19349663u ^
                     static_cast<std::uint64_t>(z) * 83492791u;
    return static_cast<std::size_t>(mix64(key) & (heads_.size() - 1));
  }

  double cell_;
  std::vector<int> heads_, next_;
  std::vector<Point3> points_;
};

// Corners of a curve over the azimuth: 0 in front, 90 at the ear, 180 at the back.
using Curve = std::array<Point2, 9>;  // x: azimuth, y: elevation, degrees

double along(const Curve& curve, double azimuth_deg) {
  for (std::size_t i = 1; i < curve.size(); ++i) {
    if (azimuth_deg > curve[i].x && i + 1 < curve.size()) continue;
    const double t = std::clamp((azimuth_deg - curve[i - 1].x) / (curve[i].x - curve[i - 1].x), 0.0, 1.0);
    const double s = t * t * (3 - 2 * t);
    return curve[i - 1].y + s * (curve[i].y - curve[i - 1].y);
  }
  return curve.back().y;
}

// Lower edge of a full head of hair: hairline, temple, sideburn, over the ear, nape.
constexpr Curve kHairline = {
    {{0, 40}, {22, 41}, {42, 44}, {58, 34}, {68, 20}, {78, -18}, {92, 4}, {112, -8}, {180, -34}}};
constexpr Curve kRecedingHairline = {
    {{0, 55}, {16, 57}, {36, 68}, {52, 58}, {66, 26}, {78, -18}, {92, 4}, {112, -8}, {180, -34}}};
// Upper edge of the horseshoe that pattern baldness leaves.
constexpr Curve kHorseshoe = {
    {{0, -90}, {40, -60}, {50, -10}, {58, 22}, {70, 37}, {90, 46}, {115, 46}, {145, 40}, {180, 32}}};

double ramp(double value_mm, double width_mm) {
  const double t = std::clamp(value_mm / width_mm + 0.5, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

int unit_size(double u) {
  if (u < 0.28) return 1;
  if (u < 0.81) return 2;
  return u < 0.98 ? 3 : 4;
}

// Hair lies away from the whorl at the crown, with a swirl close to it: forward on top, down at the
// sides and the back.
Point3 flow_on_head(const View& view, const SkinPlace& place) {
  const Point3 u = view.on_sphere(place.head_mm);
  const Point3 whorl = normalized({0.12, -0.86, 0.48});
  const Point3 from = u - whorl;
  const double near = std::exp(-dot(from, from) / 0.18);
  const Point3 swirl = cross(whorl, from);
  Point3 flow = from + (1.4 * near) * swirl + (1 - near) * Point3{0, 0.35, 0};
  return view.photo_from_head(flow);
}

Point3 tangent(Point3 v, Point3 normal) { return v - dot(v, normal) * normal; }

// 1 in the middle of a patch, 0 at its border, with an uneven edge between.
double middle_of_patch(const View& view, const SkinPlace& place) {
  const Point3 middle = view.patch_middle_mm(), p = place.head_mm;
  const double off = std::hypot((p.x - middle.x) / middle.x, (p.y - middle.y) / middle.y);
  return ramp(0.62 - off + 0.07 * noise_at(p, 14, 13), 0.6);
}

}  // namespace

std::vector<SkinPlace> scatter(const View& view, double per_cm2, double regularity, RandomStream random) {
  const auto wanted = static_cast<std::size_t>(std::llround(per_cm2 * view.area_mm2() / 100));
  const double spacing = regularity * kPackedSpacing * 10 / std::sqrt(std::max(per_cm2, 1e-9));
  Neighbours neighbours(1.35 * spacing, wanted);
  std::vector<SkinPlace> places;
  places.reserve(wanted);
  for (std::size_t tries = 0; places.size() < wanted && tries < wanted * kMaxTriesPerPlace; ++tries) {
    const SkinPlace place = view.random_place(random);
    const double own = spacing * random.uniform(0.65, 1.35);
    if (neighbours.crowded(place.head_mm, own)) continue;
    neighbours.add(place.head_mm);
    places.push_back(place);
  }
  return places;
}

double hair_density(const PhantomHair& hair, const View& view, const SkinPlace& place) {
  if (hair.where == HairPattern::kNone) return 0;
  if (!view.is_head())
    return hair.where == HairPattern::kSides ? ramp(view.patch_middle_mm().x - place.head_mm.x, hair.fade_mm)
                                             : 1 - (1 - hair.thin_top) * middle_of_patch(view, place);
  const Point3 u = normalized(view.on_sphere(place.head_mm));
  const double azimuth = degrees(std::atan2(std::abs(u.x), -u.z));
  const double elevation = degrees(std::asin(std::clamp(-u.y, -1.0, 1.0)));
  const double mm_per_degree = length(place.head_mm) * kPi / 180;
  const double wobble = 2.2 * noise_at(place.head_mm, 22, 11) + 1.4 * noise_at(place.head_mm, 7, 12);
  const Curve& low = hair.where == HairPattern::kReceding ? kRecedingHairline : kHairline;
  const double inside_low = (elevation - along(low, azimuth)) * mm_per_degree + wobble;
  double density = ramp(inside_low - 0.4 * hair.fade_mm, hair.fade_mm);
  const double below_top = (along(kHorseshoe, azimuth) - elevation) * mm_per_degree + wobble;
  const double sides = ramp(below_top, hair.fade_mm);
  if (hair.where == HairPattern::kSides) return density * sides;
  return density * (hair.thin_top + (1 - hair.thin_top) * sides);
}

Point3 hair_flow(const View& view, const SkinPlace& place) {
  const Point3 swept = view.is_head() ? flow_on_head(view, place)
                                      : Point3{0.35 + 0.4 * noise_at(place.head_mm, 25, 21),
                                               1 + 0.3 * noise_at(place.head_mm, 25, 22), 0};
  return normalized(tangent(swept, place.normal) + Point3{1e-9, 0, 0});
}

std::vector<FollicularUnit> grow_units(const PhantomScene& scene, const View& view, const Scars& scars) {
  std::vector<FollicularUnit> units;
  if (scene.hair.where == HairPattern::kNone) return units;
  const double margin_px = (scene.hair.length_mm + 1) * scene.px_per_mm;
  const std::vector<SkinPlace> places =
      scatter(view, scene.hair.fu_per_cm2, kHairRegularity, stream(scene, Stage::kDarts));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const SkinPlace& place = places[i];
    RandomStream random = stream(scene, Stage::kUnits, i << 8);
    const double keep = random.uniform();
    const int hairs = unit_size(random.uniform());
    if (!view.visible(place, margin_px)) continue;
    const double density = hair_density(scene.hair, view, place);
    if (keep >= density || scars.bare(place)) continue;
    units.push_back({place, hair_flow(view, place), hairs, density});
  }
  return units;
}

std::vector<HairCurve> grow_hairs(const PhantomScene& scene, const View& view,
                                  const std::vector<FollicularUnit>& units) {
  if (combed(scene.hair)) return comb_hairs(scene, view, units);
  std::vector<HairCurve> hairs;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const FollicularUnit& unit = units[i];
    const Point3 across = cross(unit.place.normal, unit.flow);
    RandomStream random = stream(scene, Stage::kUnits, (i << 8) + 1);
    const double unit_turn = 0.22 * random.normal();
    for (int k = 0; k < unit.hairs; ++k) {
      const double aside = (k - 0.5 * (unit.hairs - 1)) * random.uniform(0.10, 0.26);
      const Point3 root = unit.place.position_mm + aside * across + random.uniform(-0.06, 0.06) * unit.flow;
      const double turn = unit_turn + 0.15 * random.normal();
      const double lift = radians(random.uniform(20, 40));
      const double length_mm = scene.hair.length_mm * random.uniform(0.6, 1.25);
      const Point3 lean = std::cos(turn) * unit.flow + std::sin(turn) * across;
      const Point3 rise = std::sin(lift) * unit.place.normal;
      // The shaft leaves the skin steeply and bends over as it gets longer.
      const double bend = std::min(0.5, 0.05 * length_mm);
      const Point3 tip = root + length_mm * (std::cos(lift) * lean + (1 - bend) * rise);
      const Point3 middle = root + (0.5 * length_mm) * (std::cos(lift) * lean + (1 + 0.6 * bend) * rise);
      HairCurve hair;
      hair.shaft = {view.project(root),
                    view.project(tip),
                    root,
                    tip,
                    scene.hair.diameter_mm * std::clamp(1 + 0.17 * random.normal(), 0.5, 1.5),
                    static_cast<int>(i)};
      const double width = hair.shaft.diameter_mm * scene.px_per_mm;
      const auto shade = static_cast<float>(std::exp(0.22 * random.normal()));
      hair.nodes = {{hair.shaft.root_px, width, shade},
                    {view.project(middle), 0.95 * width, shade},
                    {hair.shaft.tip_px, 0.7 * width, shade}};
      hairs.push_back(std::move(hair));
    }
  }
  return hairs;
}

}  // namespace smp::phantom
