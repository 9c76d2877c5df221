#include "smp/spec/check_places.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "smp/base/error.h"
#include "smp/base/within.h"
#include "smp/fields/json_value.h"
#include "smp/treatment/needles.h"
#include "smp/treatment/scars.h"
#include "smp/treatment/timeline.h"
#include "smp/treatment/zones.h"

namespace smp {
namespace {

[[noreturn]] void refuse(std::string where, std::string cause, std::string advice = {}) {
  throw Error(ErrorKind::kBadInput, {"", std::move(where), std::move(cause), std::move(advice)});
}

void need_head(const Spec& spec, const std::string& where) {
  if (spec.surface.kind != SurfaceKind::kHead)
    refuse(where, "needs a posed head", "mark places of the head under /head/landmarks");
}

void complete_surface(Spec& spec) {
  if (spec.head.given() && spec.surface.kind == SurfaceKind::kPlane) spec.surface.kind = SurfaceKind::kHead;
  if (spec.surface.kind == SurfaceKind::kHead && !spec.head.given())
    refuse("/head", "is missing, and the surface is a head",
           "mark at least four places under /head/landmarks");
}

// Names of regions and scars, which reports and other parts of the spec go by.
class Names {
 public:
  void add(const std::string& name, const std::string& where, const std::string& what) {
    const auto [first, is_new] = names_.emplace(name, what);
    if (!is_new)
      refuse(where + "/name", fmt::format("{} is already the name of {}", quoted(name), first->second),
             "give each a name of its own");
  }

 private:
  std::map<std::string, std::string> names_;
};

void check_zones(const std::vector<std::string>& zones, const std::string& where) {
  std::string known;
  for (int i = 0; i < kZones; ++i)
    known += (i > 0 ? ", " : "") + std::string(zone_name(static_cast<Zone>(i)));
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const std::string at = fmt::format("{}/zones/{}", where, i);
    if (!find_zone(zones[i])) refuse(at, quoted(zones[i]) + " is no zone", "give one of " + known);
    if (std::find(zones.begin(), zones.begin() + static_cast<std::ptrdiff_t>(i), zones[i]) !=
        zones.begin() + static_cast<std::ptrdiff_t>(i))
      refuse(at, "repeats " + quoted(zones[i]));
  }
}

void check_hairline(const Spec& spec, const RegionOptions& region, const std::string& where) {
  const std::vector<Point2>& points = region.hairline->points;
  if (points.empty()) return need_head(spec, where + "/hairline");
  if (region.outline.empty())
    refuse(where + "/hairline/points", "need an outline whose front they are",
           "give the region an outline, or leave the points out to design the hairline on the head");
  for (std::size_t i = 1; i < points.size(); ++i)
    if (points[i] == points[i - 1])
      refuse(fmt::format("{}/hairline/points/{}", where, i), fmt::format("repeats point {}", i - 1));
}

void check_needles(const Spec& spec, const RegionOptions& region, const std::string& where) {
  if (!region.needles) return;
  for (const auto& [code, share] : *region.needles) {
    const bool own = std::any_of(spec.needles.begin(), spec.needles.end(),
                                 [&](const OwnNeedle& needle) { return needle.code == code; });
    if (own || find_needle(code)) continue;
    std::string known;
    for (const std::string& name : known_needle_codes()) known += (known.empty() ? "" : ", ") + name;
    refuse(pointer_to(where + "/needles", code), quoted(code) + " is no needle of the catalogue or your own",
           "give one of " + known);
  }
}

void check_grafts(const Spec& spec) {
  std::set<std::string> grafted;
  for (std::size_t i = 0; i < spec.grafts.size(); ++i) {
    const GraftOptions& graft = spec.grafts[i];
    const std::string where = fmt::format("/grafts/{}", i);
    if (std::none_of(spec.regions.begin(), spec.regions.end(),
                     [&](const RegionOptions& region) { return region.name == graft.region; }))
      refuse(where + "/region", quoted(graft.region) + " is the name of no region");
    if (!grafted.insert(graft.region).second)
      refuse(where + "/region", quoted(graft.region) + " has grafts already");
    double sum = 0;
    for (const double share : graft.hairs_per_unit) sum += share;
    if (!(sum > 0)) refuse(where + "/hairs_per_unit", "at least one share must be above 0");
  }
}

bool has_name(const Spec& spec, const std::string& name) {
  return std::any_of(spec.regions.begin(), spec.regions.end(),
                     [&](const RegionOptions& region) { return region.name == name; }) ||
         std::any_of(spec.scars.begin(), spec.scars.end(),
                     [&](const ScarOptions& scar) { return scar.name == name; });
}

// Regions of a list of impressions are known when it has been read.
void check_times(const Spec& spec) {
  within("/timeline", [&] { check_timeline(spec.timeline); });
  const auto check_name = [&](const std::string& name, const std::string& where) {
    if (!name.empty() && spec.impressions.empty() && !has_name(spec, name))
      refuse(where + "/region", quoted(name) + " is the name of no region or scar");
  };
  for (std::size_t i = 0; i < spec.timeline.touch_ups.size(); ++i)
    check_name(spec.timeline.touch_ups[i].region, fmt::format("/timeline/touch_ups/{}", i));
  for (std::size_t i = 0; i < spec.timeline.laser.size(); ++i)
    check_name(spec.timeline.laser[i].region, fmt::format("/timeline/laser/{}", i));
  for (std::size_t i = 0; i < spec.timeline.loss.size(); ++i)
    need_head(spec, fmt::format("/timeline/loss/{}/pattern", i));
}

}  // namespace

void complete_places(Spec& spec) {
  complete_surface(spec);
  within("/needles", [&] { check_own_needles(spec.needles); });
  if (!spec.forecast.empty()) need_head(spec, "/forecast");
  Names names;
  for (std::size_t i = 0; i < spec.regions.size(); ++i) {
    RegionOptions& region = spec.regions[i];
    const std::string where = fmt::format("/regions/{}", i);
    if (region.name.empty()) region.name = fmt::format("region-{}", i + 1);
    names.add(region.name, where, fmt::format("region {}", i));
    if (!region.pattern.empty()) need_head(spec, where + "/pattern");
    if (!region.zones.empty()) need_head(spec, where + "/zones");
    check_zones(region.zones, where);
    if (region.hairline) check_hairline(spec, region, where);
    check_needles(spec, region, where);
  }
  for (std::size_t i = 0; i < spec.scars.size(); ++i) {
    ScarOptions& scar = spec.scars[i];
    const std::string where = fmt::format("/scars/{}", i);
    if (scar.name.empty()) scar.name = fmt::format("scar-{}", i + 1);
    names.add(scar.name, where, fmt::format("scar {}", i));
    within(where, [&] { check_scar(scar); });
  }
  check_grafts(spec);
  check_times(spec);
}

}  // namespace smp
