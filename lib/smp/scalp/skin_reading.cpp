// Constitutive skin colour (optics notes, section 8): gloss off, shading divided out, robust middle.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "smp/scalp/skin.h"

namespace smp::scalp {
namespace {

constexpr float kPlain = 0.5f;      // likelihood from which a cell counts as skin
constexpr float kMostGloss = 0.5f;  // share of a cell's light
constexpr float kShadow = 0.35f;    // of the upper level of the body light
constexpr float kLit = 0.6f;      // of the reference level: light there is not yet coloured by the terminator
constexpr double kFacing = 0.94;  // cosine of 20 degrees: faces the camera
constexpr std::size_t kLeastCells = 12;
constexpr double kLeastShare = 0.005;  // of the area's cells
// Spread of the body light that mottling alone makes, and that of a surface with shading.
constexpr double kMottled = 0.06, kShaded = 0.16;
// Standard errors as shares of the light: red over blue and exposure, by the camera's own setting or by a
// reference, and the level of facing skin by the brighter half or by a surface. [assumption]
constexpr double kOwnBalance = 0.10, kOwnExposure = 0.15, kReferenceBalance = 0.02, kReferenceExposure = 0.03;
constexpr double kGuessedLevel = 0.06, kSurfaceLevel = 0.02;
constexpr double kSystematicShare = 0.15;  // of the cells' scatter that more cells do not average out

float luma(const float* p) { return 0.21264f * p[0] + 0.71517f * p[1] + 0.07219f * p[2]; }

double rank(std::vector<double>& values, double share) {
  const auto k =
      std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(k), values.end());
  return values[k];
}

double median_deviation(const std::vector<double>& values, double middle) {
  std::vector<double> off;
  for (double v : values) off.push_back(std::abs(v - middle));
  return 1.4826 * rank(off, 0.5);
}

struct SkinCell {
  std::array<double, 3> light{};  // without gloss, gains applied
  double level = 0;               // luminance of the body around
  bool facing = false;
};

struct Looked {
  std::vector<SkinCell> cells;
  std::size_t area = 0;
  double light = 0, gloss = 0, clipped = 0, samples = 0;
};

// Whether a surface tells the cells apart that face the camera.
bool curved(const Surface* surface, const ReducedPhoto& reduced) {
  if (surface == nullptr) return false;
  bool flat_only = true;
  for (int k = 1; k < 16 && flat_only; ++k) {
    const auto p = surface->at({reduced.width_px * (k % 4 + 0.5) / 4, reduced.height_px * (k / 4 + 0.5) / 4});
    flat_only = !p || p->normal.z < -0.9999;
  }
  return !flat_only;
}

Looked look(const ReadingInput& in, const Image<std::uint8_t>& area) {
  Looked out;
  const bool by_normal = curved(in.surface, in.reduced);
  for (int y = 0; y < area.height(); ++y)
    for (int x = 0; x < area.width(); ++x) {
      if (area.at(x, y) == 0) continue;
      ++out.area;
      const float* p = &in.reduced.rgb.at(x, y);
      const float gloss = in.map.gloss.empty() ? 0.0f : in.map.gloss.at(x, y);
      out.clipped += in.reduced.clipped.at(x, y), out.samples += in.reduced.samples.at(x, y);
      out.light += std::max(0.0f, luma(p));
      out.gloss += std::clamp(gloss, 0.0f, std::max(0.0f, luma(p)));
      if (in.likelihood.at(x, y) < kPlain || in.reduced.clipped.at(x, y) > 0) continue;
      if (!in.hair.empty() && in.hair.at(x, y) != 0) continue;
      if (gloss > kMostGloss * luma(p)) continue;
      SkinCell cell;
      cell.light = {in.gains.r * double{p[0] - gloss}, in.gains.g * double{p[1] - gloss},
                    in.gains.b * double{p[2] - gloss}};
      cell.level = in.map.body.empty() ? luma(p) - gloss : luma(&in.map.body.at(x, y));
      if (!(cell.level > 1e-4) || !(std::min({cell.light[0], cell.light[1], cell.light[2]}) > 0)) continue;
      if (by_normal) {
        const auto place = in.surface->at(in.reduced.center_px(x, y));
        cell.facing = place && -place->normal.z > kFacing;
      }
      out.cells.push_back(cell);
    }
  return out;
}

// Level of the body light on skin that faces the camera, and how uncertain it is.
struct Level {
  double value = 0, error = 0;
};
Level facing_level(const std::vector<SkinCell>& cells) {
  std::vector<double> facing, all;
  for (const SkinCell& cell : cells) {
    all.push_back(cell.level);
    if (cell.facing) facing.push_back(cell.level);
  }
  if (facing.size() >= kLeastCells) return {rank(facing, 0.5), kSurfaceLevel};
  // Without a shape: the middle where only mottling varies, that of the brighter half where shading does.
  const double middle = rank(all, 0.5), upper = rank(all, 0.75), lower = rank(all, 0.25);
  const double spread = (upper - lower) / 1.349 / middle;
  const double shaded = std::clamp((spread - kMottled) / (kShaded - kMottled), 0.0, 1.0);
  return {middle + shaded * (upper - middle), kSurfaceLevel + shaded * kGuessedLevel};
}

double ita_off(const LinearRgb& color, double red, double blue, double level) {
  const Lab lab = lab_from_linear({color.r * level * red, color.g * level, color.b * level * blue});
  return ita_deg(lab);
}

double error_of(const LinearRgb& color, double level_error, double scatter_deg, bool white_used) {
  const double balance = white_used ? kReferenceBalance : kOwnBalance;
  const double exposure = std::hypot(white_used ? kReferenceExposure : kOwnExposure, level_error);
  const double by_balance = 0.5 * (ita_off(color, 1 + balance / 2, 1 - balance / 2, 1) -
                                   ita_off(color, 1 - balance / 2, 1 + balance / 2, 1));
  const double by_exposure = 0.5 * (ita_off(color, 1, 1, 1 + exposure) - ita_off(color, 1, 1, 1 - exposure));
  return std::sqrt(by_balance * by_balance + by_exposure * by_exposure +
                   kSystematicShare * kSystematicShare * scatter_deg * scatter_deg);
}

}  // namespace

