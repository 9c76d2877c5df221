#include "smp/treatment/laser.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "smp/base/error.h"
#include "smp/base/parallel.h"
#include "smp/base/smooth_step.h"
#include "smp/geometry/polygon.h"
#include "smp/sampling/point_tree.h"

namespace smp {
namespace {

using Tree = detail::PointTree<3>;
constexpr double kEdgeStepMm = 0.5;

Tree::Position position(const Point3& p) { return {p.x, p.y, p.z}; }

// Where a dot's place in the photo lies on the scalp; lists of impressions may leave that out, or have it
// from before a dot was moved.
Tree::Position position(const Impression& dot, const Surface& surface) {
  const auto here = surface.at(dot.position_px);
  return position(here ? here->position_mm : dot.position_mm);
}

// Places on the scalp along an outline.
std::vector<Tree::Position> edge_places(const Polygon& outline, const Surface& surface) {
  std::vector<Tree::Position> places;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Point2 a = outline[i], step = outline[(i + 1) % outline.size()] - a;
    const auto here = surface.at(a);
    const double mm = here ? std::sqrt(here->metric.quadratic(step)) : std::hypot(step.x, step.y);
    const int pieces = std::clamp(static_cast<int>(std::ceil(mm / kEdgeStepMm)), 1, 10'000);
    for (int k = 0; k < pieces; ++k)
      if (const auto place = surface.at(a + (static_cast<double>(k) / pieces) * step))
        places.push_back(position(place->position_mm));
  }
  return places;
}

// Where one order of the spec acts fully, and what its border is.
class Reach {
 public:
  Reach(const LaserOptions& order, std::size_t index, const Treatment& treatment, const Surface& surface)
      : order_(order), surface_(surface), tree_({}) {
    if (!order.region.empty()) {
      const auto known = std::find(treatment.regions.begin(), treatment.regions.end(), order.region);
      if (known == treatment.regions.end())
        throw InvalidArgument(quoted(order.region) + " is the name of no region",
                              fmt::format("laser/{}/region", index));
      region_ = static_cast<std::size_t>(known - treatment.regions.begin());
      std::vector<Tree::Position> places;
      for (const Impression& dot : treatment.impressions)
        if (dot.region == region_) places.push_back(position(dot, surface));
      tree_ = Tree(std::move(places));
    } else if (!order.outline.empty()) {
      tree_ = Tree(edge_places(order.outline, surface));
    }
  }

  float on(const Impression& dot) const {
    const bool inside = !order_.region.empty()    ? dot.region == region_
                        : !order_.outline.empty() ? contains(order_.outline, dot.position_px)
                                                  : true;
    if (inside) return 1;
    const double beyond_mm = std::sqrt(tree_.nearest_squared(position(dot, surface_)));
    return static_cast<float>(1 - smooth_step(beyond_mm / std::max(order_.feather_mm, 1e-9)));
  }

 private:
  const LaserOptions& order_;
  const Surface& surface_;
  std::size_t region_ = 0;
  Tree tree_;
};

}  // namespace

LaserField::LaserField(const std::vector<LaserOptions>& orders, const Timeline& timeline,
                       const Treatment& treatment, const Surface& surface, int threads)
    : visits_(timeline.laser.size()), reach_(visits_ * treatment.impressions.size()) {
  if (visits_ == 0) return;
  std::vector<Reach> reaches;
  for (std::size_t i = 0; i < orders.size(); ++i) reaches.emplace_back(orders[i], i, treatment, surface);
  constexpr std::size_t kRun = 512;
  const std::size_t dots = treatment.impressions.size();
  parallel_for(threads, (dots + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(dots, (run + 1) * kRun); ++i)
      for (std::size_t v = 0; v < visits_; ++v)
        reach_[i * visits_ + v] = reaches[timeline.laser[v].order].on(treatment.impressions[i]);
  });
}

}  // namespace smp
