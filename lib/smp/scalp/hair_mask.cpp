// Hair over skin takes away light, more of it in red than in blue, and shows dark detail. Shading takes light
// without making skin greyer; gloss makes it greyer but brighter; creases, freckles and pores are redder and
// sparse. So a place is hair if it is both greyer and not brighter than the bald skin around it, or if its
// detail is skewed to the dark.
#include "smp/scalp/hair_mask.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "smp/base/parallel.h"

namespace smp::scalp {
namespace {

constexpr float kTiny = 0.002f;         // of light: keeps logarithms of black calm
constexpr float kEven = 0.25f;          // detail of a background at most: log of brightest over darkest pixel
constexpr double kReach = 0.25;         // of the interest's extent: how far around it hair is looked for
constexpr double kShadingScale = 0.14;  // of the extent: bald skin that tells a place's light

float smooth_step(float low, float high, float v) {
  const float t = std::clamp((v - low) / (high - low), 0.0f, 1.0f);  // `low` above `high` falls
  return t * t * (3 - 2 * t);
}

float luma_of(const float* p) { return 0.2126f * p[0] + 0.7152f * p[1] + 0.0722f * p[2]; }

float redness(const float* p) {
  return std::log((std::max(0.0f, p[0]) + kTiny) / (std::max(0.0f, p[1]) + kTiny));
}

void fill_block(const HairInput& input, const SkinMap& map, int i, int j, HairBlocks& out) {
  const ReducedPhoto& reduced = input.reduced;
  const int x1 = std::min(reduced.width(), (i + 1) * out.cells);
  const int y1 = std::min(reduced.height(), (j + 1) * out.cells);
  std::array<float, 3> sum{};
  float darkest = 1e9f, brightest = 0, plain = 0, interest = 0;
  int count = 0;
  for (int y = j * out.cells; y < y1; ++y)
    for (int x = i * out.cells; x < x1; ++x, ++count) {
      for (int c = 0; c < 3; ++c) sum[static_cast<std::size_t>(c)] += reduced.rgb.at(x, y, c);
      darkest = std::min(darkest, reduced.darkest.at(x, y));
      brightest = std::max(brightest, reduced.brightest.at(x, y));
      plain += input.likelihood.at(x, y);
      interest += input.interest.at(x, y) != 0 || (!input.sample.empty() && input.sample.at(x, y) != 0);
    }
  const auto n = static_cast<float>(count);
  const Point2 p = reduced.center_px(i * out.cells, j * out.cells);
  const float gloss = sample_map(map.gloss, map.step_px, p.x, p.y, 0, 0);
  for (int c = 0; c < 3; ++c)
    out.rgb.at(i, j, c) = std::max(0.0f, sum[static_cast<std::size_t>(c)] / n - gloss);
  out.luma.at(i, j) = luma_of(&out.rgb.at(i, j));
  out.dark.at(i, j) = darkest, out.bright.at(i, j) = brightest;
  out.gloss.at(i, j) = gloss / (out.luma.at(i, j) + gloss + kTiny);
  out.plain.at(i, j) = plain / n;
  out.interest.at(i, j) = interest / n;
}

// About 1.2 mm of scalp where the scale is known. Else areas to be treated are some 13 cm across.
int cells_per_block(const HairInput& input) {
  double cells = 0, x = 0, y = 0;
  for (int j = 0; j < input.interest.height(); ++j)
    for (int i = 0; i < input.interest.width(); ++i)
      if (input.interest.at(i, j)) ++cells, x += i, y += j;
  if (cells < 1) return 2;
  double block = std::sqrt(cells) / 110;
  const Point2 middle = {(x / cells + 0.5) * input.reduced.step_px,
                         (y / cells + 0.5) * input.reduced.step_px};
  if (input.surface)
    if (const auto at = input.surface->at(middle))
      block = 1.2 / std::sqrt(std::max(1e-9, at->metric.area())) / input.reduced.step_px;
  return std::clamp(static_cast<int>(std::lround(block)), 2, 12);
}

HairBlocks make_blocks(const HairInput& input, const SkinMap& map) {
  HairBlocks out;
  out.cells = cells_per_block(input);
  out.block_px = out.cells * input.reduced.step_px;
  out.width = (input.reduced.width() + out.cells - 1) / out.cells;
  out.height = (input.reduced.height() + out.cells - 1) / out.cells;
  out.rgb = Image<float>(out.width, out.height, 3);
  for (Image<float>* image : {&out.luma, &out.dark, &out.bright, &out.gloss, &out.plain, &out.interest})
    *image = Image<float>(out.width, out.height);
  parallel_for(input.threads, static_cast<std::size_t>(out.height), [&](std::size_t j) {
    for (int i = 0; i < out.width; ++i) fill_block(input, map, i, static_cast<int>(j), out);
  });
  return out;
}

// From the darkest and brightest pixels to logarithms about the mean of 3 x 3 blocks, gloss and all.
void measure_detail(HairBlocks& blocks) {
  Image<float> mean(blocks.width, blocks.height);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      mean.at(i, j) = blocks.luma.at(i, j) / std::max(0.05f, 1 - blocks.gloss.at(i, j));
  mean = box_mean(mean, 1);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i) {
      const float m = std::max(0.0f, mean.at(i, j)) + kTiny;
      blocks.dark.at(i, j) = std::log(m / (std::max(0.0f, blocks.dark.at(i, j)) + kTiny));
      blocks.bright.at(i, j) = std::log((std::max(0.0f, blocks.bright.at(i, j)) + kTiny) / m);
    }
}

// Means over some 6 mm of the head alone: an outline is detail too.
void smooth_detail(HairBlocks& blocks) {
  constexpr int kRadius = 2;
  Image<float> weight(blocks.width, blocks.height);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i) weight.at(i, j) = blocks.head.at(i, j) != 0;
  const Image<float> weights = box_mean(weight, kRadius);
  for (Image<float>* detail : {&blocks.dark, &blocks.bright}) {
    for (int j = 0; j < blocks.height; ++j)
      for (int i = 0; i < blocks.width; ++i) detail->at(i, j) *= weight.at(i, j);
    *detail = box_mean(*detail, kRadius);
    for (int j = 0; j < blocks.height; ++j)
      for (int i = 0; i < blocks.width; ++i) detail->at(i, j) /= std::max(1e-3f, weights.at(i, j));
  }
}

