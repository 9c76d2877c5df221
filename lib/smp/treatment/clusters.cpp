#include "smp/treatment/clusters.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "smp/base/random.h"
#include "smp/treatment/dot_style.h"

namespace smp {
namespace {

bool may_lie(const PlacementArea& area, Point2 p) {
  if (!(p.x >= 0 && p.y >= 0 && p.x < area.allowed.width() && p.y < area.allowed.height())) return false;
  const int x = static_cast<int>(p.x), y = static_cast<int>(p.y);
  return area.allowed.test(x, y) && area.field.at_cell(x, y).density_per_mm2 > 0;
}

// Sizes of the groups: one dot each, and the rest of each session's dots dealt out one by one among its own.
// What is left for sessions without a group goes to those before.
std::vector<std::uint32_t> group_sizes(const std::vector<PlacedDot>& centers, std::uint64_t dots,
                                       const std::vector<double>& session_shares, std::uint64_t seed) {
  std::vector<std::uint32_t> sizes(centers.size(), 1);
  std::uint64_t dealt = 0;
  for (std::size_t first = 0, last = 0; first < centers.size(); first = last) {
    const std::uint16_t session = centers[first].session;
    while (last < centers.size() && centers[last].session == session) ++last;
    const double share = std::accumulate(session_shares.begin(), session_shares.begin() + session + 1, 0.0);
    const auto up_to = last == centers.size()
                           ? dots
                           : static_cast<std::uint64_t>(std::llround(share * static_cast<double>(dots)));
    for (dealt += last - first; dealt < up_to; ++dealt) {
      RandomStream lot(seed, RandomPurpose::kCluster, dealt);
      ++sizes[first + lot.below(static_cast<std::uint32_t>(last - first))];
    }
  }
  return sizes;
}

// Adds the members of a group around `center`.
void add_members(const PlacementArea& area, Point2 center, std::uint32_t size, double radius_mm,
                 RandomStream random, std::vector<Point2>& places) {
  constexpr int kTries = 24;
  constexpr double kApart = 0.5;  // of the radius
  const Metric2& metric =
      area.field.at_cell(static_cast<int>(center.x), static_cast<int>(center.y)).metric_mm2;
  const std::size_t first = places.size();
  for (std::uint32_t k = 0; k < size; ++k) {
    Point2 place = center;
    double best = -1;  // squared distance in mm from the nearest member
    for (int i = 0; i < kTries && best < kApart * kApart * radius_mm * radius_mm; ++i) {
      const double r = radius_mm * std::sqrt(random.uniform());
      const double angle = 2 * kPi * random.uniform();
      const Point2 p = step_on_scalp(center, metric, {r * std::cos(angle), r * std::sin(angle)});
      if (!may_lie(area, p)) continue;
      double nearest = INFINITY;
      for (std::size_t m = first; m < places.size(); ++m)
        nearest = std::min(nearest, metric.quadratic(p - places[m]));
      if (nearest > best) best = nearest, place = p;
    }
    places.push_back(place);
  }
}

}  // namespace

Groups place_groups(const PlacementArea& area, std::span<const ExistingDot> existing,
                    const PlacementOptions& options, const ClusterOptions& clusters) {
  const double expected = expected_count(area);
  const std::uint64_t count = options.count.value_or(static_cast<std::uint64_t>(std::llround(expected)));
  if (count == 0) return {};
  const double mean = std::max(1.0, clusters.dots);
  PlacementOptions of_centers = options;
  of_centers.classes = {};
  of_centers.count =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(static_cast<double>(count) / mean)));
  // Centres keep a wider distance from each other, but the usual one from what is there.
  std::vector<ExistingDot> there(existing.begin(), existing.end());
  for (ExistingDot& dot : there) dot.distance_factor /= static_cast<float>(std::sqrt(mean));
  Placement placed = place_dots(area, there, of_centers);
  Groups out{{}, std::move(placed.dots), placed.distance_factor};
  if (out.centers.empty()) return out;

  const auto sizes = group_sizes(out.centers, count, options.session_shares, options.seed);
  std::vector<Point2> places;
  for (std::size_t g = 0; g < sizes.size(); ++g)
    add_members(area, {out.centers[g].x, out.centers[g].y}, sizes[g], clusters.radius_mm,
                RandomStream(options.seed, RandomPurpose::kCluster, ~std::uint64_t{g}), places);
  std::vector<std::uint16_t> sessions;
  for (std::size_t g = 0; g < sizes.size(); ++g)
    sessions.insert(sessions.end(), sizes[g], out.centers[g].session);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double u = RandomStream(options.seed, RandomPurpose::kShade, i).uniform();
    out.dots.push_back({static_cast<float>(places[i].x), static_cast<float>(places[i].y), sessions[i],
                        static_cast<std::uint16_t>(draw_share(options.classes.shares, u))});
  }
  return out;
}

}  // namespace smp
