#include "smp/phantom/camera.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/parallel.h"

namespace smp::phantom {
namespace {

std::vector<float> gaussian_taps(double sigma) {
  const int reach = std::max(1, static_cast<int>(std::ceil(3.2 * sigma)));
  std::vector<float> taps(static_cast<std::size_t>(2 * reach + 1));
  double sum = 0;
  const auto weight = [&](int i) { return std::exp(-0.5 * i * i / (sigma * sigma)); };
  for (int i = -reach; i <= reach; ++i) sum += weight(i);
  for (int i = -reach; i <= reach; ++i)
    taps[static_cast<std::size_t>(i + reach)] = static_cast<float>(weight(i) / sum);
  return taps;
}

void add_scaled(float* out, const float* in, float factor, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] += factor * in[i];
}

// One row, from a copy padded at both ends.
void blur_row(const float* row, float* out, int width, int channels, const std::vector<float>& taps,
              std::vector<float>& padded) {
  const int reach = static_cast<int>(taps.size() / 2);
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  padded.resize(count + static_cast<std::size_t>(2 * reach * channels));
  for (int i = 0; i < width + 2 * reach; ++i) {
    const int x = std::clamp(i - reach, 0, width - 1);
    std::copy_n(row + x * channels, channels, padded.begin() + i * channels);
  }
  std::fill_n(out, count, 0.0f);
  for (std::size_t k = 0; k < taps.size(); ++k)
    add_scaled(out, padded.data() + k * static_cast<std::size_t>(channels), taps[k], count);
}

// Nearly normal, from the sum of four 16-bit uniforms; the tails end at 3.5 standard deviations.
float quick_normal(std::uint64_t bits) {
  float sum = 0;
  for (int i = 0; i < 4; ++i) sum += static_cast<float>((bits >> (16 * i)) & 0xFFFFu);
  return (sum * (1.0f / 65536) - 2.0f) * 1.7320508f;
}

}  // namespace

void blur(Image<float>& image, double sigma_px, int threads) {
  if (sigma_px < 0.05) return;
  const std::vector<float> taps = gaussian_taps(sigma_px);
  const int reach = static_cast<int>(taps.size() / 2), last = image.height() - 1;
  Image<float> across(image.width(), image.height(), image.channels());
  const auto rows = static_cast<std::size_t>(image.height());
  parallel_for(threads, rows, [&](std::size_t row) {
    std::vector<float> padded;
    const int y = static_cast<int>(row);
    blur_row(image.row(y), across.row(y), image.width(), image.channels(), taps, padded);
  });
  parallel_for(threads, rows, [&](std::size_t row) {
    const int y = static_cast<int>(row);
    std::fill_n(image.row(y), image.row_elements(), 0.0f);
    for (int k = -reach; k <= reach; ++k)
      add_scaled(image.row(y), across.row(std::clamp(y + k, 0, last)),
                 taps[static_cast<std::size_t>(k + reach)], image.row_elements());
  });
}

void vignette(Image<float>& image, double amount, int threads) {
  if (amount <= 0) return;
  const double cx = 0.5 * image.width(), cy = 0.5 * image.height(), corner = cx * cx + cy * cy;
  parallel_for(threads, static_cast<std::size_t>(image.height()), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < image.width(); ++x) {
      const double dx = x + 0.5 - cx, dy = y + 0.5 - cy, q = (dx * dx + dy * dy) / corner;
      const auto keep = static_cast<float>(1 - amount * q * (0.5 + 0.5 * q));
      for (int c = 0; c < image.channels(); ++c) image.at(x, y, c) *= keep;
    }
  });
}

Image<std::uint16_t> expose(const PhantomScene& scene, const ColorSpace& space, const Image<float>& linear,
                            int threads) {
  const CodeFromLinear encode(space.curves[0], scene.bits);
  const Matrix3 to_space = inverse(space.linear_srgb_from_linear());
  const PhantomCamera& camera = scene.camera;
  const auto read = static_cast<float>(camera.read_noise * camera.read_noise);
  const auto shot = static_cast<float>(camera.shot_noise * camera.shot_noise);
  const bool noisy = read > 0 || shot > 0;
  Image<std::uint16_t> out(scene.width, scene.height, 3);
  parallel_for(threads, static_cast<std::size_t>(scene.height), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < scene.width; ++x) {
      std::array<float, 3> light;
      for (int c = 0; c < 3; ++c) light[static_cast<std::size_t>(c)] = linear.at(x, y, c);
      if (scene.display_p3) {
        const Vector3 v = to_space * Vector3{light[0], light[1], light[2]};
        for (std::size_t c = 0; c < 3; ++c) light[c] = static_cast<float>(v[c]);
      }
      if (noisy) {
        RandomStream random = stream(
            scene, Stage::kSensor, row * static_cast<std::size_t>(scene.width) + static_cast<std::size_t>(x));
        const float grey = quick_normal(random.bits());  // developing a raw file leaves little colour noise
        for (float& v : light) {
          const float unit = 0.8f * grey + 0.6f * quick_normal(random.bits());
          v += unit * std::sqrt(read + shot * std::max(0.0f, v));
        }
      }
      for (int c = 0; c < 3; ++c)
        out.at(x, y, c) = static_cast<std::uint16_t>(encode(light[static_cast<std::size_t>(c)]));
    }
  });
  return out;
}

}  // namespace smp::phantom
