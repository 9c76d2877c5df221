// Blur from step edges: rows and columns through places of high contrast beside skin; the second moment of
// an edge's slope is the variance of the spread function. Noise from the evenest skin: a mask that knows
// neither slopes nor straight edges (Immerkaer 1996), at two pixel distances, because grain wider than a
// pixel answers differently to them.
#include "smp/scalp/camera.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/scalp/light_window.h"

namespace smp::scalp {
namespace {

constexpr double kAssumedBlur = 0.7, kAssumedRead = 0.002, kAssumedShot = 0.006;
constexpr double kPixelVariance = 1.0 / 12;  // of a pixel's own width, and of a difference of two

// ---- Blur -------------------------------------------------------------------------------------------

constexpr int kMaxEdgePlaces = 300;
constexpr int kEdgeWindow = 33;
constexpr std::size_t kFewEdges = 12;
constexpr double kSharpestOverTrue = 1.1;  // the sharp end of equal edges that noise spreads (phantoms)
constexpr double kCut = 0.12;              // of the steepest slope, where an edge is taken to end
constexpr double kVarianceInside = 0.80;   // of a Gaussian between the places where it falls to kCut

struct Place {
  float strength;
  int i, j;
};

// The cells of highest contrast near skin, at most one in 2 x 2 cells and not all in one corner.
std::vector<Place> edge_places(const ReducedPhoto& reduced, const Image<float>& plain) {
  const int w = reduced.width(), h = reduced.height();
  const int tile = std::max(2, std::max(w, h) / 48), reach = std::max(2, std::max(w, h) / 150);
  std::vector<Place> places;
  const auto is_skin = [&](int i, int j) {
    return plain.at(std::clamp(i, 0, w - 1), std::clamp(j, 0, h - 1)) > 0.5f;
  };
  const auto bright = [&](int i, int j) {
    return reduced.brightest.at(std::clamp(i, 0, w - 1), std::clamp(j, 0, h - 1));
  };
  for (int ty = 0; ty < h; ty += tile)
    for (int tx = 0; tx < w; tx += tile) {
      Place best{0, 0, 0};
      for (int j = ty; j < std::min(h, ty + tile); ++j)
        for (int i = tx; i < std::min(w, tx + tile); ++i) {
          const float across = std::abs(bright(i + 1, j) - bright(i - 1, j));
          const float down = std::abs(bright(i, j + 1) - bright(i, j - 1));
          const float strength =
              std::max({across, down, reduced.brightest.at(i, j) - reduced.darkest.at(i, j)});
          if (strength <= best.strength || reduced.clipped.at(i, j) > 0) continue;
          if (!is_skin(i - reach, j) && !is_skin(i + reach, j) && !is_skin(i, j - reach) &&
              !is_skin(i, j + reach))
            continue;
          best = {strength, i, j};
        }
      if (best.strength > 0.04f) places.push_back(best);
    }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.strength > b.strength; });
  if (places.size() > kMaxEdgePlaces) places.resize(kMaxEdgePlaces);
  return places;
}

struct Edge {
  double sigma_px, contrast;
};

// The steepest edge along a line of luminance, if it is a clean step. `tilt` is the slope across the line
// over the slope along it.
std::optional<Edge> measure_edge(const std::vector<float>& line, const std::vector<float>& across) {
  const int n = static_cast<int>(line.size()) - 1;
  if (n < 7) return {};  // no room for three slopes at either side of one
  int peak = 0;
  const auto slope = [&](int k) {
    return line[static_cast<std::size_t>(k + 1)] - line[static_cast<std::size_t>(k)];
  };
  for (int k = 1; k < n; ++k)
    if (std::abs(slope(k)) > std::abs(slope(peak))) peak = k;
  const float top = slope(peak), sign = top < 0 ? -1.0f : 1.0f;
  int first = peak, last = peak;
  while (first > 0 && sign * slope(first - 1) > kCut * sign * top) --first;
  while (last + 1 < n && sign * slope(last + 1) > kCut * sign * top) ++last;
  if (first < 3 || last > n - 4) return {};
  double sum = 0, moment = 0, square = 0;
  for (int k = first; k <= last; ++k) {
    const double v = sign * slope(k);
    sum += v, moment += v * k, square += v * k * k;
  }
  for (const int k : {first - 1, first - 2, first - 3, last + 1, last + 2, last + 3})
    if (std::abs(slope(k)) > 0.3f * std::abs(top)) return {};  // a line or a halo, no step
  const double variance = square / sum - (moment / sum) * (moment / sum);
  const double steep = std::abs(across[static_cast<std::size_t>(peak)] / (2 * top));
  if (steep > 0.6) return {};
  const double cosine2 = 1 / (1 + steep * steep);
  const double sigma2 = variance / kVarianceInside * cosine2 - kPixelVariance;
  return Edge{std::sqrt(std::max(0.0, sigma2)), sum};
}

