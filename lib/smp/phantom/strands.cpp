// Hairs are followed over the skin step by step. A lock is a hair without freedom of its own that starts in
// the middle of a cell of a jittered lattice; the hairs around are pulled towards it, the further from their
// roots the more. Light on fibres: Kajiya & Kay, SIGGRAPH 1989. Amounts were tuned by eye against photos of
// thinning hair at 8 to 12 px/mm.
#include "smp/phantom/strands.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "smp/phantom/noise.h"

namespace smp::phantom {
namespace {

constexpr double kStepMm = 0.8;
constexpr double kLockMm = 3.6;       // between locks
constexpr double kStrayShare = 0.12;  // of the hairs keep to no lock
constexpr double kRiseMm = 2.5;       // way over which a hair lies down
constexpr double kShine = 0.035;      // linear light of the fibres' highlight
constexpr double kSharpness = 28;

using Path = std::vector<Point3>;  // on the skin, a place every kStepMm

class Comb {
 public:
  Comb(const PhantomScene& scene, const View& view)
      : scene_(scene),
        view_(view),
        steps_(static_cast<int>(std::ceil(1.3 * scene.hair.length_mm / kStepMm))) {
    const LinearRgb color = linear_from_lab(scene.hair.color);
    luma_ = std::max(0.004, 0.2126 * color.r + 0.7152 * color.g + 0.0722 * color.b);
    towards_ = normalized(scene.light.direction);
    half_ = normalized(towards_ + Point3{0, 0, -1});
  }

  HairCurve hair(const FollicularUnit& unit, int index, int k, RandomStream& random) {
    const Point3 across = cross(unit.place.normal, unit.flow);
    const double aside = (k - 0.5 * (unit.hairs - 1)) * random.uniform(0.10, 0.26);
    const Point3 root = unit.place.position_mm + aside * across + random.uniform(-0.06, 0.06) * unit.flow;
    const bool stray = random.uniform() < kStrayShare;
    const double turn = (stray ? 0.35 : 0.12) * random.normal();
    const double pull = stray ? 0 : scene_.hair.locks * random.uniform(0.5, 1.1);
    const double length_mm = scene_.hair.length_mm * random.uniform(0.55, 1.25);
    const double height_mm = random.uniform(0.25, stray ? 2.4 : 1.5);
    // Hairs of a thinning scalp are thinner (miniaturised).
    const double diameter_mm = scene_.hair.diameter_mm * (0.7 + 0.3 * unit.density) *
                               std::clamp(1 + 0.17 * random.normal(), 0.5, 1.5);
    const Path own = follow(view_.place_near(root), turn, true);
    const Lock& lock = lock_at(unit.place);
    const double shade = lock.shade * std::exp(0.16 * random.normal()) * (0.7 + 0.25 * height_mm);

    const int last = std::min<int>(steps_, std::max(2, static_cast<int>(std::lround(length_mm / kStepMm))));
    Path line;
    for (int i = 0; i <= last; ++i) {
      const double s = static_cast<double>(i) / last, drawn = s * (2 - s);
      const Point3 own_place = own[static_cast<std::size_t>(i)];
      const Point3 place =
          own_place + (std::min(0.9, pull * drawn)) * (lock.path[static_cast<std::size_t>(i)] - own_place);
      const SkinPlace below = view_.place_near(place);
      const double height = height_mm * (1 - std::exp(-i * kStepMm / kRiseMm));
      line.push_back(below.position_mm + height * below.normal);
    }
    HairCurve out;
    out.nodes = lit(line, diameter_mm * scene_.px_per_mm, shade);
    out.shaft = {out.nodes.front().px, out.nodes.back().px, line.front(), line.back(), diameter_mm, index};
    return out;
  }

 private:
  struct Lock {
    Path path;
    double shade;
  };