SkinReading read_skin(const ReadingInput& input, const Image<std::uint8_t>& area) {
  SkinReading out;
  Looked looked = look(input, area);
  if (looked.area == 0) return out;
  out.clipped_share = looked.samples > 0 ? looked.clipped / looked.samples : 0;
  out.gloss_share = looked.light > 0 ? looked.gloss / looked.light : 0;
  const auto enough = [&] {
    return looked.cells.size() >= kLeastCells &&
           static_cast<double>(looked.cells.size()) >= kLeastShare * static_cast<double>(looked.area);
  };
  if (!enough()) return out;
  std::vector<double> levels;
  for (const SkinCell& cell : looked.cells) levels.push_back(cell.level);
  const double upper = rank(levels, 0.75);
  std::erase_if(looked.cells, [&](const SkinCell& cell) { return cell.level < kShadow * upper; });
  if (!enough()) return out;
  out.usable_share = static_cast<double>(looked.cells.size()) / static_cast<double>(looked.area);

  const Level level = facing_level(looked.cells);
  std::array<std::vector<double>, 3> light;
  for (const SkinCell& cell : looked.cells)
    if (cell.level > kLit * level.value)
      for (std::size_t c = 0; c < 3; ++c) light[c].push_back(cell.light[c] * level.value / cell.level);
  if (light[0].size() < kLeastCells) return out;
  std::array<std::vector<double>, 3> lab;
  std::vector<double> ita;
  for (std::size_t k = 0; k < light[0].size(); ++k) {
    const Lab one = lab_from_linear({light[0][k], light[1][k], light[2][k]});
    lab[0].push_back(one.l), lab[1].push_back(one.a), lab[2].push_back(one.b);
    ita.push_back(ita_deg(one));
  }
  const LinearRgb middle = {rank(light[0], 0.5), rank(light[1], 0.5), rank(light[2], 0.5)};
  out.lab = lab_from_linear(middle);
  out.spread = {median_deviation(lab[0], rank(lab[0], 0.5)), median_deviation(lab[1], rank(lab[1], 0.5)),
                median_deviation(lab[2], rank(lab[2], 0.5))};
  out.ita_deg = ita_deg(out.lab);
  out.ita_error_deg = error_of(middle, level.error, median_deviation(ita, rank(ita, 0.5)), input.white_used);
  out.source = "measured";
  return out;
}

}  // namespace smp::scalp
