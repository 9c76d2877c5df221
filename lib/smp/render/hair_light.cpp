#include "smp/render/hair_light.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace smp {
namespace {

constexpr int kStridePx = 8;     // between places where the light is looked up; it changes slowly
constexpr float kMostLight = 6;  // of reflectance 1: more is a fault of the map
constexpr int kGrainX = 4099, kGrainY = 7919;  // hair takes its grain from elsewhere than dots do
constexpr int kMostPx = HairLayer::kTilePx;
static_assert(Grain::kRun >= kMostPx);

Float4 to_float4(const LinearRgb& c) {
  return Float4{static_cast<float>(c.r), static_cast<float>(c.g), static_cast<float>(c.b), 0.0f};
}

}  // namespace

HairLight::HairLight(const HairLook& look, const SkinMap* skin, NoiseVariance noise, const Grain* grain)
    : skin_(skin && !skin->body.empty() ? skin : nullptr),
      color_(to_float4(look.color)),
      noise_(noise),
      grain_(grain) {
  constexpr float kBlackest = 1e-3f;
  const Float4 below = to_float4(look.skin);
  for (int c = 0; c < 3; ++c) color_over_skin_[c] = color_[c] / std::max(kBlackest, below[c]);
  color_over_skin_[3] = 0;
}

Float4 HairLight::light_at(double px_x, double px_y) const {
  if (!skin_) return color_;
  const Image<float>& body = skin_->body;
  const double x = std::clamp(px_x / skin_->step_px - 0.5, 0.0, body.width() - 1.0);
  const double y = std::clamp(px_y / skin_->step_px - 0.5, 0.0, body.height() - 1.0);
  const int i = static_cast<int>(x), j = static_cast<int>(y);
  const int right = std::min(i + 1, body.width() - 1), below = std::min(j + 1, body.height() - 1);
  const auto u = static_cast<float>(x - i), v = static_cast<float>(y - j);
  Float4 out{};
  for (int c = 0; c < 3; ++c) {
    const float top = (1 - u) * body.at(i, j, c) + u * body.at(right, j, c);
    const float bottom = (1 - u) * body.at(i, below, c) + u * body.at(right, below, c);
    const float seen = color_over_skin_[c] * std::max(0.0f, (1 - v) * top + v * bottom);
    out[c] = std::min(seen, kMostLight * color_[c]);
  }
  return out;
}

void HairLight::over(int x0, int y, int width, const float* cover, const float* shade, Float4* light,
                     Float4* transmittance) const {
  std::array<Float4, kMostPx> before;
  for (int x = 0; x < width; x += kStridePx) {
    const int end = std::min(width, x + kStridePx);
    if (std::all_of(cover + x, cover + end, [](float share) { return share == 0; })) continue;
    const Float4 first = light_at(x0 + x, y + 0.5);
    const Float4 step = (light_at(x0 + x + kStridePx, y + 0.5) - first) * (1.0f / kStridePx);
    for (int k = x; k < end; ++k) {
      if (cover[k] == 0) continue;
      before[static_cast<std::size_t>(k)] = light[k];
      light[k] = light[k] * (1 - cover[k]) + (first + step * (static_cast<float>(k - x) + 0.5f)) * shade[k];
      transmittance[k] = Float4{};
    }
  }
  if (grain_) add_grain(x0, y, width, cover, before.data(), light);
}

// As for dots: up to what the camera's noise is at the new level, beyond what the old one keeps of its own.
void HairLight::add_grain(int x, int y, int width, const float* cover, const Float4* before,
                          Float4* light) const {
  constexpr float kZero = 2 * Grain::kZero * Grain::kUnit;
  const Grain::Run run = grain_->at(x + kGrainX, y + kGrainY);
  for (int k = 0; k < width; ++k) {
    if (cover[k] == 0) continue;
    const float keep = (1 - cover[k]) * (1 - cover[k]);
    const std::uint32_t bytes = run.first[k] + run.second[k];
    for (int c = 0; c < 3; ++c) {
      const float grain = static_cast<float>(bytes >> (8 * c) & 0xFFu) * Grain::kUnit - kZero;
      const float missing =
          noise_.read + noise_.shot * light[k][c] - keep * (noise_.read + noise_.shot * before[k][c]);
      light[k][c] += std::sqrt(std::max(0.0f, missing)) * grain;
    }
  }
}

}  // namespace smp