  // The way of a hair that leaves at an angle to the flow.
  Path follow(SkinPlace place, double turn, bool free) const {
    Path path = {place.position_mm};
    for (int i = 0; i < steps_; ++i) {
      const double wave =
          0.13 * noise_at(place.head_mm, 15, 51) + (free ? 0.07 * noise_at(place.head_mm, 6, 52) : 0);
      const Point3 flow = hair_flow(view_, place), across = cross(place.normal, flow);
      const double angle = turn + wave;
      place =
          view_.place_near(place.position_mm + kStepMm * (std::cos(angle) * flow + std::sin(angle) * across));
      path.push_back(place.position_mm);
    }
    return path;
  }

  // That of the nearest middle of a cell.
  const Lock& lock_at(const SkinPlace& place) {
    const auto index = [](double v) { return static_cast<int>(std::floor(v / kLockMm)); };
    const Point3 p = place.head_mm;
    std::array<int, 3> nearest{};
    Point3 middle;
    double best = 1e30;
    for (int n = 0; n < 27; ++n) {
      const std::array<int, 3> cell = {index(p.x) + n % 3 - 1, index(p.y) + n / 3 % 3 - 1,
                                       index(p.z) + n / 9 - 1};
      RandomStream random = stream(scene_, Stage::kStrands, key_of(cell));
      Point3 at;
      at.x = kLockMm * (cell[0] + random.uniform());
      at.y = kLockMm * (cell[1] + random.uniform());
      at.z = kLockMm * (cell[2] + random.uniform());
      if (const double off = distance(at, p); off < best) best = off, nearest = cell, middle = at;
    }
    const auto known = locks_.find(nearest);
    if (known != locks_.end()) return known->second;
    RandomStream random = stream(scene_, Stage::kStrands, key_of(nearest) + (std::uint64_t{1} << 40));
    const double shade = std::exp(0.14 * random.normal());
    const double turn = 0.14 * random.normal();
    return locks_
        .emplace(nearest, Lock{follow(view_.place_near(view_.photo_from_head(middle)), turn, false), shade})
        .first->second;
  }
  static std::uint64_t key_of(const std::array<int, 3>& cell) {
    std::uint64_t key = 0;
    for (const int v : cell) key = key << 12 | (static_cast<std::uint64_t>(v + 2048) & 4095);
    return key;
  }

  std::vector<StrandNode> lit(const Path& line, double width_px, double shade) const {
    std::vector<StrandNode> nodes;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const Point3 along = normalized(line[std::min(i + 1, line.size() - 1)] - line[i > 0 ? i - 1 : 0]);
      const auto across_light = [&](Point3 d) {
        return std::sqrt(std::max(0.0, 1 - std::pow(dot(along, d), 2)));
      };
      const double diffuse = 0.35 + 0.75 * across_light(towards_);
      const double shine = kShine / luma_ * std::pow(across_light(half_), kSharpness);
      const double s = static_cast<double>(i) / static_cast<double>(line.size() - 1);
      nodes.push_back({view_.project(line[i]), width_px * (1 - 0.35 * s * s),
                       static_cast<float>(shade * (diffuse + shine))});
    }
    return nodes;
  }

  const PhantomScene& scene_;
  const View& view_;
  int steps_;
  double luma_;
  Point3 towards_, half_;
  std::map<std::array<int, 3>, Lock> locks_;
};

}  // namespace

std::vector<HairCurve> comb_hairs(const PhantomScene& scene, const View& view,
                                  const std::vector<FollicularUnit>& units) {
  Comb comb(scene, view);
  std::vector<HairCurve> hairs;
  for (std::size_t i = 0; i < units.size(); ++i) {
    RandomStream random = stream(scene, Stage::kUnits, (i << 8) + 1);
    for (int k = 0; k < units[i].hairs; ++k)
      hairs.push_back(comb.hair(units[i], static_cast<int>(i), k, random));
  }
  return hairs;
}

}  // namespace smp::phantom
