#pragma once  // Internal to the module: what is drawn of a posed head over its photo.
#include <string>
#include <vector>

#include "smp/geometry/posed_head.h"
#include "smp/scalp/options.h"
#include "smp/treatment/head_lattice.h"
#include "smp/treatment/zones.h"

namespace smp {

enum class HeadLineKind { kGrid, kZone, kHairline, kMeasure };

/// A line on the head as seen in the photo; only what faces the camera.
struct HeadLine {
  HeadLineKind kind = HeadLineKind::kGrid;
  std::vector<Point2> places_px;
};

/// A place with a word to it.
struct HeadLabel {
  HeadLineKind kind = HeadLineKind::kZone;
  Point2 place_px;
  std::string text;
};

struct HeadDrawing {
  std::vector<HeadLine> lines;
  std::vector<HeadLabel> labels;
  std::vector<Point2> marked_px;  ///< landmarks as the user marked them
  std::vector<Point2> posed_px;   ///< the same landmarks of the posed template
};

/// A grid of `kGridMm`, zones with their names, the hairline, and measured distances: the mid-frontal point's
/// height over the glabella and the width between the corners.
HeadDrawing draw_head(const HeadLattice& lattice, const HeadOptions& options, const ScalpZones& zones);

inline constexpr double kGridMm = 20;

}  // namespace smp
