// A dot's image is its profile on the scalp, stretched by the surface metric, then blurred in the
// photo by the camera and the pixel's own area. The blur is round in the photo but not on the scalp,
// so a dot of variance v (per axis, mm^2) under the metric G gets the covariance C = v G^-1 + s^2 I
// in px^2. The profile is tabulated with the round blur t, t^2 = sqrt(det C det G) - v, and drawn with
// the metric (v + t^2) C^-1: same covariance, same area, hence the same missing light.
#include "smp/render/dot_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>

#include "smp/base/parallel.h"
#include "smp/optics/smooth_plateau.h"

namespace smp {
namespace {

constexpr double kPixelVariance = 1.0 / 12;  // of the pixel's square
constexpr double kLeastDrop = 4e-4;
constexpr double kLeastJoinMm = 0.45;
constexpr double kTailStepMm = 0.41;  // most that keeps the interpolated shadow within 0.007 of T
constexpr double kJoinSteps = 1.4;    // least join in steps of the tail grid
constexpr double kBlurStep = 1.2, kJoinStep = 1.4;  // ratio between neighbouring classes
constexpr double kSmallReachPx = 12;                // a dot this small is drawn whole

struct Footprint {
  Metric2 core;
  double blur_mm = 0;
  double join_mm = 0;
};

double largest_eigenvalue(const Metric2& m) {
  const double mean = 0.5 * (m.xx + m.yy);
  return mean + std::sqrt(0.25 * (m.xx - m.yy) * (m.xx - m.yy) + m.xy * m.xy);
}

// Of the sharp part of a dot, on the scalp.
struct DotSpread {
  double radius_mm, edge_variance, variance;  // mm, mm^2 per axis
};
DotSpread spread_of(const Deposit& deposit) {
  const double edge_mm = 0.407 * std::pow(deposit.depth_mm, 1.224);  // the model's sigma, green
  return {deposit.diameter_mm / 2, edge_mm * edge_mm,
          deposit.diameter_mm * deposit.diameter_mm / 16 + edge_mm * edge_mm};
}

Footprint footprint_of(const DotSpread& spread, const Metric2& metric, double blur_px, int tail_step_px) {
  const double v = spread.variance;
  const double s2 = blur_px * blur_px + kPixelVariance;
  Metric2 covariance = v * metric.inverse();
  covariance.xx += s2;
  covariance.yy += s2;
  const double total = std::sqrt(covariance.determinant() * metric.determinant());
  Footprint footprint;
  footprint.core = total * covariance.inverse();
  footprint.blur_mm = std::sqrt(std::max(0.0, total - v));
  const double sharp_mm = spread.radius_mm + 2.2 * std::sqrt(spread.edge_variance + total - v);
  // The tail's grid must resolve the plateau under the core even where the surface turns away.
  footprint.join_mm =
      std::max({kLeastJoinMm, sharp_mm, kJoinSteps * tail_step_px * std::sqrt(largest_eigenvalue(metric))});
  return footprint;
}

// Spacing of the tails' grid in px: 2, 4 or 8, a divisor of the tiles, by the picture's mean scale.
int tail_step(const std::vector<Mark>& marks) {
  double mm_per_px = 0;
  for (const Mark& mark : marks) mm_per_px += std::sqrt(mark.metric_mm2.area());
  mm_per_px /= static_cast<double>(marks.size());
  return 8 * mm_per_px <= kTailStepMm ? 8 : 4 * mm_per_px <= kTailStepMm ? 4 : 2;
}

int class_of(double value, double ratio) {
  return static_cast<int>(std::lround(std::log(value) / std::log(ratio)));
}

// Key of a pair of small numbers, for look-up only; order never depends on it.
std::uint64_t pair_key(std::uint32_t first, int second) {
  return std::uint64_t{first} << 32 | static_cast<std::uint32_t>(second);
}

struct ProfileRequest {
  std::uint32_t deposit;
  double blur_mm;
};
struct TableRequest {
  std::uint32_t profile;
  double join_mm;
};

// Drop profile with its reach, cut off smoothly over the last sixth.
struct CutProfile {
  std::vector<PerChannel> drop;
  double reach_mm = 0;
};

CutProfile cut_profile(const DotOptics& optics, std::vector<PerChannel> drop) {
  CutProfile profile{std::move(drop)};
  const auto radii = optics.radii_mm();
  std::size_t last = radii.size() - 1;
  while (last > 1 && *std::max_element(profile.drop[last].begin(), profile.drop[last].end()) < kLeastDrop)
    --last;
  profile.reach_mm = radii[std::min(last + 1, radii.size() - 1)];
  return profile;
}

// log((1 - drop - F) / (1 - F)) at the profile's radii.
std::vector<PerChannel> log_profile(std::span<const double> radii, const CutProfile& profile,
                                    const PerChannel& floor) {
  std::vector<PerChannel> out(radii.size());
  for (std::size_t i = 0; i < radii.size(); ++i) {
    const double t = std::clamp((radii[i] / profile.reach_mm - 5.0 / 6) * 6, 0.0, 1.0);
    const double cut = 1 - t * t * (3 - 2 * t);
    for (std::size_t c = 0; c < 3; ++c)
      out[i][c] = std::log(std::max(1e-4, 1 - cut * profile.drop[i][c] / (1 - floor[c])));
  }
  return out;
}

Float4 packed(const PerChannel& v) {
  return Float4{static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2]), 0.0f};
}

