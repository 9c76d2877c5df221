#pragma once  // Timelines, and dots at moments of them.
#include "smp/treatment/appearance.h"

namespace smp::testing {

inline Timeline timeline_of(const TimelineOptions& options = {}) {
  return lay_timeline(options, {.area_cm2 = 150});
}

inline TimelineOptions with_sun(const char* sun) {
  TimelineOptions options;
  options.sun = sun;
  return options;
}

inline TimelineOptions with_laser(const char* kind, int visits = 1, double year = 1) {
  TimelineOptions options;
  options.laser = {{.year = year, .kind = kind, .visits = visits}};
  return options;
}

inline const Pigment& carbon() { return *find_pigment("carbon-black"); }

inline Impression reference_dot() { return {.id = 17, .session = 3}; }

inline Appearance on_day(const Impression& dot, double day, const Timeline& timeline,
                         const Pigment& pigment = carbon()) {
  return appearance(dot, pigment, timeline, {"", day, true});
}

// Years since the dots of the first course have settled.
inline Appearance after(const Impression& dot, double years, const Timeline& timeline,
                        const Pigment& pigment = carbon()) {
  return on_day(dot, timeline.visits[0].settled_day + years * kDaysPerYear, timeline, pigment);
}

inline double mass(const Appearance& look) { return look.mu_per_mm * look.diameter_mm * look.diameter_mm; }
inline double mass(const Impression& dot) { return dot.mu_per_mm * dot.diameter_mm * dot.diameter_mm; }

}  // namespace smp::testing
