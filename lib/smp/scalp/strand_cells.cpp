// Structure tensor of log luminance (Bigun & Granlund 1987), averaged over 3 mm. Its eigenvalues' difference
// is free of noise and of relief without direction; its share of their sum, the coherence, has medians of 0.7
// to 0.9 on strands and of 0.3 on bald skin, both on phantoms at 4 to 8 px/mm (hair of 20 mm, 10 to 25 units
// per cm^2, also dark skin with gloss) and on portraits at 3 to 11 px/mm.
#include "smp/scalp/strand_cells.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/scalp/block_filters.h"
#include "smp/scalp/light_window.h"

namespace smp::scalp {
namespace {

constexpr int kWindowPx = 160;
constexpr double kSmoothMm = 0.1, kPoolMm = 1.5;  // radii of square means
constexpr float kBlack = 0.01f;                   // of light: keeps logarithms calm
constexpr float kLeastSlope = 0.10f;              // of log luminance, per mm
constexpr float kLeastCoherence = 0.55f;
constexpr double kAgreeMm = 2.5;  // radius around a cell in which most cells must agree
constexpr float kMost = 0.6f;

struct Tensor {
  Image<float> xx, xy, yy;
};

Tensor tensor_of(const Image<float>& rgb, double px_per_mm) {
  const int w = rgb.width(), h = rgb.height();
  Image<float> luma = luma_of(rgb);
  const int smooth_px = static_cast<int>(std::lround(kSmoothMm * px_per_mm));
  if (smooth_px > 0) luma = box_mean(luma, smooth_px);
  for (float& v : luma.values()) v = std::log(std::max(0.0f, v) + kBlack);
  Tensor out{Image<float>(w, h, 1, 0.0f), Image<float>(w, h, 1, 0.0f), Image<float>(w, h, 1, 0.0f)};
  const auto scale = static_cast<float>(0.5 * px_per_mm);
  for (int y = 1; y + 1 < h; ++y)
    for (int x = 1; x + 1 < w; ++x) {
      const float dx = scale * (luma.at(x + 1, y) - luma.at(x - 1, y));
      const float dy = scale * (luma.at(x, y + 1) - luma.at(x, y - 1));
      out.xx.at(x, y) = dx * dx, out.xy.at(x, y) = dx * dy, out.yy.at(x, y) = dy * dy;
    }
  const int pool_px = std::max(1, static_cast<int>(std::lround(kPoolMm * px_per_mm)));
  for (Image<float>* part : {&out.xx, &out.xy, &out.yy}) *part = box_mean(*part, pool_px);
  return out;
}

bool shows_strands(const Tensor& t, int x, int y) {
  const float sum = t.xx.at(x, y) + t.yy.at(x, y);
  const float difference = std::hypot(t.xx.at(x, y) - t.yy.at(x, y), 2 * t.xy.at(x, y));
  return difference > kLeastSlope * kLeastSlope && difference > kLeastCoherence * sum;
}

// By chance strokes of relief line up here and there; hair does so over some millimetres.
Image<std::uint8_t> agreed(const Image<float>& shown, const Image<std::uint8_t>& where,
                           const std::vector<double>& cell_mm) {
  double sum = 0, count = 0;
  for (const double mm : cell_mm)
    if (mm > 0) sum += mm, ++count;
  Image<std::uint8_t> out(shown.width(), shown.height(), 1, 0);
  if (count == 0) return out;
  Image<float> looked(shown.width(), shown.height());
  for (std::size_t k = 0; k < looked.values().size(); ++k) looked.values()[k] = where.values()[k] != 0;
  const int radius = std::max(1, static_cast<int>(std::lround(kAgreeMm * count / sum)));
  const Image<float> share = box_mean(shown, radius), all = box_mean(looked, radius);
  for (std::size_t k = 0; k < out.values().size(); ++k)
    if (where.values()[k] != 0 && share.values()[k] > kMost * all.values()[k]) out.values()[k] = 255;
  return out;
}

}  // namespace

Image<std::uint8_t> strand_cells(const Photo& photo, const ReducedPhoto& reduced, const Surface& surface,
                                 const Image<std::uint8_t>& where, int threads) {
  Image<float> shown(reduced.width(), reduced.height(), 1, 0.0f);
  const LightReader light(photo);
  // Windows hold whole cells.
  const int step = reduced.step_px, cells = std::max(1, kWindowPx / step);
  const int columns = (shown.width() + cells - 1) / cells, rows = (shown.height() + cells - 1) / cells;
  std::vector<double> cell_mm(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  parallel_for(
      threads, static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), [&](std::size_t k) {
        const int i0 = static_cast<int>(k) % columns * cells, j0 = static_cast<int>(k) / columns * cells;
        const int i1 = std::min(shown.width(), i0 + cells), j1 = std::min(shown.height(), j0 + cells);
        bool any = false;
        for (int j = j0; j < j1; ++j)
          for (int i = i0; i < i1; ++i) any = any || where.at(i, j) != 0;
        const auto at = any ? surface.at(reduced.center_px((i0 + i1) / 2, (j0 + j1) / 2)) : std::nullopt;
        if (!at || at->metric.foreshortening() > kMaxForeshortening) return;
        const double px_per_mm = 1 / std::sqrt(at->metric.area());
        cell_mm[k] = step / px_per_mm;
        const int margin = static_cast<int>(std::ceil(1.3 * kPoolMm * px_per_mm)) + 2;
        const int x0 = std::max(0, i0 * step - margin), y0 = std::max(0, j0 * step - margin);
        const int x1 = std::min(reduced.width_px, i1 * step + margin),
                  y1 = std::min(reduced.height_px, j1 * step + margin);
        const Tensor tensor = tensor_of(light.srgb({x0, y0, x1 - x0, y1 - y0}), px_per_mm);
        for (int j = j0; j < j1; ++j)
          for (int i = i0; i < i1; ++i) {
            if (where.at(i, j) == 0) continue;
            const Point2 p = reduced.center_px(i, j);
            const int x = std::min(static_cast<int>(p.x), x1 - 1) - x0,
                      y = std::min(static_cast<int>(p.y), y1 - 1) - y0;
            if (shows_strands(tensor, x, y)) shown.at(i, j) = 1;
          }
      });
  return agreed(shown, where, cell_mm);
}

}  // namespace smp::scalp