// Chamfer distance (3-4 mask, Borgefors 1986) to blocks with interest.
Image<float> distance_to(const Image<float>& interest) {
  const int w = interest.width(), h = interest.height();
  Image<float> d(w, h, 1, 1e6f);
  const auto relax = [&](int x, int y, int u, int v, float cost) {
    if (d.contains(u, v)) d.at(x, y) = std::min(d.at(x, y), d.at(u, v) + cost);
  };
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      if (interest.at(x, y) > 0) d.at(x, y) = 0;
      relax(x, y, x - 1, y, 1), relax(x, y, x, y - 1, 1);
      relax(x, y, x - 1, y - 1, 1.4f), relax(x, y, x + 1, y - 1, 1.4f);
    }
  for (int y = h; y-- > 0;)
    for (int x = w; x-- > 0;) {
      relax(x, y, x + 1, y, 1), relax(x, y, x, y + 1, 1);
      relax(x, y, x - 1, y + 1, 1.4f), relax(x, y, x + 1, y + 1, 1.4f);
    }
  return d;
}

struct Step {
  int x, y;
  float light, red;  // log luminance and redness; of a flood, over the way so far
};

// Bald skin: rather red among the plain skin, because both gloss and hair lower redness.
Step typical_skin(const HairBlocks& blocks) {
  std::vector<float> light, red;
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (blocks.plain.at(i, j) > 0.5f && blocks.distance.at(i, j) < 0.15 * blocks.extent) {
        light.push_back(std::log(blocks.luma.at(i, j) + kTiny));
        red.push_back(redness(&blocks.rgb.at(i, j)));
      }
  if (red.size() < 16) return {0, 0, -1.5f, 0.5f};
  const auto at = [](std::vector<float>& values, std::size_t percent) {
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(values.size() * percent / 100);
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
  };
  return {0, 0, at(light, 50), std::max(0.1f, at(red, 60))};
}

