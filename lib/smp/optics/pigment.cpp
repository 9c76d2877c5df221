#include "smp/optics/pigment.h"

namespace smp {

const std::vector<Pigment>& pigment_catalogue() {
  // mu_healed is an assumption tuned so that dilutions 6, 12, 18 and 24 give 16, 8.6, 5.9 and 4.5 per mm.
  // Brown oxide is fitted to Monte Carlo runs with an assumed absorption curve (optics notes 7).
  static const std::vector<Pigment> catalogue = {
      {"carbon-black", {1, 1, 1}, 112, Trust::kAssumption, "design notes 3.4, optics notes 7"},
      {"brown-oxide", {0.433, 1.074, 1.633}, 112, Trust::kAssumption, "design notes 3.4, optics notes 7"},
  };
  return catalogue;
}

const Pigment* find_pigment(std::string_view name) {
  for (const Pigment& pigment : pigment_catalogue())
    if (pigment.name == name) return &pigment;
  return nullptr;
}

std::vector<std::string> known_pigment_names() {
  std::vector<std::string> names;
  for (const Pigment& pigment : pigment_catalogue()) names.push_back(pigment.name);
  return names;
}

}  // namespace smp
