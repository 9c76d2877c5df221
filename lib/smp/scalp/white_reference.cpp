#include <algorithm>
#include <array>
#include <vector>

#include "smp/scalp/skin.h"

namespace smp::scalp {
namespace {

constexpr float kDark = 0.03f;        // linear light below which noise spoils the gains
constexpr float kMostColour = 2.5f;   // greatest over least channel of a card in lamp light
constexpr double kMostClipped = 0.1;  // share of cells with clipped pixels
constexpr std::size_t kLeastCells = 4;

float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Cells whose neighbours lie inside too show nothing else.
bool surrounded(const Image<std::uint8_t>& inside, int x, int y) {
  for (int j = y - 1; j <= y + 1; ++j)
    for (int i = x - 1; i <= x + 1; ++i)
      if (!inside.contains(i, j) || inside.at(i, j) == 0) return false;
  return true;
}

}  // namespace

std::optional<LinearRgb> white_gains(const ReducedPhoto& reduced, const Polygon& reference,
                                     double reflectance) {
  const Image<std::uint8_t> inside = cells_in(reduced, reference);
  std::array<std::vector<float>, 3> inner, all;
  std::size_t clipped = 0;
  for (int y = 0; y < inside.height(); ++y)
    for (int x = 0; x < inside.width(); ++x) {
      if (inside.at(x, y) == 0) continue;
      clipped += reduced.clipped.at(x, y) > 0 ? 1 : 0;
      const bool whole = surrounded(inside, x, y);
      for (std::size_t c = 0; c < 3; ++c) {
        all[c].push_back(reduced.rgb.at(x, y, static_cast<int>(c)));
        if (whole) inner[c].push_back(all[c].back());
      }
    }
  if (all[0].size() < kLeastCells ||
      static_cast<double>(clipped) > kMostClipped * static_cast<double>(all[0].size()))
    return std::nullopt;
  std::array<std::vector<float>, 3>& chosen = inner[0].size() >= kLeastCells ? inner : all;
  const std::array<float, 3> white = {median(chosen[0]), median(chosen[1]), median(chosen[2])};
  const auto [least, most] = std::minmax_element(white.begin(), white.end());
  if (*least < kDark || *most > kMostColour * *least) return std::nullopt;
  return LinearRgb{reflectance / double{white[0]}, reflectance / double{white[1]},
                   reflectance / double{white[2]}};
}

}  // namespace smp::scalp