// Background: what goes on from the photo's upper border without edges or detail. Colour alone would take
// dark walls for hair. What looks like skin must be all the more even; the outline itself, a mixture, goes
// too.
void remove_background(HairBlocks& blocks) {
  const Step skin = typical_skin(blocks);
  std::deque<Step> open;
  Image<float> behind(blocks.width, blocks.height, 1, 0.0f);
  const Image<float> dark = box_mean(blocks.dark, 1), bright = box_mean(blocks.bright, 1);
  const auto visit = [&](int x, int y, float light, float red, bool seed) {
    if (!behind.contains(x, y) || behind.at(x, y) > 0) return;
    if (dark.at(x, y) + bright.at(x, y) > kEven) return;
    const float own = std::log(blocks.luma.at(x, y) + kTiny), own_red = redness(&blocks.rgb.at(x, y));
    if (blocks.plain.at(x, y) > 0.4f && std::abs(own - skin.light) < 0.9f &&
        std::abs(own_red - skin.red) < 0.25f)
      return;
    const float strict = blocks.plain.at(x, y) > 0.4f ? 0.5f : 1.0f;
    if (!seed && (std::abs(own - light) > 0.2f * strict || std::abs(own_red - red) > 0.12f * strict)) return;
    behind.at(x, y) = 1;
    const float old = seed ? 0.0f : 0.9f;
    open.push_back({x, y, old * light + (1 - old) * own, old * red + (1 - old) * own_red});
  };
  for (int x = 0; x < blocks.width; ++x) visit(x, 0, 0, 0, true);
  for (int y = 0; y < blocks.height * 6 / 10; ++y)
    visit(0, y, 0, 0, true), visit(blocks.width - 1, y, 0, 0, true);
  while (!open.empty()) {
    const Step s = open.front();
    open.pop_front();
    visit(s.x + 1, s.y, s.light, s.red, false), visit(s.x - 1, s.y, s.light, s.red, false);
    visit(s.x, s.y + 1, s.light, s.red, false), visit(s.x, s.y - 1, s.light, s.red, false);
  }
  const Image<float> near = box_mean(behind, 3);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (near.at(i, j) > 1e-6f) blocks.head.at(i, j) = 0;
}

// Where a surface is given hair stands at most its own length beyond it.
void keep_to_surface(const HairInput& input, HairBlocks& blocks) {
  constexpr int kStride = 4;
  const int block_px = blocks.block_px;
  Image<float> facing((blocks.width + kStride - 1) / kStride, (blocks.height + kStride - 1) / kStride);
  Image<float> on((blocks.width + kStride - 1) / kStride, (blocks.height + kStride - 1) / kStride);
  parallel_for(input.threads, static_cast<std::size_t>(on.height()), [&](std::size_t j) {
    for (int i = 0; i < on.width(); ++i) {
      const Point2 p = {(i * kStride + 0.5 * kStride) * block_px,
                        (static_cast<double>(j) * kStride + 0.5 * kStride) * block_px};
      const auto at = input.surface->at(p);
      on.at(i, static_cast<int>(j)) = at.has_value();
      facing.at(i, static_cast<int>(j)) = at ? static_cast<float>(-at->normal.z) : 0.0f;
    }
  });
  on = box_mean(on, 2);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i) {
      if (on.at(i / kStride, j / kStride) <= 0) blocks.head.at(i, j) = 0;
      blocks.facing.at(i, j) = sample_map(facing, kStride, i + 0.5, j + 0.5, 0, 1);
    }
}

float presence_of(const HairBlocks& blocks, int i, int j) {
  const float* rgb = &blocks.rgb.at(i, j);
  const float skin_red = blocks.skin_redness.at(i, j);
  const float darker = std::log((blocks.skin_luma.at(i, j) + kTiny) / (blocks.luma.at(i, j) + kTiny));
  const float greyer = (skin_red - redness(rgb)) / std::max(0.2f, skin_red);
  const float no_bluer = 1 - smooth_step(0.15f, 0.35f, std::log((rgb[2] + kTiny) / (rgb[0] + kTiny)));
  // Deep shade, most of all that of skin turned away, has hues of its own.
  const float least = 0.11f + 0.09f * std::clamp(darker, 0.0f, 1.0f);
  const float turned = smooth_step(0.7f, 0.5f, blocks.facing.at(i, j));
  const float by_tone = (1 - turned) * no_bluer * smooth_step(least, least + 0.17f, greyer) *
                        smooth_step(-0.02f, 0.12f, darker) *
                        smooth_step(0.15f, 0.5f, greyer * 0.8f + 0.6f * darker);
  const float dark = blocks.dark.at(i, j), bright = blocks.bright.at(i, j);
  const float by_detail = smooth_step(0.035f, 0.09f, dark - bright) * smooth_step(0.07f, 0.14f, dark) *
                          smooth_step(-0.25f, -0.08f, darker) *
                          (1 - smooth_step(0.45f, 0.7f, blocks.gloss.at(i, j)));
  return 1 - (1 - by_tone) * (1 - by_detail);
}

