// Hair over skin takes away light, more of it in red than in blue, and shows dark detail. Shading takes light
// without making skin greyer; gloss makes it greyer but brighter; creases, freckles and pores are redder and
// sparse. So a place is hair if it is both greyer and not brighter than the bald skin around it, or if its
// detail is skewed to the dark.
#include "smp/scalp/hair_mask.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "smp/base/parallel.h"
#include "smp/scalp/hair_patches.h"

namespace smp::scalp {
namespace {

constexpr float kTiny = 0.002f;  // of light: keeps logarithms of black calm
constexpr double kBlockMm = 1.2;
constexpr float kMostGloss = 0.7f;      // of the light of a block's weakest channel
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
  float darkest = 1e9f, brightest = 0, plain = 0, interest = 0, clipped = 0;
  int count = 0;
  for (int y = j * out.cells; y < y1; ++y)
    for (int x = i * out.cells; x < x1; ++x, ++count) {
      for (int c = 0; c < 3; ++c) sum[static_cast<std::size_t>(c)] += reduced.rgb.at(x, y, c);
      darkest = std::min(darkest, reduced.darkest.at(x, y));
      brightest = std::max(brightest, reduced.brightest.at(x, y));
      plain += input.likelihood.at(x, y);
      clipped += reduced.clipped.at(x, y) > 0;
      interest += input.interest.at(x, y) != 0 || (!input.sample.empty() && input.sample.at(x, y) != 0);
    }
  const auto n = static_cast<float>(count);
  const Point2 p = reduced.center_px(i * out.cells, j * out.cells);
  // The smooth map of gloss reaches beyond the head, where it may exceed all of the light.
  const float least = std::min({sum[0], sum[1], sum[2]}) / n;
  const float gloss = std::min(sample_map(map.gloss, map.step_px, p.x, p.y, 0, 0), kMostGloss * least);
  for (int c = 0; c < 3; ++c)
    out.rgb.at(i, j, c) = std::max(0.0f, sum[static_cast<std::size_t>(c)] / n - gloss);
  out.luma.at(i, j) = luma_of(&out.rgb.at(i, j));
  out.log_luma.at(i, j) = std::log(out.luma.at(i, j) + kTiny);
  out.redness.at(i, j) = redness(&out.rgb.at(i, j));
  out.dark.at(i, j) = darkest, out.bright.at(i, j) = brightest;
  out.gloss.at(i, j) = gloss / (out.luma.at(i, j) + gloss + kTiny);
  out.clipped.at(i, j) = clipped / n;
  out.plain.at(i, j) = plain / n * (1 - out.clipped.at(i, j));
  out.interest.at(i, j) = interest / n;
}

// Of the scalp at the middle of the interest; where no scale is known the interest is as wide as a scalp.
double mm_per_cell(const HairInput& input) {
  constexpr double kUsualExtent = 130;  // mm
  double cells = 0, x = 0, y = 0;
  for (int j = 0; j < input.interest.height(); ++j)
    for (int i = 0; i < input.interest.width(); ++i)
      if (input.interest.at(i, j)) ++cells, x += i, y += j;
  if (cells < 1) return 1;
  const Point2 middle = {(x / cells + 0.5) * input.reduced.step_px,
                         (y / cells + 0.5) * input.reduced.step_px};
  if (input.surface)
    if (const auto at = input.surface->at(middle))
      return std::sqrt(std::max(1e-9, at->metric.area())) * input.reduced.step_px;
  return kUsualExtent / std::sqrt(cells);
}

HairBlocks make_blocks(const HairInput& input, const SkinMap& map) {
  HairBlocks out;
  const double cell_mm = mm_per_cell(input);
  out.cells = std::clamp(static_cast<int>(std::lround(kBlockMm / cell_mm)), 2, 12);
  out.block_mm = out.cells * cell_mm;
  out.block_px = out.cells * input.reduced.step_px;
  out.width = (input.reduced.width() + out.cells - 1) / out.cells;
  out.height = (input.reduced.height() + out.cells - 1) / out.cells;
  out.rgb = Image<float>(out.width, out.height, 3);
  for (Image<float>* image : {&out.luma, &out.log_luma, &out.redness, &out.dark, &out.bright, &out.gloss,
                              &out.plain, &out.clipped, &out.interest})
    *image = Image<float>(out.width, out.height);
  parallel_for(input.threads, static_cast<std::size_t>(out.height), [&](std::size_t j) {
    for (int i = 0; i < out.width; ++i) fill_block(input, map, i, static_cast<int>(j), out);
  });
  return out;
}

// From the darkest and brightest pixels to logarithms about the mean of 3 x 3 blocks, gloss and all.
void measure_detail(HairBlocks& blocks, int threads) {
  Image<float> mean(blocks.width, blocks.height);
  for (std::size_t k = 0; k < mean.values().size(); ++k)
    mean.values()[k] = blocks.luma.values()[k] / std::max(0.05f, 1 - blocks.gloss.values()[k]);
  mean = box_mean(mean, 1);
  parallel_for(threads, static_cast<std::size_t>(blocks.height), [&](std::size_t row) {
    const int j = static_cast<int>(row);
    for (int i = 0; i < blocks.width; ++i) {
      const float m = std::max(0.0f, mean.at(i, j)) + kTiny;
      blocks.dark.at(i, j) = std::log(m / (std::max(0.0f, blocks.dark.at(i, j)) + kTiny));
      blocks.bright.at(i, j) = std::log((std::max(0.0f, blocks.bright.at(i, j)) + kTiny) / m);
    }
  });
}

// Means over some 6 mm of the head alone: an outline is detail too.
void smooth_detail(HairBlocks& blocks, int threads) {
  constexpr int kRadius = 2;
  Image<float> weight(blocks.width, blocks.height);
  for (std::size_t k = 0; k < weight.values().size(); ++k) weight.values()[k] = blocks.head.values()[k] != 0;
  const Image<float> weights = box_mean(weight, kRadius);
  parallel_for(threads, 2, [&](std::size_t which) {
    Image<float>& detail = which == 0 ? blocks.dark : blocks.bright;
    for (std::size_t k = 0; k < detail.values().size(); ++k) detail.values()[k] *= weight.values()[k];
    detail = box_mean(detail, kRadius);
    for (std::size_t k = 0; k < detail.values().size(); ++k)
      detail.values()[k] /= std::max(1e-3f, weights.values()[k]);
  });
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
        light.push_back(blocks.log_luma.at(i, j));
        red.push_back(blocks.redness.at(i, j));
      }
  if (red.size() < 16) return {0, 0, -1.5f, 0.5f};
  const auto at = [](std::vector<float>& values, std::size_t percent) {
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(values.size() * percent / 100);
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
  };
  return {0, 0, at(light, 50), std::max(0.1f, at(red, 60))};
}

