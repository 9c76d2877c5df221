#include "smp/scalp/smooth.h"

#include <algorithm>
#include <array>

namespace smp::scalp {
namespace {

// Running sums are double, so that nothing is left of a weight that has gone.
void smooth_across(Image<float>& image, int radius, std::vector<double>& sums) {
  const int w = image.width(), n = image.channels();
  const double share = 1.0 / (2 * radius + 1);
  sums.resize(static_cast<std::size_t>((w + 1) * n));
  for (int y = 0; y < image.height(); ++y) {
    float* row = image.row(y);
    for (int c = 0; c < n; ++c) sums[static_cast<std::size_t>(c)] = 0;
    for (int k = 0; k < w * n; ++k)
      sums[static_cast<std::size_t>(k + n)] = sums[static_cast<std::size_t>(k)] + row[k];
    for (int x = 0; x < w; ++x) {
      const int from = std::max(0, x - radius) * n, to = std::min(w, x + radius + 1) * n;
      for (int c = 0; c < n; ++c)
        row[x * n + c] = static_cast<float>(
            (sums[static_cast<std::size_t>(to + c)] - sums[static_cast<std::size_t>(from + c)]) * share);
    }
  }
}

void smooth_down(Image<float>& image, int radius, std::vector<double>& sums) {
  const int h = image.height();
  const std::size_t count = image.row_elements();
  const double share = 1.0 / (2 * radius + 1);
  const Image<float> before = image;
  sums.assign(count, 0.0);
  const auto add = [&](int y, double sign) {
    const float* row = before.row(y);
    for (std::size_t k = 0; k < count; ++k) sums[k] += sign * row[k];
  };
  for (int y = 0; y < std::min(h, radius); ++y) add(y, 1);
  for (int y = 0; y < h; ++y) {
    if (y + radius < h) add(y + radius, 1);
    if (y - radius - 1 >= 0) add(y - radius - 1, -1);
    float* row = image.row(y);
    for (std::size_t k = 0; k < count; ++k) row[k] = static_cast<float>(sums[k] * share);
  }
}

// Means of kStep x kStep cells.
constexpr int kStep = 4;
Image<float> coarser(const Image<float>& image) {
  const int n = image.channels();
  Image<float> out((image.width() + kStep - 1) / kStep, (image.height() + kStep - 1) / kStep, n, 0.0f);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      for (int c = 0; c < n; ++c)
        out.at(x / kStep, y / kStep, c) += image.at(x, y, c) * (1.0f / (kStep * kStep));
  return out;
}

}  // namespace

void smooth(Image<float>& image, int radius, int passes) {
  if (radius < 1 || image.empty()) return;
  std::vector<double> sums;
  for (int pass = 0; pass < passes; ++pass) {
    smooth_across(image, radius, sums);
    smooth_down(image, radius, sums);
  }
}

Image<float> filled(Image<float> sums, int radius) {
  smooth(sums, radius, 2);
  Image<float> far = coarser(sums);
  std::array<double, 2> all{0, 1e-12};
  for (int y = 0; y < far.height(); ++y)
    for (int x = 0; x < far.width(); ++x)
      for (std::size_t c = 0; c < 2; ++c) all[c] += far.at(x, y, static_cast<int>(c));
  const auto mean = static_cast<float>(all[0] / all[1]);
  constexpr float kNext = 0.05f;  // weight of each wider surrounding beside the one before
  for (const int reach : {2, 6}) {
    Image<float> wide = far;
    smooth(wide, reach, 2);
    for (std::size_t k = 0; k < far.values().size(); ++k) far.values()[k] += kNext * wide.values()[k];
  }
  Image<float> out(sums.width(), sums.height());
  std::vector<float> around;
  for (int y = 0; y < out.height(); ++y) {
    finer_row(far, kStep, y, out.width(), around);
    const float* near = sums.row(y);
    float* row = out.row(y);
    for (int x = 0; x < out.width(); ++x) {
      constexpr float kAll = 1e-5f;
      const auto i = static_cast<std::size_t>(2 * x);
      row[x] = (near[i] + kNext * around[i] + kAll * mean) / (near[i + 1] + kNext * around[i + 1] + kAll);
    }
  }
  return out;
}

void finer_row(const Image<float>& coarse, int size, int y, int width, std::vector<float>& out) {
  const auto place = [size](int k, int count, int& index) {
    const float u = std::clamp((static_cast<float>(k) + 0.5f) / static_cast<float>(size) - 0.5f, 0.0f,
                               static_cast<float>(count - 1));
    index = std::min(static_cast<int>(u), std::max(0, count - 2));
    return u - static_cast<float>(index);
  };
  const int n = coarse.channels();
  int j = 0;
  const float below = place(y, coarse.height(), j);
  const float* upper = coarse.row(j);
  const float* lower = coarse.row(std::min(j + 1, coarse.height() - 1));
  std::vector<float> mixed(coarse.row_elements());
  for (std::size_t k = 0; k < mixed.size(); ++k) mixed[k] = upper[k] + below * (lower[k] - upper[k]);
  out.resize(static_cast<std::size_t>(width * n));
  const int next = coarse.width() > 1 ? n : 0;
  for (int x = 0; x < width; ++x) {
    int i = 0;
    const float right = place(x, coarse.width(), i);
    const float* left = mixed.data() + i * n;
    for (int c = 0; c < n; ++c)
      out[static_cast<std::size_t>(x * n + c)] = left[c] + right * (left[c + next] - left[c]);
  }
}

}  // namespace smp::scalp
