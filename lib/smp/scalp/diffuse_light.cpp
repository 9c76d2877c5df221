#include "smp/scalp/diffuse_light.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace smp::scalp {
namespace {

constexpr int kRounds = 4;
constexpr float kBrighter = 0.06f, kDarker = 0.15f;  // share of the level off which trust has halved
constexpr double kRidge = 2e-4;
constexpr float kGrazing = 0.25f;  // cosine to the camera below which a place shows its surroundings too
constexpr double kFewPlaces = 30;
constexpr float kLeastScatter = 0.03f, kMostScatter = 0.4f;

}  // namespace

bool is_curved(const Surface* surface, int width_px, int height_px) {
  if (surface == nullptr) return false;
  constexpr int kProbes = 4;  // along each side
  bool any = false;
  for (int k = 0; k < kProbes * kProbes; ++k) {
    const auto place =
        surface->at({width_px * (k % kProbes + 0.5) / kProbes, height_px * (k / kProbes + 0.5) / kProbes});
    if (place && place->normal.z > -0.9999) return true;
    any = any || place.has_value();
  }
  return !any;  // seen in a small part of the photo only
}

DiffuseLight::DiffuseLight(int width, int height, double place_px, const Surface* surface,
                           const Image<float>& wanted)
    : wanted_(wanted), terms_(width, height, kMostTerms, 0.0f), level_(width, height, 1, 0.0f) {
  place_terms(place_px, surface);
}

void DiffuseLight::place_terms(double place_px, const Surface* surface) {
  const int w = terms_.width(), h = terms_.height();
  double sum = 1e-9, x1 = 0, y1 = 0, squares = 0;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const double weight = wanted_.at(x, y);
      sum += weight, x1 += weight * x, y1 += weight * y;
      squares += weight * (double{1} * x * x + double{1} * y * y);
    }
  x1 /= sum, y1 /= sum;
  const double scale = std::sqrt(std::max(1.0, (squares / sum - x1 * x1 - y1 * y1) / 2));
  count_ = surface != nullptr ? kMostTerms : 9;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const auto u = static_cast<float>((x - x1) / scale), v = static_cast<float>((y - y1) / scale);
      float* t = &terms_.at(x, y);
      if (surface == nullptr) {
        constexpr float kReach = 2.2f;  // standard deviations of the wanted places; polynomials run away
        if (std::abs(u) > kReach || std::abs(v) > kReach) continue;
        const float r = u * u + v * v;
        const std::array<float, 9> terms = {1, u, v, u * u, u * v, v * v, u * r, v * r, r * r};
        std::copy(terms.begin(), terms.end(), t);
        continue;
      }
      const auto place = surface->at({(x + 0.5) * place_px, (y + 0.5) * place_px});
      if (!place || -place->normal.z < kGrazing) continue;
      const auto nx = static_cast<float>(place->normal.x), ny = static_cast<float>(place->normal.y),
                 nz = static_cast<float>(-place->normal.z);
      const std::array<float, kMostTerms> terms = {1,       nx,      ny,      nz, nx * nx, nx * ny,
                                                   nx * nz, ny * ny, ny * nz, u,  v};
      std::copy(terms.begin(), terms.end(), t);
    }
}

void DiffuseLight::fit(const Image<float>& levels, const Image<float>& weights) {
  std::fill(level_.values().begin(), level_.values().end(), 0.0f);
  scatter_ = 1;
  for (int round = 0; round < kRounds; ++round) {
    if (!solve(levels, weights)) return;
    evaluate();
  }
  measure_scatter(levels, weights);
}

bool DiffuseLight::solve(const Image<float>& levels, const Image<float>& weights) {
  const auto n = static_cast<std::size_t>(count_);
  std::array<std::array<double, kMostTerms + 1>, kMostTerms> m{};
  double places = 0;
  for (int y = 0; y < terms_.height(); ++y)
    for (int x = 0; x < terms_.width(); ++x) {
      const float* t = &terms_.at(x, y);
      double weight = double{weights.at(x, y)} * wanted_.at(x, y);
      if (t[0] == 0 || !(weight > 0)) continue;
      places += wanted_.at(x, y);
      if (level_.at(x, y) > 0) {
        const float off = levels.at(x, y) / level_.at(x, y) - 1;
        const float share = off / (off > 0 ? kBrighter : kDarker);
        weight /= 1 + share * share;
      }
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i; j < n; ++j) m[i][j] += weight * t[i] * t[j];
        m[i][n] += weight * t[i] * levels.at(x, y);
      }
    }
  if (places < kFewPlaces) return false;
  const double all = m[0][0];
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) m[i][j] = m[j][i];
    if (i > 0) m[i][i] += kRidge * all;
  }
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = m[i][k] / m[k][k];
      for (std::size_t j = k; j <= n; ++j) m[i][j] -= factor * m[k][j];
    }
  coefficients_.resize(n);
  for (std::size_t k = 0; k < n; ++k) coefficients_[k] = m[k][n] / m[k][k];
  return true;
}

void DiffuseLight::evaluate() {
  for (int y = 0; y < terms_.height(); ++y)
    for (int x = 0; x < terms_.width(); ++x) {
      const float* t = &terms_.at(x, y);
      double sum = 0;
      for (std::size_t k = 0; k < coefficients_.size(); ++k) sum += coefficients_[k] * double{t[k]};
      level_.at(x, y) = t[0] == 0 ? 0.0f : std::max(1e-4f, static_cast<float>(sum));
    }
}

void DiffuseLight::measure_scatter(const Image<float>& levels, const Image<float>& weights) {
  double sum = 0, squares = 0;
  for (int y = 0; y < terms_.height(); ++y)
    for (int x = 0; x < terms_.width(); ++x) {
      const float level = level_.at(x, y);
      const double weight = double{weights.at(x, y)} * wanted_.at(x, y);
      if (!(level > 0) || !(weight > 0) || levels.at(x, y) > level) continue;
      const double off = std::min(0.5f, 1 - levels.at(x, y) / level);
      sum += weight, squares += weight * off * off;
    }
  if (sum > 0)
    scatter_ = std::clamp(static_cast<float>(std::sqrt(squares / sum)), kLeastScatter, kMostScatter);
}

}  // namespace smp::scalp
