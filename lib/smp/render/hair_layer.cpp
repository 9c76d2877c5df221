#include "smp/render/hair_layer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "smp/geometry/strand_canvas.h"

namespace smp {
namespace {

constexpr double kPiecePx = 4;  // length of the straight pieces of a shaft
constexpr int kMostPieces = 64;
constexpr double kCanvasBlur = 1.0 / 12;  // variance by which the canvas smears a thin strand
constexpr float kNothing = 2e-6f;         // a share of a pixel that changes no code of 16 bits

// Roots below the skin. Size and strength give the mean darkening of the phantoms' stubble.
constexpr double kRootDepthMm = 0.30, kRootDiameterMm = 0.20, kRootMu = 16, kRootTiltDeg = 45;
constexpr double kRootBackMm = 0.12;  // a slanting hair comes from there
constexpr double kDarkHair = 0.03;    // luminance of hair whose roots are as dark as can be

double luma(const LinearRgb& c) { return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b; }

// The second corner of the parabola's control polygon.
Point2 control_of(const HairShaft& shaft) {
  return 2.0 * shaft.middle_px - 0.5 * (shaft.root_px + shaft.tip_px);
}

void nodes_of(const HairShaft& shaft, std::vector<StrandNode>& nodes) {
  const Point2 control = control_of(shaft);
  const double long_px = distance(shaft.root_px, shaft.middle_px) + distance(shaft.middle_px, shaft.tip_px);
  const int pieces = std::clamp(static_cast<int>(std::ceil(long_px / kPiecePx)), 2, kMostPieces);
  nodes.clear();
  for (int k = 0; k <= pieces; ++k) {
    const double t = static_cast<double>(k) / pieces, u = 1 - t;
    nodes.push_back(
        {u * u * shaft.root_px + 2 * u * t * control + t * t * shaft.tip_px, shaft.width_px, shaft.shade});
  }
}

std::vector<float> blur_kernel(double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  std::vector<float> kernel(static_cast<std::size_t>(reach) + 1, 1.0f);
  double sum = 0;
  for (int k = -reach; k <= reach; ++k) sum += std::exp(-0.5 * k * k / std::max(1e-9, sigma * sigma));
  for (int k = 0; k <= reach; ++k)
    kernel[static_cast<std::size_t>(k)] =
        static_cast<float>(std::exp(-0.5 * k * k / std::max(1e-9, sigma * sigma)) / sum);
  return kernel;
}

// Columns, then rows. `in` has a margin of the kernel's reach around the tile, which gets kTilePx per row.
void blur_into(const Image<float>& in, const std::vector<float>& kernel, int width, int height, float* out) {
  const int reach = static_cast<int>(kernel.size()) - 1, wide = in.width();
  std::vector<float> row(static_cast<std::size_t>(wide));
  for (int y = 0; y < height; ++y) {
    const float* middle = in.row(y + reach);
    for (int x = 0; x < wide; ++x) row[static_cast<std::size_t>(x)] = kernel[0] * middle[x];
    for (int k = 1; k <= reach; ++k) {
      const float *above = in.row(y + reach - k), *below = in.row(y + reach + k);
      const float weight = kernel[static_cast<std::size_t>(k)];
      for (int x = 0; x < wide; ++x) row[static_cast<std::size_t>(x)] += weight * (above[x] + below[x]);
    }
    float* to = out + static_cast<std::ptrdiff_t>(y) * HairLayer::kTilePx;
    const float* from = row.data() + reach;
    for (int x = 0; x < width; ++x) to[x] = kernel[0] * from[x];
    for (int k = 1; k <= reach; ++k) {
      const float weight = kernel[static_cast<std::size_t>(k)];
      for (int x = 0; x < width; ++x) to[x] += weight * (from[x - k] + from[x + k]);
    }
  }
}

}  // namespace

HairLayer::HairLayer(std::vector<HairShaft> shafts, const HairLook& look, int width, int height)
    : look_(look),
      width_(width),
      height_(height),
      columns_((width + kTilePx - 1) / kTilePx),
      shafts_(std::move(shafts)),
      kernel_(blur_kernel(std::sqrt(std::max(0.0, look.blur_px * look.blur_px - kCanvasBlur)))) {
  const int rows = (height + kTilePx - 1) / kTilePx;
  shafts_of_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows));
  const auto tile_of = [](double px, int count) {
    return static_cast<int>(std::clamp(std::floor(px / kTilePx), -1.0, static_cast<double>(count)));
  };
  for (std::size_t i = 0; i < shafts_.size(); ++i) {
    const HairShaft& s = shafts_[i];
    const Point2 control = control_of(s);
    const double margin = 0.5 * std::max(1.0, s.width_px) + 1 + static_cast<double>(kernel_.size());
    const auto [left, right] = std::minmax({s.root_px.x, control.x, s.tip_px.x});
    const auto [top, bottom] = std::minmax({s.root_px.y, control.y, s.tip_px.y});
    const int x0 = std::max(0, tile_of(left - margin, columns_)),
              x1 = std::min(columns_ - 1, tile_of(right + margin, columns_));
    const int y0 = std::max(0, tile_of(top - margin, rows)),
              y1 = std::min(rows - 1, tile_of(bottom + margin, rows));
    for (int y = y0; y <= y1; ++y)
      for (int x = x0; x <= x1; ++x)
        shafts_of_[static_cast<std::size_t>(y * columns_ + x)].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t k = 0; k < shafts_of_.size(); ++k) {
    if (shafts_of_[k].empty()) continue;
    const int x = static_cast<int>(k) % columns_ * kTilePx, y = static_cast<int>(k) / columns_ * kTilePx;
    tiles_.push_back({x, y, std::min(kTilePx, width_ - x), std::min(kTilePx, height_ - y)});
  }
}

