// Hair of the scalp covers areas: what is thinner than a fringe is a brow, a frame of glasses, a crease or an
// outline.
#include "smp/scalp/hair_patches.h"

#include <algorithm>
#include <cmath>

namespace smp::scalp {
namespace {

// All assumptions, tuned on portraits of bald, cropped and long-haired heads and on phantoms.
constexpr float kTiny = 0.002f;                 // of light: keeps logarithms of black calm
constexpr float kHairy = 0.3f;                  // presence, of blocks that make a patch
constexpr float kNone = 1e-4f;                  // of a mean over blocks: less is rounding
constexpr double kThinMm = 3.5;                 // half of a band's width at least, as blurred by the blocks
constexpr double kRimMm = 11;                   // from the head's outline
constexpr double kFewMm2 = 100, kRimMm2 = 200;  // least area of a patch, and of one along the outline
constexpr double kResolved = 2.5, kDeepShade = 0.6;  // px per mm where hair shows detail, unless it is opaque
// Log of bald skin's light over the patch's: what a small patch must have, and what is black as shade.
constexpr double kSmallMm2 = 1000, kSmallDarkness = 0.02, kPitchDark = 1.5;
constexpr double kRimDarkness = 0.25, kSkewOverDarkness = 1.0;
constexpr double kBesideMm = 4, kApartMm2 = 1000;  // farther from the interest only large patches count
constexpr double kRedder = -0.12;    // than skin, of its redness: ears, lips and eyes in the shade
constexpr double kNeutral = 0.5;     // frames and clothes
constexpr double kSharp = 0.6;       // skew of detail to the dark: of frames on skin
constexpr double kSmooth = 0.04;     // skew of detail to the dark
constexpr double kBrowsShare = 0.3;  // of the height of the skin found: brows and eyes

// What was found ends at the brows or somewhat below.
void cut_brows(HairBlocks& blocks) {
  int top = blocks.height, bottom = -1;
  for (int j = 0; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i)
      if (blocks.interest.at(i, j) > 0) top = std::min(top, j), bottom = j;
  const int last = bottom - static_cast<int>(kBrowsShare * (bottom - top));
  for (int j = last + 1; j < blocks.height; ++j)
    for (int i = 0; i < blocks.width; ++i) blocks.presence.at(i, j) = 0;
}

struct Patch {
  std::vector<int> blocks;
  double nearest = 1e6;  // blocks from the interest
  // Means: log of bald skin's light over its own, share of skin's redness that it lacks, skew of detail to
  // the dark, share that lies along the head's outline.
  double darker = 0, greyer = 0, skewed = 0, rim = 0;
};

Patch patch_at(int start, const HairBlocks& blocks, const Image<std::uint8_t>& core, const Image<float>& rim,
               Image<std::uint8_t>& seen) {
  Patch patch;
  patch.blocks.assign(1, start);
  seen.values()[static_cast<std::size_t>(start)] = 1;
  for (std::size_t k = 0; k < patch.blocks.size(); ++k) {
    const int x = patch.blocks[k] % blocks.width, y = patch.blocks[k] / blocks.width;
    const float skin_red = blocks.skin_redness.at(x, y);
    const float darker = std::log(blocks.skin_luma.at(x, y) + kTiny) - blocks.log_luma.at(x, y);
    patch.nearest = std::min<double>(patch.nearest, blocks.distance.at(x, y));
    patch.darker += darker;
    patch.greyer += (skin_red - blocks.redness.at(x, y)) / std::max(0.2f, skin_red);
    patch.skewed += blocks.dark.at(x, y) - blocks.bright.at(x, y);
    patch.rim += rim.at(x, y) > kNone;
    constexpr int kAside[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (const auto& d : kAside) {
      const int u = x + d[0], v = y + d[1];
      if (!seen.contains(u, v) || seen.at(u, v) || !core.at(u, v)) continue;
      seen.at(u, v) = 1;
      patch.blocks.push_back(v * blocks.width + u);
    }
  }
  const auto n = static_cast<double>(patch.blocks.size());
  for (double* v : {&patch.darker, &patch.greyer, &patch.skewed, &patch.rim}) *v /= n;
  return patch;
}

// Hairy blocks but for what is thinner than a fringe: opened by a square, which is grown by one block more.
Image<std::uint8_t> broad_parts(const HairBlocks& blocks) {
  const int w = blocks.width, h = blocks.height;
  Image<float> bare(w, h);
  for (std::size_t k = 0; k < bare.values().size(); ++k)
    bare.values()[k] = blocks.presence.values()[k] < kHairy;
  const int thin = std::max(1, static_cast<int>(std::lround(kThinMm / blocks.block_mm)));
  Image<float> inner = box_mean(bare, thin);
  for (float& v : inner.values()) v = v < kNone;
  inner = box_mean(inner, thin + 1);
  Image<std::uint8_t> out(w, h, 1, 0);
  for (std::size_t k = 0; k < out.values().size(); ++k)
    out.values()[k] = inner.values()[k] > kNone && bare.values()[k] == 0;
  return out;
}

// Share of what lies behind the head among the blocks around.
Image<float> along_outline(const HairBlocks& blocks) {
  Image<float> behind(blocks.width, blocks.height);
  for (std::size_t k = 0; k < behind.values().size(); ++k) behind.values()[k] = blocks.head.values()[k] == 0;
  return box_mean(behind, std::max(1, static_cast<int>(std::lround(kRimMm / blocks.block_mm))));
}

bool is_scalp_hair(const Patch& patch, const HairBlocks& blocks) {
  const double mm2 = static_cast<double>(patch.blocks.size()) * blocks.block_mm * blocks.block_mm;
  if (mm2 < kFewMm2 || patch.greyer < kRedder || patch.skewed > kSharp) return false;
  if (mm2 < kSmallMm2 && patch.darker < kSmallDarkness) return false;  // large ones may lack bald skin around
  if (mm2 < kSmallMm2 && patch.darker > kPitchDark && patch.rim > 0.7) return false;  // an ear in the shade
  const bool smooth = patch.skewed < kSmooth;
  if (smooth && patch.rim > 0.9) return false;  // shade, or what lies behind
  const bool resolved = blocks.block_px > kResolved * blocks.block_mm;
  if (smooth && resolved && patch.darker < kDeepShade) return false;
  // An outline has dark detail without being darker.
  if (patch.rim > 0.5 && patch.skewed > kSkewOverDarkness * std::max(0.0, patch.darker)) return false;
  if (patch.rim > 0.8 && (patch.darker < kRimDarkness || mm2 < kRimMm2)) return false;
  const bool beside = patch.nearest * blocks.block_mm < kBesideMm;
  return beside || (!smooth && mm2 > kApartMm2 && patch.greyer < kNeutral);
}

}  // namespace

void keep_scalp_hair(const HairInput& input, HairBlocks& blocks) {
  if (input.found) cut_brows(blocks);
  const Image<std::uint8_t> core = broad_parts(blocks);
  Image<std::uint8_t> kept = core, seen(blocks.width, blocks.height, 1, 0);
  const Image<float> rim = along_outline(blocks);
  for (int start = 0; start < blocks.width * blocks.height; ++start) {
    if (seen.values()[start] || !core.values()[start]) continue;
    const Patch patch = patch_at(start, blocks, core, rim, seen);
    if (is_scalp_hair(patch, blocks)) continue;
    for (const int k : patch.blocks) kept.values()[k] = 0;
  }
  for (std::size_t k = 0; k < kept.values().size(); ++k)
    if (!kept.values()[k]) blocks.presence.values()[k] = 0;
}

}  // namespace smp::scalp
