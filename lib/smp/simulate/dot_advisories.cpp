#include "smp/simulate/dot_advisories.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "smp/simulate/survey_advisories.h"
#include "smp/treatment/dot_style.h"
#include "smp/treatment/shade_choice.h"

namespace smp {
namespace {

// Of the table's water: by how much practitioners differ (domain notes 5).
constexpr double kTableShare = 0.5;

// Sums over the healed dots of a region.
struct DotSums {
  std::size_t count = 0, at_edge = 0;
  double area_mm2 = 0;
  double edge_diameter_mm = 0, other_diameter_mm = 0;

  std::size_t elsewhere() const { return count - at_edge; }
};

bool is_at_edge(const RegionDesign& design, Point2 p_px) {
  return !design.hairline_mm.empty() && double{design.hairline_mm.at(p_px)} < design.edge.transition_mm;
}

std::vector<DotSums> sums_of(const Ground& ground, const Treatment& treatment) {
  std::vector<DotSums> sums(ground.regions.size());
  const std::size_t sessions = treatment.timeline.sessions();
  for (const Impression& dot : treatment.impressions) {
    if (dot.session > sessions) continue;
    DotSums& sum = sums[dot.region];
    ++sum.count;
    sum.area_mm2 += kPi / 4 * dot.diameter_mm * dot.diameter_mm;
    const bool at_edge = is_at_edge(ground.regions[dot.region].design, dot.position_px);
    sum.at_edge += at_edge;
    (at_edge ? sum.edge_diameter_mm : sum.other_diameter_mm) += dot.diameter_mm;
  }
  return sums;
}

void advise_on_density(const std::string& name, double per_cm2, const RegionReport& report,
                       const DotSums& dots, std::vector<Advisory>& list) {
  if (per_cm2 > limit_of("too-dense"))
    list.push_back({"too-dense",
                    fmt::format("{}: {:.0f} dots and hairs per cm2; above {:g} the look turns into a helmet",
                                name, per_cm2, limit_of("too-dense")),
                    per_cm2});
  const double coverage = report.area_cm2 > 0 ? dots.area_mm2 / (100 * report.area_cm2) : 0;
  if (coverage > limit_of("coverage-high"))
    list.push_back(
        {"coverage-high",
         fmt::format("{}: healed dots cover {:.0f} % of the skin; above {:g} % they merge into a helmet",
                     name, 100 * coverage, 100 * limit_of("coverage-high")),
         coverage});
}

void advise_on_size(const std::string& name, const DotSums& dots, std::vector<Advisory>& list) {
  const auto mean = [](double sum, std::size_t count) {
    return count > 0 ? sum / static_cast<double>(count) : 0;
  };
  const double edge_mm = mean(dots.edge_diameter_mm, dots.at_edge);
  const double other_mm = mean(dots.other_diameter_mm, dots.elsewhere());
  if (other_mm > limit_of("dots-too-big"))
    list.push_back({"dots-too-big",
                    fmt::format("{}: healed dots are {:.2f} mm wide; above {:g} mm they do not pass for hair",
                                name, other_mm, limit_of("dots-too-big")),
                    other_mm});
  if (edge_mm > limit_of("edge-dots-too-big"))
    list.push_back(
        {"edge-dots-too-big",
         fmt::format("{}: healed dots at the hairline are {:.2f} mm wide; above {:g} mm they are coarser "
                     "than hair there",
                     name, edge_mm, limit_of("edge-dots-too-big")),
         edge_mm});
}

void advise_on_depth(const std::string& name, const PlannedRegion& region, const RegionReport& report,
                     std::vector<Advisory>& list) {
  if (report.depth_mm <= limit_of("too-deep")) return;
  const double travel_mm = region.options.needle_depth_mm.value_or(report.depth_mm / kDepthPerNeedleTravel);
  list.push_back(
      {"too-deep",
       fmt::format("{}: deposits {:.2f} mm deep (needle travel {:.1f} mm) blur into a blue-grey haze", name,
                   report.depth_mm, travel_mm),
       report.depth_mm});
}

void advise_on_shade(const Survey& survey, const ShadePlan& shades, std::vector<Advisory>& list) {
  if (shades.source != "given") return;
  const double hair = survey.hair.source == "none" ? kUnknownHairLightness : survey.hair.lab.l;
  const double table = auto_dilution(survey.skin.ita_deg, hair);
  if (shades.dilution >= kTableShare * table) return;
  list.push_back({"too-dark",
                  fmt::format("a shade of {:.1f} parts of water to one of pigment is dark; the table of "
                              "skin tone and hair colour has {:.0f} parts here",
                              shades.dilution, table),
                  shades.dilution, kTableShare * table});
}

}  // namespace

double densest_per_cm2(const PlannedRegion& region, const RegionReport& report) {
  const ScalpMap& share = region.design.density_share;
  if (share.empty()) return report.target_per_cm2;
  std::optional<float> most;
  for (int j = 0; j < share.values.height(); ++j)
    for (int i = 0; i < share.values.width(); ++i) {
      const Point2 p =
          share.origin_px + share.step_px * Point2{static_cast<double>(i), static_cast<double>(j)};
      const bool everywhere = share.values.width() * share.values.height() == 1;
      if (everywhere || report.area.allows(p)) most = std::max(most.value_or(0), share.values.at(i, j));
    }
  return report.target_per_cm2 * double{most.value_or(1)};
}

std::vector<Advisory> dot_advisories(const Ground& ground, const Survey& survey, const ShadePlan& shades,
                                     const Plan& plan) {
  std::vector<Advisory> list;
  if (plan.regions.empty()) return list;
  const std::vector<DotSums> sums = sums_of(ground, plan.treatment);
  for (std::size_t k = 0; k < plan.regions.size(); ++k) {
    const RegionReport& report = plan.regions[k];
    const std::string name = called(report.name, k);
    if (report.left_out_share > limit_of("grazing-left-out"))
      list.push_back(
          {"grazing-left-out",
           fmt::format("{}: {:.1f} % of its pixels show no scalp or turn away by more than 5:1 and are "
                       "left out",
                       name, 100 * report.left_out_share),
           report.left_out_share});
    advise_on_density(name, densest_per_cm2(ground.regions[k], report), report, sums[k], list);
    advise_on_size(name, sums[k], list);
    advise_on_depth(name, ground.regions[k], report, list);
  }
  advise_on_shade(survey, shades, list);
  return list;
}

}  // namespace smp
