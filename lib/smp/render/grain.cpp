#include "smp/render/grain.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/base/random.h"
#include "smp/render/dot_tables.h"

namespace smp {
namespace {

constexpr int kPeriods[2] = {191, 179};  // together they repeat after 34 189 px, beyond any photo's side
constexpr float kCommon = 0.8f, kOwn = 0.6f;

// Nearly normal, from the sum of four 16-bit uniforms; the tails end at 3.5 standard deviations.
float quick_normal(std::uint64_t bits) {
  float sum = 0;
  for (int i = 0; i < 4; ++i) sum += static_cast<float>((bits >> (16 * i)) & 0xFFFFu);
  return (sum * (1.0f / 65536) - 2.0f) * 1.7320508f;
}

// One side of a Gaussian whose squares sum to 1 over both sides, so that it keeps the variance of white
// noise.
std::vector<float> half_gaussian(double sigma_px) {
  if (sigma_px < 0.1) return {1.0f};
  const int radius = static_cast<int>(std::ceil(3 * sigma_px));
  std::vector<double> weights;
  double squares = 0;
  for (int i = 0; i <= radius; ++i) {
    weights.push_back(std::exp(-0.5 * i * i / (sigma_px * sigma_px)));
    squares += (i == 0 ? 1 : 2) * weights.back() * weights.back();
  }
  std::vector<float> half;
  for (const double w : weights) half.push_back(static_cast<float>(w / std::sqrt(squares)));
  return half;
}

// Along rows of a square torus; the result is turned, so that twice gives both directions.
std::vector<Float4> blurred_and_turned(const std::vector<Float4>& from, std::size_t side,
                                       const std::vector<float>& half) {
  const std::size_t radius = half.size() - 1;
  std::vector<Float4> to(side * side), around(side + 2 * radius);
  for (std::size_t y = 0; y < side; ++y) {
    const Float4* row = from.data() + y * side;
    std::copy_n(row + side - radius, radius, around.begin());
    std::copy_n(row, side, around.begin() + static_cast<std::ptrdiff_t>(radius));
    std::copy_n(row, radius, around.end() - static_cast<std::ptrdiff_t>(radius));
    for (std::size_t x = 0; x < side; ++x) {
      const Float4* center = around.data() + x + radius;
      Float4 sum = *center * half[0];
      for (std::size_t k = 1; k <= radius; ++k) sum += (center[k] + *(center - k)) * half[k];
      to[x * side + y] = sum;
    }
  }
  return to;
}

std::uint32_t pack(Float4 noise) {
  std::uint32_t packed = 0;
  for (int c = 0; c < 3; ++c) {
    const float steps = std::clamp(noise[c] * Grain::kSteps + Grain::kZero, 0.0f, 127.0f);
    packed |= static_cast<std::uint32_t>(steps + 0.5f) << (8 * c);
  }
  return packed;
}

}  // namespace

Grain::Grain(double grain_px, std::uint64_t seed, int threads) {
  parallel_for(threads, 2, [&](std::size_t i) {
    patterns_[i] = make_pattern(kPeriods[i], std::clamp(grain_px, 0.0, 3.0), seed);
  });
}

Grain::Pattern Grain::make_pattern(int period, double grain_px, std::uint64_t seed) {
  const auto n = static_cast<std::size_t>(period);
  std::vector<Float4> noise(n * n);
  RandomStream random(seed, RandomPurpose::kGrain, n);
  for (Float4& v : noise) {
    const float grey = kCommon * quick_normal(random.bits());
    v = Float4{};
    for (int c = 0; c < 3; ++c) v[c] = grey + kOwn * quick_normal(random.bits());
  }
  const std::vector<float> half = half_gaussian(grain_px);
  noise = blurred_and_turned(blurred_and_turned(noise, n, half), n, half);

  std::vector<std::uint32_t> packed(n * n);
  std::transform(noise.begin(), noise.end(), packed.begin(), pack);
  Pattern pattern{period, std::vector<std::uint32_t>(n * (n + kRun))};
  for (std::size_t y = 0; y < n; ++y) {
    std::uint32_t* row = pattern.pixels.data() + y * (n + kRun);
    std::copy_n(packed.data() + y * n, n, row);
    std::copy_n(row, kRun, row + n);
  }
  return pattern;
}

}  // namespace smp
