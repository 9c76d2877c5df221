#pragma once  // The outcome of an ensemble: what was drawn at random, and how strong the result was.
#include <vector>

#include "smp/treatment/timeline.h"

namespace smp {

/// One draw of what nobody knows beforehand.
struct EnsembleDraw {
  double early_loss = 0.10, scar_early_loss = 0.20;  ///< shares lost in half a year
  double fade_per_year = 0.13;                       ///< in the shade, of carbon; others in proportion
  double growth_per_year = 0.04;                     ///< of the diameter
  double scale_factor = 1;                           ///< true scale of the photo relative to the one told
  double mean_de = 0;  ///< CIEDE2000 between treated and untreated skin, mean over regions by area
};

struct Ensemble {
  Moment moment;
  std::vector<EnsembleDraw> draws;  ///< from the faintest to the darkest
};

}  // namespace smp
