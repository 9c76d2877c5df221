#pragma once  // The sampler that others are measured against.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "smp/base/point.h"

namespace smp::bench {

/// Bridson 2007 as one writes it in an afternoon: k = 30, one index per cell of r / sqrt(2).
inline std::vector<Point2> naive_bridson(double side, double r, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  const double cell = r / std::sqrt(2.0);
  const int n = static_cast<int>(side / cell) + 1;
  std::vector<int> grid(static_cast<std::size_t>(n) * n, -1), active{0};
  std::vector<Point2> points{{side * uniform(engine), side * uniform(engine)}};
  const auto index = [&](Point2 p) {
    return static_cast<int>(p.y / cell) * n + static_cast<int>(p.x / cell);
  };
  grid[index(points[0])] = 0;
  while (!active.empty()) {
    const std::size_t pick = static_cast<std::size_t>(uniform(engine) * static_cast<double>(active.size()));
    const Point2 from = points[active[pick]];
    bool found = false;
    for (int k = 0; k < 30 && !found; ++k) {
      const double angle = 2 * kPi * uniform(engine), away = r * (1 + uniform(engine));
      const Point2 p{from.x + away * std::cos(angle), from.y + away * std::sin(angle)};
      if (p.x < 0 || p.y < 0 || p.x >= side || p.y >= side) continue;
      const int cx = static_cast<int>(p.x / cell), cy = static_cast<int>(p.y / cell);
      bool far = true;
      for (int y = std::max(0, cy - 2); y <= std::min(n - 1, cy + 2) && far; ++y)
        for (int x = std::max(0, cx - 2); x <= std::min(n - 1, cx + 2) && far; ++x)
          far = grid[y * n + x] < 0 || distance(points[grid[y * n + x]], p) >= r;
      if (!far) continue;
      found = true;
      grid[index(p)] = static_cast<int>(points.size());
      active.push_back(static_cast<int>(points.size()));
      points.push_back(p);
    }
    if (!found) {
      active[pick] = active.back();
      active.pop_back();
    }
  }
  return points;
}

}  // namespace smp::bench
