#include "smp/treatment/needles.h"

namespace smp {

const std::vector<Needle>& needle_catalogue() {
  // Needle diameters are practitioners' word, bundles follow from circle packing, and healed dots were
  // placed between the vendors' best case and what trichoscopy shows (domain notes 1.1 and 1.2).
  constexpr const char* kNotes = "domain notes 1.2";
  static const std::vector<Needle> catalogue = {
      {"1RL", 1, 0.25, 0.25, 0.18, Trust::kDerived, kNotes},
      {"3RL", 3, 0.25, 0.54, 0.25, Trust::kDerived, kNotes},
      {"5RL", 5, 0.25, 0.68, 0.32, Trust::kAssumption, kNotes},
      {"0601RL", 1, 0.20, 0.20, 0.16, Trust::kDerived, kNotes},
      {"0801RL", 1, 0.25, 0.25, 0.18, Trust::kDerived, kNotes},
      {"0603RL", 3, 0.20, 0.43, 0.21, Trust::kDerived, kNotes},
      {"0803RL", 3, 0.25, 0.54, 0.25, Trust::kDerived, kNotes},
      {"1003RL", 3, 0.30, 0.65, 0.30, Trust::kAssumption, kNotes},
      {"0805RL", 5, 0.25, 0.68, 0.32, Trust::kAssumption, kNotes},
  };
  return catalogue;
}

const Needle* find_needle(std::string_view code) {
  for (const Needle& needle : needle_catalogue())
    if (needle.code == code) return &needle;
  return nullptr;
}

std::vector<std::string> known_needle_codes() {
  std::vector<std::string> codes;
  for (const Needle& needle : needle_catalogue()) codes.push_back(needle.code);
  return codes;
}

}  // namespace smp