// Within the join the tail is a polynomial in r^2 that meets the profile with the same value, slope and
// curvature, so that the coarse grid can carry it.
DotTable build_table(std::span<const double> radii, const std::vector<PerChannel>& profile, double reach_mm,
                     double join_mm, bool whole) {
  const auto profile_at = [&](double r) { return drop_at(radii, profile, r); };
  DotTable table;
  table.has_tail = !whole && join_mm < reach_mm;
  const double join = table.has_tail ? join_mm : reach_mm;
  table.join_mm = static_cast<float>(join);
  table.reach_mm = static_cast<float>(reach_mm);
  std::array<SmoothPlateau, 3> plateaus;
  if (table.has_tail) {
    const double h = 0.04;
    const PerChannel before = profile_at(join - h), at = profile_at(join), after = profile_at(join + h);
    for (std::size_t c = 0; c < 3; ++c) plateaus[c] = SmoothPlateau(join, before[c], at[c], after[c], h);
  }
  const auto plateau = [&](double r) {
    return PerChannel{plateaus[0].value(r), plateaus[1].value(r), plateaus[2].value(r)};
  };
  for (int i = 0; i <= DotTable::kCoreEntries + 1; ++i) {
    const double r = join * std::sqrt(std::min(1.0, double(i) / DotTable::kCoreEntries));
    PerChannel core = profile_at(r);
    const PerChannel under = plateau(r);
    for (std::size_t c = 0; c < 3; ++c) core[c] -= under[c];
    table.core.push_back(i >= DotTable::kCoreEntries ? Float4{} : packed(core));
  }
  for (int i = 0; table.has_tail && i <= DotTable::kTailEntries + 1; ++i) {
    const double r = reach_mm * std::sqrt(std::min(1.0, double(i) / DotTable::kTailEntries));
    table.tail.push_back(packed(r < join ? plateau(r) : profile_at(r)));
  }
  return table;
}

PerChannel floor_of(const std::vector<Deposit>& deposits, const std::vector<CutProfile>& profiles,
                    double ita_deg) {
  double shallowest = INFINITY;
  for (const Deposit& deposit : deposits) shallowest = std::min(shallowest, deposit.depth_mm);
  PerChannel floor = floor_transmittance(shallowest, ita_deg);
  for (std::size_t c = 0; c < 3; ++c) {
    double darkest = 1;
    for (const CutProfile& profile : profiles) darkest = std::min(darkest, 1 - profile.drop.front()[c]);
    if (floor[c] > 0.99 || floor[c] >= darkest) floor[c] = 0;
  }
  return floor;
}

// What the marks need: profiles by deposit and blur, tables by profile and join.
struct Requests {
  std::vector<ProfileRequest> profiles;
  std::vector<TableRequest> tables;
};

// Fills all of the dots but their reach, and collects what must be tabulated for them.
Requests request_tables(const std::vector<Mark>& marks, const DepositClasses& classes, double blur_px,
                        int step, std::vector<DrawnDot>& dots) {
  Requests requests;
  std::vector<DotSpread> spreads;
  for (const Deposit& deposit : classes.deposits) spreads.push_back(spread_of(deposit));
  // Tables that share a deposit and a blur differ only in where they are joined.
  std::unordered_map<std::uint64_t, std::uint32_t> known_profiles, known_tables;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const Mark& mark = marks[i];
    const std::uint32_t deposit = classes.of_mark[i];
    const Footprint footprint = footprint_of(spreads[deposit], mark.metric_mm2, blur_px, step);
    const auto [profile, new_profile] =
        known_profiles.try_emplace(pair_key(deposit, class_of(footprint.blur_mm, kBlurStep)),
                                   static_cast<std::uint32_t>(requests.profiles.size()));
    if (new_profile) requests.profiles.push_back({deposit, footprint.blur_mm});
    const auto [table, new_table] =
        known_tables.try_emplace(pair_key(profile->second, class_of(footprint.join_mm, kJoinStep)),
                                 static_cast<std::uint32_t>(requests.tables.size()));
    if (new_table) requests.tables.push_back({profile->second, footprint.join_mm});
    DrawnDot& dot = dots[i];
    dot.center_px = mark.center_px;
    dot.table = table->second;
    dot.core_xx = static_cast<float>(footprint.core.xx), dot.core_xy = static_cast<float>(footprint.core.xy);
    dot.core_yy = static_cast<float>(footprint.core.yy);
    dot.tail_xx = static_cast<float>(mark.metric_mm2.xx),
    dot.tail_xy = static_cast<float>(mark.metric_mm2.xy);
    dot.tail_yy = static_cast<float>(mark.metric_mm2.yy);
  }
  return requests;
}