void edges_of(const Image<float>& rgb, double noise, std::vector<Edge>& edges) {
  const int w = rgb.width(), h = rgb.height();
  const Image<float> luma = luma_of(rgb);
  std::vector<float> line, across;
  for (const bool down : {false, true})
    for (int k = (down ? w : h) / 2 - 4; k <= (down ? w : h) / 2 + 4; k += 4) {
      if (k < 1 || k + 1 >= (down ? w : h)) continue;
      const auto at = [&](int along, int aside) {
        return down ? luma.at(k + aside, along) : luma.at(along, k + aside);
      };
      const int n = down ? h : w;
      line.clear(), across.clear();
      for (int t = 0; t < n; ++t) {
        line.push_back(0.5f * at(t, 0) + 0.25f * (at(t, -1) + at(t, 1)));
        across.push_back(at(t, 1) - at(t, -1));
      }
      const auto edge = measure_edge(line, across);
      if (edge && edge->contrast > std::max(0.03, 12 * noise)) edges.push_back(*edge);
    }
}

std::optional<double> measure_blur(const Photo& photo, const ReducedPhoto& reduced, const Image<float>& plain,
                                   const LightReader& light, double noise, int threads) {
  const std::vector<Place> places = edge_places(reduced, plain);
  std::vector<std::vector<Edge>> found(places.size());
  parallel_for(threads, places.size(), [&](std::size_t k) {
    const Point2 p = reduced.center_px(places[k].i, places[k].j);
    edges_of(light.srgb(window_around(photo, p.x, p.y, kEdgeWindow)), noise, found[k]);
  });
  std::vector<double> sigmas;
  for (const auto& edges : found)
    for (const Edge& edge : edges) sigmas.push_back(edge.sigma_px);
  if (sigmas.size() < kFewEdges) return {};
  std::sort(sigmas.begin(), sigmas.end());
  return kSharpestOverTrue * sigmas[sigmas.size() * 15 / 100];
}

// ---- Noise ------------------------------------------------------------------------------------------

constexpr int kNoiseWindows = 24, kNoiseWindow = 52, kNoiseBlock = 16;
constexpr double kLeastNoise = 0.0005;  // of full light: no JPEG of 8 bits has less
constexpr double kMostNoise = 0.01;     // at kSkinLight: more is skin's own detail, sharpened
constexpr double kSkinLight = 0.25;
constexpr double kDarkest = 0.3;          // of the light of the brightest skin
constexpr double kQuarterOverMean = 0.8;  // variance of the quieter quarter of equal blocks (phantoms)

struct NoiseSample {
  double level, variance1, variance2;  // of the mask's answer at distances of one and two pixels
  double rounding;                     // variance of the answer to the rounding of codes
};

// One block of a channel. The mean of |answer| tells the spread of one that takes few values, as in smoothed
// photos, where a median would be 0.
NoiseSample sample_of(const Image<float>& light, int bx, int by, int c, const LightReader& reader) {
  double near = 0, far = 0, level = 0;
  for (int y = by; y < by + kNoiseBlock; ++y) {
    const float* rows[5];
    for (int d = -2; d <= 2; ++d) rows[d + 2] = &light.at(bx, y + d, c);
    float near_row = 0, far_row = 0, level_row = 0;
    for (int x = 0; x < 3 * kNoiseBlock; x += 3) {
      const auto answer = [&](int d) {
        const float *up = rows[2 - d] + x, *mid = rows[2] + x, *down = rows[2 + d] + x;
        return 4 * mid[0] - 2 * (mid[-3 * d] + mid[3 * d] + up[0] + down[0]) + up[-3 * d] + up[3 * d] +
               down[-3 * d] + down[3 * d];
      };
      near_row += std::abs(answer(1)), far_row += std::abs(answer(2));
      level_row += rows[2][x];
    }
    near += near_row, far += far_row, level += level_row;
  }
  constexpr double kPixels = kNoiseBlock * kNoiseBlock, kHalfPi = 1.5707963;
  level /= kPixels;
  return {level, kHalfPi * std::pow(near / kPixels, 2), kHalfPi * std::pow(far / kPixels, 2),
          36 * std::pow(reader.rounding(level), 2)};
}

