// Levenberg and Marquardt's rule from many starts.
#include "smp/scalp/head_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "smp/scalp/head_residuals.h"
#include "smp/scalp/head_starts.h"

namespace smp {
namespace {

double half_squares(const std::vector<double>& r) {
  double sum = 0;
  for (const double v : r) sum += v * v;
  return 0.5 * sum;
}

// Cholesky; none where rounding leaves the matrix without a positive pivot.
std::optional<FitVector> solve(std::array<FitVector, kFitParameters> m, FitVector v) {
  for (int k = 0; k < kFitParameters; ++k) {
    for (int l = 0; l <= k; ++l) {
      double rest = m[k][l];
      for (int j = 0; j < l; ++j) rest -= m[k][j] * m[l][j];
      if (l < k)
        m[k][l] = rest / m[l][l];
      else if (!(rest > 0))
        return std::nullopt;
      else
        m[k][k] = std::sqrt(rest);
    }
    for (int j = 0; j < k; ++j) v[k] -= m[k][j] * v[j];
    v[k] /= m[k][k];
  }
  for (int k = kFitParameters - 1; k >= 0; --k) {
    for (int j = k + 1; j < kFitParameters; ++j) v[k] -= m[j][k] * v[j];
    v[k] /= m[k][k];
  }
  return v;
}

// The step that the damped linear model proposes, no longer than it may be trusted.
std::optional<FitVector> damped_step(const Normal& normal, double damping) {
  auto damped = normal.matrix;
  for (int k = 0; k < kFitParameters; ++k) damped[k][k] += damping * damped[k][k] + 1e-9;
  std::optional<FitVector> by = solve(damped, normal.right);
  if (!by) return by;
  const double turn = std::hypot((*by)[0], (*by)[1], (*by)[2]);
  const double most = std::max({turn / 0.5, std::abs((*by)[5]) / 0.3, 1.0});
  for (double& v : *by) v /= most;
  return by;
}

HeadFit descend(const HeadMarks& marks, const HeadGuess& start, int most_steps) {
  HeadGuess guess = start;
  double cost = 0, damping = 1e-2;
  for (int i = 0; i < most_steps && damping < 1e8; ++i) {
    const Sigmas sigmas = sigmas_at(marks, guess);
    cost = half_squares(residuals(marks, guess, sigmas));
    const Normal normal = normal_equations(marks, guess, sigmas);
    bool better = false;
    double gain = 0;
    while (!better && damping < 1e8) {
      if (const auto by = damped_step(normal, damping)) {
        const HeadGuess next = moved(guess, *by);
        const double cost_next = half_squares(residuals(marks, next, sigmas));
        better = cost_next < cost;
        if (better) gain = cost - cost_next, guess = next, cost = cost_next;
      }
      damping = better ? std::max(1e-9, damping / 5) : damping * 4;
    }
    if (gain < 1e-14 * (1 + cost)) break;
  }
  return {guess, cost, 0};
}

// Marks that differ only by rounding, as of other units, give the same pose to the last bit: it is known to
// far less than this.
HeadGuess rounded(HeadGuess guess) {
  constexpr double kPerUnit = 1e7;
  const auto round = [](double& v) { v = std::round(v * kPerUnit) / kPerUnit; };
  for (Point3& row : guess.rotation) round(row.x), round(row.y), round(row.z);
  guess.rotation[0] = normalized(guess.rotation[0]);
  guess.rotation[1] =
      normalized(guess.rotation[1] - dot(guess.rotation[0], guess.rotation[1]) * guess.rotation[0]);
  guess.rotation[2] = cross(guess.rotation[0], guess.rotation[1]);
  round(guess.origin_px.x), round(guess.origin_px.y);
  round(guess.log_px_per_mm), round(guess.log_size);
  for (double& v : guess.log_measures) round(v);
  return guess;
}

// Whether two fits are on their way to the same pose.
bool same_pose(const HeadFit& a, const HeadFit& b) {
  constexpr double kCosine = 0.9998;  // 1.1 degrees
  for (int i = 0; i < 3; ++i)
    if (dot(a.guess.rotation[i], b.guess.rotation[i]) < kCosine) return false;
  return std::abs(a.guess.log_px_per_mm - b.guess.log_px_per_mm) < 0.01 &&
         std::abs(a.cost - b.cost) < 0.02 * (1 + a.cost);
}

// The `most` cheapest, of those alike the cheapest only.
void keep_best(std::size_t most, bool once_each, std::vector<HeadFit>& fits) {
  std::stable_sort(fits.begin(), fits.end(),
                   [](const HeadFit& a, const HeadFit& b) { return a.cost < b.cost; });
  std::vector<HeadFit> kept;
  for (const HeadFit& fit : fits) {
    const bool again = once_each && std::any_of(kept.begin(), kept.end(),
                                                [&](const HeadFit& k) { return same_pose(k, fit); });
    if (!again && kept.size() < most) kept.push_back(fit);
  }
  fits = std::move(kept);
}

}  // namespace

HeadFit refine_head(const HeadMarks& marks, const HeadGuess& start) {
  HeadFit fit = descend(marks, start, 60);
  Normal normal = normal_equations(marks, fit.guess, sigmas_at(marks, fit.guess));
  for (int k = 0; k < kFitParameters; ++k) normal.matrix[k][k] += 1e-9;
  FitVector scale{};
  scale[5] = 1;
  const auto column = solve(normal.matrix, scale);  // of the inverse
  fit.scale_error = column ? std::sqrt((*column)[5]) : 1;
  return fit;
}

HeadFit fit_head(const HeadMarks& marks) {
  constexpr double kImpossibleCost =
      30;  // of a mark which the head itself would hide, or of an impossible view
  const auto judged = [&](HeadFit fit) {
    const PosedHead head(shape_of(marks, fit.guess), pose_of(marks, fit.guess));
    for (const HeadMark& mark : marks.landmarks)
      if (is_hidden(head, mark.landmark)) fit.cost += kImpossibleCost;
    if (is_seen_from_below(head) || is_upside_down(head)) fit.cost += kImpossibleCost;
    return fit;
  };
  // Fewer and fewer are followed further and further.
  constexpr int kFirstSteps = 4, kMoreSteps = 4;
  constexpr std::size_t kFollowed = 14, kKept = 4;
  std::vector<HeadFit> fits;
  for (const HeadGuess& start : head_starts(marks))
    fits.push_back(judged(descend(marks, start, kFirstSteps)));
  keep_best(kFollowed, false, fits);
  for (HeadFit& fit : fits) fit = judged(descend(marks, fit.guess, kMoreSteps));
  keep_best(kKept, true, fits);
  for (HeadFit& fit : fits) fit = judged(refine_head(marks, fit.guess));
  HeadFit best = *std::min_element(fits.begin(), fits.end(),
                                   [](const HeadFit& a, const HeadFit& b) { return a.cost < b.cost; });
  best.guess = rounded(best.guess);
  return best;
}

}  // namespace smp