// The closed form of every deposit; deposits of one diameter share their disc.
std::vector<std::vector<PerChannel>> bare_drops(const DotOptics& optics, const std::vector<Deposit>& deposits,
                                                int threads) {
  std::vector<std::vector<PerChannel>> bare(deposits.size());
  std::map<double, DotOptics::Disc> discs;
  for (const Deposit& deposit : deposits) discs.try_emplace(deposit.diameter_mm);
  std::vector<std::pair<const double, DotOptics::Disc>*> disc_list;
  for (auto& entry : discs) disc_list.push_back(&entry);
  parallel_for(threads, disc_list.size(),
               [&](std::size_t i) { disc_list[i]->second = optics.disc(disc_list[i]->first); });
  parallel_for(threads, bare.size(),
               [&](std::size_t i) { bare[i] = optics.drop(deposits[i], discs.at(deposits[i].diameter_mm)); });
  return bare;
}

// Half extents of what each dot changes; returns the largest.
double set_reaches(const std::vector<Mark>& marks, const Requests& requests,
                   const std::vector<CutProfile>& profiles, std::vector<DrawnDot>& dots) {
  double largest_reach_px = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    DrawnDot& dot = dots[i];
    const double reach = profiles[requests.tables[dot.table].profile].reach_mm;
    const Metric2 inverse = marks[i].metric_mm2.inverse();
    const Metric2 core_inverse = Metric2{dot.core_xx, dot.core_xy, dot.core_yy}.inverse();
    dot.reach_x_px = static_cast<float>(reach * std::sqrt(std::max(inverse.xx, core_inverse.xx)));
    dot.reach_y_px = static_cast<float>(reach * std::sqrt(std::max(inverse.yy, core_inverse.yy)));
    largest_reach_px = std::max<double>({largest_reach_px, dot.reach_x_px, dot.reach_y_px});
  }
  return largest_reach_px;
}

}  // namespace

DrawnDots prepare_dots(const std::vector<Mark>& marks, double ita_deg, double blur_px, int threads) {
  DrawnDots drawn;
  if (marks.empty()) return drawn;
  const DepositClasses classes = classify_deposits(marks);
  const int step = tail_step(marks);

  drawn.dots.resize(marks.size());
  const Requests requests = request_tables(marks, classes, blur_px, step, drawn.dots);
  const DotOptics optics(ita_deg);
  const auto bare = bare_drops(optics, classes.deposits, threads);
  std::vector<CutProfile> profiles(requests.profiles.size());
  parallel_for(threads, profiles.size(), [&](std::size_t i) {
    const ProfileRequest& request = requests.profiles[i];
    profiles[i] = cut_profile(
        optics, optics.blurred(bare[request.deposit], classes.deposits[request.deposit], request.blur_mm));
  });
  drawn.floor = floor_of(classes.deposits, profiles, ita_deg);

  // Dots that span few pixels are drawn whole; the choice is one for the picture.
  const bool whole = set_reaches(marks, requests, profiles, drawn.dots) < kSmallReachPx;
  drawn.tail_step_px = whole ? 0 : step;
  std::vector<std::vector<PerChannel>> logs_of_profile(profiles.size());
  parallel_for(threads, profiles.size(), [&](std::size_t i) {
    logs_of_profile[i] = log_profile(optics.radii_mm(), profiles[i], drawn.floor);
  });
  drawn.tables.resize(requests.tables.size());
  parallel_for(threads, requests.tables.size(), [&](std::size_t i) {
    const CutProfile& profile = profiles[requests.tables[i].profile];
    const std::vector<PerChannel>& logs = logs_of_profile[requests.tables[i].profile];
    drawn.tables[i] =
        build_table(optics.radii_mm(), logs, profile.reach_mm, requests.tables[i].join_mm, whole);
  });
  for (DrawnDot& dot : drawn.dots) {
    const Metric2 inverse = Metric2{dot.core_xx, dot.core_xy, dot.core_yy}.inverse();
    const double join = drawn.tables[dot.table].join_mm;
    dot.core_x_px = static_cast<float>(join * std::sqrt(inverse.xx)) + 1;
    dot.core_y_px = static_cast<float>(join * std::sqrt(inverse.yy)) + 1;
  }
  return drawn;
}

}  // namespace smp