void noise_of(const Image<float>& light, const LightReader& reader, std::vector<NoiseSample>& samples) {
  for (int by = 2; by + kNoiseBlock + 2 <= light.height(); by += kNoiseBlock)
    for (int bx = 2; bx + kNoiseBlock + 2 <= light.width(); bx += kNoiseBlock) {
      NoiseSample mean{};
      bool dark = false;
      for (int c = 0; c < 3; ++c) {
        const NoiseSample s = sample_of(light, bx, by, c, reader);
        dark |= s.level < 0.004;
        mean.level += s.level / 3, mean.rounding += s.rounding / 3;
        mean.variance1 += s.variance1 / 3, mean.variance2 += s.variance2 / 3;
      }
      if (!dark && mean.level < 0.9) samples.push_back(mean);
    }
}

struct Tile {
  double uneven, light;
  int i, j;
};

// Even things in the background that have skin's hue, which a photo's own smoothing may treat otherwise.
void drop_dark(std::vector<Tile>& tiles) {
  if (tiles.empty()) return;
  std::vector<double> lights;
  for (const Tile& tile : tiles) lights.push_back(tile.light);
  const auto bright = lights.begin() + static_cast<std::ptrdiff_t>(lights.size() * 98 / 100);
  std::nth_element(lights.begin(), bright, lights.end());
  std::erase_if(tiles, [&](const Tile& tile) { return tile.light < kDarkest * *bright; });
}

std::vector<NoiseSample> noise_samples(const Photo& photo, const ReducedPhoto& reduced,
                                       const Image<float>& plain, const LightReader& light, int threads) {
  const int cells = std::max(1, kNoiseWindow / reduced.step_px);
  std::vector<Tile> tiles;
  for (int j = 0; j + cells <= reduced.height(); j += cells)
    for (int i = 0; i + cells <= reduced.width(); i += cells) {
      double sum = 0, skin = 0, range = 0;
      int clipped = 0;
      for (int v = j; v < j + cells; ++v)
        for (int u = i; u < i + cells; ++u) {
          sum += reduced.rgb.at(u, v, 1), skin += plain.at(u, v);
          range += reduced.brightest.at(u, v) - reduced.darkest.at(u, v);
          clipped += reduced.clipped.at(u, v);
        }
      if (clipped > 0 || skin < 0.8 * cells * cells) continue;
      tiles.push_back({range / std::max(1e-6, std::sqrt(sum)), sum, i, j});
    }
  drop_dark(tiles);
  std::stable_sort(tiles.begin(), tiles.end(),
                   [](const Tile& a, const Tile& b) { return a.uneven < b.uneven; });
  // The evener half, spread over all of it so that many levels of light are among them.
  const std::size_t half = std::max<std::size_t>(std::min<std::size_t>(tiles.size(), 8), tiles.size() / 2);
  const std::size_t n = std::min<std::size_t>(half, kNoiseWindows);
  std::vector<std::vector<NoiseSample>> found(n);
  parallel_for(threads, n, [&](std::size_t k) {
    const Tile& tile = tiles[k * half / n];
    const double at = 0.5 * cells * reduced.step_px;
    noise_of(light.own(window_around(photo, tile.i * reduced.step_px + at, tile.j * reduced.step_px + at,
                                     kNoiseWindow)),
             light, found[k]);
  });
  std::vector<NoiseSample> samples;
  for (const auto& f : found) samples.insert(samples.end(), f.begin(), f.end());
  return samples;
}

// Answer of the mask at distance d to white noise of variance 1 that went through a Gaussian: the mask is
// [1 -2 1] in x and in y.
double mask_gain(double grain_px, int d) {
  const auto rho = [&](double lag) {
    return grain_px > 0 ? std::exp(-lag * lag / (4 * grain_px * grain_px)) : 0.0;
  };
  const double one = 6 - 8 * rho(d) + 2 * rho(2 * d);
  return one * one;
}

double grain_from_ratio(double far_over_near) {
  double low = 0, high = 1.2;
  for (int k = 0; k < 30; ++k) {
    const double middle = 0.5 * (low + high);
    (mask_gain(middle, 2) / mask_gain(middle, 1) < far_over_near ? low : high) = middle;
  }
  return low;
}

