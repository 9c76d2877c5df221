#include "smp/render/redness.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"

namespace smp {
namespace {

// Of the weight (1 - d^2 / reach^2)^2: 1.6 mm standard deviation [assumption].
constexpr double kReachMm = 4.5;
constexpr double kMostStepMm = 0.8;  // of the cells
constexpr int kLargestStep = 16;

// Of blood in the skin, on channels of linear sRGB relative to green: rounded from the absorption of
// oxygenated haemoglobin over their bands, blue less because it does not come from as deep [assumption].
constexpr PerChannel kBlood = {0.06, 1.0, 0.80};

PerChannel factors_of(double blood) {
  return {std::exp(-blood * kBlood[0]), std::exp(-blood * kBlood[1]), std::exp(-blood * kBlood[2])};
}

double redder_by(const LinearRgb& skin, double blood) {
  const PerChannel f = factors_of(blood);
  return lab_from_linear({f[0] * skin.r, f[1] * skin.g, f[2] * skin.b}).a - lab_from_linear(skin).a;
}

int step_of(const std::vector<RedSpot>& spots) {
  double mm_per_px = 0;
  for (const RedSpot& spot : spots) mm_per_px += std::sqrt(spot.metric_mm2.area());
  mm_per_px /= static_cast<double>(spots.size());
  int step = kLargestStep;
  while (step > 1 && step * mm_per_px > kMostStepMm) step /= 2;
  return step;
}

// Spots per mm^2 around a cell, and the same weighted by their redness.
struct CellSum {
  float spots = 0, redness = 0;
};

// Adds a spot to the cells of rows [first, last).
void add(const RedSpot& spot, int step, int first, int last, Image<CellSum>& sums) {
  const Metric2 inverse = spot.metric_mm2.inverse();
  const double reach_x = kReachMm * std::sqrt(inverse.xx) / step,
               reach_y = kReachMm * std::sqrt(inverse.yy) / step;
  const double cx = spot.center_px.x / step - 0.5, cy = spot.center_px.y / step - 0.5;
  const auto column = [&](double x) { return static_cast<int>(std::clamp(x, -1.0, double(sums.width()))); };
  const auto row = [&](double y) { return static_cast<int>(std::clamp(y, -1.0, double(sums.height()))); };
  const int x0 = std::max(0, column(std::ceil(cx - reach_x))),
            x1 = std::min(sums.width() - 1, column(std::floor(cx + reach_x)));
  const int y0 = std::max(first, row(std::ceil(cy - reach_y))),
            y1 = std::min(last - 1, row(std::floor(cy + reach_y)));
  const auto scale = static_cast<float>(3 / (kPi * kReachMm * kReachMm));
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const double d2 = spot.metric_mm2.quadratic({(x - cx) * step, (y - cy) * step});
      const auto u = static_cast<float>(1 - d2 / (kReachMm * kReachMm));
      if (u <= 0) continue;
      CellSum& sum = sums.at(x, y);
      sum.spots += scale * u * u;
      sum.redness += scale * u * u * static_cast<float>(spot.redness);
    }
}

float redness_of(const CellSum& sum) {
  if (sum.spots <= 0) return 0;
  const float missing = 1 - std::min(1.0f, sum.spots * static_cast<float>(100 / kFullRednessPerCm2));
  return sum.redness / sum.spots * (1 - missing * missing);
}

}  // namespace

PerChannel redness_factors(const LinearRgb& skin, double a_star) {
  if (!(a_star > 0)) return {1, 1, 1};
  // a* rises up to some amount of blood and falls again where next to nothing is left.
  double most = 0.1;
  while (most < 3 && redder_by(skin, most) < a_star) most += 0.1;
  double low = most - 0.1, high = most;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (redder_by(skin, middle) < a_star ? low : high) = middle;
  }
  return factors_of(high);
}

RednessMap::RednessMap(const std::vector<RedSpot>& spots, const PerChannel& factors, int width, int height,
                       int threads) {
  if (spots.empty()) return;
  step_ = step_of(spots);
  for (std::size_t c = 0; c < 3; ++c) taken_[static_cast<int>(c)] = static_cast<float>(1 - factors[c]);
  // A row and a column beyond the photo, so that the last pixels lie between cells.
  const int columns = (width + step_ - 1) / step_ + 1, rows = (height + step_ - 1) / step_ + 1;
  cells_ = Image<float>(columns, rows);
  Image<CellSum> sums(columns, rows, 1, CellSum{});
  constexpr int kBandRows = 16;
  parallel_for(threads, static_cast<std::size_t>((rows + kBandRows - 1) / kBandRows), [&](std::size_t band) {
    const int first = static_cast<int>(band) * kBandRows, last = std::min(rows, first + kBandRows);
    for (const RedSpot& spot : spots) add(spot, step_, first, last, sums);
    for (int y = first; y < last; ++y)
      std::transform(sums.row(y), sums.row(y) + columns, cells_.row(y), redness_of);
  });
  find_tiles(width, height);
}

void RednessMap::find_tiles(int width, int height) {
  const auto is_red = [&](const PixelRect& tile) {
    const int x1 = std::min(cells_.width() - 1, (tile.x + tile.width) / step_),
              y1 = std::min(cells_.height() - 1, (tile.y + tile.height) / step_);
    for (int y = std::max(0, tile.y / step_ - 1); y <= y1; ++y)
      for (int x = std::max(0, tile.x / step_ - 1); x <= x1; ++x)
        if (cells_.at(x, y) > 0) return true;
    return false;
  };
  for (int y = 0; y < height; y += kTilePx)
    for (int x = 0; x < width; x += kTilePx) {
      const PixelRect tile = {x, y, std::min(kTilePx, width - x), std::min(kTilePx, height - y)};
      if (is_red(tile)) tiles_.push_back(tile);
    }
}

// A step is a power of two.
RednessMap::Between RednessMap::between(int px) const {
  const int twice = std::max(0, 2 * px + 1 - step_);  // half pixels beyond the first cell's centre
  return {twice / (2 * step_), static_cast<float>(twice % (2 * step_)) / static_cast<float>(2 * step_)};
}

float RednessMap::row_at(int column, const Between& row) const {
  const int i = std::min(column, cells_.width() - 1), below = std::min(row.cell + 1, cells_.height() - 1);
  return (1 - row.share) * cells_.at(i, row.cell) + row.share * cells_.at(i, below);
}

void RednessMap::over(int x0, int y, int width, Float4* transmittance) const {
  const Between row = between(y);
  int cell = between(x0).cell;
  float here = row_at(cell, row), next = row_at(cell + 1, row);
  const float part = 1.0f / static_cast<float>(2 * step_);
  for (int x = 0, twice = 2 * x0 + 1 - step_; x < width; ++x, twice += 2) {
    if (twice >= (cell + 1) * 2 * step_) ++cell, here = next, next = row_at(cell + 1, row);
    const float share = static_cast<float>(std::max(0, twice - cell * 2 * step_)) * part;
    transmittance[x] *= 1.0f - taken_ * (here + share * (next - here));
  }
}

float RednessMap::at(int x, int y) const {
  const Between row = between(y), column = between(x);
  const float here = row_at(column.cell, row);
  return here + column.share * (row_at(column.cell + 1, row) - here);
}

}  // namespace smp
