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
#include <mutex>
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

template <class Body>
void for_runs(int threads, std::size_t count, const Body& body) {
  constexpr std::size_t kRun = 1024;
  parallel_for(threads, (count + kRun - 1) / kRun, [&](std::size_t run) {
    for (std::size_t i = run * kRun; i < std::min(count, (run + 1) * kRun); ++i) body(i);
  });
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

// What the marks need: profiles by deposit and blur, tables by profile and join.
struct Requests {
  std::vector<ProfileRequest> profiles;
  std::vector<TableRequest> tables;
};

// What a mark asks of the tables.
struct Wish {
  double blur_mm, join_mm;
  int blur_class, join_class;
};

// Fills all of the dots but their table and reach.
std::vector<Wish> place_dots(const std::vector<Mark>& marks, const DepositClasses& classes, double blur_px,
                             int step, int threads, std::vector<DrawnDot>& dots) {
  std::vector<DotSpread> spreads;
  for (const Deposit& deposit : classes.deposits) spreads.push_back(spread_of(deposit));
  std::vector<Wish> wishes(marks.size());
  for_runs(threads, marks.size(), [&](std::size_t i) {
    const Mark& mark = marks[i];
    const Footprint footprint = footprint_of(spreads[classes.of_mark[i]], mark.metric_mm2, blur_px, step);
    wishes[i] = {footprint.blur_mm, footprint.join_mm, class_of(footprint.blur_mm, kBlurStep),
                 class_of(footprint.join_mm, kJoinStep)};
    DrawnDot& dot = dots[i];
    dot.center_px = mark.center_px;
    dot.core_xx = static_cast<float>(footprint.core.xx), dot.core_xy = static_cast<float>(footprint.core.xy);
    dot.core_yy = static_cast<float>(footprint.core.yy);
    dot.tail_xx = static_cast<float>(mark.metric_mm2.xx),
    dot.tail_xy = static_cast<float>(mark.metric_mm2.xy);
    dot.tail_yy = static_cast<float>(mark.metric_mm2.yy);
  });
  return wishes;
}

// Collects what must be tabulated, and tells every dot its table.
Requests request_tables(const DepositClasses& classes, const std::vector<Wish>& wishes,
                        std::vector<DrawnDot>& dots) {
  Requests requests;
  // Tables that share a deposit and a blur differ only in where they are joined.
  std::unordered_map<std::uint64_t, std::uint32_t> known_profiles, known_tables;
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    const std::uint32_t deposit = classes.of_mark[i];
    const auto [profile, new_profile] = known_profiles.try_emplace(
        pair_key(deposit, wishes[i].blur_class), static_cast<std::uint32_t>(requests.profiles.size()));
    if (new_profile) requests.profiles.push_back({deposit, wishes[i].blur_mm});
    const auto [table, new_table] = known_tables.try_emplace(
        pair_key(profile->second, wishes[i].join_class), static_cast<std::uint32_t>(requests.tables.size()));
    if (new_table) requests.tables.push_back({profile->second, wishes[i].join_mm});
    dots[i].table = table->second;
  }
  return requests;
}

// Half extents of what each dot changes; returns the largest.
double set_reaches(const std::vector<Mark>& marks, const Requests& requests,
                   const std::vector<const CutProfile*>& profiles, std::vector<DrawnDot>& dots) {
  double largest_reach_px = 0;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    DrawnDot& dot = dots[i];
    const double reach = profiles[requests.tables[dot.table].profile]->reach_mm;
    const Metric2 inverse = marks[i].metric_mm2.inverse();
    const Metric2 core_inverse = Metric2{dot.core_xx, dot.core_xy, dot.core_yy}.inverse();
    dot.reach_x_px = static_cast<float>(reach * std::sqrt(std::max(inverse.xx, core_inverse.xx)));
    dot.reach_y_px = static_cast<float>(reach * std::sqrt(std::max(inverse.yy, core_inverse.yy)));
    largest_reach_px = std::max<double>({largest_reach_px, dot.reach_x_px, dot.reach_y_px});
  }
  return largest_reach_px;
}

}  // namespace

// Pigment in the epidermis is shed and never a layer: it neither lifts the veil off the deposits below it nor
// makes a channel go without its floor, which would tint dense fields.
// @param profiles in the order of the requests.
PerChannel floor_of(const std::vector<Deposit>& deposits, const std::vector<ProfileRequest>& requests,
                    const std::vector<const CutProfile*>& profiles, double ita_deg) {
  double shallowest = INFINITY;
  PerChannel darkest = {1, 1, 1};
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const double depth_mm = deposits[requests[i].deposit].depth_mm;
    if (depth_mm < kEpidermisMm) continue;
    shallowest = std::min(shallowest, depth_mm);
    for (std::size_t c = 0; c < 3; ++c) darkest[c] = std::min(darkest[c], 1 - profiles[i]->drop.front()[c]);
  }
  if (!std::isfinite(shallowest)) return {};
  PerChannel floor = floor_transmittance(shallowest, ita_deg);
  for (std::size_t c = 0; c < 3; ++c)
    if (floor[c] > 0.99 || floor[c] >= darkest[c]) floor[c] = 0;
  return floor;
}

// Closed forms by deposit, and their blurred profiles.
class DotMaker::Profiles {
 public:
  explicit Profiles(double ita_deg) : optics_(ita_deg) {}

  const DotOptics& optics() const { return optics_; }