// Blocks sorted by level, in bins of equal count; of each the mean of the quieter quarter, which relief and
// hair disturb least.
std::vector<NoiseSample> bins_of(std::vector<NoiseSample> samples) {
  std::stable_sort(samples.begin(), samples.end(),
                   [](const NoiseSample& a, const NoiseSample& b) { return a.level < b.level; });
  std::vector<NoiseSample> bins;
  const std::size_t count = std::clamp<std::size_t>(samples.size() / 24, 1, 8);
  for (std::size_t b = 0; b < count; ++b) {
    std::vector<NoiseSample> part(
        samples.begin() + static_cast<std::ptrdiff_t>(b * samples.size() / count),
        samples.begin() + static_cast<std::ptrdiff_t>((b + 1) * samples.size() / count));
    std::stable_sort(part.begin(), part.end(), [](const NoiseSample& x, const NoiseSample& y) {
      return x.variance1 + x.variance2 < y.variance1 + y.variance2;
    });
    part.resize(std::max<std::size_t>(1, part.size() / 4));
    NoiseSample bin{};
    const auto n = static_cast<double>(part.size());
    for (const NoiseSample& s : part) {
      bin.level += s.level / n, bin.rounding += s.rounding / n;
      bin.variance1 += s.variance1 / (kQuarterOverMean * n);
      bin.variance2 += s.variance2 / (kQuarterOverMean * n);
    }
    bins.push_back(bin);
  }
  return bins;
}

// Least squares of variance = read^2 + shot^2 v in units of the variance, both parts at least 0.
void fit_noise(const std::vector<Point2>& variance_of_level, NoiseModel& out) {
  double s0 = 0, s1 = 0, s2 = 0, t0 = 0, t1 = 0;
  for (const auto& [level, variance] : variance_of_level) {
    const double weight = 1 / std::pow(variance, 2);
    s0 += weight, s1 += weight * level, s2 += weight * level * level;
    t0 += weight * variance, t1 += weight * variance * level;
  }
  const double determinant = s0 * s2 - s1 * s1;
  double read2 = -1, shot2 = -1;
  if (determinant > 1e-3 * s0 * s2)
    read2 = (s2 * t0 - s1 * t1) / determinant, shot2 = (s0 * t1 - s1 * t0) / determinant;
  if (read2 < 0) read2 = 0, shot2 = t1 / s2;
  if (shot2 < 0) shot2 = 0, read2 = t0 / s0;
  const double seen = std::sqrt(read2 + kSkinLight * shot2);
  const double share = std::min(1.0, kMostNoise / std::max(1e-9, seen));
  out.read = std::max(kLeastNoise, share * std::sqrt(read2)), out.shot = share * std::sqrt(shot2);
}

std::optional<NoiseModel> measure_noise(const std::vector<NoiseSample>& samples) {
  if (samples.size() < 24) return {};
  const std::vector<NoiseSample> bins = bins_of(samples);
  double near = 0, far = 0, rounding = 0;
  for (const NoiseSample& bin : bins) near += bin.variance1, far += bin.variance2, rounding += bin.rounding;
  // Smoothed so far that rounding alone is left between neighbours: what there is has wider grain.
  constexpr double kSmoothedGrain = 1;
  const bool smoothed = near < 1.3 * rounding;
  NoiseModel out;
  out.grain_px =
      smoothed ? kSmoothedGrain : grain_from_ratio(std::max(0.0, far - rounding) / (near - rounding));
  const double gain1 = smoothed ? 0 : mask_gain(out.grain_px, 1), gain2 = mask_gain(out.grain_px, 2);
  std::vector<Point2> variances;
  for (const NoiseSample& bin : bins) {
    // Rounding of what is smooth is no noise of its own to be taken off.
    const double answer = smoothed ? bin.variance2 : bin.variance1 + bin.variance2 - 2 * bin.rounding;
    variances.push_back({bin.level, std::max(kLeastNoise * kLeastNoise, answer / (gain1 + gain2))});
  }
  fit_noise(variances, out);
  return out;
}

}  // namespace

CameraReading read_camera(const Photo& photo, const ReducedPhoto& reduced, const Image<float>& plain,
                          const CameraOptions& options, int threads) {
  const LightReader light(photo);
  CameraReading out;
  out.noise = {.read = kAssumedRead, .shot = kAssumedShot};
  if (const auto noise = measure_noise(noise_samples(photo, reduced, plain, light, threads)))
    out.noise = *noise, out.noise_source = "measured";
  if (options.read_noise || options.shot_noise) {
    out.noise.read = options.read_noise.value_or(out.noise.read);
    out.noise.shot = options.shot_noise.value_or(out.noise.shot);
    out.noise_source = "given";
  }
  const double noise = std::sqrt(std::pow(out.noise.read, 2) + 0.3 * std::pow(out.noise.shot, 2));
  out.blur_px = kAssumedBlur;
  if (options.blur_px)
    out.blur_px = *options.blur_px, out.blur_source = "given";
  else if (const auto blur = measure_blur(photo, reduced, plain, light, noise, threads))
    out.blur_px = *blur, out.blur_source = "measured";
  return out;
}

}  // namespace smp::scalp
