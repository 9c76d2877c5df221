#include "smp/render/pixels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "smp/base/parallel.h"
#include "smp/render/grain.h"
#include "smp/render/hair_light.h"
#include "smp/render/light_tiles.h"
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
static_assert(Grain::kRun >= kRunPx && HairLayer::kTilePx == kRunPx && RednessMap::kTilePx == kRunPx &&
              ThinnedHair::kTilePx == kRunPx);

// Gloss and hair of a tile's pixels, row by row, kRunPx per row; one more for reading in pairs.
struct SplitTile {
  std::array<float, kRunPx * kRunPx + 1> gloss, hair;
};

// Splits of a photo that more than one picture needs. Thread-safe.
class KeptSplits {
 public:
  /// Null: not kept. Stays valid.
  const SplitTile* find(const PixelRect& tile) const {
    const std::lock_guard lock(mutex_);
    const auto entry = tiles_.find(key(tile));
    return entry == tiles_.end() ? nullptr : entry->second.get();
  }
  const SplitTile* keep(const PixelRect& tile, std::unique_ptr<SplitTile> split) {
    const std::lock_guard lock(mutex_);
    return tiles_.try_emplace(key(tile), std::move(split)).first->second.get();
  }

 private:
  static std::pair<int, int> key(const PixelRect& tile) { return {tile.y, tile.x}; }
  mutable std::mutex mutex_;
  std::map<std::pair<int, int>, std::unique_ptr<SplitTile>> tiles_;
};

// One row of a tile on its way through linear light.
struct RowBuffers {
  std::array<Float4, kRunPx + 1> light{};  // one more for runs read in pairs from an odd place on
  std::array<float, kRunPx> gloss{}, hair{};
  std::array<bool, kRunPx> thinned{};  // pixels whose own hair has changed
};

// Where thinned hair takes its grain from, so that it is not that of the dots.
constexpr int kGrainX = 97, kGrainY = 41;

// What turns codes into treated codes, one for the picture.
template <class T>
class Shader {
 public:
  Shader(const ColorSpace& color, const PhotoLight& light, int threads) : codec_(color) {
    if (light.skin) splitter_.emplace(*light.skin, threads);
    if (splitter_ && splitter_->empty()) splitter_.reset();
    if (light.grain) prepare_grain(light, threads);
    skin_ = light.skin;
  }

  HairLight hair_light(const HairLook& look) const {
    return {look, skin_, noise_, grain_ ? &*grain_ : nullptr};
  }

  /// The split of a tile of the photo's own pixels, kept for further pictures where it is asked for; null:
  /// not kept.
  const SplitTile* split_of(const PixelRect& tile, const Image<T>& pixels, bool keep,
                            RowBuffers& buffers) const {
    if (!splitter_) return nullptr;
    const SplitTile* known = kept_.find(tile);
    if (known || !keep) return known;
    auto split = std::make_unique<SplitTile>();
    for (int y = 0; y < tile.height; ++y) {
      const std::size_t start = static_cast<std::size_t>(y) * kRunPx;
      linearise(pixels.row(tile.y + y) + static_cast<std::size_t>(tile.x) * pixels.channels(),
                pixels.channels(), tile.width, buffers.light.data());
      splitter_->split(tile.y + y, tile.x, tile.width, buffers.light.data(), split->gloss.data() + start,
                       split->hair.data() + start);
    }
    return kept_.keep(tile, std::move(split));
  }

  /// What is over a row: values from its first pixel on. Null: not there, or not known.
  struct RowLayers {
    const HairLight* hair_light = nullptr;  ///< drawn hair
    const float* cover = nullptr;
    const float* shade = nullptr;
    const ThinnedHair* thinned = nullptr;  ///< of the photo's own hair
    const float* gloss = nullptr;          ///< of its own pixels, with `hair`
    const float* hair = nullptr;
  };

  /// `width` pixels from (x, y) of the photo on. Their transmittance is used up.
  void shade(int x, int y, int width, Float4* transmittance, const RowLayers& over, T* pixel, int channels,
             RowBuffers& buffers) const {
    const auto same = [&](int k) {
      return !over.thinned && is_one(transmittance[k]) && (!over.cover || over.cover[k] == 0);
    };
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
    if (over.thinned) thin(*over.thinned, x, y, width, light, buffers);
    if (!std::all_of(transmittance, transmittance + width, is_one)) {
      const float* gloss = over.gloss ? over.gloss + first : buffers.gloss.data();
      const float* hair = over.gloss ? over.hair + first : buffers.hair.data();
      if (splitter_ && !over.gloss)
        splitter_->split(y, x, width, light, buffers.gloss.data(), buffers.hair.data());
      shade_pixels({light, transmittance, gloss, hair, grain_ ? grain_->at(x, y) : Grain::Run{}}, width,
                   noise_);
    }
    if (over.cover)
      over.hair_light->over(x, y, width, over.cover + first, over.shade + first, light, transmittance);
    if (!codec_.is_srgb)
      return encode_changed(light, transmittance, over.thinned ? buffers.thinned.data() : nullptr, width,
                            pixel, channels);
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

  void thin(const ThinnedHair& thinned, int x, int y, int width, Float4* light, RowBuffers& buffers) const {
    if (splitter_) splitter_->split(y, x, width, light, buffers.gloss.data(), buffers.hair.data());
    thinned.over(x, y, width, buffers.gloss.data(),
                 grain_ ? grain_->at(x + kGrainX, y + kGrainY) : Grain::Run{}, noise_, light,
                 buffers.thinned.data());
  }

  // A matrix there and back is not exact, so untouched pixels are left out.
  void encode_changed(Float4* light, const Float4* transmittance, const bool* thinned, int width, T* pixel,
                      int channels) const {
    const auto changed = [&](int k) { return !is_one(transmittance[k]) || (thinned && thinned[k]); };
    transform_pixels(codec_.from_srgb, light, width);
    const auto encoders = codec_.encoders();
    for (int x = 0; x < width;) {
      const int first = x;
      while (x < width && changed(x)) ++x;
      encode(encoders, light + first, x - first, pixel + static_cast<std::ptrdiff_t>(first) * channels,
             channels);
      while (x < width && !changed(x)) ++x;
    }
  }

  Codec<T> codec_;
  std::optional<SkinSplitter> splitter_;
  NoiseVariance noise_;
  std::optional<Grain> grain_;
  const SkinMap* skin_ = nullptr;
  mutable KeptSplits kept_;
};

// One tile after another, with buffers of its own.
template <class T>
class TilePainter {
 public:
  TilePainter(const Shader<T>& shader, const PhotoLayers& layers, const HairLight* hair_light)
      : shader_(shader), layers_(layers), hair_light_(hair_light), transmittance_(kRunPx * kRunPx) {}

