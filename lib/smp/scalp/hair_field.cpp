// Transmittance of a field of hair. Where its dots are resolved, the skin between them tells the place's
// light: T = mean / brightest skin, less what pores, relief and noise do to bald skin. Light that hairs keep
// out of the skin between them is lost without contrast; phantoms tell how much. Where hair is so dense that
// no skin is seen, the light of bald skin around must do.
#include "smp/scalp/hair_field.h"

#include <algorithm>
#include <cmath>

namespace smp::scalp {
namespace {

constexpr int kHairWindows = 20, kBaldWindows = 12;
constexpr float kTiny = 0.002f;
constexpr double kSkinInDarkest = 0.4;  // share of skin in the darkest pixels over that of hair

Image<std::uint8_t> field_blocks(const HairInput& input, const HairBlocks& blocks) {
  const int w = blocks.width, h = blocks.height;
  Image<std::uint8_t> out(w, h, 1, 0);
  if (!input.sample.empty()) {
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i)
        out.at(i, j) = input.sample.at(std::min(i * kCellsPerBlock, input.sample.width() - 1),
                                       std::min(j * kCellsPerBlock, input.sample.height() - 1));
    return out;
  }
  // Well inside the head: at its outline hair is seen aslant and mixed with what is behind.
  Image<float> on_head(w, h);
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i) on_head.at(i, j) = blocks.head.at(i, j) != 0;
  const int margin = std::max(2, static_cast<int>(0.02 * blocks.extent));
  on_head = box_mean(on_head, margin);
  const Image<float> sure = box_mean(blocks.presence, 2);
  Image<float> density(w, h);
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i)
      density.at(i, j) =
          blocks.dark.at(i, j) +
          std::max(0.0f, std::log((blocks.skin_luma.at(i, j) + kTiny) / (blocks.luma.at(i, j) + kTiny)));
  density = box_mean(density, 2);
  std::vector<float> values;
  const auto counts = [&](int i, int j) {
    return sure.at(i, j) > 0.6f && on_head.at(i, j) > 0.999f &&
           blocks.distance.at(i, j) < 0.25 * blocks.extent;
  };
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i)
      if (counts(i, j)) values.push_back(density.at(i, j));
  if (values.size() < 8) return out;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i)
      if (counts(i, j) && density.at(i, j) >= *middle) out.at(i, j) = 255;
  return out;
}

Image<std::uint8_t> bald_blocks(const HairInput& input, const SkinMap& map, const HairBlocks& blocks) {
  const int w = blocks.width, h = blocks.height;
  const Image<float> hair = box_mean(blocks.presence, 2), plain = box_mean(blocks.plain, 2);
  Image<std::uint8_t> out(w, h, 1, 0);
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i) {
      if (hair.at(i, j) > 0.1f || plain.at(i, j) < 0.7f || !blocks.head.at(i, j)) continue;
      if (blocks.distance.at(i, j) > 0.15 * blocks.extent) continue;
      const Point2 p = input.reduced.center_px(i * kCellsPerBlock, j * kCellsPerBlock);
      if (sample_map(map.gloss, map.step_px, p.x, p.y, 0, 0) > 0.1f * blocks.luma.at(i, j)) continue;
      out.at(i, j) = 255;
    }
  return out;
}

// Up to `count` places spread evenly over the marked blocks, those with most marked blocks around first.
std::vector<Point2> spread_places(const Image<std::uint8_t>& marked, int window_blocks, int count) {
  struct Place {
    int marked, i, j;
  };
  std::vector<Place> places;
  for (int j = 0; j < marked.height(); j += window_blocks)
    for (int i = 0; i < marked.width(); i += window_blocks) {
      Place place{0, i, j};
      for (int v = j; v < std::min(j + window_blocks, marked.height()); ++v)
        for (int u = i; u < std::min(i + window_blocks, marked.width()); ++u)
          place.marked += marked.at(u, v) != 0;
      if (place.marked * 4 >= window_blocks * window_blocks) places.push_back(place);
    }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.marked > b.marked; });
  if (places.size() > static_cast<std::size_t>(2 * count)) places.resize(static_cast<std::size_t>(2 * count));
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.j != b.j ? a.j < b.j : a.i < b.i; });
  std::vector<Point2> out;
  const std::size_t n = std::min(places.size(), static_cast<std::size_t>(count));
  for (std::size_t k = 0; k < n; ++k) {
    const Place& place = places[k * places.size() / n];
    out.push_back({place.i + 0.5 * window_blocks, place.j + 0.5 * window_blocks});
  }
  return out;
}

