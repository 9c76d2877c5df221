#pragma once  // The needles a spec may name, as data.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smp/base/trust.h"
#include "smp/treatment/options.h"

namespace smp {

struct Needle {
  const char* code;           ///< trade code, size and prongs ("0803RL"), or its short form ("3RL")
  int prongs;                 ///< needles in the bundle
  double needle_diameter_mm;  ///< of one needle
  double bundle_diameter_mm;  ///< at the shoulder; circle packing: 2.155 d for 3, 2.70 d for 5
  double dot_diameter_mm;     ///< full width at half maximum of the healed dot at normal depth
  Trust trust;                ///< of the dot diameter
  const char* source;
};

/// All needles, in a fixed order. 1RL, 3RL and 5RL stand for 0801RL, 0803RL and 0805RL.
const std::vector<Needle>& needle_catalogue();

/// The needle of that code; null where there is none.
const Needle* find_needle(std::string_view code);

/// Diameter of the healed dot at normal depth of a needle of the user's own or else of the catalogue.
std::optional<double> dot_diameter_mm(std::string_view code, const std::vector<OwnNeedle>& own);

/// @throws InvalidArgument pointing at "<index>/code" where a code is the catalogue's or given twice.
void check_own_needles(const std::vector<OwnNeedle>& own);

std::vector<std::string> known_needle_codes();

}  // namespace smp