bool HairLayer::draw(int x, int y, Tile& out) const {
  const auto& shafts = shafts_of_[static_cast<std::size_t>(y / kTilePx * columns_ + x / kTilePx)];
  if (shafts.empty()) return false;
  const int width = std::min(kTilePx, width_ - x), height = std::min(kTilePx, height_ - y);
  const int reach = static_cast<int>(kernel_.size()) - 1;
  StrandCanvas canvas({x - reach, y - reach, width + 2 * reach, height + 2 * reach});
  std::vector<StrandNode> nodes;
  for (const std::uint32_t index : shafts) {
    nodes_of(shafts_[index], nodes);
    canvas.draw(nodes);
  }
  Image<float> cover = canvas.take_clear();
  for (float& v : cover.values()) v = 1 - v;
  out.cover.assign(kTilePx * kTilePx, 0.0f);
  out.shade.assign(kTilePx * kTilePx, 0.0f);
  blur_into(cover, kernel_, width, height, out.cover.data());
  blur_into(canvas.shade(), kernel_, width, height, out.shade.data());
  for (std::size_t k = 0; k < out.cover.size(); ++k)
    if (out.cover[k] < kNothing) out.cover[k] = out.shade[k] = 0;
  return true;
}

std::vector<Mark> root_marks(const std::vector<HairUnit>& units, const LinearRgb& hair) {
  const double darkness = std::clamp(std::log(std::max(1e-3, luma(hair))) / std::log(kDarkHair), 0.1, 1.1);
  std::vector<Mark> marks;
  marks.reserve(units.size());
  for (const HairUnit& unit : units) {
    Mark mark;
    mark.center_px = unit.root_px - kRootBackMm * unit.lean_px;
    mark.metric_mm2 =
        tilted_metric(unit.metric_mm2, kRootTiltDeg, degrees(std::atan2(unit.lean_px.y, unit.lean_px.x)));
    mark.diameter_mm = kRootDiameterMm * std::sqrt(std::sqrt(static_cast<double>(unit.hairs)));
    mark.depth_mm = kRootDepthMm;
    mark.mu_per_mm = kRootMu * darkness;
    marks.push_back(mark);
  }
  return marks;
}

}  // namespace smp