FieldWindow cut(const HairInput& input, const SkinMap& map, const LightReader& light,
                const Image<std::uint8_t>& marked, Point2 block, int size) {
  const int block_px = kCellsPerBlock * input.reduced.step_px;
  FieldWindow window;
  window.rect = window_around(input.photo, block.x * block_px, block.y * block_px, size);
  window.rgb = light.srgb(window.rect);
  window.field = Image<std::uint8_t>(window.rect.width, window.rect.height);
  const Point2 middle = {window.rect.x + 0.5 * window.rect.width, window.rect.y + 0.5 * window.rect.height};
  const float gloss = sample_map(map.gloss, map.step_px, middle.x, middle.y, 0, 0);
  for (float& v : window.rgb.values()) v -= gloss;
  for (int y = 0; y < window.rect.height; ++y)
    for (int x = 0; x < window.rect.width; ++x)
      window.field.at(x, y) = marked.at(std::min((window.rect.x + x) / block_px, marked.width() - 1),
                                        std::min((window.rect.y + y) / block_px, marked.height() - 1));
  return window;
}

Image<float> luma_of(const Image<float>& rgb) {
  Image<float> out(rgb.width(), rgb.height());
  for (int y = 0; y < rgb.height(); ++y)
    for (int x = 0; x < rgb.width(); ++x)
      out.at(x, y) = 0.2126f * rgb.at(x, y, 0) + 0.7152f * rgb.at(x, y, 1) + 0.0722f * rgb.at(x, y, 2);
  return out;
}

// One window, its own slow shading divided out.
struct WindowStatistics {
  std::array<double, 3> mean{};    // of the light
  std::array<double, 3> bright{};  // of the pixels from the 75th to the 95th hundredth by luminance
  std::array<double, 3> dark{};    // of the darkest fiftieth
  double variance = 0;             // of log luminance
  double pixels = 0;
};

WindowStatistics statistics_of(const FieldWindow& window, int smooth_px) {
  const int w = window.rect.width, h = window.rect.height;
  const Image<float> luma = luma_of(window.rgb);
  Image<float> weight(w, h);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) weight.at(x, y) = window.field.at(x, y) ? 1.0f : 0.0f;
  const Image<float> slow = weighted_blur(luma, weight, smooth_px);
  struct Pixel {
    float relative;
    int x, y;
  };
  std::vector<Pixel> pixels;
  WindowStatistics s;
  double slow_sum = 0;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      if (!window.field.at(x, y)) continue;
      pixels.push_back({(luma.at(x, y) + kTiny) / (slow.at(x, y) + kTiny), x, y});
      for (int c = 0; c < 3; ++c) s.mean[static_cast<std::size_t>(c)] += window.rgb.at(x, y, c);
      slow_sum += slow.at(x, y);
    }
  if (pixels.size() < 64) return s;
  s.pixels = static_cast<double>(pixels.size());
  for (double& v : s.mean) v /= s.pixels;
  const double slow_mean = slow_sum / s.pixels;
  double sum = 0, squares = 0;
  for (const Pixel& p : pixels) {
    const double v = std::log(std::max(0.02f, p.relative));
    sum += v, squares += v * v;
  }
  s.variance = squares / s.pixels - std::pow(sum / s.pixels, 2);
  std::sort(pixels.begin(), pixels.end(), [](const Pixel& a, const Pixel& b) {
    return a.relative != b.relative ? a.relative < b.relative : a.y != b.y ? a.y < b.y : a.x < b.x;
  });
  const auto mean_between = [&](double low, double high, std::array<double, 3>& out) {
    const auto first = static_cast<std::size_t>(low * s.pixels),
               last = static_cast<std::size_t>(high * s.pixels);
    for (std::size_t k = first; k < last; ++k)
      for (int c = 0; c < 3; ++c)
        out[static_cast<std::size_t>(c)] +=
            window.rgb.at(pixels[k].x, pixels[k].y, c) / std::max(1e-4f, slow.at(pixels[k].x, pixels[k].y));
    for (double& v : out) v *= slow_mean / static_cast<double>(std::max<std::size_t>(1, last - first));
  };
  mean_between(0.75, 0.95, s.bright);
  mean_between(0, 0.02, s.dark);
  return s;
}

