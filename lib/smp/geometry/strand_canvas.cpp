// The pieces of a strand are added up before they are laid over what is there: where two meet, each covers a
// part of the same pixel and not a part of what the other leaves.
#include "smp/geometry/strand_canvas.h"

#include <algorithm>
#include <cmath>

namespace smp {
namespace {

// Coverage of a pixel by a long band of the given width whose axis is `off` px away.
double band(double width, double off) {
  if (width < 1) return width * std::max(0.0, 1 - std::abs(off));
  return std::clamp(0.5 * width + 0.5 - std::abs(off), 0.0, 1.0);
}

}  // namespace

StrandCanvas::StrandCanvas(const PixelRect& frame)
    : frame_(frame),
      clear_(frame.width, frame.height, 1, 1.0f),
      shade_(frame.width, frame.height, 1, 0.0f),
      cover_(frame.width, frame.height, 1, 0.0f),
      tone_(frame.width, frame.height, 1, 0.0f) {}

void StrandCanvas::draw(std::span<const StrandNode> strand) {
  for (std::size_t k = 1; k < strand.size(); ++k) draw_piece(strand[k - 1], strand[k]);
  for (const std::size_t at : touched_) {
    float &sum = cover_.values()[at], &tone = tone_.values()[at], &clear = clear_.values()[at];
    const float cover = std::min(1.0f, sum);
    shade_.values()[at] += tone / sum * cover * clear;
    clear *= 1 - cover;
    sum = tone = 0;
  }
  touched_.clear();
}

void StrandCanvas::draw_piece(const StrandNode& from, const StrandNode& to) {
  const Point2 a = from.px - Point2{double(frame_.x), double(frame_.y)}, d = to.px - from.px;
  const double width = std::max({1.0, from.width_px, to.width_px}), reach = 0.5 * width + 1;
  const double long_px = length(d);
  if (!(long_px > 1e-9)) return;
  const Point2 unit = (1 / long_px) * d;
  const int y0 = std::max(0, static_cast<int>(std::floor(std::min(a.y, a.y + d.y) - reach)));
  const int y1 = std::min(frame_.height - 1, static_cast<int>(std::floor(std::max(a.y, a.y + d.y) + reach)));
  for (int y = y0; y <= y1; ++y) {
    const double py = y + 0.5 - a.y;
    double left = std::min(0.0, d.x) - reach, right = std::max(0.0, d.x) + reach;
    if (std::abs(unit.y) > 1e-3) {  // only where the row is near the axis
      const double middle = py * unit.x / unit.y, half = reach / std::abs(unit.y);
      left = std::max(left, middle - half), right = std::min(right, middle + half);
    }
    const int x0 = std::max(0, static_cast<int>(std::floor(a.x + left)));
    const int x1 = std::min(frame_.width - 1, static_cast<int>(std::floor(a.x + right)));
    for (int x = x0; x <= x1; ++x) {
      const Point2 p = {x + 0.5 - a.x, py};
      const double t = dot(p, unit), off = p.x * unit.y - p.y * unit.x;
      const double inside = std::min(t + 0.5, long_px) - std::max(t - 0.5, 0.0);  // of the pixel, along
      if (inside <= 0) continue;
      const double share = std::clamp(t / long_px, 0.0, 1.0);
      const auto cover = static_cast<float>(band(from.width_px + share * (to.width_px - from.width_px), off) *
                                            std::min(1.0, inside));
      if (cover <= 0) continue;
      float& sum = cover_.at(x, y);
      if (sum == 0)
        touched_.push_back(static_cast<std::size_t>(y) * cover_.row_elements() + static_cast<std::size_t>(x));
      sum += cover;
      tone_.at(x, y) += cover * (from.tone + static_cast<float>(share) * (to.tone - from.tone));
    }
  }
}

}  // namespace smp
