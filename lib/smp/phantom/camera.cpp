#include "smp/phantom/camera.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "smp/base/parallel.h"

namespace smp::phantom {
namespace {

// Nearly normal, from the sum of four 16-bit uniforms; the tails end at 3.5 standard deviations.
float quick_normal(std::uint64_t bits) {
  float sum = 0;
  for (int i = 0; i < 4; ++i) sum += static_cast<float>((bits >> (16 * i)) & 0xFFFFu);
  return (sum * (1.0f / 65536) - 2.0f) * 1.7320508f;
}

}  // namespace

void blur(Image<float>& image, double sigma_px) {
  if (sigma_px < 0.05) return;
  cv::Mat pixels(image.height(), image.width(), CV_32FC(image.channels()), image.row(0));
  const int side = 2 * std::max(1, static_cast<int>(std::ceil(3.2 * sigma_px))) + 1;
  cv::GaussianBlur(pixels, pixels, cv::Size(side, side), sigma_px, sigma_px, cv::BORDER_REPLICATE);
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