  /// The profiles asked for, in order. Valid as long as this and until the next call of `forget`.
  std::vector<const CutProfile*> of(const std::vector<ProfileRequest>& requests,
                                    const std::vector<Deposit>& deposits, int threads) {
    std::vector<const CutProfile*> found;
    std::vector<std::pair<const Key, CutProfile>*> missing;
    for (const ProfileRequest& request : requests) {
      const auto [entry, is_new] = profiles_.try_emplace({deposits[request.deposit], request.blur_mm});
      if (is_new) missing.push_back(&*entry);
      found.push_back(&entry->second);
    }
    try {
      find_bare(missing, threads);
      parallel_for(threads, missing.size(), [&](std::size_t i) {
        const auto& [deposit, blur_mm] = missing[i]->first;
        missing[i]->second = cut_profile(optics_, optics_.blurred(bare_.at(deposit), deposit, blur_mm));
      });
    } catch (...) {  // without memory: nothing half made may stay
      profiles_.clear(), bare_.clear(), discs_.clear();
      throw;
    }
    return found;
  }

  /// Bounds what is kept, to some 20 MB: the lattice of deposits (mark.h) has fewer diameters and, in one
  /// treatment, seldom more profiles. Few exact deposits are found again only in the same treatment.
  void forget() {
    constexpr std::size_t kMostDiscs = 2 * kExactDeposits;  // 60 kB each
    constexpr std::size_t kMostProfiles = 2048;             // 2.5 kB each, as the bare ones
    if (profiles_.size() > kMostProfiles) profiles_.clear();
    if (bare_.size() > kMostProfiles) bare_.clear();
    if (discs_.size() > kMostDiscs) discs_.clear();
  }

  std::mutex mutex;  ///< held while profiles are asked for and used

 private:
  using Key = std::pair<Deposit, double>;

  // Deposits of one diameter share their disc.
  void find_bare(const std::vector<std::pair<const Key, CutProfile>*>& wanted, int threads) {
    std::vector<std::pair<const Deposit, std::vector<PerChannel>>*> bare;
    std::vector<std::pair<const double, DotOptics::Disc>*> discs;
    for (const auto* profile : wanted) {
      const Deposit& deposit = profile->first.first;
      const auto [entry, is_new] = bare_.try_emplace(deposit);
      if (!is_new) continue;
      bare.push_back(&*entry);
      const auto [disc, new_disc] = discs_.try_emplace(deposit.diameter_mm);
      if (new_disc) discs.push_back(&*disc);
    }
    parallel_for(threads, discs.size(),
                 [&](std::size_t i) { discs[i]->second = optics_.disc(discs[i]->first); });
    parallel_for(threads, bare.size(), [&](std::size_t i) {
      bare[i]->second = optics_.drop(bare[i]->first, discs_.at(bare[i]->first.diameter_mm));
    });
  }

  DotOptics optics_;
  std::map<double, DotOptics::Disc> discs_;
  std::map<Deposit, std::vector<PerChannel>> bare_;
  std::map<Key, CutProfile> profiles_;
};

DotMaker::DotMaker(double ita_deg, double blur_px)
    : ita_deg_(ita_deg), blur_px_(blur_px), profiles_(std::make_unique<Profiles>(ita_deg)) {}
DotMaker::~DotMaker() = default;
DotMaker::DotMaker(DotMaker&&) noexcept = default;
DotMaker& DotMaker::operator=(DotMaker&&) noexcept = default;

DrawnDots DotMaker::prepare(const std::vector<Mark>& marks, int threads) const {
  DrawnDots drawn;
  if (marks.empty()) return drawn;
  const DepositClasses classes = classify_deposits(marks, threads);
  const int step = tail_step(marks);
  drawn.dots.resize(marks.size());
  const std::vector<Wish> wishes = place_dots(marks, classes, blur_px_, step, threads, drawn.dots);
  const Requests requests = request_tables(classes, wishes, drawn.dots);

  const std::lock_guard lock(profiles_->mutex);
  profiles_->forget();
  const auto radii = profiles_->optics().radii_mm();
  const std::vector<const CutProfile*> profiles = profiles_->of(requests.profiles, classes.deposits, threads);
  drawn.floor = floor_of(classes.deposits, requests.profiles, profiles, ita_deg_);

  // Dots that span few pixels are drawn whole; the choice is one for the picture.
  const bool whole = set_reaches(marks, requests, profiles, drawn.dots) < kSmallReachPx;
  drawn.tail_step_px = whole ? 0 : step;
  std::vector<std::vector<PerChannel>> logs_of_profile(profiles.size());
  parallel_for(threads, profiles.size(),
               [&](std::size_t i) { logs_of_profile[i] = log_profile(radii, *profiles[i], drawn.floor); });
  drawn.tables.resize(requests.tables.size());
  parallel_for(threads, requests.tables.size(), [&](std::size_t i) {
    const TableRequest& request = requests.tables[i];
    drawn.tables[i] = build_table(radii, logs_of_profile[request.profile],
                                  profiles[request.profile]->reach_mm, request.join_mm, whole);
  });
  for (DrawnDot& dot : drawn.dots) {
    const Metric2 inverse = Metric2{dot.core_xx, dot.core_xy, dot.core_yy}.inverse();
    const double join = drawn.tables[dot.table].join_mm;
    dot.core_x_px = static_cast<float>(join * std::sqrt(inverse.xx)) + 1;
    dot.core_y_px = static_cast<float>(join * std::sqrt(inverse.yy)) + 1;
  }
  return drawn;
}

DrawnDots prepare_dots(const std::vector<Mark>& marks, double ita_deg, double blur_px, int threads) {
  return DotMaker(ita_deg, blur_px).prepare(marks, threads);
}

}  // namespace smp