// Light and redness of bald skin, then presence, twice: the second time without what was found to be hair.
void judge(HairBlocks& blocks, int threads) {
  const int w = blocks.width, h = blocks.height;
  Image<float> log_luma(w, h), red(w, h), weight(w, h);
  blocks.presence = Image<float>(w, h, 1, 0.0f);
  const float typical = typical_skin(blocks).red;
  for (int round = 0; round < 2; ++round) {
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i) {
        log_luma.at(i, j) = std::log(blocks.luma.at(i, j) + kTiny);
        red.at(i, j) = redness(&blocks.rgb.at(i, j));
        const float bald = blocks.head.at(i, j) ? blocks.plain.at(i, j) : 0.0f;
        const float like = smooth_step(0.5f * typical, 0.85f * typical, red.at(i, j));
        weight.at(i, j) = bald * like * std::pow(1 - blocks.presence.at(i, j), 2.0f) + 1e-6f * bald;
      }
    parallel_for(threads, 2, [&](std::size_t k) {
      (k == 0 ? blocks.skin_luma : blocks.skin_redness) =
          weighted_blur(k == 0 ? log_luma : red, weight, kShadingScale * blocks.extent);
    });
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i) {
        blocks.skin_luma.at(i, j) = std::exp(blocks.skin_luma.at(i, j));
        blocks.skin_redness.at(i, j) = std::max(0.75f * typical, blocks.skin_redness.at(i, j));
        if (blocks.head.at(i, j)) blocks.presence.at(i, j) = presence_of(blocks, i, j);
      }
    blocks.presence = box_mean(blocks.presence, 1);
  }
}

// Patches of hair that are too small or lie apart from the interest are none: glasses, eyebrows, clothes.
void keep_adjoining(HairBlocks& blocks) {
  Image<std::uint8_t> seen(blocks.width, blocks.height, 1, 0);
  std::vector<int> patch;
  for (int start = 0; start < blocks.width * blocks.height; ++start) {
    const int sx = start % blocks.width, sy = start / blocks.width;
    if (seen.at(sx, sy) || blocks.presence.at(sx, sy) < 0.25f) continue;
    patch.assign(1, start);
    seen.at(sx, sy) = 1;
    float nearest = 1e6f, most = 0, depth = 0;
    for (std::size_t k = 0; k < patch.size(); ++k) {
      const int x = patch[k] % blocks.width, y = patch[k] / blocks.width;
      nearest = std::min(nearest, blocks.distance.at(x, y));
      most = std::max(most, blocks.presence.at(x, y));
      int inside = 0;
      constexpr int kAside[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
      for (const auto& d : kAside) {
        const int u = x + d[0], v = y + d[1];
        if (!seen.contains(u, v) || blocks.presence.at(u, v) < 0.25f) continue;
        ++inside;
        if (seen.at(u, v)) continue;
        seen.at(u, v) = 1;
        patch.push_back(v * blocks.width + u);
      }
      depth += inside == 4;
    }
    const double area = static_cast<double>(patch.size());
    const double least = std::max(12.0, 0.002 * blocks.extent * blocks.extent);
    if (nearest <= 0.04 * blocks.extent + 1 && most > 0.5f && area > least && depth > 0.3 * area) continue;
    for (const int k : patch) blocks.presence.at(k % blocks.width, k / blocks.width) = 0;
  }
}

// The user's sample is hair.
void trust_sample(const HairInput& input, HairBlocks& blocks) {
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (input.sample.at(std::min(i * blocks.cells, input.sample.width() - 1),
                          std::min(j * blocks.cells, input.sample.height() - 1)))
        blocks.presence.at(i, j) = blocks.head.at(i, j) = 1;
}

}  // namespace

