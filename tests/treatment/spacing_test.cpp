// Dots keep the same distances on the scalp whichever way it turns.
#include <cmath>
#include <iostream>
#include <unordered_map>

#include <gtest/gtest.h>

#include "smp/photo/photo.h"
#include "smp/treatment/planner.h"
#include "support/csv.h"
#include "treatment/shapes.h"

namespace smp {
namespace {

using testing::disc;

// Nearest neighbours in space, by a grid of cubes.
class Neighbours {
 public:
  Neighbours(const std::vector<Impression>& dots, double reach_mm) : dots_(dots), reach_(reach_mm) {
    for (std::size_t i = 0; i < dots.size(); ++i) cells_[key(cell(dots[i].position_mm))].push_back(i);
  }
  double nearest_mm(std::size_t i) const {
    double best = reach_;
    const auto [x, y, z] = cell(dots_[i].position_mm);
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const auto found = cells_.find(key({x + dx, y + dy, z + dz}));
          if (found == cells_.end()) continue;
          for (const std::size_t j : found->second)
            if (j != i) best = std::min(best, distance(dots_[i].position_mm, dots_[j].position_mm));
        }
    return best;
  }

 private:
  struct Cell {
    long x, y, z;
  };
  Cell cell(Point3 p) const {
    return {std::lround(p.x / reach_), std::lround(p.y / reach_), std::lround(p.z / reach_)};
  }
  static std::uint64_t key(Cell c) {
    return (static_cast<std::uint64_t>(c.x & 0x1FFFFF) << 42) |
           (static_cast<std::uint64_t>(c.y & 0x1FFFFF) << 21) | static_cast<std::uint64_t>(c.z & 0x1FFFFF);
  }
  const std::vector<Impression>& dots_;
  double reach_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> cells_;
};

struct Group {
  double sum = 0, squares = 0, dots = 0, area_cm2 = 0;
  double mean() const { return sum / dots; }
  double error() const { return std::sqrt((squares / dots - mean() * mean()) / dots); }
  double per_cm2() const { return dots / area_cm2; }
};

double turn_deg(const SurfacePoint& here) {
  return degrees(std::acos(std::min(1.0, 1 / here.metric.foreshortening())));
}

struct Comparison {
  Group facing, turned;
  double spacing_ratio() const { return turned.mean() / facing.mean(); }
  double density_ratio() const { return turned.per_cm2() / facing.per_cm2(); }
};

// Mean nearest neighbour and density of the dots on faces turned 0 to 30 and 45 to 65 degrees away.
Comparison compare(const Polygon& outline, const Surface& surface, int width, int height, double per_cm2,
                   double regularity, int seeds) {
  RegionOptions options{.name = "head",
                        .outline = outline,
                        .density_per_cm2 = per_cm2,
                        .regularity = regularity,
                        .tremor_mm = 0};
  Comparison out;
  constexpr int kStep = 3;  // px; the turn changes slowly
  for (int y = kStep / 2; y < height; y += kStep)
    for (int x = kStep / 2; x < width; x += kStep) {
      if (!testing::inside(outline, {x + 0.5, y + 0.5})) continue;
      const auto here = surface.at({x + 0.5, y + 0.5});
      if (!here) continue;
      const double turn = turn_deg(*here);
      if (turn < 30)
        out.facing.area_cm2 += kStep * kStep * seeds * here->metric.area() / 100;
      else if (turn > 45 && turn < 65)
        out.turned.area_cm2 += kStep * kStep * seeds * here->metric.area() / 100;
    }
  for (int seed = 0; seed < seeds; ++seed) {
    const Plan plan =
        plan_treatment({{options, {outline, {}}}}, {0.2, 0.55, 0.25}, surface,
                       {.width_px = width, .height_px = height, .seed = static_cast<std::uint64_t>(seed)});
    const auto& dots = plan.treatment.impressions;
    const Neighbours neighbours(dots, 30 / std::sqrt(per_cm2));
    for (std::size_t i = 0; i < dots.size(); ++i) {
      const double turn = turn_deg(*surface.at(dots[i].position_px));
      Group* group = turn < 30 ? &out.facing : turn > 45 && turn < 65 ? &out.turned : nullptr;
      if (!group) continue;
      const double nearest = neighbours.nearest_mm(i);
      group->sum += nearest, group->squares += nearest * nearest, ++group->dots;
    }
  }
  return out;
}

void expect_even(const Comparison& c, const std::string& name) {
  std::cout << name << ": nearest " << c.facing.mean() << " +- " << c.facing.error() << " mm facing, "
            << c.turned.mean() << " +- " << c.turned.error() << " mm turned, ratio " << c.spacing_ratio()
            << ", per cm2 " << c.facing.per_cm2() << " and " << c.turned.per_cm2() << ", ratio "
            << c.density_ratio() << ", dots " << c.facing.dots << " and " << c.turned.dots << "\n";
  ASSERT_GT(c.facing.dots, 1000);
  ASSERT_GT(c.turned.dots, 1000);
  EXPECT_NEAR(c.spacing_ratio(), 1, 0.02);
  EXPECT_NEAR(c.density_ratio(), 1, 0.03);  // faces seen straight on fill up a little more
}

TEST(Spacing, IsEvenOnAnEllipsoid) {
  const auto head =
      make_ellipsoid_surface({.center_px = {450, 600}, .radii_mm = {77, 105, 98}, .angles = {60, 0, 0}}, 5);
  for (const double regularity : {0.65, 1.0})
    expect_even(compare(testing::rectangle(0, 0, 900, 1200), *head, 900, 1200, 110, regularity, 3),
                "ellipsoid, regularity " + std::to_string(regularity));
}

TEST(Spacing, IsEvenOnMeasuredHeads) {
  const auto photos = test::shared_folder("SMP_PHOTOS");
  if (!photos) GTEST_SKIP() << "SMP_PHOTOS is not set";
  // How far down the picture the bald head reaches; below it come brows and ears.
  for (const auto& [name, scalp_share] :
       {std::pair{"lps_front_fair_studio", 0.42}, {"lps_q34high_medium_window", 0.58}}) {
    const auto file = read_file(*photos + "/groundtruth/" + name + ".depth.png", std::size_t{64} << 20);
    const Image<std::uint16_t> codes = decode_depth(file);
    Image<float> depth(codes.width(), codes.height());
    for (int y = 0; y < codes.height(); ++y)
      for (int x = 0; x < codes.width(); ++x)
        depth.at(x, y) = codes.at(x, y) ? static_cast<float>(700 + 0.02 * codes.at(x, y)) : 0.0f;
    const double f = 5731.3432835820895;
    const auto surface = make_depth_surface(depth, {f, f, 640, 640}, 1.5);
    const Polygon scalp = testing::rectangle(0, 0, codes.width(), scalp_share * codes.height());
    for (const double regularity : {0.65, 1.0})
      expect_even(compare(scalp, *surface, codes.width(), codes.height(), 110, regularity, 2),
                  std::string(name) + ", regularity " + std::to_string(regularity));
  }
}

}  // namespace
}  // namespace smp
