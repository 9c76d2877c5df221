#include "smp/scalp/coat_of_blocks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "smp/base/smooth_step.h"

namespace smp::scalp {
namespace {

constexpr float kTiny = 1e-4f;
// Bald skin around tells the light of a place only roughly, so what hair takes there is held to within these
// shares of what it takes where it was read, in logarithms [assumption].
constexpr float kLeastOfField = 0.4f, kMostOfField = 1.7f;
constexpr double kToneSigma = 1.5, kLightSigma = 1.0;  // blocks

Image<float> channel_of(const Image<float>& from, int channel) {
  Image<float> out(from.width(), from.height());
  for (int y = 0; y < out.height(); ++y)
    for (int x = 0; x < out.width(); ++x) out.at(x, y) = from.at(x, y, channel);
  return out;
}

void put_channel(const Image<float>& from, int channel, Image<float>& to) {
  for (int y = 0; y < to.height(); ++y)
    for (int x = 0; x < to.width(); ++x) to.at(x, y, channel) = from.at(x, y);
}

// Presence of hair that is sure, and of what is likely hair and joins it: a patch may be too sparse to be
// told by itself.
Image<float> joined_presence(const HairBlocks& blocks) {
  constexpr float kSure = 0.5f, kLikely = 0.3f;
  Image<float> joined = blocks.presence;
  std::vector<std::pair<int, int>> next;
  const auto visit = [&](int x, int y) {
    if (!joined.contains(x, y) || joined.at(x, y) >= kSure || blocks.likely.at(x, y) < kLikely) return;
    joined.at(x, y) = std::max(kSure, blocks.likely.at(x, y));
    next.emplace_back(x, y);
  };
  for (int y = 0; y < joined.height(); ++y)
    for (int x = 0; x < joined.width(); ++x)
      if (blocks.presence.at(x, y) >= kSure) next.emplace_back(x, y);
  while (!next.empty()) {
    const auto [x, y] = next.back();
    next.pop_back();
    visit(x - 1, y), visit(x + 1, y), visit(x, y - 1), visit(x, y + 1);
  }
  return joined;
}

}  // namespace

HairCoat coat_of_blocks(const HairBlocks& blocks, const HairReading& field) {
  const LinearRgb &hair = *field.field_rgb, &skin = *field.field_skin_rgb;
  const auto log_share = [](double a, double b) {
    return static_cast<float>(std::min(0.0, std::log((a + 1e-6) / (b + 1e-6))));
  };
  const std::array<float, 3> passing = {log_share(hair.r, skin.r), log_share(hair.g, skin.g),
                                        log_share(hair.b, skin.b)};
  const float of_field = std::min(-0.01f, log_share(luminance(hair), luminance(skin)));

  const int w = blocks.width, h = blocks.height;
  HairCoat coat{.block_px = blocks.block_px, .contrast = field.field_contrast};
  coat.light = Image<float>(w, h, 3), coat.log_passing = Image<float>(w, h, 3),
  coat.presence = Image<float>(w, h);
  const Image<float> presence = joined_presence(blocks);
  Image<float> on_head(w, h), tone(w, h);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      on_head.at(x, y) = blocks.head.at(x, y) ? 1.0f : 0.0f;
      const float sure = on_head.at(x, y) * smooth_step((presence.at(x, y) - 0.1f) / 0.4f);
      coat.presence.at(x, y) = sure;
      const float seen = std::log((blocks.luma.at(x, y) + kTiny) / (blocks.skin_luma.at(x, y) + kTiny));
      tone.at(x, y) = sure * std::clamp(seen / of_field, kLeastOfField, kMostOfField);
    }
  tone = weighted_blur(tone, on_head, kToneSigma);
  coat.presence = weighted_blur(coat.presence, on_head, kToneSigma);
  for (int c = 0; c < 3; ++c)
    put_channel(weighted_blur(channel_of(blocks.rgb, c), on_head, kLightSigma), c, coat.light);
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      if (on_head.at(x, y) == 0) coat.presence.at(x, y) = tone.at(x, y) = 0;
      for (int c = 0; c < 3; ++c)
        coat.log_passing.at(x, y, c) = tone.at(x, y) * passing[static_cast<std::size_t>(c)];
    }
  return coat;
}

}  // namespace smp::scalp