float sample_map(const Image<float>& map, int step_px, double x, double y, int channel, float empty) {
  if (map.empty()) return empty;
  const double u = std::clamp(x / step_px - 0.5, 0.0, map.width() - 1.0);
  const double v = std::clamp(y / step_px - 0.5, 0.0, map.height() - 1.0);
  const int i = std::min(static_cast<int>(u), std::max(0, map.width() - 2));
  const int j = std::min(static_cast<int>(v), std::max(0, map.height() - 2));
  const int i1 = std::min(i + 1, map.width() - 1), j1 = std::min(j + 1, map.height() - 1);
  const auto a = static_cast<float>(u - i), b = static_cast<float>(v - j);
  return (1 - b) * ((1 - a) * map.at(i, j, channel) + a * map.at(i1, j, channel)) +
         b * ((1 - a) * map.at(i, j1, channel) + a * map.at(i1, j1, channel));
}

Image<float> box_mean(const Image<float>& in, int radius) {
  const int w = in.width(), h = in.height();
  Image<float> across(w, h), out(w, h);
  for (int y = 0; y < h; ++y) {
    const float* row = in.row(y);
    double sum = 0;
    for (int x = 0; x < std::min(radius, w); ++x) sum += row[x];
    for (int x = 0; x < w; ++x) {
      if (x + radius < w) sum += row[x + radius];
      if (x - radius - 1 >= 0) sum -= row[x - radius - 1];
      const int n = std::min(w - 1, x + radius) - std::max(0, x - radius) + 1;
      across.at(x, y) = static_cast<float>(sum / n);
    }
  }
  std::vector<double> sums(static_cast<std::size_t>(w), 0.0);
  const auto add = [&](int y, double sign) {
    for (int x = 0; x < w; ++x) sums[static_cast<std::size_t>(x)] += sign * across.at(x, y);
  };
  for (int y = 0; y < std::min(radius, h); ++y) add(y, 1);
  for (int y = 0; y < h; ++y) {
    if (y + radius < h) add(y + radius, 1);
    if (y - radius - 1 >= 0) add(y - radius - 1, -1);
    const int n = std::min(h - 1, y + radius) - std::max(0, y - radius) + 1;
    for (int x = 0; x < w; ++x) out.at(x, y) = static_cast<float>(sums[static_cast<std::size_t>(x)] / n);
  }
  return out;
}

Image<float> weighted_blur(const Image<float>& value, const Image<float>& weight, double sigma) {
  const int w = value.width(), h = value.height();
  Image<float> top(w, h), bottom = weight;
  double sum = 0, weights = 0;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      top.at(x, y) = value.at(x, y) * weight.at(x, y);
      sum += top.at(x, y), weights += weight.at(x, y);
    }
  const auto mean = static_cast<float>(weights > 0 ? sum / weights : 0);
  const int radius = std::max(1, static_cast<int>(std::lround(sigma)));  // three boxes: variance r^2 + r
  for (int pass = 0; pass < 3; ++pass) top = box_mean(top, radius), bottom = box_mean(bottom, radius);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      // A trace of the mean everywhere, so that places without neighbours are no division by nothing.
      constexpr float kTrace = 1e-9f;
      top.at(x, y) = (top.at(x, y) + kTrace * mean) / (std::max(0.0f, bottom.at(x, y)) + kTrace);
    }
  return top;
}

HairBlocks find_hair(const HairInput& input, const SkinMap& map) {
  HairBlocks blocks = make_blocks(input, map);
  double area = 0;
  for (const float share : blocks.interest.values()) area += share;
  if (area < 4) return {};
  blocks.extent = std::sqrt(area);
  blocks.distance = distance_to(blocks.interest);
  measure_detail(blocks);
  blocks.head = Image<std::uint8_t>(blocks.width, blocks.height, 1, 255);
  remove_background(blocks);
  blocks.facing = Image<float>(blocks.width, blocks.height, 1, 1.0f);
  if (input.surface) keep_to_surface(input, blocks);
  smooth_detail(blocks);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (blocks.distance.at(i, j) > kReach * blocks.extent) blocks.head.at(i, j) = 0;
  judge(blocks, input.threads);
  keep_adjoining(blocks);
  const auto marks = input.sample.values();
  blocks.sampled = std::any_of(marks.begin(), marks.end(), [](std::uint8_t v) { return v != 0; });
  if (blocks.sampled) trust_sample(input, blocks);
  return blocks;
}

}  // namespace smp::scalp
