#include "smp/sampling/statistics.h"

#include <array>
#include <cmath>
#include <limits>

#include "smp/sampling/point_tree.h"

namespace smp {
namespace {

using detail::PointTree;

PointTree<2> tree_of(std::span<const Point2> points) {
  std::vector<std::array<double, 2>> positions;
  positions.reserve(points.size());
  for (const Point2& p : points) positions.push_back({p.x, p.y});
  return PointTree<2>(std::move(positions));
}

std::size_t count_inside(std::span<const Point2> points, const PointWindow& window) {
  std::size_t count = 0;
  for (const Point2& p : points) count += window.contains(p) ? 1 : 0;
  return count;
}

}  // namespace

std::vector<double> nearest_distances(std::span<const Point2> points) {
  const PointTree<2> tree = tree_of(points);
  std::vector<double> distances(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    distances[i] = std::sqrt(tree.nearest_squared({points[i].x, points[i].y}, i));
  return distances;
}

std::vector<double> nearest_distances(std::span<const Point3> points) {
  std::vector<std::array<double, 3>> positions;
  positions.reserve(points.size());
  for (const Point3& p : points) positions.push_back({p.x, p.y, p.z});
  const PointTree<3> tree(positions);
  std::vector<double> distances(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    distances[i] = std::sqrt(tree.nearest_squared(positions[i], i));
  return distances;
}

NeighborSummary summarize(std::span<const double> distances) {
  NeighborSummary summary{.count = distances.size()};
  if (distances.empty()) return summary;
  summary.min = std::numeric_limits<double>::infinity();
  double sum = 0, squares = 0;
  for (const double d : distances) {
    summary.min = std::fmin(summary.min, d);
    sum += d;
  }
  summary.mean = sum / static_cast<double>(distances.size());
  for (const double d : distances) squares += (d - summary.mean) * (d - summary.mean);
  summary.cv = std::sqrt(squares / static_cast<double>(distances.size())) / summary.mean;
  return summary;
}

NeighborSummary neighbor_summary(std::span<const Point2> points, const PointWindow& window, double margin) {
  const PointWindow inner = window.inner(margin);
  const std::vector<double> all = nearest_distances(points);
  std::vector<double> judged;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (inner.contains(points[i])) judged.push_back(all[i]);
  return summarize(judged);
}

double clark_evans(std::span<const Point2> points, const PointWindow& window, double margin) {
  const NeighborSummary summary = neighbor_summary(points, window, margin);
  const double density = static_cast<double>(summary.count) / window.inner(margin).area();
  return 2 * std::sqrt(density) * summary.mean;
}

double fill(std::span<const double> conflict_distances, double area) {
  double sum = 0;
  for (const double r : conflict_distances) sum += r * r;
  return sum / area;
}

std::vector<double> pair_correlation(std::span<const Point2> points, const PointWindow& window,
                                     double bin_width, double reach) {
  std::vector<double> bins(static_cast<std::size_t>(std::ceil(reach / bin_width)), 0.0);
  const PointTree<2> tree = tree_of(points);
  const PointWindow inner = window.inner(reach);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!inner.contains(points[i])) continue;
    tree.within({points[i].x, points[i].y}, reach, [&](std::size_t j, double squared) {
      const auto bin = static_cast<std::size_t>(std::sqrt(squared) / bin_width);
      if (j != i && bin < bins.size()) ++bins[bin];
    });
  }
  const double density = static_cast<double>(points.size()) / window.area();
  const double centres = static_cast<double>(count_inside(points, inner));
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const double near = static_cast<double>(b) * bin_width, far = near + bin_width;
    bins[b] /= centres * density * kPi * (far * far - near * near);
  }
  return bins;
}

Coverage coverage(std::span<const Point2> points, const PointWindow& window, double radius, double step) {
  const PointTree<2> tree = tree_of(points);
  Coverage result;
  std::size_t tested = 0, uncovered = 0;
  double largest = 0;
  for (double y = window.low.y + step / 2; y < window.high.y; y += step)
    for (double x = window.low.x + step / 2; x < window.high.x; x += step) {
      const double squared = tree.nearest_squared({x, y});
      largest = std::fmax(largest, squared);
      ++tested;
      if (squared > radius * radius) ++uncovered;
    }
  if (tested > 0) result.uncovered_share = static_cast<double>(uncovered) / static_cast<double>(tested);
  result.largest_empty_radius = std::sqrt(largest);
  return result;
}

SeamTest seam_test(std::span<const double> coordinates, double tile, int bins) {
  std::vector<double> counts(static_cast<std::size_t>(bins), 0.0);
  for (const double x : coordinates) {
    const double share = x / tile - std::floor(x / tile);
    ++counts[std::min(static_cast<std::size_t>(share * bins), counts.size() - 1)];
  }
  const double mean = static_cast<double>(coordinates.size()) / bins;
  double squares = 0;
  for (const double count : counts) squares += (count - mean) * (count - mean);
  return {std::sqrt(squares / bins) / mean, 1 / std::sqrt(mean)};
}

}  // namespace smp
