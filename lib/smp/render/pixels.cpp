#include "smp/render/pixels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <optional>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/render/grain.h"
#include "smp/render/hair_light.h"
#include "smp/render/row_kernels.h"

namespace smp {
namespace {

Code8FromLinear make_encoder(const ToneCurve& curve, std::uint8_t) { return Code8FromLinear(curve); }
CodeFromLinear make_encoder(const ToneCurve& curve, std::uint16_t) { return CodeFromLinear(curve, 16); }

// Primaries as close to sRGB's as this are the same: profiles round theirs.
constexpr double kSamePrimaries = 0.002;

// Tables between codes and linear light, shared by channels with equal curves.
template <class T>
struct Codec {
  std::array<std::vector<float>, 3> linear;
  std::vector<decltype(make_encoder(ToneCurve::srgb(), T{}))> code;
  std::array<int, 3> code_of_channel{};
  bool is_srgb = true;
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
    for (int i = 0; i < 9; ++i) is_srgb = is_srgb && std::abs(m[i] - kIdentity3[i]) < kSamePrimaries;
    const Matrix3 back = inverse(m);
    for (int i = 0; i < 9; ++i)
      to_srgb[i] = static_cast<float>(m[i]), from_srgb[i] = static_cast<float>(back[i]);
  }
};

using Int4 = int __attribute__((vector_size(16)));

// The encoders of the three channels.
template <class Encoder>
using Encoders = std::array<const Encoder*, 3>;

// Codes of a row; `light`, with room for an even number, is used up.
void encode(const Encoders<Code8FromLinear>& code, Float4* light, int width, std::uint8_t* pixel,
            int channels) {
  code_entries(light, width);
  for (int x = 0; x < width; ++x, pixel += channels) {
    const Int4 entry = (Int4)light[x];
    for (int c = 0; c < 3; ++c) pixel[c] = code[c]->at_entry(static_cast<std::uint32_t>(entry[c]));
  }
}
void encode(const Encoders<CodeFromLinear>& code, Float4* light, int width, std::uint16_t* pixel,
            int channels) {
  for (int x = 0; x < width; ++x, pixel += channels)
    for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint16_t>((*code[c])(light[x][c]));
}

bool is_one(const Float4& t) { return t[0] == 1.0f && t[1] == 1.0f && t[2] == 1.0f; }

constexpr int kRunPx = TransmittanceField::kTilePx;
static_assert(Grain::kRun >= kRunPx && HairLayer::kTilePx == kRunPx);

// A tile of the picture, as dots and as drawn hair know it.
struct LightTile {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  PixelRect rect;
  std::size_t dots = kNone;  // index of the field's tile
  bool hair = false;
};

std::vector<LightTile> tiles_of(const TransmittanceField& field, const HairLayer* hair) {
  static const std::vector<PixelRect> nothing;
  const std::vector<PixelRect>&dots = field.tiles(), &hairs = hair ? hair->tiles() : nothing;
  const auto before = [](const PixelRect& a, const PixelRect& b) {
    return a.y != b.y ? a.y < b.y : a.x < b.x;
  };
  std::vector<LightTile> tiles;
  std::size_t k = 0;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    for (; k < hairs.size() && before(hairs[k], dots[i]); ++k)
      tiles.push_back({hairs[k], LightTile::kNone, true});
    const bool both = k < hairs.size() && hairs[k] == dots[i];
    tiles.push_back({dots[i], i, both});
    k += both;
  }
  for (; k < hairs.size(); ++k) tiles.push_back({hairs[k], LightTile::kNone, true});
  return tiles;
}

// One row of a tile on its way through linear light.
struct RowBuffers {
  std::array<Float4, kRunPx + 1> light{};  // one more for runs read in pairs from an odd place on
  std::array<float, kRunPx> gloss{}, hair{};
};

// What turns codes into treated codes, one for the picture.
template <class T>
class Shader {
 public:
  Shader(const ColorSpace& color, const PhotoLight& light, int threads) : codec_(color) {
    if (light.skin) splitter_.emplace(*light.skin, threads);
    if (splitter_ && splitter_->empty()) splitter_.reset();
    if (light.grain) prepare_grain(light, threads);
    if (light.hair) hair_.emplace(light.hair->look(), light.skin, noise_, grain_ ? &*grain_ : nullptr);
  }

  /// Drawn hair over a row: shares from its first pixel on. Null: none.
  struct HairRow {
    const float* cover = nullptr;
    const float* shade = nullptr;
  };

