#include "smp/simulate/hairline_advisories.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "smp/geometry/posed_head.h"
#include "smp/simulate/survey_advisories.h"
#include "smp/treatment/hairline.h"

namespace smp {
namespace {

// How a hairline stands on the head; what is not known is not judged.
struct Stand {
  std::optional<double> mid_height_mm, temple_recession_mm;
};

// Styles that are wanted with a drawn edge (domain notes 3.3).
bool is_drawn_style(const HairlineOptions& hairline) {
  return hairline.style == "straight" || hairline.style == "faux-scar";
}

// The first place that is treated on a way over the skin, in mm from its start.
std::optional<double> first_treated_mm(const PosedHead& head, const RegionArea& area, Point3 start,
                                       Point3 heading, double farthest_mm) {
  constexpr double kStepMm = 0.5;
  Point3 place = start, ahead = heading;
  for (double mm = 0; mm <= farthest_mm; mm += kStepMm) {
    if (!head.faces_camera(place)) return std::nullopt;
    if (area.allows(head.project(place))) return mm;
    const Point3 next = head.shape().walk(place, ahead, kStepMm);
    ahead = next - place;
    place = next;
  }
  return std::nullopt;
}

// Where the corners of a hairline of this height would stand if its temples were filled flat.
std::vector<Point3> flat_corners(const HeadShape& shape, double mid_height_mm) {
  const HeadHairline flat(shape, {.mid_height_mm = mid_height_mm,
                                  .temple_recession_mm = 0.0,
                                  .macro_mm = 0.0,
                                  .micro_mm = 0.0,
                                  .asymmetry_mm = 0.0,
                                  .sentinels_per_side = 0});
  return {flat.corner(false), flat.corner(true)};
}

// As the dots of an outline, a mask or a drawn hairline lie on the posed head.
Stand measured_stand(const PosedHead& head, const RegionArea& area) {
  constexpr double kFarthestMm = 110, kMostRecessionMm = 40;
  constexpr double kLeastMm = 45;  // lower ones cannot be designed, so that they have no corners to compare
  const HeadShape& shape = head.shape();
  Stand stand;
  stand.mid_height_mm =
      first_treated_mm(head, area, shape.landmark(HeadLandmark::kGlabella), {0, -1, 0}, kFarthestMm);
  if (!stand.mid_height_mm || *stand.mid_height_mm < kLeastMm) return stand;
  for (const Point3& corner : flat_corners(shape, *stand.mid_height_mm)) {
    const auto recession = first_treated_mm(head, area, corner, {0, 0, 1}, kMostRecessionMm);
    if (recession)
      stand.temple_recession_mm = std::min(stand.temple_recession_mm.value_or(*recession), *recession);
  }
  return stand;
}

void advise_on_edge(const std::string& name, const HairlineShape& shape, bool designed,
                    std::vector<Advisory>& list) {
  if (shape.edge.transition_mm < limit_of("hairline-sharp"))
    list.push_back({"hairline-sharp",
                    fmt::format("{}: the hairline's density rises over {:.1f} mm; natural ones take 5 to 10",
                                name, shape.edge.transition_mm),
                    shape.edge.transition_mm});
  // A drawn one has the undulations of the hand besides.
  if (designed && shape.macro_mm < limit_of("hairline-straight"))
    list.push_back(
        {"hairline-straight",
         fmt::format("{}: the hairline undulates by {:.1f} mm; natural ones by 2 to 5", name, shape.macro_mm),
         shape.macro_mm});
}

void advise_on_stand(const std::string& name, const Stand& stand, HeadSex sex, bool judge_temples,
                     std::vector<Advisory>& list) {
  const bool male = sex == HeadSex::kMale;
  if (stand.mid_height_mm && *stand.mid_height_mm < limit_of("hairline-low"))
    list.push_back({"hairline-low",
                    fmt::format("{}: the hairline stands {:.0f} mm above the glabella; natural ones about {}",
                                name, *stand.mid_height_mm, male ? "70" : "63"),
                    *stand.mid_height_mm});
  // Half of women, but few men, have no recess there (domain notes 3.3).
  if (male && judge_temples && stand.temple_recession_mm &&
      *stand.temple_recession_mm < limit_of("temple-filled"))
    list.push_back(
        {"temple-filled",
         fmt::format("{}: the corners between front and temples lie {:.0f} mm behind the front; men's are "
                     "never filled flat",
                     name, *stand.temple_recession_mm),
         *stand.temple_recession_mm});
}

}  // namespace

std::vector<Advisory> hairline_advisories(const Ground& ground, const std::vector<RegionReport>& regions) {
  std::vector<Advisory> list;
  const std::size_t own = std::min(ground.spec.regions.size(), regions.size());  // scars have no hairlines
  for (std::size_t k = 0; k < own; ++k) {
    const RegionOptions& options = ground.regions[k].options;
    const std::string name = called(options.name, k);
    const bool designed = options.hairline && options.hairline->points.empty();
    const bool natural = !options.hairline || !is_drawn_style(*options.hairline);
    const PosedHead* head = ground.scalp.head;
    const HeadSex sex = head != nullptr ? head->shape().sex() : HeadSex::kMale;
    Stand stand;
    if (options.hairline) {
      const HairlineShape shape = resolve_hairline(*options.hairline, sex);
      if (natural) advise_on_edge(name, shape, designed, list);
      if (designed) stand = {shape.mid_height_mm, shape.temple_recession_mm};
    }
    const bool told = designed || !options.pattern.empty() || !options.zones.empty();
    if (!told && head != nullptr) stand = measured_stand(*head, regions[k].area);
    advise_on_stand(name, stand, sex, natural, list);
  }
  return list;
}

}  // namespace smp
