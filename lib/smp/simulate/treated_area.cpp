#include "smp/simulate/treated_area.h"

#include <algorithm>
#include <cmath>

namespace smp {

PixelRect treated_area(const Simulation& record) {
  const int width = record.photo.width(), height = record.photo.height();
  const std::vector<Impression>& dots = record.treatment.impressions;
  if (dots.empty()) return {0, 0, width, height};
  Point2 low = dots[0].position_px, high = low;
  for (const Impression& dot : dots) {
    low = {std::min(low.x, dot.position_px.x), std::min(low.y, dot.position_px.y)};
    high = {std::max(high.x, dot.position_px.x), std::max(high.y, dot.position_px.y)};
  }
  const double margin = (high.x - low.x + high.y - low.y) / 40 + 8;
  const auto at = [](double px, int limit) { return static_cast<int>(std::clamp(px, 0.0, double(limit))); };
  const int x0 = at(std::floor(low.x - margin), width - 1), y0 = at(std::floor(low.y - margin), height - 1);
  const int x1 = at(std::ceil(high.x + margin), width), y1 = at(std::ceil(high.y + margin), height);
  return {x0, y0, std::max(1, x1 - x0), std::max(1, y1 - y0)};
}

Point2 amid_dots(const Simulation& record) {
  const std::vector<Impression>& dots = record.treatment.impressions;
  if (dots.empty()) return {record.photo.width() / 2.0, record.photo.height() / 2.0};
  std::vector<std::size_t> counts(record.treatment.regions.size() + 1);
  for (const Impression& dot : dots) ++counts[std::min<std::size_t>(dot.region, counts.size() - 1)];
  const auto most = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  Point2 sum;
  for (const Impression& dot : dots)
    if (dot.region == most) sum = sum + dot.position_px;
  const Point2 middle = (1.0 / static_cast<double>(std::max<std::size_t>(1, counts[most]))) * sum;
  const auto nearest =
      std::min_element(dots.begin(), dots.end(), [&](const Impression& a, const Impression& b) {
        return distance(a.position_px, middle) < distance(b.position_px, middle);
      });
  return nearest->position_px;
}

}  // namespace smp
