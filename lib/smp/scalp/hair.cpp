#include "smp/scalp/hair.h"

#include <algorithm>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/scalp/coat_of_blocks.h"
#include "smp/scalp/hair_color.h"
#include "smp/scalp/hair_field.h"
#include "smp/scalp/hair_units.h"
#include "smp/scalp/smooth.h"

namespace smp::scalp {
namespace {

constexpr float kSure = 0.5f;                           // presence
constexpr float kOpaque = 0.3f;                         // of bald skin's light: less is hair alone
constexpr double kShortShare = 0.15, kLongShare = 0.6;  // of the hair's area that is opaque
constexpr double kShortCoverage = 0.22;                 // of the field's light that hair takes
constexpr double kLeastCoverage = 0.035;
constexpr double kFewMm2 = 150;      // of sure hair: less is none
constexpr double kFewShare = 0.035;  // where there is no scale: of the interest's area
constexpr double kFewBlocks = 30;

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
    thread_local std::vector<float> row;
    finer_row(blocks.presence, blocks.cells, static_cast<int>(j), mask.width(), row);
    for (int i = 0; i < mask.width(); ++i)
      mask.at(i, static_cast<int>(j)) = row[static_cast<std::size_t>(i)] >= 0.5f ? 255 : 0;
  });
}

// How hair looks at the coarse scale, over the blocks that are surely hair.
struct Tone {
  double blocks = 0;
  double transmittance = 1;  // median of luminance over bald skin's in the same light
  double opaque = 0;         // share of blocks where next to nothing of the skin is seen
  LinearRgb dark;            // if any is opaque: mean of the darker half of opaque blocks
};

Tone read_tone(const HairBlocks& blocks) {
  std::vector<float> shares;
  std::vector<std::pair<float, int>> opaque;  // luminance, block
  for (int k = 0; k < blocks.width * blocks.height; ++k) {
    const auto at = static_cast<std::size_t>(k);
    if (blocks.presence.values()[at] <= kSure) continue;
    const float luma = blocks.luma.values()[at];
    shares.push_back(luma / std::max(1e-4f, blocks.skin_luma.values()[at]));
    if (shares.back() <= kOpaque) opaque.emplace_back(luma, k);
  }
  Tone tone;
  tone.blocks = static_cast<double>(shares.size());
  if (shares.empty()) return tone;
  const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
  std::nth_element(shares.begin(), middle, shares.end());
  tone.transmittance = std::min(1.0f, *middle);
  tone.opaque = static_cast<double>(opaque.size()) / tone.blocks;
  const std::size_t half = (opaque.size() + 1) / 2;
  std::nth_element(opaque.begin(), opaque.begin() + static_cast<std::ptrdiff_t>(half), opaque.end());
  opaque.resize(half);
  for (const auto& [luma, k] : opaque) {
    const float* rgb = &blocks.rgb.at(k % blocks.width, k / blocks.width);
    tone.dark.r += rgb[0] / static_cast<double>(half);
    tone.dark.g += rgb[1] / static_cast<double>(half);
    tone.dark.b += rgb[2] / static_cast<double>(half);
  }
  return tone;
}

// Of sure hair: fewer are none.
double few_blocks(const HairInput& input, const HairBlocks& blocks) {
  return input.surface ? kFewMm2 / (blocks.block_mm * blocks.block_mm)
                       : std::max(kFewBlocks, kFewShare * blocks.extent * blocks.extent);
}

void take_field(const FieldReading& field, HairReading& out) {
  out.coverage = 1 - luminance(field.mean) / std::max(1e-6, luminance(field.skin));
  if (out.coverage < kLeastCoverage) {  // a sample of bald skin
    out.kind = "none", out.coverage = 0;
    return;
  }
  out.field_rgb = field.mean, out.field_skin_rgb = field.skin;
  out.field_contrast = field.contrast;
  if (out.kind == "stubble" && out.coverage > kShortCoverage) out.kind = "short";
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
  if (tone.blocks < few_blocks(input, blocks) && !sampled) return out;
  out.kind = tone.opaque > kLongShare ? "long" : tone.opaque > kShortShare ? "short" : "stubble";
  out.coverage = 1 - tone.transmittance;
  if (out.coverage < kLeastCoverage && !field.usable) {
    out.kind = "none", out.coverage = 0;
    return out;
  }
  const bool matched = sampled || (field.usable && field.reliable && out.kind != "long");
  if (matched) {
    take_field(field, out);
    if (out.kind == "none") return out;
    out.coat = coat_of_blocks(blocks, out);
    if (input.surface && out.kind == "stubble")
      if (const auto units = count_units(windows, *input.surface, input.blur_px))
        out.units_per_cm2 = units->per_cm2, out.units_error_per_cm2 = units->error_per_cm2;
  }
  const bool opaque = tone.opaque > kShortShare;
  if (told || !(matched || opaque)) return out;
  map.hair_color = plausible_hair(opaque ? tone.dark : field.shaft);
  out.source = "measured";
  out.lab = lab_from_linear(map.hair_color);
  return out;
}

}  // namespace smp::scalp
