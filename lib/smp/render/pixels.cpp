#include "smp/render/pixels.h"

#include <array>
#include <optional>
#include <vector>

#include "smp/base/parallel.h"

namespace smp {
namespace {

Code8FromLinear make_encoder(const ToneCurve& curve, std::uint8_t) { return Code8FromLinear(curve); }
CodeFromLinear make_encoder(const ToneCurve& curve, std::uint16_t) { return CodeFromLinear(curve, 16); }

// Tables between codes and linear light, shared by channels with equal curves.
template <class T>
struct Codec {
  std::array<std::vector<float>, 3> linear;
  std::vector<decltype(make_encoder(ToneCurve::srgb(), T{}))> code;
  std::array<int, 3> code_of_channel{};
  bool is_srgb = false;
  std::array<float, 9> to_srgb{}, from_srgb{};

  explicit Codec(const ColorSpace& color) {
    constexpr int bits = static_cast<int>(8 * sizeof(T));
    for (int c = 0; c < 3; ++c) {
      if (c > 0 && color.curves[c] == color.curves[0]) {
        linear[c] = linear[0];
        code_of_channel[c] = 0;
      } else {
        linear[c] = linear_from_code(color.curves[c], bits);
        code_of_channel[c] = static_cast<int>(code.size());
        code.push_back(make_encoder(color.curves[c], T{}));
      }
    }
    const Matrix3 m = color.linear_srgb_from_linear();
    is_srgb = m == kIdentity3;
    const Matrix3 back = inverse(m);
    for (int i = 0; i < 9; ++i) to_srgb[i] = static_cast<float>(m[i]), from_srgb[i] = static_cast<float>(back[i]);
  }
};

std::array<float, 3> times(const std::array<float, 9>& m, const std::array<float, 3>& v) {
  return {m[0] * v[0] + m[1] * v[1] + m[2] * v[2], m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
          m[6] * v[0] + m[7] * v[1] + m[8] * v[2]};
}

template <class T>
void shade_row(const Codec<T>& codec, const Float4* transmittance, int width, int channels, T* pixel) {
  const float* const linear[3] = {codec.linear[0].data(), codec.linear[1].data(), codec.linear[2].data()};
  const decltype(&codec.code[0]) code[3] = {&codec.code[codec.code_of_channel[0]], &codec.code[codec.code_of_channel[1]],
                                            &codec.code[codec.code_of_channel[2]]};
  for (int x = 0; x < width; ++x, pixel += channels) {
    const Float4 t = transmittance[x];
    if (t[0] == 1.0f && t[1] == 1.0f && t[2] == 1.0f) continue;
    std::array<float, 3> light = {linear[0][pixel[0]], linear[1][pixel[1]], linear[2][pixel[2]]};
    if (!codec.is_srgb) light = times(codec.to_srgb, light);
    for (int c = 0; c < 3; ++c) light[c] *= t[c];
    if (!codec.is_srgb) light = times(codec.from_srgb, light);
    for (int c = 0; c < 3; ++c) pixel[c] = static_cast<T>((*code[c])(light[c]));
  }
}

template <class T>
void apply(const TransmittanceField& field, const ColorSpace& color, Image<T>& pixels, int threads) {
  if (field.tiles().empty()) return;
  const Codec<T> codec(color);
  // Runs of tiles share one buffer.
  constexpr std::size_t kRun = 8;
  const std::size_t tiles = field.tiles().size();
  parallel_for(threads, (tiles + kRun - 1) / kRun, [&](std::size_t run) {
    std::vector<Float4> transmittance(TransmittanceField::kTilePx * TransmittanceField::kTilePx);
    for (std::size_t i = run * kRun; i < std::min(tiles, (run + 1) * kRun); ++i) {
      const PixelRect& tile = field.tiles()[i];
      field.evaluate(i, transmittance);
      for (int y = 0; y < tile.height; ++y)
        shade_row(codec, transmittance.data() + static_cast<std::size_t>(y) * TransmittanceField::kTilePx, tile.width,
                  pixels.channels(), pixels.row(tile.y + y) + static_cast<std::size_t>(tile.x) * pixels.channels());
    }
  });
}

}  // namespace

void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, Image<std::uint8_t>& pixels, int threads) {
  apply(field, color, pixels, threads);
}
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, Image<std::uint16_t>& pixels, int threads) {
  apply(field, color, pixels, threads);
}

}  // namespace smp