struct Pooled {
  std::array<double, 3> mean{}, deficit{}, dark{};
  double variance = 0, pixels = 0;
};
Pooled pool(const std::vector<FieldWindow>& windows, int smooth_px) {
  Pooled out;
  for (const FieldWindow& window : windows) {
    const WindowStatistics s = statistics_of(window, smooth_px);
    for (std::size_t c = 0; c < 3; ++c) {
      out.mean[c] += s.pixels * s.mean[c], out.dark[c] += s.pixels * s.dark[c];
      if (s.pixels > 0)
        out.deficit[c] += s.pixels * std::log(std::max(1e-4, s.bright[c]) / std::max(1e-4, s.mean[c]));
    }
    out.variance += s.pixels * s.variance, out.pixels += s.pixels;
  }
  const double n = std::max(1.0, out.pixels);
  for (std::size_t c = 0; c < 3; ++c) out.mean[c] /= n, out.deficit[c] /= n, out.dark[c] /= n;
  out.variance /= n;
  return out;
}

}  // namespace

FieldWindows choose_windows(const HairInput& input, const SkinMap& map, const HairBlocks& blocks,
                            const LightReader& light) {
  const int block_px = kCellsPerBlock * input.reduced.step_px;
  const Image<std::uint8_t> hair = field_blocks(input, blocks), bald = bald_blocks(input, map, blocks);
  // About 6 mm of scalp: a treated area is some 15 cm across.
  const int size = std::clamp(static_cast<int>(0.04 * blocks.extent * block_px), 32, 96);
  const int size_blocks = std::max(1, size / block_px);
  FieldWindows out;
  double scale_sum = 0;
  int scaled = 0;
  for (const Point2 place : spread_places(hair, size_blocks, kHairWindows)) {
    out.hair.push_back(cut(input, map, light, hair, place, size));
    if (!input.surface) continue;
    if (const auto at = input.surface->at(block_px * place)) {
      scale_sum += 1 / std::sqrt(std::max(1e-12, at->metric.area()));
      ++scaled;
    }
  }
  for (const Point2 place : spread_places(bald, size_blocks, kBaldWindows))
    out.bald.push_back(cut(input, map, light, bald, place, size));
  if (scaled > 0) out.px_per_mm = scale_sum / scaled;
  return out;
}

FieldReading read_field(const FieldWindows& windows) {
  FieldReading out;
  if (windows.hair.empty()) return out;
  const int smooth_px = std::max(4, windows.hair[0].rect.width / 5);
  const Pooled hair = pool(windows.hair, smooth_px), bald = pool(windows.bald, smooth_px);
  if (hair.pixels < 256) return out;
  out.usable = true;
  out.contrast = std::sqrt(std::max(0.0, hair.variance - bald.variance));
  std::array<double, 3> skin{};
  for (std::size_t c = 0; c < 3; ++c) skin[c] = hair.mean[c] * std::exp(hair.deficit[c] - bald.deficit[c]);
  out.mean = {hair.mean[0], hair.mean[1], hair.mean[2]};
  out.skin = {skin[0], skin[1], skin[2]};
  const auto shaft = [&](std::size_t c) {  // the darkest pixels still show some skin
    return std::max(0.015, hair.dark[c] - kSkinInDarkest * (skin[c] - hair.dark[c]));
  };
  out.shaft = {shaft(0), shaft(1), shaft(2)};
  return out;
}

}  // namespace smp::scalp
