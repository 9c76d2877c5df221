#include "smp/simulate/head_reading.h"

#include <algorithm>
#include <cmath>

namespace smp {
namespace {

// Rotation rows as a roll after a yaw after a pitch. A head seen from behind has turned, not tumbled: of the
// two triples that make one rotation its is that of a yaw above 90 degrees.
HeadAngles angles_of(const std::array<Point3, 3>& rows) {
  constexpr double kMostPitchDeg = 120;
  const HeadAngles a = {.pitch_deg = degrees(std::atan2(rows[2].y, rows[2].z)),
                        .yaw_deg = degrees(std::asin(std::clamp(rows[2].x, -1.0, 1.0))),
                        .roll_deg = degrees(std::atan2(rows[1].x, rows[0].x))};
  if (std::abs(a.pitch_deg) <= kMostPitchDeg) return a;
  const auto half_turn_from = [](double deg) { return deg > 0 ? deg - 180 : deg + 180; };
  return {half_turn_from(a.pitch_deg), -half_turn_from(a.yaw_deg), half_turn_from(a.roll_deg)};
}

}  // namespace

std::vector<Point3> skin_between(const HeadShape& shape, Point3 a, Point3 b) {
  std::vector<Point3> places;
  const int steps = std::max(2, static_cast<int>(distance(a, b) / 2));
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps;
    places.push_back(shape.on_surface((1 - t) * a + t * b));
  }
  return places;
}

double length_of(const std::vector<Point3>& places) {
  double sum = 0;
  for (std::size_t i = 1; i < places.size(); ++i) sum += distance(places[i - 1], places[i]);
  return sum;
}

HeadReading read_head(const HeadPoseResult& pose, const HeadLattice& lattice, const ScalpZones& zones) {
  HeadReading reading{.pose = pose, .angles = angles_of(pose.pose.rotation)};
  const HeadShape& shape = lattice.head().shape();
  const HeadHairline& hairline = zones.hairline();
  reading.mid_height_mm =
      length_of(skin_between(shape, shape.landmark(HeadLandmark::kGlabella), hairline.mid_frontal()));
  reading.width_mm = length_of(skin_between(shape, hairline.corner(false), hairline.corner(true)));
  for (const SurfaceCell& cell : lattice.cells()) {
    const auto zone = zones.at(cell.place_mm);
    if (!zone) continue;
    HeadReading::ZoneArea& area = reading.zones[static_cast<std::size_t>(*zone)];
    area.cm2 += cell.cm2;
    if (lattice.shown(cell)) area.seen_share += cell.cm2;
  }
  for (HeadReading::ZoneArea& area : reading.zones) {
    reading.scalp_cm2 += area.cm2;
    if (area.cm2 > 0) area.seen_share /= area.cm2;
  }
  return reading;
}

}  // namespace smp
