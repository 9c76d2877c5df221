// Constitutive skin colour (optics notes, section 8): gloss off, shading divided out, robust middle.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "smp/scalp/chroma_trend.h"
#include "smp/scalp/diffuse_light.h"
#include "smp/scalp/skin.h"

namespace smp::scalp {
namespace {

constexpr float kPlain = 0.5f;      // likelihood from which a cell counts as skin
constexpr float kMostGloss = 0.5f;  // share of a cell's light
constexpr float kShadow = 0.35f;    // of the upper level of the body light
constexpr float kLit = 0.6f;     // of the reference level: light there is not yet coloured by the terminator
constexpr double kTurned = 0.6;  // cosine to the camera below which shading says little about facing skin
constexpr std::size_t kLeastCells = 12;
constexpr double kLeastShare = 0.005;  // of the area's cells
// Spread of the body light that mottling alone makes, and that of a surface with shading.
constexpr double kMottled = 0.06, kShaded = 0.16;
// Standard errors as shares of the light: red over blue and exposure, by the camera's own setting or by a
// reference, and the level of facing skin by the brighter half or by a surface. [assumption]
constexpr double kOwnBalance = 0.10, kOwnExposure = 0.15, kReferenceBalance = 0.02, kReferenceExposure = 0.03;
constexpr double kGuessedLevel = 0.10, kSurfaceLevel = 0.02;
constexpr double kLeastGlossShare = 0.4;   // of the cells, that have least gloss
constexpr double kMostVeil = 0.15;         // of the light
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
  std::array<double, 3> light{};  // without gloss
  double level = 0;               // luminance of the body around
  double nx = 0, ny = 0;          // of the normal where a shape is known
  bool shaped = false;
  double gloss_share = 0;  // of gloss left in the light
};

struct Looked {
  std::vector<SkinCell> cells;
  std::size_t area = 0;
  double light = 0, gloss = 0, clipped = 0, samples = 0;
};

// Rows and columns of an area to look at one of, so that about as many cells as are needed are left.
int stride_of(const Image<std::uint8_t>& area) {
  constexpr double kEnoughCells = 6000;
  const auto cells = area.values().size() -
                     static_cast<std::size_t>(std::count(area.values().begin(), area.values().end(), 0));
  return std::max(1, static_cast<int>(std::sqrt(static_cast<double>(cells) / kEnoughCells)));
}

Looked look(const ReadingInput& in, const Image<std::uint8_t>& area) {
  Looked out;
  const int stride = stride_of(area);
  const bool by_normal = is_curved(in.surface, in.reduced.width_px, in.reduced.height_px);
  for (int y = stride / 2; y < area.height(); y += stride)
    for (int x = stride / 2; x < area.width(); x += stride) {
      if (area.at(x, y) == 0) continue;
      ++out.area;
      const float* p = &in.reduced.rgb.at(x, y);
      const Point2 centre = in.reduced.center_px(x, y);
      const int i = std::min(static_cast<int>(centre.x) / in.map.step_px, in.map.gloss.width() - 1),
                j = std::min(static_cast<int>(centre.y) / in.map.step_px, in.map.gloss.height() - 1);
      const float gloss = in.map.gloss.empty() ? 0.0f : in.map.gloss.at(i, j);
      out.clipped += in.reduced.clipped.at(x, y), out.samples += in.reduced.samples.at(x, y);
      out.light += std::max(0.0f, luma(p));
      out.gloss += std::clamp(gloss, 0.0f, std::max(0.0f, luma(p)));
      if (in.likelihood.at(x, y) < kPlain || in.reduced.clipped.at(x, y) > 0) continue;
      if (!in.hair.empty() && in.hair.at(x, y) != 0) continue;
      if (gloss > kMostGloss * luma(p)) continue;
      SkinCell cell;
      cell.light = {double{p[0] - gloss}, double{p[1] - gloss}, double{p[2] - gloss}};
      cell.level = in.map.body.empty() ? luma(p) - gloss : luma(&in.map.body.at(i, j));
      if (!(cell.level > 1e-4) || !(std::min({cell.light[0], cell.light[1], cell.light[2]}) > 0)) continue;
      if (by_normal) {
        const auto place = in.surface->at(in.reduced.center_px(x, y));
        cell.shaped = place && -place->normal.z > kTurned;
        if (cell.shaped) cell.nx = place->normal.x, cell.ny = place->normal.y;
      }
      out.cells.push_back(cell);
    }
  return out;
}

// Level of the body light on skin that faces the camera, and how uncertain it is.
struct Level {
  double value = 0, error = 0;
};

// Body light is nearly quadratic in how far the skin turns from the camera; its value where it does not.
std::optional<double> level_by_shape(const std::vector<SkinCell>& cells) {
  constexpr std::size_t kTerms = 4;
  std::array<std::array<double, kTerms + 1>, kTerms> m{};
  std::size_t shaped = 0, facing = 0;
  for (const SkinCell& cell : cells) {
    if (!cell.shaped) continue;
    const double turned = cell.nx * cell.nx + cell.ny * cell.ny;
    ++shaped, facing += turned < 0.25 ? 1 : 0;
    const std::array<double, kTerms> t = {1, cell.nx, cell.ny, turned};
    for (std::size_t i = 0; i < kTerms; ++i) {
      for (std::size_t j = 0; j < kTerms; ++j) m[i][j] += t[i] * t[j];
      m[i][kTerms] += t[i] * cell.level;
    }
  }
  if (facing < kLeastCells) return std::nullopt;
  for (std::size_t i = 1; i < kTerms; ++i) m[i][i] += 1e-4 * static_cast<double>(shaped);
  for (std::size_t k = 0; k < kTerms; ++k)
    for (std::size_t i = 0; i < kTerms; ++i) {
      if (i == k) continue;
      const double factor = m[i][k] / m[k][k];
      for (std::size_t j = k; j <= kTerms; ++j) m[i][j] -= factor * m[k][j];
    }
  return m[0][kTerms] / m[0][0];
}

Level facing_level(const std::vector<SkinCell>& cells) {
  std::vector<double> all;
  for (const SkinCell& cell : cells) all.push_back(cell.level);
  const double middle = rank(all, 0.5), upper = rank(all, 0.75), lower = rank(all, 0.25);
  const std::optional<double> shape = level_by_shape(cells);
  if (shape) return {std::clamp(*shape, 0.5 * lower, 1.3 * upper), kSurfaceLevel};
  // Without a shape: the middle where only mottling varies, that of the brighter half where shading does.
  const double spread = (upper - lower) / 1.349 / middle;
  const double shaded = std::clamp((spread - kMottled) / (kShaded - kMottled), 0.0, 1.0);
  return {middle + shaded * (upper - middle), kSurfaceLevel + shaded * kGuessedLevel};
}

// A veil of gloss over all of an area hides in its body colour: what the cells have beyond those of least
// gloss is taken off, and the colour is read from these alone.
void unveil(std::vector<SkinCell>& cells) {
  const auto chroma_of = [](const std::vector<SkinCell>& some) {
    Rgb chroma;
    for (std::size_t c = 0; c < 3; ++c) {
      std::vector<double> values;
      for (const SkinCell& cell : some) values.push_back(cell.light[c] / cell.level);
      chroma[c] = static_cast<float>(rank(values, 0.5));
    }
    return chroma;
  };
  const auto measure = [&cells](const Rgb& chroma) {
    const GlossGauge gauge(chroma);
    for (SkinCell& cell : cells) {
      const Rgb light = {static_cast<float>(cell.light[0] / cell.level),
                         static_cast<float>(cell.light[1] / cell.level),
                         static_cast<float>(cell.light[2] / cell.level)};
      cell.gloss_share = gauge.share(light.data());
    }
  };
  measure(chroma_of(cells));
  std::vector<double> shares;
  for (const SkinCell& cell : cells) shares.push_back(cell.gloss_share);
  const double most = rank(shares, kLeastGlossShare);
  std::vector<SkinCell> plain;
  for (const SkinCell& cell : cells)
    if (cell.gloss_share <= most) plain.push_back(cell);
  measure(chroma_of(plain));
  for (SkinCell& cell : cells) {
    const double gloss = std::clamp(cell.gloss_share, -kMostVeil, kMostVeil) * cell.level;
    for (double& light : cell.light) light = std::max(1e-6, light - gloss);
    cell.level = std::max(1e-5, cell.level - gloss);
  }
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

  unveil(looked.cells);
  const Level level = facing_level(looked.cells);
  std::erase_if(looked.cells, [&](const SkinCell& cell) { return cell.level < kLit * level.value; });
  if (looked.cells.size() < kLeastCells) return out;
  const std::array<double, 3> gains = {input.gains.r, input.gains.g, input.gains.b};
  std::array<std::vector<double>, 3> light;
  for (const SkinCell& cell : looked.cells)
    for (std::size_t c = 0; c < 3; ++c)
      light[c].push_back(gains[c] * cell.light[c] * level.value / cell.level);
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
