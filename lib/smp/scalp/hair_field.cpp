// Transmittance of a field of hair. Where its dots are resolved, the skin between them tells the place's
// light: T = mean / brightest skin, less what pores, relief and noise do to bald skin. Light that hairs keep
// out of the skin between them is lost without contrast; phantoms tell how much. Where hair is so dense that
// no skin is seen, the light of bald skin around must do.
#include "smp/scalp/hair_field.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/scalp/hair_color.h"

namespace smp::scalp {
namespace {

constexpr int kHairWindows = 10, kBaldWindows = 6;
constexpr double kFieldReach = 0.06;  // of the interest's extent: farther off are brows, glasses and beards
constexpr float kTiny = 0.002f;
constexpr float kOpaque = 0.35f;      // of bald skin's light: less is no field that dots can match
constexpr double kUsualSmear = 0.12;  // mm, where there is no scale
constexpr double kLeastScale = 4;     // px per mm, below which single hairs are not seen
constexpr double kReliefShare = 0.9, kUsualRelief = 0.008;  // of bald skin: blue over red, density in red
constexpr double kShaftShare = 0.0405;                      // mm
constexpr double kMostSeen = 0.15;  // density between hairs that the phantoms vouch for
// A field that a treatment can be matched to: T in red of 0.45 to 0.97.
constexpr double kLeastDensity = 0.03, kMostDensity = 0.8, kMostContrast = 0.8, kLeastGreyness = 0.08;
constexpr double kLikeTone = 0.15;
constexpr std::size_t kFewWindows = 2;
constexpr double kRootBlueShare = 0.6;  // density of stubble in blue over that in red (phantoms)

Image<std::uint8_t> field_blocks(const HairInput& input, const HairBlocks& blocks) {
  const int w = blocks.width, h = blocks.height;
  Image<std::uint8_t> out(w, h, 1, 0);
  if (blocks.sampled) {
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i)
        out.at(i, j) = input.sample.at(std::min(i * blocks.cells, input.sample.width() - 1),
                                       std::min(j * blocks.cells, input.sample.height() - 1));
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
      density.at(i, j) = blocks.dark.at(i, j) + std::max(0.0f, std::log(blocks.skin_luma.at(i, j) + kTiny) -
                                                                   blocks.log_luma.at(i, j));
  density = box_mean(density, 5);
  std::vector<float> values;
  const auto counts = [&](int i, int j) {
    const bool opaque = blocks.luma.at(i, j) < kOpaque * blocks.skin_luma.at(i, j);
    return !opaque && sure.at(i, j) > 0.6f && on_head.at(i, j) > 0.999f &&
           blocks.distance.at(i, j) < kFieldReach * blocks.extent;
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

Image<std::uint8_t> bald_blocks(const HairBlocks& blocks) {
  const int w = blocks.width, h = blocks.height;
  const Image<float> hair = box_mean(blocks.presence, 2), plain = box_mean(blocks.plain, 2);
  Image<std::uint8_t> out(w, h, 1, 0);
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i) {
      if (hair.at(i, j) > 0.1f || plain.at(i, j) < 0.7f || !blocks.head.at(i, j)) continue;
      if (blocks.distance.at(i, j) > 0.15 * blocks.extent) continue;
      if (blocks.gloss.at(i, j) > 0.2f) continue;
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

void add_tone(const HairBlocks& blocks, Point2 place, double weight, FieldWindows& out) {
  const int i = std::min(static_cast<int>(place.x), blocks.width - 1);
  const int j = std::min(static_cast<int>(place.y), blocks.height - 1);
  const float* rgb = &blocks.rgb.at(i, j);
  const double skin_red = blocks.skin_redness.at(i, j), red = std::log((rgb[0] + kTiny) / (rgb[1] + kTiny));
  out.tone_density += weight * std::log((blocks.skin_luma.at(i, j) + kTiny) / (blocks.luma.at(i, j) + kTiny));
  out.greyness += weight * (skin_red - red) / std::max(0.2, skin_red);
}

FieldWindow cut(const HairInput& input, const SkinMap& map, const LightReader& light,
                const Image<std::uint8_t>& marked, Point2 block, int size, int block_px) {
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

// One window, its own slow shading taken off.
struct WindowStatistics {
  std::array<double, 3> mean{};  // of the light
  std::array<double, 3> dark{};  // of the darkest fiftieth
  double bright = 0;             // red less blue of the pixels from the 75th to the 95th hundredth by that
  double variance = 0;           // of luminance over the slow part
  double pixels = 0;
};

// Mean of the eight neighbours: ranks pixels without looking at their own noise, so that the mean of those
// chosen is not biased by it.
Image<float> ring_mean(const Image<float>& in) {
  Image<float> out = box_mean(in, 1);
  for (int y = 0; y < in.height(); ++y)
    for (int x = 0; x < in.width(); ++x) {
      const int n = (std::min(x + 1, in.width() - 1) - std::max(x - 1, 0) + 1) *
                    (std::min(y + 1, in.height() - 1) - std::max(y - 1, 0) + 1);
      out.at(x, y) = (static_cast<float>(n) * out.at(x, y) - in.at(x, y)) / static_cast<float>(n - 1);
    }
  return out;
}

// Mean of the field's pixels around.
Image<float> slow_part(const Image<float>& in, const Image<float>& weight, const Image<float>& weights,
                       int radius) {
  Image<float> out(in.width(), in.height());
  for (int y = 0; y < in.height(); ++y)
    for (int x = 0; x < in.width(); ++x) out.at(x, y) = in.at(x, y) * weight.at(x, y);
  out = box_mean(out, radius);
  for (int y = 0; y < in.height(); ++y)
    for (int x = 0; x < in.width(); ++x) out.at(x, y) /= std::max(1e-3f, weights.at(x, y));
  return out;
}

WindowStatistics statistics_of(const FieldWindow& window, int smooth_px) {
  const int w = window.rect.width, h = window.rect.height;
  Image<float> luma(w, h), chroma(w, h), weight(w, h);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const float* p = &window.rgb.at(x, y);
      luma.at(x, y) = 0.2126f * p[0] + 0.7152f * p[1] + 0.0722f * p[2];
      chroma.at(x, y) = p[0] - p[2];
      weight.at(x, y) = window.field.at(x, y) ? 1.0f : 0.0f;
    }
  const Image<float> weights = box_mean(weight, smooth_px);
  const Image<float> slow_luma = slow_part(luma, weight, weights, smooth_px);
  const Image<float> slow_chroma = slow_part(chroma, weight, weights, smooth_px);
  const Image<float> ring_luma = ring_mean(luma), ring_chroma = ring_mean(chroma);
  struct Pixel {
    float luma, chroma;  // of the ring, less the slow part
    int x, y;
  };
  std::vector<Pixel> pixels;
  WindowStatistics s;
  double sum = 0, squares = 0, chroma_sum = 0;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      if (!window.field.at(x, y)) continue;
      pixels.push_back(
          {ring_luma.at(x, y) - slow_luma.at(x, y), ring_chroma.at(x, y) - slow_chroma.at(x, y), x, y});
      for (int c = 0; c < 3; ++c) s.mean[static_cast<std::size_t>(c)] += window.rgb.at(x, y, c);
      const double v = (luma.at(x, y) + kTiny) / (std::max(0.0f, slow_luma.at(x, y)) + kTiny);
      sum += v, squares += v * v, chroma_sum += chroma.at(x, y);
    }
  if (pixels.size() < 64) return s;
  s.pixels = static_cast<double>(pixels.size());
  for (double& v : s.mean) v /= s.pixels;
  s.variance = squares / s.pixels - std::pow(sum / s.pixels, 2);
  const auto low = static_cast<std::ptrdiff_t>(0.75 * s.pixels),
             high = static_cast<std::ptrdiff_t>(0.95 * s.pixels);
  const auto before = [](const Pixel& a, const Pixel& b) {  // a total order, so that the choice is unique
    return a.chroma != b.chroma ? a.chroma < b.chroma : a.y != b.y ? a.y < b.y : a.x < b.x;
  };
  std::nth_element(pixels.begin(), pixels.begin() + low, pixels.end(), before);
  std::nth_element(pixels.begin() + low, pixels.begin() + high, pixels.end(), before);
  std::sort(pixels.begin() + low, pixels.begin() + high, before);  // sums in one order
  for (auto p = pixels.begin() + low; p != pixels.begin() + high; ++p)
    s.bright += (chroma.at(p->x, p->y) - slow_chroma.at(p->x, p->y)) / static_cast<double>(high - low);
  s.bright += chroma_sum / s.pixels;
  const auto few = static_cast<std::ptrdiff_t>(std::max(1.0, 0.02 * s.pixels));
  const auto darker = [](const Pixel& a, const Pixel& b) {
    return a.luma != b.luma ? a.luma < b.luma : a.y != b.y ? a.y < b.y : a.x < b.x;
  };
  std::partial_sort(pixels.begin(), pixels.begin() + few, pixels.end(), darker);
  for (auto p = pixels.begin(); p != pixels.begin() + few; ++p)
    for (int c = 0; c < 3; ++c)
      s.dark[static_cast<std::size_t>(c)] += window.rgb.at(p->x, p->y, c) / static_cast<double>(few);
  return s;
}

struct Pooled {
  std::array<double, 3> mean{}, dark{};
  double bright = 0, variance = 0, pixels = 0;
};
Pooled pool(const std::vector<FieldWindow>& windows, int smooth_px, int threads) {
  std::vector<WindowStatistics> found(windows.size());
  parallel_for(threads, windows.size(),
               [&](std::size_t k) { found[k] = statistics_of(windows[k], smooth_px); });
  Pooled out;
  for (const WindowStatistics& s : found) {
    for (std::size_t c = 0; c < 3; ++c) {
      out.mean[c] += s.pixels * s.mean[c];
      out.dark[c] += s.pixels * s.dark[c];
    }
    out.bright += s.pixels * s.bright, out.variance += s.pixels * s.variance, out.pixels += s.pixels;
  }
  const double n = std::max(1.0, out.pixels);
  for (std::size_t c = 0; c < 3; ++c) out.mean[c] /= n, out.dark[c] /= n;
  out.bright /= n, out.variance /= n;
  return out;
}

// Density that a field takes from bald skin, by channel, from that in red. Shadow of the roots under the skin
// is blue-shifted as pigment at 0.3 mm is (optics notes, section 4), shafts are as grey as their own colour
// lets them. Roots come first: what exceeds a field of 110 units per cm^2 must be shafts (phantoms).
std::array<double, 3> channel_densities(double red, const LinearRgb& mean, const LinearRgb& shaft) {
  constexpr std::array<double, 3> kShadow = {1.0, 0.76, 0.47};
  constexpr double kShadowShare = 0.83, kMostShadow = 0.12;
  const double shadow = std::min(kShadowShare * red, kMostShadow);
  const std::array<double, 3> skin = {mean.r, mean.g, mean.b}, hair = {shaft.r, shaft.g, shaft.b};
  std::array<double, 3> out{};
  const auto hidden = [&](std::size_t c) { return 1 - std::min(0.8, hair[c] / std::max(1e-4, skin[c])); };
  for (std::size_t c = 0; c < 3; ++c) out[c] = kShadow[c] * shadow + (red - shadow) * hidden(c) / hidden(0);
  return out;
}

// Density in red between the mean and the bright pixels. Gloss adds the same to red and blue, so that the
// difference of both is free of it: R e^D - B e^(share D) = what the bright pixels show.
double density_between(const Pooled& pooled, double blue_share) {
  const double wanted = pooled.bright;
  double low = -0.5, high = 2;
  for (int k = 0; k < 40; ++k) {
    const double d = 0.5 * (low + high);
    const double seen = pooled.mean[0] * std::exp(d) - pooled.mean[2] * std::exp(blue_share * d);
    (seen < wanted ? low : high) = d;
  }
  return low;
}

double smear_of(const FieldWindows& windows, double blur_px) {
  return windows.px_per_mm > 0 ? std::sqrt(blur_px * blur_px + 1.0 / 12) / windows.px_per_mm : kUsualSmear;
}

struct Density {
  double red = 0;
  bool certain = false;
};

Density field_density(const FieldWindows& windows, const Pooled& hair, const Pooled& bald, double blur_px) {
  // Whole loss of light over what is seen between hairs, by smear in mm and by what is seen: the denser, the
  // less of the brightest pixels is bare skin (phantoms of 40 to 110 units per cm^2 with 0.4 mm of hair and
  // of 75 with up to 4 mm, 5 to 10 px/mm, blur 0.5 to 1.8 px).
  const double smear_mm = smear_of(windows, blur_px);
  const double gain = 1.6 + 20 * std::pow(std::min(smear_mm, 0.3), 2);
  const double bare =
      bald.pixels > 0 ? std::clamp(density_between(bald, kReliefShare), 0.0, kUsualRelief) : kUsualRelief;
  const double between = density_between(hair, kRootBlueShare) - bare;
  const double seen = std::clamp(between, 0.0, kMostSeen);
  const double density = gain * seen * (0.95 + 1.1 * std::pow(seen / kMostSeen, 3));
  const bool resolved = windows.px_per_mm <= 0 || windows.px_per_mm >= kLeastScale;
  const double tone = std::max(0.0, windows.tone_density);
  if (!resolved) return {tone, windows.greyness > kLeastGreyness};
  // Shade darkens too, but only hair takes the red out.
  const double by_tone =
      std::clamp((tone - 0.35) / 0.3, 0.0, 1.0) * std::clamp((windows.greyness - 0.15) / 0.2, 0.0, 1.0);
  if (between < kMostSeen || by_tone > 0.99)
    return {std::max(density, density + by_tone * (tone - density)), true};
  // Longer hair than the phantoms' dots: only where its tone says about the same.
  return {0.5 * (density + tone), std::abs(density - tone) < kLikeTone};
}

}  // namespace

FieldWindows choose_windows(const HairInput& input, const SkinMap& map, const HairBlocks& blocks,
                            const LightReader& light) {
  const int block_px = blocks.block_px;
  Image<std::uint8_t> hair, bald;
  parallel_for(input.threads, 2, [&](std::size_t k) {
    k == 0 ? void(hair = field_blocks(input, blocks)) : void(bald = bald_blocks(blocks));
  });
  // About 6 mm of scalp.
  const int size = std::clamp(5 * block_px, 32, 84);
  const int size_blocks = std::max(1, size / block_px);
  FieldWindows out;
  double scale_sum = 0;
  int scaled = 0;
  const std::vector<Point2> places = spread_places(hair, size_blocks, kHairWindows);
  for (const Point2 place : places) {
    add_tone(blocks, place, 1.0 / static_cast<double>(places.size()), out);
    out.hair.push_back(cut(input, map, light, hair, place, size, block_px));
    if (!input.surface) continue;
    if (const auto at = input.surface->at(block_px * place)) {
      scale_sum += 1 / std::sqrt(std::max(1e-12, at->metric.area()));
      ++scaled;
    }
  }
  for (const Point2 place : spread_places(bald, size_blocks, kBaldWindows))
    out.bald.push_back(cut(input, map, light, bald, place, size, block_px));
  if (scaled > 0) out.px_per_mm = scale_sum / scaled;
  return out;
}

FieldReading read_field(const FieldWindows& windows, double blur_px, int threads) {
  FieldReading out;
  if (windows.hair.empty()) return out;
  const int smooth_px = std::max(4, windows.hair[0].rect.width / 5);
  const Pooled hair = pool(windows.hair, smooth_px, threads), bald = pool(windows.bald, smooth_px, threads);
  if (hair.pixels < 256) return out;
  out.usable = true;
  out.contrast = std::sqrt(std::max(0.0, hair.variance - bald.variance));
  out.mean = {hair.mean[0], hair.mean[1], hair.mean[2]};
  // Of the darkest pixels a shaft covers the less, the more its width of some 0.08 mm is smeared (phantoms).
  const double share = std::min(1.0, kShaftShare / smear_of(windows, blur_px));
  const auto shaft = [&](std::size_t c) { return hair.mean[c] - (hair.mean[c] - hair.dark[c]) / share; };
  out.shaft = plausible_hair({shaft(0), shaft(1), shaft(2)});
  const Density told = field_density(windows, hair, bald, blur_px);
  const std::array<double, 3> density = channel_densities(told.red, out.mean, out.shaft);
  out.reliable = told.certain && windows.hair.size() >= kFewWindows && told.red > kLeastDensity &&
                 told.red < kMostDensity && out.contrast < kMostContrast;
  out.skin = {hair.mean[0] * std::exp(density[0]), hair.mean[1] * std::exp(density[1]),
              hair.mean[2] * std::exp(density[2])};
  return out;
}

}  // namespace smp::scalp