  void paint(const LightTile& tile, Image<T>& pixels) {
    const PixelRect& rect = tile.rect;
    const bool dotted = tile.dots != LightTile::kNone;
    if (dotted)
      layers_.dots.sum(tile.dots, transmittance_);
    else
      std::fill(transmittance_.begin(), transmittance_.end(), Float4{1, 1, 1, 1});
    const bool hairy = tile.hair && layers_.hair->draw(rect.x, rect.y, hair_);
    const SplitTile* split =
        tile.thinned ? nullptr : shader_.split_of(rect, pixels, layers_.more_to_come, buffers_);
    for (int y = 0; y < rect.height; ++y) {
      const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(y) * kRunPx;
      Float4* row = transmittance_.data() + start;
      if (dotted) layers_.dots.finish_row(row, rect.width);
      if (tile.red) layers_.redness->over(rect.x, rect.y + y, rect.width, row);
      typename Shader<T>::RowLayers over;
      if (hairy)
        over.hair_light = hair_light_, over.cover = hair_.cover.data() + start,
        over.shade = hair_.shade.data() + start;
      if (tile.thinned) over.thinned = layers_.thinned;
      if (split) over.gloss = split->gloss.data() + start, over.hair = split->hair.data() + start;
      shader_.shade(rect.x, rect.y + y, rect.width, row, over,
                    pixels.row(rect.y + y) + static_cast<std::size_t>(rect.x) * pixels.channels(),
                    pixels.channels(), buffers_);
    }
  }

 private:
  const Shader<T>& shader_;
  const PhotoLayers& layers_;
  const HairLight* hair_light_;
  std::vector<Float4> transmittance_;
  RowBuffers buffers_;
  HairLayer::Tile hair_;
};

template <class T>
void paint_tiles(const Shader<T>& shader, const PhotoLayers& layers, Image<T>& pixels, int threads,
                 RowProgress* progress) {
  const std::vector<LightTile> tiles = tiles_of(layers);
  if (tiles.empty()) return;
  FinishedTiles finished(tiles, progress);
  std::optional<HairLight> hair_light;
  if (layers.hair) hair_light.emplace(shader.hair_light(layers.hair->look()));
  // Runs of tiles share one buffer.
  constexpr std::size_t kRun = 8;
  parallel_for(threads, (tiles.size() + kRun - 1) / kRun, [&](std::size_t run) {
    TilePainter<T> painter(shader, layers, hair_light ? &*hair_light : nullptr);
    for (std::size_t i = run * kRun; i < std::min(tiles.size(), (run + 1) * kRun); ++i) {
      painter.paint(tiles[i], pixels);
      finished.finished(tiles[i].rect);
    }
  });
}

}  // namespace

struct PhotoPainter::Shaders {
  std::optional<Shader<std::uint8_t>> bits8;
  std::optional<Shader<std::uint16_t>> bits16;
};

PhotoPainter::PhotoPainter(const ColorSpace& color, const PhotoLight& light, int bits, int threads)
    : shaders_(std::make_unique<Shaders>()) {
  if (bits == 8)
    shaders_->bits8.emplace(color, light, threads);
  else
    shaders_->bits16.emplace(color, light, threads);
}
PhotoPainter::~PhotoPainter() = default;
PhotoPainter::PhotoPainter(PhotoPainter&&) noexcept = default;
PhotoPainter& PhotoPainter::operator=(PhotoPainter&&) noexcept = default;

void PhotoPainter::paint(const PhotoLayers& layers, Image<std::uint8_t>& pixels, int threads,
                         RowProgress* progress) const {
  paint_tiles(*shaders_->bits8, layers, pixels, threads, progress);
}
void PhotoPainter::paint(const PhotoLayers& layers, Image<std::uint16_t>& pixels, int threads,
                         RowProgress* progress) const {
  paint_tiles(*shaders_->bits16, layers, pixels, threads, progress);
}

void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
                         Image<std::uint8_t>& pixels, int threads, RowProgress* progress) {
  PhotoPainter(color, light, 8, threads).paint({field, light.hair}, pixels, threads, progress);
}
void apply_transmittance(const TransmittanceField& field, const ColorSpace& color, const PhotoLight& light,
                         Image<std::uint16_t>& pixels, int threads, RowProgress* progress) {
  PhotoPainter(color, light, 16, threads).paint({field, light.hair}, pixels, threads, progress);
}

}  // namespace smp
