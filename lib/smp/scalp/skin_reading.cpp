#include <algorithm>
#include <cmath>
#include <vector>

#include "smp/scalp/skin.h"

namespace smp::scalp {
namespace {

double quantile(std::vector<double> values, double q) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

std::optional<LinearRgb> white_gains(const ReducedPhoto& reduced, const Polygon& reference,
                                     double reflectance) {
  const Image<std::uint8_t> cells = cells_in(reduced, reference);
  std::vector<double> channel[3];
  for (int j = 0; j < cells.height(); ++j)
    for (int i = 0; i < cells.width(); ++i) {
      if (!cells.at(i, j)) continue;
      if (reduced.clipped.at(i, j)) return {};
      for (int c = 0; c < 3; ++c) channel[c].push_back(reduced.rgb.at(i, j, c));
    }
  if (channel[0].size() < 4) return {};
  const double r = quantile(channel[0], 0.5), g = quantile(channel[1], 0.5), b = quantile(channel[2], 0.5);
  const double low = std::min({r, g, b}), high = std::max({r, g, b});
  if (low < 0.02 || low < 0.4 * high) return {};
  return LinearRgb{reflectance / r, reflectance / g, reflectance / b};
}

SkinReading read_skin(const ReadingInput& in, const Image<std::uint8_t>& area) {
  SkinReading out;
  std::vector<double> channel[3], luma;
  double cells = 0, clipped = 0, gloss = 0, light = 0;
  for (int j = 0; j < area.height(); ++j)
    for (int i = 0; i < area.width(); ++i) {
      if (!area.at(i, j)) continue;
      ++cells;
      clipped += double(in.reduced.clipped.at(i, j)) / in.reduced.samples.at(i, j);
      const float* body = &in.map.body.at(i, j);
      gloss += in.map.gloss.at(i, j);
      light += in.map.gloss.at(i, j) + body[1];
      if (in.likelihood.at(i, j) < 0.5f || (!in.hair.empty() && in.hair.at(i, j))) continue;
      if (in.map.gloss.at(i, j) > 0.3f * body[1]) continue;
      for (int c = 0; c < 3; ++c) channel[c].push_back(body[c]);
      luma.push_back(body[1]);
    }
  if (cells == 0) return out;
  out.usable_share = luma.size() / cells;
  out.clipped_share = clipped / cells;
  out.gloss_share = gloss / std::max(1e-6, light);
  if (luma.size() < 16) return out;
  const double level = quantile(luma, 0.5);
  std::vector<double> upper[3];
  for (std::size_t k = 0; k < luma.size(); ++k)
    if (luma[k] >= level)
      for (int c = 0; c < 3; ++c) upper[c].push_back(channel[c][k]);
  out.source = "measured";
  out.lab = lab_from_linear({in.gains.r * quantile(upper[0], 0.5), in.gains.g * quantile(upper[1], 0.5),
                             in.gains.b * quantile(upper[2], 0.5)});
  out.ita_deg = ita_deg(out.lab);
  out.ita_error_deg = in.white_used ? 3 : 8;
  return out;
}

FoundSkin find_skin(const ReducedPhoto&, const Image<float>&) { return {}; }

}  // namespace smp::scalp
