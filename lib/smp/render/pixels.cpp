#include "smp/render/pixels.h"

#include <algorithm>
#include <array>
#include <mutex>
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

  auto encoders() const {
    return std::array{&code[code_of_channel[0]], &code[code_of_channel[1]], &code[code_of_channel[2]]};
  }

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
    for (int i = 0; i < 9; ++i)
      to_srgb[i] = static_cast<float>(m[i]), from_srgb[i] = static_cast<float>(back[i]);
  }
};

using Int4 = int __attribute__((vector_size(16)));

Float4 times(const std::array<float, 9>& m, Float4 v) {
  const Float4 columns[3] = {{m[0], m[3], m[6], 0}, {m[1], m[4], m[7], 0}, {m[2], m[5], m[8], 0}};
  return columns[0] * v[0] + columns[1] * v[1] + columns[2] * v[2];
}

// The encoders of the three channels.
template <class Encoder>
using Encoders = std::array<const Encoder*, 3>;

void encode(const Encoders<Code8FromLinear>& code, Float4 light, std::uint8_t* pixel) {
  constexpr float least = Code8FromLinear::kLeast;
  const Float4 low = {least, least, least, least}, high = {1, 1, 1, 1};
  light = light > low ? light : low;  // also for NaN
  light = light < high ? light : high;
  const Int4 entry = ((Int4)light - static_cast<int>(Code8FromLinear::kLeastBits)) >> Code8FromLinear::kShift;
  for (int c = 0; c < 3; ++c) pixel[c] = code[c]->at_entry(static_cast<std::uint32_t>(entry[c]));
}
void encode(const Encoders<CodeFromLinear>& code, Float4 light, std::uint16_t* pixel) {
  for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint16_t>((*code[c])(light[c]));
}

bool is_one(Float4 t) {
  const Int4 other = t != 1.0f;
  return (other[0] | other[1] | other[2]) == 0;
}

template <class T>
void shade_row(const Codec<T>& codec, const Float4* transmittance, int width, int channels, T* pixel) {
  const float* const linear[3] = {codec.linear[0].data(), codec.linear[1].data(), codec.linear[2].data()};
  const auto encoders = codec.encoders();
  const bool is_srgb = codec.is_srgb;
  for (int x = 0; x < width; ++x, pixel += channels) {
    const Float4 t = transmittance[x];
    if (is_one(t)) continue;
    Float4 light = {linear[0][pixel[0]], linear[1][pixel[1]], linear[2][pixel[2]], 0};
    light = is_srgb ? light * t : times(codec.from_srgb, times(codec.to_srgb, light) * t);
    encode(encoders, light, pixel);
  }
}

// Turns finished tiles, in any order, into rows finished from the top.
class FinishedTiles {
 public:
  FinishedTiles(const std::vector<PixelRect>& tiles, RowProgress* progress) : progress_(progress) {
    for (const PixelRect& tile : tiles) {
      if (bands_.empty() || bands_.back().y != tile.y) bands_.push_back({tile.y, 0});
      ++bands_.back().left;
    }
    if (progress_ && !bands_.empty()) progress_->advance(bands_.front().y);
  }
  void finished(const PixelRect& tile) {
    if (!progress_) return;
    const std::lock_guard lock(mutex_);
    const auto band =
        std::lower_bound(bands_.begin(), bands_.end(), tile.y, [](const Band& b, int y) { return b.y < y; });
    --band->left;
    while (first_ < bands_.size() && bands_[first_].left == 0) ++first_;
    // Rows down to the next unfinished band are final; below the last band nothing changes.
    if (first_ < bands_.size()) progress_->advance(bands_[first_].y);
  }

 private:
  struct Band {
    int y, left;  // tiles still to do
  };
  RowProgress* progress_;
  std::mutex mutex_;
  std::vector<Band> bands_;
  std::size_t first_ = 0;
};

template <class T>
void apply(const TransmittanceField& field, const ColorSpace& color, Image<T>& pixels, int threads,
           RowProgress* progress) {
  if (field.tiles().empty()) return;
  FinishedTiles finished(field.tiles(), progress);
  const Codec<T> codec(color);
  // Runs of tiles share one buffer.
  constexpr std::size_t kRun = 8;
  const std::size_t tiles = field.tiles().size();
  parallel_for(threads, (tiles + kRun - 1) / kRun, [&](std::size_t run) {
    std::vector<Float4> transmittance(TransmittanceField::kTilePx * TransmittanceField::kTilePx);
    for (std::size_t i = run * kRun; i < std::min(tiles, (run + 1) * kRun); ++i) {
      const PixelRect& tile = field.tiles()[i];
      field.sum(i, transmittance);
      for (int y = 0; y < tile.height; ++y) {
        Float4* row = transmittance.data() + static_cast<std::size_t>(y) * TransmittanceField::kTilePx;
        field.finish_row(row, tile.width);
        shade_row(codec, row, tile.width, pixels.channels(),
                  pixels.row(tile.y + y) + static_cast<std::size_t>(tile.x) * pixels.channels());
      }
      finished.finished(tile);
    }
  });
}

}  // namespace

void apply_transmittance(const TransmittanceField& field, const ColorSpace& color,
                         Image<std::uint8_t>& pixels, int threads, RowProgress* progress) {
  apply(field, color, pixels, threads, progress);
}
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color,
                         Image<std::uint16_t>& pixels, int threads, RowProgress* progress) {
  apply(field, color, pixels, threads, progress);
}

}  // namespace smp