// The outline is a mixture. With what is darker it looks like hair; with what is brighter only its own block
// is lost, lest the sides of a head seen from the front go too.
void cut_outline(const Image<float>& behind, float typical_light, HairBlocks& blocks) {
  Image<float> light(blocks.width, blocks.height);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      light.at(i, j) = behind.at(i, j) * blocks.luma.at(i, j) / std::max(0.05f, 1 - blocks.gloss.at(i, j));
  const Image<float> wide = box_mean(behind, 3), next = box_mean(behind, 1), lights = box_mean(light, 3);
  const float skin = std::exp(typical_light);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i) {
      const bool bright = lights.at(i, j) > wide.at(i, j) * skin;
      if ((bright ? next : wide).at(i, j) > 1e-6f) blocks.head.at(i, j) = 0;
    }
}

// Background: what goes on from the photo's upper border without edges or detail. Colour alone would take
// dark walls for hair. What looks like skin must be all the more even; the outline itself, a mixture, goes
// too.
void remove_background(const Step& skin, HairBlocks& blocks, int threads) {
  std::deque<Step> open;
  Image<float> behind(blocks.width, blocks.height, 1, 0.0f);
  const Image<float> dark = box_mean(blocks.dark, 1), bright = box_mean(blocks.bright, 1);
  Image<float> lights(blocks.width, blocks.height), reds(blocks.width, blocks.height);
  parallel_for(threads, static_cast<std::size_t>(blocks.height), [&](std::size_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < blocks.width; ++x) {
      // With its gloss: the smooth map of gloss reaches beyond the head.
      const float share = blocks.gloss.at(x, y), *rgb = &blocks.rgb.at(x, y);
      const float gloss = share * (blocks.luma.at(x, y) + kTiny) / (1 - share);
      const std::array<float, 2> seen = {rgb[0] + gloss, rgb[1] + gloss};
      lights.at(x, y) = std::log(blocks.luma.at(x, y) + gloss + kTiny);
      reds.at(x, y) = redness(seen.data());
    }
  });
  const auto visit = [&](int x, int y, float light, float red, bool seed) {
    if (!behind.contains(x, y) || behind.at(x, y) > 0) return;
    if (dark.at(x, y) + bright.at(x, y) > kEven) return;
    const float own = lights.at(x, y), own_red = reds.at(x, y);
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
  cut_outline(behind, skin.light, blocks);
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
  const float darker = std::log(blocks.skin_luma.at(i, j) + kTiny) - blocks.log_luma.at(i, j);
  const float greyer = (skin_red - blocks.redness.at(i, j)) / std::max(0.2f, skin_red);
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

// How much a block tells of bald skin.
float bald_weight(const HairBlocks& blocks, int i, int j, float typical_red) {
  if (!blocks.head.at(i, j)) return 0;
  const float bald = blocks.plain.at(i, j), bare = 1 - blocks.presence.at(i, j);
  return bald * smooth_step(0.5f * typical_red, 0.85f * typical_red, blocks.redness.at(i, j)) * bare * bare +
         1e-6f * bald;
}

// Light and redness of bald skin, then presence, twice: the second time without what was found to be hair.
void judge(float typical, HairBlocks& blocks, int threads) {
  const int w = blocks.width, h = blocks.height;
  Image<float> weight(w, h);
  blocks.presence = Image<float>(w, h, 1, 0.0f);
  for (int round = 0; round < 2; ++round) {
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i) weight.at(i, j) = bald_weight(blocks, i, j, typical);
    parallel_for(threads, 2, [&](std::size_t k) {
      (k == 0 ? blocks.skin_luma : blocks.skin_redness) =
          weighted_blur(k == 0 ? blocks.log_luma : blocks.redness, weight, kShadingScale * blocks.extent);
    });
    parallel_for(threads, static_cast<std::size_t>(h), [&](std::size_t row) {
      const int j = static_cast<int>(row);
      for (int i = 0; i < w; ++i) {
        blocks.skin_luma.at(i, j) = std::exp(blocks.skin_luma.at(i, j));
        blocks.skin_redness.at(i, j) = std::max(0.75f * typical, blocks.skin_redness.at(i, j));
        if (blocks.head.at(i, j)) blocks.presence.at(i, j) = presence_of(blocks, i, j);
      }
    });
    blocks.presence = box_mean(blocks.presence, 1);
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

HairBlocks find_hair(const HairInput& input, const SkinMap& map) {
  HairBlocks blocks = make_blocks(input, map);
  double area = 0;
  for (const float share : blocks.interest.values()) area += share;
  if (area < 4) return {};
  blocks.extent = std::sqrt(area);
  blocks.distance = distance_to(blocks.interest);
  measure_detail(blocks, input.threads);
  blocks.head = Image<std::uint8_t>(blocks.width, blocks.height, 1, 255);
  const Step skin = typical_skin(blocks);
  remove_background(skin, blocks, input.threads);
  blocks.facing = Image<float>(blocks.width, blocks.height, 1, 1.0f);
  if (input.surface) keep_to_surface(input, blocks);
  smooth_detail(blocks, input.threads);
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (blocks.distance.at(i, j) > kReach * blocks.extent) blocks.head.at(i, j) = 0;
  judge(skin.red, blocks, input.threads);
  blocks.likely = blocks.presence;
  keep_scalp_hair(input, blocks);
  const auto marks = input.sample.values();
  blocks.sampled = std::any_of(marks.begin(), marks.end(), [](std::uint8_t v) { return v != 0; });
  if (blocks.sampled) trust_sample(input, blocks);
  return blocks;
}

}  // namespace smp::scalp
