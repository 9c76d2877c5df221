#pragma once  // Internal to the module: what a guess of a head's pose leaves between marks and template.
#include <array>
#include <vector>

#include "smp/scalp/head_fit.h"

namespace smp {

using FitVector = std::array<double, kFitParameters>;

/// A guess changed by turn (rotation vector), place in px, log scale, log size and log measures.
HeadGuess moved(const HeadGuess& guess, const FitVector& by);

/// What may separate marks from the template, in px: at a scale that is not the guess's own, or a larger one
/// would win by being content with larger misses.
struct Sigmas {
  std::vector<double> landmarks_px;
  double outline_px;
};
Sigmas sigmas_at(const HeadMarks& marks, const HeadGuess& guess);

/// Each in standard deviations.
std::vector<double> residuals(const HeadMarks& marks, const HeadGuess& guess, const Sigmas& sigmas);

/// J^T J and -J^T r of the residuals.
struct Normal {
  std::array<FitVector, kFitParameters> matrix;
  FitVector right;
};
Normal normal_equations(const HeadMarks& marks, const HeadGuess& guess, const Sigmas& sigmas);

}  // namespace smp
