#pragma once  // Dots, grafts or both: how each reaches the goal that a spec's regions set, and how far.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smp/scalp/scalp.h"
#include "smp/simulate/work_plan.h"
#include "smp/spec/spec.h"
#include "smp/treatment/planner.h"

namespace smp {

/// Grafts of one surgical session (domain notes 9: 25 to 35 FU/cm^2) [practitioners].
inline constexpr double kGraftsPerSurgery = 35;
/// Surgical sessions on one place; more grafts than that are not planned [assumption].
inline constexpr int kMostSurgeries = 2;
/// Grafts per cm^2 where dots do the rest (domain notes 9: typical cases) [practitioners].
inline constexpr double kGraftsAmongDots = 30;
/// From transplantation to the result; 10 to 12, on the crown 12 to 18 (domain notes 9) [practitioners].
inline constexpr double kGraftMonths = 12;
/// Units per cm^2, native ones included, from which a scalp reads full, and up to which it is visibly thin
/// (domain notes 2.3: 40 to 50, 25) [practitioners].
inline constexpr double kReadsFull = 40, kVisiblyThin = 25;

/// What a donor area can give.
struct DonorSupply {
  double units_per_cm2 = 0, area_cm2 = 0, harvest_share = 0;
  double grafts() const { return units_per_cm2 * area_cm2 * harvest_share; }
  PlanRule density_rule;  ///< where `units_per_cm2` comes from
};

/// Follicular units as given, or by the type of hair: caucasian 91 and asian 63, both measured; hispanic and
/// african from caucasian by their hairs per cm^2 (domain notes 2.1).
DonorSupply donor_supply(const DonorOptions& donor, const std::string& hair_type);

/// Grafts to be planted in a region.
struct PlantOrder {
  std::size_t region = 0;  ///< index
  GraftOptions options;
};

/// The grafts of a spec's method. "as-given": the spec's; "dots": none. "grafts": in every region of the spec
/// without grafts of its own as many as its goal lacks, up to `kMostSurgeries` times `kGraftsPerSurgery`;
/// "both": there `kGraftsAmongDots`, or what the goal lacks if that is less. Together they never exceed what
/// the donor area gives after the spec's own grafts: all are then thinned out alike. Native hair that only
/// the photo tells is not known here and not taken off.
/// @param regions as laid, without grafts. @throws InvalidArgument for regions that cannot be measured.
std::vector<PlantOrder> grafts_of_method(const Spec& spec, const std::vector<PlannedRegion>& regions,
                                         const Scalp& scalp, int threads);

/// One thing that a method does not do.
struct MethodLimit {
  std::string code, message;
};

/// What one method comes to. Means are over the area of all regions.
struct MethodOutcome {
  std::string method;
  std::uint64_t dots = 0, grafts = 0;  ///< dots of the first course
  std::size_t sessions = 0, surgeries = 0;
  double hours = 0;             ///< of the dots
  double months = 0;            ///< from the first day to the final look
  double reached_per_cm2 = 0;   ///< native units, grafts and dots
  double missing_units = 0;     ///< of the goal
  std::string look;             ///< "full", "thin-in-bright-light" or "visibly-thin", by what is reached
  std::optional<double> price;  ///< where what it needs has prices
  std::vector<MethodLimit> limits;
};

struct MethodComparison {
  DonorSupply donor;
  double area_cm2 = 0;
  double goal_per_cm2 = 0;              ///< mean: native units and dots, were it dots alone
  std::vector<MethodOutcome> outcomes;  ///< dots, grafts, both
  std::vector<PlanRule> rules;
};

/// What came out of the ground laid for one method.
struct MethodMeasure {
  std::string method;
  double area_cm2 = 0, native_units = 0;
  std::uint64_t dots = 0, grafts = 0;
  double densest_grafts_per_cm2 = 0;
};

/// @param measures of "dots", "grafts" and "both", in this order. @param timeline of the treatment.
MethodComparison compare_methods(const std::vector<MethodMeasure>& measures, const Spec& spec,
                                 const Timeline& timeline);

}  // namespace smp
