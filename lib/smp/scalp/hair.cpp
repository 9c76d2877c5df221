#include "smp/scalp/hair.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/scalp/hair_color.h"
#include "smp/scalp/hair_field.h"
#include "smp/scalp/hair_units.h"

namespace smp::scalp {
namespace {

constexpr float kOpaque = 0.3f;                         // of bald skin's light: less is hair alone
constexpr double kShortShare = 0.15, kLongShare = 0.6;  // of the hair's area that is opaque
constexpr double kShortCoverage = 0.22;                 // of the field's light that hair takes
constexpr double kLeastCoverage = 0.035;
constexpr double kNear = 0.1;        // of the interest's extent: what counts as this area's hair
constexpr double kFewShare = 0.004;  // of the interest's area: less is none
constexpr double kFewBlocks = 30;    // of sure hair: fewer are none

void fill_map(const HairInput& input, const HairBlocks& blocks, SkinMap& map, Image<std::uint8_t>& mask) {
  const int block_px = blocks.block_px;
  if (map.body.empty()) map.step_px = input.reduced.step_px;
  const int w = map.body.empty() ? input.reduced.width() : map.body.width();
  const int h = map.body.empty() ? input.reduced.height() : map.body.height();
  map.hair = Image<float>(w, h, 1, 0.0f);
  mask = Image<std::uint8_t>(input.reduced.width(), input.reduced.height(), 1, 0);
  if (blocks.empty()) return;
  parallel_for(input.threads, static_cast<std::size_t>(h), [&](std::size_t j) {
    for (int i = 0; i < w; ++i)
      map.hair.at(i, static_cast<int>(j)) = sample_map(blocks.presence, block_px, (i + 0.5) * map.step_px,
                                                       (static_cast<double>(j) + 0.5) * map.step_px, 0, 0);
  });
  parallel_for(input.threads, static_cast<std::size_t>(mask.height()), [&](std::size_t j) {
    for (int i = 0; i < mask.width(); ++i) {
      const Point2 p = input.reduced.center_px(i, static_cast<int>(j));
      mask.at(i, static_cast<int>(j)) =
          sample_map(blocks.presence, block_px, p.x, p.y, 0, 0) >= 0.5f ? 255 : 0;
    }
  });
}

// How hair looks at the coarse scale, over the blocks that are surely hair.
struct Tone {
  double blocks = 0;
  double transmittance = 1;  // median of luminance over bald skin's in the same light
  double opaque = 0;         // share of blocks where next to nothing of the skin is seen
  LinearRgb dark;            // mean of the darker half of opaque blocks
};

Tone read_tone(const HairBlocks& blocks) {
  struct Block {
    float luma, share;
    int i, j;
  };
  std::vector<Block> hair;
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (blocks.presence.at(i, j) > 0.6f && blocks.distance.at(i, j) < kNear * blocks.extent)
        hair.push_back(
            {blocks.luma.at(i, j), blocks.luma.at(i, j) / std::max(1e-4f, blocks.skin_luma.at(i, j)), i, j});
  Tone tone;
  tone.blocks = static_cast<double>(hair.size());
  if (hair.empty()) return tone;
  std::stable_sort(hair.begin(), hair.end(),
                   [](const Block& a, const Block& b) { return a.share < b.share; });
  tone.transmittance = std::min(1.0f, hair[hair.size() / 2].share);
  const auto opaque =
      std::find_if(hair.begin(), hair.end(), [](const Block& b) { return b.share > kOpaque; });
  hair.erase(opaque, hair.end());
  tone.opaque = static_cast<double>(hair.size()) / tone.blocks;
  std::stable_sort(hair.begin(), hair.end(), [](const Block& a, const Block& b) { return a.luma < b.luma; });
  hair.resize((hair.size() + 1) / 2);
  if (hair.empty())
    tone.dark = linear_from_lab({20, 3, 4});  // nowhere pure: dark hair, as most stubble looks
  for (const Block& b : hair) {
    const float* rgb = &blocks.rgb.at(b.i, b.j);
    tone.dark.r += rgb[0] / static_cast<double>(hair.size());
    tone.dark.g += rgb[1] / static_cast<double>(hair.size());
    tone.dark.b += rgb[2] / static_cast<double>(hair.size());
  }
  return tone;
}

}  // namespace

HairReading read_hair(const HairInput& input, SkinMap& map) {
  HairReading out;
  const HairBlocks blocks = find_hair(input, map);
  fill_map(input, blocks, map, out.mask);
  const std::optional<Lab> told = hair_color(input.options);
  if (told) {
    out.source = "given";
    out.lab = *told;
    map.hair_color = linear_from_lab(*told);
  }
  if (blocks.empty()) return out;
  const Tone tone = read_tone(blocks);
  const LightReader light(input.photo);
  const FieldWindows windows = choose_windows(input, map, blocks, light);
  const FieldReading field = read_field(windows, input.blur_px, input.threads);
  const bool sampled = blocks.sampled && field.usable;
  if (tone.blocks < std::max(kFewBlocks, kFewShare * blocks.extent * blocks.extent) && !sampled) return out;
  out.kind = tone.opaque > kLongShare ? "long" : tone.opaque > kShortShare ? "short" : "stubble";
  out.coverage = 1 - tone.transmittance;
  LinearRgb color = tone.dark;
  if (field.usable && (out.kind != "long" || sampled)) {
    out.field_rgb = field.mean, out.field_skin_rgb = field.skin;
    out.field_contrast = field.contrast;
    out.coverage = 1 - luminance(field.mean) / std::max(1e-6, luminance(field.skin));
    if (out.coverage < kLeastCoverage) {  // a sample of bald skin
      out.kind = "none", out.coverage = out.field_contrast = 0;
      out.field_rgb.reset(), out.field_skin_rgb.reset();
      return out;
    }
    if (out.kind == "stubble" && out.coverage > kShortCoverage) out.kind = "short";
    if (input.surface && out.kind == "stubble")
      if (const auto units = count_units(windows, *input.surface, input.blur_px))
        out.units_per_cm2 = units->per_cm2, out.units_error_per_cm2 = units->error_per_cm2;
    if (tone.opaque < kShortShare) color = field.shaft;
  }
  if (!told) {
    out.source = "measured";
    out.lab = lab_from_linear(color);
    map.hair_color = color;
  }
  return out;
}

}  // namespace smp::scalp
