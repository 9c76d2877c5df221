#include "smp/spec/check.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/geometry/polygon.h"
#include "smp/optics/pigment.h"
#include "smp/scalp/hair_color.h"
#include "smp/spec/check_places.h"
#include "smp/treatment/planner.h"

namespace smp {
namespace {

// About a second of work; a traced outline of 100 000 corners needs a thousandth of it.
constexpr double kMaxEdgePairs = 2e8;

[[noreturn]] void refuse(std::string where, std::string cause, std::string advice = {}) {
  throw Error(ErrorKind::kBadInput, {"", std::move(where), std::move(cause), std::move(advice)});
}

void check_range(const std::array<double, 2>& range, const char* where) {
  if (!(range[0] <= range[1])) refuse(where, fmt::format("{} is above {}", range[0], range[1]));
}

void check_pigment(const PigmentOptions& pigment) {
  for (std::size_t i = 0; i < pigment.catalogue.size(); ++i) {
    const std::string& name = pigment.catalogue[i].name;
    const std::string where = fmt::format("/pigment/catalogue/{}/name", i);
    if (name.find_first_of(":+") != std::string::npos)
      refuse(where, quoted(name) + " holds a : or +, which separate the parts of a mixture");
    if (find_pigment(name)) refuse(where, quoted(name) + " is already a pigment of the catalogue");
    for (std::size_t k = 0; k < i; ++k)
      if (pigment.catalogue[k].name == name)
        refuse(where, fmt::format("is already the name of pigment {}", k));
  }
  const std::vector<Pigment> own = own_pigments(pigment);
  if (pigment.name) resolve_pigment(*pigment.name, own, "/pigment/name");
  for (std::size_t i = 0; i < pigment.match.pigments.size(); ++i) {
    const std::string where = fmt::format("/pigment/match/pigments/{}", i);
    if (parts_of_pigment(pigment.match.pigments[i], own, where).size() > 1)
      refuse(where, "is a mixture", "list its pigments; the match mixes them");
  }
  check_range(pigment.match.dilution, "/pigment/match/dilution");
  check_range(pigment.match.density_per_cm2, "/pigment/match/density_per_cm2");
}

void check_scale(const Spec& spec) {
  const ScaleOptions& scale = spec.photo.scale;
  if (!scale.px_per_mm && !scale.between_px) {
    if (spec.surface.kind == SurfaceKind::kDepth || spec.surface.kind == SurfaceKind::kHead) return;
    refuse("/photo/scale", "is missing; only a depth surface and a marked head bring their own scale",
           "give px_per_mm, or between_px with mm");
  }
  if (!scale.between_px) return;
  const double apart = distance((*scale.between_px)[0], (*scale.between_px)[1]);
  if (!(apart > 0)) refuse("/photo/scale/between_px", "the two places are the same");
  const double px_per_mm = apart / *scale.mm;
  // Shares of the photo become pixels only when its size is known.
  if (spec.photo.coordinates == Coordinates::kPixels && !(px_per_mm >= 0.3 && px_per_mm <= 200))
    refuse("/photo/scale", fmt::format("makes {:.3g} px per mm; 0.3 to 200 are possible", px_per_mm));
}

// `budget` is shared by all outlines of a spec, which is untrusted: without it a few crafted outlines would
// keep a machine busy for minutes.
void check_crossing(const Polygon& outline, const std::string& where, double& budget) {
  budget -= crossing_pairs(outline);
  if (budget < 0) refuse(where, "is too intricate to be checked", "use fewer or shorter edges");
  if (const auto crossing = self_crossing(outline))
    refuse(where, fmt::format("crosses itself: the edges from corners {} and {} meet", crossing->first,
                              crossing->second));
}

void check_outline(const Polygon& outline, const std::string& where, double& budget) {
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const std::size_t next = (i + 1) % outline.size();
    if (outline[i] == outline[next])
      refuse(where + "/" + std::to_string(std::max(i, next)),
             fmt::format("repeats corner {}", std::min(i, next)),
             next == 0 ? "leave it out; the last corner joins the first by itself" : "leave it out");
  }
  check_crossing(outline, where, budget);
  Point2 low = outline[0], high = outline[0];
  for (const Point2 p : outline) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  // What remains of a flat outline is rounding, far below this share of its extent.
  const double extent = std::max(high.x - low.x, high.y - low.y);
  if (!(std::abs(signed_area(outline)) > 1e-9 * extent * extent)) refuse(where, "encloses no area");
}

void complete_region(RegionOptions& region, const std::string& where, double& budget) {
  if (!region.outline.empty()) check_outline(region.outline, where + "/outline", budget);
  const bool none = region.needles && std::none_of(region.needles->begin(), region.needles->end(),
                                                   [](const auto& entry) { return entry.second > 0; });
  if (none) refuse(where + "/needles", "at least one share must be above 0");
  region.depth_mm = deposit_depth_mm(region);
}

}  // namespace

void complete_and_check(Spec& spec) {
  complete_places(spec);
  check_scale(spec);
  check_pigment(spec.pigment);
  double budget = kMaxEdgePairs;
  if (!spec.skin.sample.empty()) check_outline(spec.skin.sample, "/skin/sample", budget);
  if (!spec.skin.white_reference.empty())
    check_outline(spec.skin.white_reference, "/skin/white_reference", budget);
  hair_color(spec.hair);  // throws where there is no such colour
  if (!spec.hair.sample.empty()) check_outline(spec.hair.sample, "/hair/sample", budget);
  for (std::size_t i = 0; i < spec.regions.size(); ++i)
    complete_region(spec.regions[i], fmt::format("/regions/{}", i), budget);
  for (std::size_t i = 0; i < spec.scars.size(); ++i)
    if (!spec.scars[i].outline.empty())
      check_outline(spec.scars[i].outline, fmt::format("/scars/{}/outline", i), budget);
  for (std::size_t i = 0; i < spec.timeline.laser.size(); ++i)
    if (!spec.timeline.laser[i].outline.empty())
      check_outline(spec.timeline.laser[i].outline, fmt::format("/timeline/laser/{}/outline", i), budget);
}

}  // namespace smp
