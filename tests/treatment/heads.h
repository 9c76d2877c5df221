#pragma once  // An average head with its hairline, zones and surface, made once for all tests of a file.
#include <functional>
#include <string>
#include <vector>

#include "smp/treatment/zones.h"

namespace smp::testing {

struct AverageHead {
  HeadShape head;
  HeadHairline hairline;
  ScalpZones zones;

  explicit AverageHead(const std::string& preset, HeadSex sex = HeadSex::kMale)
      : head(mean_measures(sex), sex), hairline(head, with(preset)), zones(head, hairline) {}

 private:
  static HairlineOptions with(const std::string& preset) {
    HairlineOptions options;
    options.preset = preset;
    return options;
  }
};

inline const AverageHead& average_man() {
  static const AverageHead head("natural");
  return head;
}
/// Behind a juvenile hairline, against which losses are measured.
inline const AverageHead& juvenile_man() {
  static const AverageHead head("youthful");
  return head;
}

inline const std::vector<SurfaceCell>& cells_of_average_man() {
  static const std::vector<SurfaceCell> cells = surface_cells(average_man().head, 2);
  return cells;
}

inline double integral(const std::function<double(Point3)>& value) {
  double sum = 0;
  for (const SurfaceCell& cell : cells_of_average_man()) sum += value(cell.place_mm) * cell.cm2;
  return sum;
}

}  // namespace smp::testing
