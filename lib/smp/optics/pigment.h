#pragma once  // The pigments a spec may name, as data.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "smp/base/trust.h"

namespace smp {

struct Pigment {
  const char* name;
  /// Absorption relative to carbon black in linear red, green and blue.
  std::array<double, 3> kappa;
  /// Absorption of the undiluted healed deposit at 550 nm, per mm.
  double mu_healed_per_mm;
  Trust trust;
  const char* source;
};

/// All pigments, in a fixed order.
const std::vector<Pigment>& pigment_catalogue();

/// The pigment of that name; null where there is none.
const Pigment* find_pigment(std::string_view name);

std::vector<std::string> known_pigment_names();

/// Absorption at 550 nm of a shade of `parts` of water to one of pigment: mu_healed / (parts + 1).
inline double diluted_mu_per_mm(const Pigment& pigment, double parts) {
  return pigment.mu_healed_per_mm / (parts + 1);
}

}  // namespace smp
