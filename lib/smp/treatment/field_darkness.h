#pragma once  // How dark a field of dots still is after years, as people see it.
#include "smp/optics/dot_profile.h"
#include "smp/optics/pigment.h"
#include "smp/treatment/impression.h"

namespace smp {

/// Luminance that a typical dot takes away, relative to the healed one: what touch-ups make up for. A dark
/// dot keeps its darkness while it loses pigment, so this falls later than the pigment does.
class FieldDarkness {
 public:
  explicit FieldDarkness(const TypicalDot& dot);
  /// @param timeline only its ageing counts; laser apart. @param years since the dot's course has settled; 1
  /// up to 0 of them.
  double left(const Timeline& timeline, bool scarred, double years) const;

 private:
  double light_taken(double diameter_mm, double mu_per_mm, const PerChannel& kappa) const;

  DotOptics optics_;
  Pigment pigment_;
  Impression dot_;
  double healed_ = 0;
};

}  // namespace smp
