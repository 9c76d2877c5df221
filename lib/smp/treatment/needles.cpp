#include "smp/treatment/needles.h"

#include "smp/base/error.h"

namespace smp {

const std::vector<Needle>& needle_catalogue() {
  // Needle diameters are practitioners' word, bundles follow from circle packing, and healed dots were
  // placed between the vendors' best case and what trichoscopy shows (domain notes 1.1 and 1.2).
  constexpr const char* kNotes = "domain notes 1.2";
  static const std::vector<Needle> catalogue = {
      {"1RL", 1, 0.25, 0.25, 0.18, Trust::kDerived, kNotes},
      {"3RL", 3, 0.25, 0.54, 0.25, Trust::kDerived, kNotes},
      {"5RL", 5, 0.25, 0.68, 0.32, Trust::kAssumption, kNotes},
      {"0.18-1RL", 1, 0.18, 0.18, 0.14, Trust::kDerived, kNotes},
      {"0601RL", 1, 0.20, 0.20, 0.16, Trust::kDerived, kNotes},
      {"0801RL", 1, 0.25, 0.25, 0.18, Trust::kDerived, kNotes},
      {"0603RL", 3, 0.20, 0.43, 0.21, Trust::kDerived, kNotes},
      {"0803RL", 3, 0.25, 0.54, 0.25, Trust::kDerived, kNotes},
      {"1003RL", 3, 0.30, 0.65, 0.30, Trust::kAssumption, kNotes},
      {"0805RL", 5, 0.25, 0.68, 0.32, Trust::kAssumption, kNotes},
      // For shading: the notes give the dot (0.35 to 0.45 mm) of needles above 0.30 mm; size 12 is the next.
      {"1203RL", 3, 0.35, 0.75, 0.40, Trust::kAssumption, kNotes},
  };
  return catalogue;
}

const Needle* find_needle(std::string_view code) {
  for (const Needle& needle : needle_catalogue())
    if (needle.code == code) return &needle;
  return nullptr;
}

std::optional<double> dot_diameter_mm(std::string_view code, const std::vector<OwnNeedle>& own) {
  for (const OwnNeedle& needle : own)
    if (needle.code == code) return needle.dot_diameter_mm;
  if (const Needle* needle = find_needle(code)) return needle->dot_diameter_mm;
  return std::nullopt;
}

void check_own_needles(const std::vector<OwnNeedle>& own) {
  for (std::size_t i = 0; i < own.size(); ++i) {
    const std::string where = std::to_string(i) + "/code";
    if (find_needle(own[i].code))
      throw InvalidArgument("needle " + quoted(own[i].code) + " is one of the catalogue", where);
    for (std::size_t k = 0; k < i; ++k)
      if (own[k].code == own[i].code)
        throw InvalidArgument("needle " + quoted(own[i].code) + " is given twice", where);
  }
}

std::vector<std::string> known_needle_codes() {
  std::vector<std::string> codes;
  for (const Needle& needle : needle_catalogue()) codes.push_back(needle.code);
  return codes;
}

const std::map<std::string, double>& needles_of(const RegionOptions& region) {
  static const std::map<std::string, double> usual = {{"1RL", 0.15}, {"3RL", 0.80}, {"5RL", 0.05}};
  return region.needles ? *region.needles : usual;
}

}  // namespace smp
