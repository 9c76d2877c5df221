#include "smp/scalp/gloss_filter.h"

#include <cmath>
#include <cstddef>

namespace smp::scalp {
namespace {

// Change of -log(linear RGB) by melanin (slope between types II and IV of the optical model) and blood.
constexpr std::array<double, 3> kMelanin = {0.43, 0.63, 1.0};
constexpr std::array<double, 3> kBlood = {0.16, 1.0, 0.82};

}  // namespace

// w solves C w = gloss^2 (1, 1, 1), C the covariance of the light. With D = C - gloss^2 1 1^T, the
// covariance of everything else, this is w = v / (1 / gloss^2 + 1 . v) where D v = (1, 1, 1).
std::array<float, 3> gloss_weights(const std::array<float, 3>& body, const LightVariation& variation) {
  if (!(variation.gloss > 0)) return {0, 0, 0};
  std::array<double, 3> shading, melanin, blood;
  for (std::size_t c = 0; c < 3; ++c) {
    shading[c] = double{variation.shading} * body[c];
    melanin[c] = variation.melanin * kMelanin[c] * body[c];
    blood[c] = variation.blood * kBlood[c] * body[c];
  }
  const double level = (body[0] + body[1] + body[2]) / 3.0;
  const double own = double{variation.noise} * variation.noise + 1e-6 * level * level + 1e-12;
  const auto covariance = [&](std::size_t i, std::size_t j) {
    return shading[i] * shading[j] + melanin[i] * melanin[j] + blood[i] * blood[j];
  };
  const double a = covariance(0, 0) + own, b = covariance(0, 1), c = covariance(0, 2),
               d = covariance(1, 1) + own, e = covariance(1, 2), f = covariance(2, 2) + own;
  // Rows of the adjugate of a symmetric matrix, summed.
  const double adj_ad = d * f - e * e, adj_b = c * e - b * f, adj_c = b * e - c * d, adj_d = a * f - c * c,
               adj_e = b * c - a * e, adj_f = a * d - b * b;
  const double determinant = a * adj_ad + b * adj_b + c * adj_c;
  const std::array<double, 3> v = {adj_ad + adj_b + adj_c, adj_b + adj_d + adj_e, adj_c + adj_e + adj_f};
  const double scale = 1.0 / (determinant / (double{variation.gloss} * variation.gloss) + v[0] + v[1] + v[2]);
  return {static_cast<float>(v[0] * scale), static_cast<float>(v[1] * scale),
          static_cast<float>(v[2] * scale)};
}

float feigned_gloss(const std::array<float, 3>& weights, const std::array<float, 3>& body,
                    const LightVariation& mottling) {
  double melanin = 0, blood = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    melanin += double{weights[c]} * body[c] * kMelanin[c] * mottling.melanin;
    blood += double{weights[c]} * body[c] * kBlood[c] * mottling.blood;
  }
  return static_cast<float>(std::sqrt(melanin * melanin + blood * blood));
}

}  // namespace smp::scalp
