#pragma once  // Internal: a balanced k-d tree over points, for neighbour searches.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace smp::detail {

/// Points of `kDimensions` coordinates, reordered so that the median of each range splits it.
template <std::size_t kDimensions>
class PointTree {
 public:
  using Position = std::array<double, kDimensions>;

  explicit PointTree(std::vector<Position> points)
      : nodes_(points.size()), axes_(points.size(), 0), points_(std::move(points)) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i] = i;
    build(0, nodes_.size());
  }

  /// Squared distance from `p` to the nearest point other than number `skip`; infinite where there is none.
  double nearest_squared(const Position& p,
                         std::size_t skip = std::numeric_limits<std::size_t>::max()) const {
    double best = std::numeric_limits<double>::infinity();
    search(0, nodes_.size(), p, best, [&](std::size_t i, double squared) {
      if (i != skip && squared < best) best = squared;
    });
    return best;
  }

  /// Calls visit(number, squared distance) for every point within `radius` of `p`.
  template <class Visit>
  void within(const Position& p, double radius, const Visit& visit) const {
    const double limit = radius * radius;
    search(0, nodes_.size(), p, limit, [&](std::size_t i, double squared) {
      if (squared <= limit) visit(i, squared);
    });
  }

 private:
  void build(std::size_t first, std::size_t last) {
    if (last - first < 2) return;
    Position low, high;
    low.fill(std::numeric_limits<double>::infinity());
    high.fill(-std::numeric_limits<double>::infinity());
    for (std::size_t i = first; i < last; ++i)
      for (std::size_t a = 0; a < kDimensions; ++a) {
        low[a] = std::min(low[a], points_[nodes_[i]][a]);
        high[a] = std::max(high[a], points_[nodes_[i]][a]);
      }
    std::size_t axis = 0;
    for (std::size_t a = 1; a < kDimensions; ++a)
      if (high[a] - low[a] > high[axis] - low[axis]) axis = a;
    const std::size_t middle = first + (last - first) / 2;
    const auto begin = nodes_.begin();
    std::nth_element(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(middle),
                     begin + static_cast<std::ptrdiff_t>(last),
                     [&](std::size_t i, std::size_t j) { return points_[i][axis] < points_[j][axis]; });
    axes_[middle] = static_cast<unsigned char>(axis);
    build(first, middle);
    build(middle + 1, last);
  }

  template <class Offer>
  void search(std::size_t first, std::size_t last, const Position& p, const double& limit,
              const Offer& offer) const {
    if (first >= last) return;
    const std::size_t middle = first + (last - first) / 2;
    const Position& q = points_[nodes_[middle]];
    double squared = 0;
    for (std::size_t a = 0; a < kDimensions; ++a) squared += (p[a] - q[a]) * (p[a] - q[a]);
    offer(nodes_[middle], squared);
    const double across = p[axes_[middle]] - q[axes_[middle]];
    const bool left_first = across < 0;
    if (left_first)
      search(first, middle, p, limit, offer);
    else
      search(middle + 1, last, p, limit, offer);
    if (across * across > limit) return;
    if (left_first)
      search(middle + 1, last, p, limit, offer);
    else
      search(first, middle, p, limit, offer);
  }

  std::vector<std::size_t> nodes_;
  std::vector<unsigned char> axes_;
  std::vector<Position> points_;
};

}  // namespace smp::detail