  /// `width` pixels from (x, y) of the photo on. Their transmittance is used up.
  void shade(int x, int y, int width, Float4* transmittance, HairRow hair, T* pixel, int channels,
             RowBuffers& buffers) const {
    const auto same = [&](int k) { return is_one(transmittance[k]) && (!hair.cover || hair.cover[k] == 0); };
    while (width > 0 && same(width - 1)) --width;
    int first = 0;
    while (first < width && same(first)) ++first;
    // Pairs are read together, so a run begins with a whole one.
    first &= ~1;
    if (first >= width) return;
    width -= first, x += first;
    transmittance += first, pixel += static_cast<std::ptrdiff_t>(first) * channels;
    Float4* const light = buffers.light.data();
    linearise(pixel, channels, width, light);
    if (!std::all_of(transmittance, transmittance + width, is_one)) {
      if (splitter_) splitter_->split(y, x, width, light, buffers.gloss.data(), buffers.hair.data());
      shade_pixels({light, transmittance, buffers.gloss.data(), buffers.hair.data(),
                    grain_ ? grain_->at(x, y) : Grain::Run{}},
                   width, noise_);
    }
    if (hair.cover) hair_->over(x, y, width, hair.cover + first, hair.shade + first, light, transmittance);
    if (!codec_.is_srgb) return encode_changed(light, transmittance, width, pixel, channels);
    encode(codec_.encoders(), light, width, pixel, channels);  // exact where T' is 1
  }

 private:
  void prepare_grain(const PhotoLight& light, int threads) {
    const double read = light.noise.read, shot = light.noise.shot;
    noise_ = {static_cast<float>(read * read), static_cast<float>(shot * shot)};
    if (noise_.read > 0 || noise_.shot > 0) grain_.emplace(light.noise.grain_px, light.seed, threads);
  }

  void linearise(const T* pixel, int channels, int width, Float4* light) const {
    const float* const linear[3] = {codec_.linear[0].data(), codec_.linear[1].data(),
                                    codec_.linear[2].data()};
    for (int x = 0; x < width; ++x, pixel += channels)
      light[x] = Float4{linear[0][pixel[0]], linear[1][pixel[1]], linear[2][pixel[2]], 0};
    if (!codec_.is_srgb) transform_pixels(codec_.to_srgb, light, width);
  }

  // A matrix there and back is not exact, so untouched pixels are left out.
  void encode_changed(Float4* light, const Float4* transmittance, int width, T* pixel, int channels) const {
    transform_pixels(codec_.from_srgb, light, width);
    const auto encoders = codec_.encoders();
    for (int x = 0; x < width;) {
      const int first = x;
      while (x < width && !is_one(transmittance[x])) ++x;
      encode(encoders, light + first, x - first, pixel + static_cast<std::ptrdiff_t>(first) * channels,
             channels);
      while (x < width && is_one(transmittance[x])) ++x;
    }
  }

  Codec<T> codec_;
  std::optional<SkinSplitter> splitter_;
  NoiseVariance noise_;
  std::optional<Grain> grain_;
  std::optional<HairLight> hair_;
};

// Turns finished tiles, in any order, into rows finished from the top.
class FinishedTiles {
 public:
  FinishedTiles(const std::vector<LightTile>& tiles, RowProgress* progress) : progress_(progress) {
    for (const LightTile& tile : tiles) {
      if (bands_.empty() || bands_.back().y != tile.rect.y) bands_.push_back({tile.rect.y, 0});
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
void apply(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
           Image<T>& pixels, int threads, RowProgress* progress) {
  const std::vector<LightTile> tiles = tiles_of(field, light.hair);
  if (tiles.empty()) return;
  FinishedTiles finished(tiles, progress);
  const Shader<T> shader(color, light, threads);
  // Runs of tiles share one buffer.
  constexpr std::size_t kRun = 8;
  parallel_for(threads, (tiles.size() + kRun - 1) / kRun, [&](std::size_t run) {
    std::vector<Float4> transmittance(kRunPx * kRunPx);
    RowBuffers buffers;
    HairLayer::Tile hair;
    for (std::size_t i = run * kRun; i < std::min(tiles.size(), (run + 1) * kRun); ++i) {
      const LightTile& tile = tiles[i];
      const bool dotted = tile.dots != LightTile::kNone;
      if (dotted)
        field.sum(tile.dots, transmittance);
      else
        std::fill(transmittance.begin(), transmittance.end(), Float4{1, 1, 1, 1});
      const bool hairy = tile.hair && light.hair->draw(tile.rect.x, tile.rect.y, hair);
      for (int y = 0; y < tile.rect.height; ++y) {
        const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(y) * kRunPx;
        Float4* row = transmittance.data() + start;
        if (dotted) field.finish_row(row, tile.rect.width);
        shader.shade(tile.rect.x, tile.rect.y + y, tile.rect.width, row,
                     hairy ? typename Shader<T>::HairRow{hair.cover.data() + start, hair.shade.data() + start}
                           : typename Shader<T>::HairRow{},
                     pixels.row(tile.rect.y + y) + static_cast<std::size_t>(tile.rect.x) * pixels.channels(),
                     pixels.channels(), buffers);
      }
      finished.finished(tile.rect);
    }
  });
}

}  // namespace

std::vector<PixelRect> changed_tiles(const TransmittanceField& field, const HairLayer* hair) {
  std::vector<PixelRect> out;
  for (const LightTile& tile : tiles_of(field, hair)) out.push_back(tile.rect);
  return out;
}

void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
                         Image<std::uint8_t>& pixels, int threads, RowProgress* progress) {
  apply(field, color, light, pixels, threads, progress);
}
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
                         Image<std::uint16_t>& pixels, int threads, RowProgress* progress) {
  apply(field, color, light, pixels, threads, progress);
}

}  // namespace smp
