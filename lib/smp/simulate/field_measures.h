#pragma once  // Numbers that tell one treatment from another: counts, evenness, colour, visibility.
#include <cstddef>
#include <optional>
#include <vector>

#include "smp/color/lab.h"
#include "smp/simulate/case.h"
#include "smp/simulate/measure.h"

namespace smp {

/// Over all regions of a treatment at one moment. What a photo or plan cannot tell is absent: all but the
/// counts and distances of a list of impressions, which has no regions.
///
/// Colours are CIE L*a*b* (D65) of linear light averaged over a region's pixels as `mean_lab` does, then over
/// regions by their scalp area.
struct FieldMeasures {
  std::size_t placed = 0;      ///< impressions made by then; none before the treatment
  double area_cm2 = 0;         ///< of treated scalp, regions summed (`RegionReport::area_cm2`)
  double density_per_cm2 = 0;  ///< achieved: placed / area; 0 without an area
  /// Share of the treated scalp under the outline of a dot at the moment, however faint, overlaps counted
  /// once; 0 without an area. Dots are discs of their outline's area, pi/4 diameter^2 / cos(tilt); what of
  /// them lies beyond the region's edge counts. From about 3000 dots, in 64 places each: within 1 % of
  /// itself.
  double coverage = 0;
  /// Mean distance of an impression to the nearest other one in mm, and its standard deviation as a share of
  /// the mean: 0.52 for chance (Poisson), 0.06 for a maximal Poisson-disk set. Straight lines in space
  /// between places on the scalp, below 0.1 % shorter than the way along a head's skin at these distances.
  /// Dots at borders count, fades too. A list of impressions that does not tell their places on the scalp is
  /// laid on a flat one, where the photo has one scale.
  std::optional<double> nearest_mm, nearest_cv;
  /// Index of Clark and Evans (1954): the mean of 2 d sqrt(n), d the distance to the nearest dot and n the
  /// density around it: 1 for chance, 2.149 for a triangular lattice; natural-looking fields have 1.25
  /// to 1.55 (an assumption). n is counted in the disc on which 30 dots are expected at
  /// the mean density, so that fades and gradients do not pass for disorder; within 1 % of the index of even
  /// density. Only dots with nothing but treated scalp in that disc: fields narrower than it (6 mm at 110 per
  /// cm^2) have no index.
  std::optional<double> clark_evans;
  std::optional<Lab> lab_before, lab_after;
  /// Standard deviations of L*, a* and b* of single pixels, with all that makes them differ: light, texture,
  /// hair, noise, dots.
  std::optional<Lab> spread_before, spread_after;
  /// CIEDE2000 of each region, after against before, mean by area: `mean_de_to_skin`.
  std::optional<double> de_to_skin;
  /// CIEDE2000 of each region against its own skin seen through the native field of short hair, mean by area:
  /// before * (gloss + (1 - gloss) * field / its bare skin), as `HairReading` has both in one light. Absent
  /// where no such field was seen. Hair inside the region counts twice on that side.
  std::optional<double> de_to_hair;
  /// How much single dots stand out: CIEDE2000 between the middle of the mean dot and the skin half way to
  /// its neighbours, both as the treatment left them (after / before) on the mean colour of these places, so
  /// that the skin's own texture drops out. 0: dots melt into a field; about 1: just noticeable side by side;
  /// 5 and more: dots are counted at a glance. It is what this photo can show: its blur and its pixels, each
  /// as large as it is, lower it, so compare only photos of like scale. 0 where no dot is.
  std::optional<double> visibility;
};

/// What the untreated photo shows of the regions of a treatment, for all its moments.
struct FieldBefore {
  std::vector<std::optional<RegionColor>> regions;  ///< empty: the photo is gone
};
FieldBefore field_before(const Simulation& record);

/// @param record whose photo is the untreated one (of `Case::draw`): after `Case::draw_last` it is gone, and
/// with it every colour before, both differences and the visibility.
/// @param threads never changes a result.
FieldMeasures measure_field(const Simulation& record, const Drawn& drawn, int threads);
/// The same for one of several moments. @param before of this very record.
FieldMeasures measure_field(const Simulation& record, const Drawn& drawn, const FieldBefore& before,
                            int threads);

/// One column of a table of measures.
struct MeasureColumn {
  const char* name;   ///< "de_to_skin"
  const char* label;  ///< "CIEDE2000 to bare skin"
  std::optional<double> (*value)(const FieldMeasures&);
};
/// In the order of results.csv.
const std::vector<MeasureColumn>& measure_columns();

}  // namespace smp
