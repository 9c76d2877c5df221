#include "smp/scalp/block_filters.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

// 1 over the number of places within `radius` of each of `n`.
std::vector<double> inverse_counts(int n, int radius) {
  std::vector<double> out(static_cast<std::size_t>(n));
  for (int k = 0; k < n; ++k)
    out[static_cast<std::size_t>(k)] = 1.0 / (std::min(n - 1, k + radius) - std::max(0, k - radius) + 1);
  return out;
}

}  // namespace

Image<float> box_mean(const Image<float>& in, int radius) {
  const int w = in.width(), h = in.height();
  Image<float> across(w, h), out(w, h);
  const std::vector<double> share_x = inverse_counts(w, radius), share_y = inverse_counts(h, radius);
  for (int y = 0; y < h; ++y) {
    const float* row = in.row(y);
    float* to = across.row(y);
    double sum = 0;
    for (int x = 0; x < std::min(radius, w); ++x) sum += row[x];
    for (int x = 0; x < w; ++x) {
      if (x + radius < w) sum += row[x + radius];
      if (x - radius - 1 >= 0) sum -= row[x - radius - 1];
      to[x] = static_cast<float>(sum * share_x[static_cast<std::size_t>(x)]);
    }
  }
  std::vector<double> sums(static_cast<std::size_t>(w), 0.0);
  const auto add = [&](int y, double sign) {
    const float* row = across.row(y);
    for (std::size_t x = 0; x < sums.size(); ++x) sums[x] += sign * row[x];
  };
  for (int y = 0; y < std::min(radius, h); ++y) add(y, 1);
  for (int y = 0; y < h; ++y) {
    if (y + radius < h) add(y + radius, 1);
    if (y - radius - 1 >= 0) add(y - radius - 1, -1);
    const double share = share_y[static_cast<std::size_t>(y)];
    float* to = out.row(y);
    for (std::size_t x = 0; x < sums.size(); ++x) to[x] = static_cast<float>(sums[x] * share);
  }
  return out;
}

Image<float> weighted_blur(const Image<float>& value, const Image<float>& weight, double sigma) {
  const int w = value.width(), h = value.height();
  // Wide blurs need no pixel of their own for every one.
  const int size = std::max(1, static_cast<int>(sigma / 5));
  Image<float> top((w + size - 1) / size, (h + size - 1) / size, 1, 0.0f);
  Image<float> bottom(top.width(), top.height(), 1, 0.0f);
  double sum = 0, weights = 0;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float part = weight.at(x, y);
      top.at(x / size, y / size) += value.at(x, y) * part, bottom.at(x / size, y / size) += part;
      sum += value.at(x, y) * part, weights += part;
    }
  const auto mean = static_cast<float>(weights > 0 ? sum / weights : 0);
  const int radius =
      std::max(1, static_cast<int>(std::lround(sigma / size)));  // three boxes: variance r^2 + r
  for (int pass = 0; pass < 3; ++pass) top = box_mean(top, radius), bottom = box_mean(bottom, radius);
  for (std::size_t k = 0; k < top.values().size(); ++k) {
    // A trace of the mean everywhere, so that places without neighbours are no division by nothing.
    constexpr float kTrace = 1e-9f;
    top.values()[k] = (top.values()[k] + kTrace * mean) / (std::max(0.0f, bottom.values()[k]) + kTrace);
  }
  if (size == 1) return top;
  Image<float> out(w, h);
  std::vector<float> row;
  for (int y = 0; y < h; ++y) {
    finer_row(top, size, y, w, row);
    std::copy(row.begin(), row.begin() + w, out.row(y));
  }
  return out;
}

float sample_map(const Image<float>& map, int step_px, double x, double y, int channel, float empty) {
  if (map.empty()) return empty;
  const double u = std::clamp(x / step_px - 0.5, 0.0, map.width() - 1.0);
  const double v = std::clamp(y / step_px - 0.5, 0.0, map.height() - 1.0);
  const int i = std::min(static_cast<int>(u), std::max(0, map.width() - 2));
  const int j = std::min(static_cast<int>(v), std::max(0, map.height() - 2));
  const int i1 = std::min(i + 1, map.width() - 1), j1 = std::min(j + 1, map.height() - 1);
  const auto a = static_cast<float>(u - i), b = static_cast<float>(v - j);
  return (1 - b) * ((1 - a) * map.at(i, j, channel) + a * map.at(i1, j, channel)) +
         b * ((1 - a) * map.at(i, j1, channel) + a * map.at(i1, j1, channel));
}

Image<float> distance_to(const Image<float>& image) {
  const int w = image.width(), h = image.height();
  constexpr float kFar = 1e6f, kAslant = 1.4f;
  Image<float> d(w + 2, h + 1, 1, kFar);  // a border that is far from everything
  for (int y = 0; y < h; ++y) {
    const float *in = image.row(y), *above = d.row(y) + 1;
    float* at = d.row(y + 1) + 1;
    for (int x = 0; x < w; ++x) {
      const float near =
          std::min({above[x] + 1, above[x - 1] + kAslant, above[x + 1] + kAslant, at[x - 1] + 1});
      at[x] = in[x] > 0 ? 0 : near;
    }
  }
  Image<float> out(w, h);
  for (int y = h; y-- > 0;) {
    float* at = d.row(y + 1) + 1;
    const float* below = y + 1 < h ? d.row(y + 2) + 1 : nullptr;
    for (int x = w; x-- > 0;) {
      at[x] = std::min(at[x], at[x + 1] + 1);
      if (below) at[x] = std::min({at[x], below[x] + 1, below[x - 1] + kAslant, below[x + 1] + kAslant});
      out.at(x, y) = at[x];
    }
  }
  return out;
}

}  // namespace smp::scalp
