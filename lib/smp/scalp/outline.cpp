// The border of a mask, thinned by Douglas and Peucker (1973).
#include "smp/scalp/outline.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace smp::scalp {
namespace {

bool set(const Image<std::uint8_t>& mask, int x, int y) { return mask.contains(x, y) && mask.at(x, y) != 0; }

// Corners of the squares along the outer border, clockwise, the mask on the right hand.
Polygon border_of(const Image<std::uint8_t>& mask) {
  int x0 = -1, y0 = -1;
  for (int y = 0; y < mask.height() && x0 < 0; ++y)
    for (int x = 0; x < mask.width() && x0 < 0; ++x)
      if (mask.at(x, y) != 0) x0 = x, y0 = y;
  if (x0 < 0) return {};
  Polygon border;
  constexpr std::array<std::array<int, 2>, 4> kSteps = {{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
  // The two squares ahead of a corner, left and right of the way, for each direction.
  constexpr std::array<std::array<int, 2>, 4> kLeft = {{{0, -1}, {0, 0}, {-1, 0}, {-1, -1}}};
  constexpr std::array<std::array<int, 2>, 4> kRight = {{{0, 0}, {-1, 0}, {-1, -1}, {0, -1}}};
  int x = x0, y = y0;
  std::size_t way = 0;
  do {
    border.push_back({static_cast<double>(x), static_cast<double>(y)});
    x += kSteps[way][0], y += kSteps[way][1];
    // Right first: squares that meet in a corner only are parted, so that the outline never meets itself
    // twice.
    const bool right = set(mask, x + kRight[way][0], y + kRight[way][1]);
    const bool left = set(mask, x + kLeft[way][0], y + kLeft[way][1]);
    if (!right)
      way = (way + 1) % 4;
    else if (left)
      way = (way + 3) % 4;
  } while (x != x0 || y != y0);
  return border;
}

double off_line(Point2 p, Point2 a, Point2 b) {
  const Point2 along = b - a;
  const double length_squared = dot(along, along);
  const double t = length_squared > 0 ? std::clamp(dot(p - a, along) / length_squared, 0.0, 1.0) : 0.0;
  return distance(p, a + t * along);
}

void keep_between(const Polygon& border, std::size_t first, std::size_t last, double tolerance,
                  std::vector<bool>& keep) {
  std::size_t farthest = first;
  double most = tolerance;
  for (std::size_t k = first + 1; k < last; ++k) {
    const double off = off_line(border[k], border[first], border[last % border.size()]);
    if (off > most) most = off, farthest = k;
  }
  if (farthest == first) return;
  keep[farthest] = true;
  keep_between(border, first, farthest, tolerance, keep);
  keep_between(border, farthest, last, tolerance, keep);
}

Polygon thinned(const Polygon& border, double tolerance) {
  std::vector<bool> keep(border.size(), false);
  std::size_t opposite = 0;
  for (std::size_t k = 0; k < border.size(); ++k)
    if (distance(border[k], border[0]) > distance(border[opposite], border[0])) opposite = k;
  keep[0] = keep[opposite] = true;
  keep_between(border, 0, opposite, tolerance, keep);
  keep_between(border, opposite, border.size(), tolerance, keep);
  Polygon out;
  for (std::size_t k = 0; k < border.size(); ++k)
    if (keep[k]) out.push_back(border[k]);
  return out;
}

}  // namespace

Polygon outline_of(const Image<std::uint8_t>& mask, int size_px, std::size_t most_corners) {
  const Polygon border = border_of(mask);
  if (border.empty()) return {};
  Polygon out;
  for (double tolerance = 0.75; tolerance < mask.width() + mask.height(); tolerance *= 1.3) {
    out = thinned(border, tolerance);
    if (out.size() < 3) break;
    if (out.size() > most_corners || self_crossing(out)) continue;
    for (Point2& p : out) p = static_cast<double>(size_px) * p;
    return out;
  }
  return {};
}

}  // namespace smp::scalp
