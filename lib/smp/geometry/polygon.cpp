#include "smp/geometry/polygon.h"

#include <algorithm>
#include <cmath>

namespace smp {
namespace {

// > 0 where c lies to the left of a->b (y up).
double orientation(Point2 a, Point2 b, Point2 c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool within_box(Point2 a, Point2 b, Point2 p) {
  return std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) && std::min(a.y, b.y) <= p.y &&
         p.y <= std::max(a.y, b.y);
}

bool segments_touch(Point2 a, Point2 b, Point2 c, Point2 d) {
  const double o1 = orientation(a, b, c), o2 = orientation(a, b, d);
  const double o3 = orientation(c, d, a), o4 = orientation(c, d, b);
  if (((o1 > 0) != (o2 > 0)) && ((o3 > 0) != (o4 > 0)) && o1 != 0 && o2 != 0 && o3 != 0 && o4 != 0)
    return true;
  return (o1 == 0 && within_box(a, b, c)) || (o2 == 0 && within_box(a, b, d)) ||
         (o3 == 0 && within_box(c, d, a)) || (o4 == 0 && within_box(c, d, b));
}

struct Edge {
  Point2 a, b;
  std::size_t index;
  double low, high;  // extent in x
};

// Pairs of edges whose extents overlap in x.
double overlapping_pairs(const std::vector<Point2>& corners, bool closed) {
  std::vector<double> lows, highs;
  for (std::size_t i = 0; i + (closed ? 0 : 1) < corners.size(); ++i) {
    const auto [low, high] = std::minmax({corners[i].x, corners[(i + 1) % corners.size()].x});
    lows.push_back(low);
    highs.push_back(high);
  }
  std::sort(lows.begin(), lows.end());
  std::sort(highs.begin(), highs.end());
  double pairs = 0;
  std::size_t ended = 0;
  for (std::size_t i = 0; i < lows.size(); ++i) {
    while (highs[ended] < lows[i]) ++ended;
    pairs += static_cast<double>(i - ended);
  }
  return pairs;
}

std::vector<Point2> turned(const std::vector<Point2>& corners) {
  std::vector<Point2> out;
  for (const Point2 p : corners) out.push_back({p.y, p.x});
  return out;
}

std::optional<std::pair<std::size_t, std::size_t>> first_crossing_in_x(const std::vector<Point2>& corners,
                                                                       bool closed) {
  const std::size_t n = corners.size();
  if (n < 4) return std::nullopt;
  std::vector<Edge> edges(closed ? n : n - 1);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const Point2 a = corners[i], b = corners[(i + 1) % n];
    edges[i] = {a, b, i, std::min(a.x, b.x), std::max(a.x, b.x)};
  }
  std::sort(edges.begin(), edges.end(),
            [](const Edge& p, const Edge& q) { return p.low != q.low ? p.low < q.low : p.index < q.index; });
  // Sweep in x: only edges whose extents overlap are compared.
  std::vector<const Edge*> open;
  for (const Edge& edge : edges) {
    std::erase_if(open, [&](const Edge* other) { return other->high < edge.low; });
    for (const Edge* other : open) {
      const std::size_t gap = (edge.index + n - other->index) % n;
      if (gap == 1 || gap == n - 1) continue;  // neighbours share a corner
      if (segments_touch(edge.a, edge.b, other->a, other->b)) return std::minmax(edge.index, other->index);
    }
    open.push_back(&edge);
  }
  return std::nullopt;
}

// Compares along the axis with less to do.
std::optional<std::pair<std::size_t, std::size_t>> first_crossing(const std::vector<Point2>& corners,
                                                                  bool closed) {
  if (corners.size() < 4) return std::nullopt;
  const std::vector<Point2> other = turned(corners);
  const bool in_x = overlapping_pairs(corners, closed) <= overlapping_pairs(other, closed);
  return first_crossing_in_x(in_x ? corners : other, closed);
}

}  // namespace

double signed_area(const Polygon& polygon) {
  double sum = 0;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point2 a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum / 2;
}

double crossing_pairs(const Polygon& polygon) {
  return std::min(overlapping_pairs(polygon, true), overlapping_pairs(turned(polygon), true));
}

std::optional<std::pair<std::size_t, std::size_t>> self_crossing(const Polygon& polygon) {
  return first_crossing(polygon, true);
}

std::optional<std::pair<std::size_t, std::size_t>> path_crossing(const std::vector<Point2>& path) {
  return first_crossing(path, false);
}

bool contains(const Polygon& polygon, Point2 p) {
  bool inside = false;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point2 a = polygon[i], b = polygon[i > 0 ? i - 1 : polygon.size() - 1];
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y)) inside = !inside;
  }
  return inside;
}

PixelRect pixel_bounds(const Polygon& polygon, int width, int height) {
  if (polygon.empty()) return {};
  Point2 low = polygon.front(), high = polygon.front();
  for (const Point2 p : polygon) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  const int x0 = static_cast<int>(std::floor(std::clamp(low.x, 0.0, double(width))));
  const int y0 = static_cast<int>(std::floor(std::clamp(low.y, 0.0, double(height))));
  const int x1 = static_cast<int>(std::ceil(std::clamp(high.x, 0.0, double(width))));
  const int y1 = static_cast<int>(std::ceil(std::clamp(high.y, 0.0, double(height))));
  return {x0, y0, x1 - x0, y1 - y0};
}

}  // namespace smp
