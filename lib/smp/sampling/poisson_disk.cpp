// Maximal Poisson-disk sampling on a bitmap of free cells, stopped at an exact count.
// Random sequential addition: Schaaf & Talbot, Phys. Rev. Lett. 62, 175 (1989). Phases of
// independent windows: Wei, Parallel Poisson Disk Sampling, 2008. Classes: Wei, Multi-Class Blue
// Noise Sampling, 2010. docs/models/placement.md explains the whole.
#include "smp/sampling/poisson_disk.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "smp/base/random.h"
#include "smp/sampling/canvas.h"
#include "smp/sampling/check_placement.h"
#include "smp/sampling/free_dots.h"

namespace smp {
namespace {

using detail::CanvasBuilder;
using detail::Hit;
using detail::Round;

constexpr int kListRounds = 8;
// A dart round throws at most these darts, and about as many as give these hits, as shares of what
// the area can hold: more lets a window run ahead of its neighbours, which shows as seams (four
// times the hits: 1.3 to 1.6 times the folded deviation of white noise instead of 1.0 to 1.3).
constexpr double kDartsPerRound = 0.5, kHitsPerRound = 0.06;
// Below this share of free cells listing them is cheaper than throwing darts.
constexpr double kListBelow = 0.12;
// A set that stays this regular does not show whether the darts of a window were counted evenly.
constexpr double kEvenDartsFrom = 0.5;

// Share of places where a dart still fits, when `x` of the dots of a saturated set are there: the fit
// of Schaaf & Talbot (1989) for random sequential addition of discs.
double free_share(double x) {
  if (x >= 1) return 0;
  const double rest = 1 - x;
  return rest * rest * rest / (1 - 0.812 * x + 0.2336 * x * x + 0.0845 * x * x * x);
}

// `total` split by `shares`, so that the parts sum to it exactly.
std::vector<std::uint64_t> split(std::uint64_t total, const std::vector<double>& shares) {
  std::vector<std::uint64_t> parts;
  double running = 0;
  std::uint64_t given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    running += shares[i];
    const auto up_to =
        i + 1 == shares.size()
            ? total
            : std::min(total, static_cast<std::uint64_t>(std::llround(running * static_cast<double>(total))));
    parts.push_back(up_to - std::min(given, up_to));
    given = std::max(given, up_to);
  }
  return parts;
}

// One placement in progress.
class Placer {
 public:
  Placer(const PlacementArea& area, std::span<const ExistingDot> existing, const PlacementOptions& options)
      : options_(options),
        builder_(area, existing, options.classes.distance, options.threads),
        level_counts_(builder_.level_expected().size()) {}

  Placement run() {
    Placement result;
    result.expected = builder_.expected();
    if (!(result.expected > 0)) return result;
    const auto count = options_.count.value_or(static_cast<std::uint64_t>(std::llround(result.expected)));
    if (!options_.maximal && count == 0) return result;
    if (options_.count && !options_.maximal) target_scale_ = static_cast<double>(count) / result.expected;
    const double most = std::min(static_cast<double>(options_.maximal ? 0 : count) + result.expected * 1.1,
                                 static_cast<double>(builder_.free_cells()));
    hits_.reserve(static_cast<std::size_t>(most));
    const auto per_session = split(count, options_.session_shares);
    double share = 0;
    std::uint64_t total = 0;
    for (std::size_t s = 0; s < per_session.size(); ++s) {
      const double added = options_.session_shares[s];
      if (added <= 0) continue;
      const std::size_t first = hits_.size();
      session_ = s;
      rounds_done_ = 0;
      const double free = options_.free_shares.empty() || options_.maximal ? 0 : options_.free_shares[s];
      const auto loose = std::llround(free * static_cast<double>(per_session[s]));
      if (loose > 0) place_free(static_cast<std::uint64_t>(loose));
      share += added;
      total += per_session[s];
      fill_up(share, total);
      result.dots.reserve(hits_.size());
      for (std::size_t i = first; i < hits_.size(); ++i)
        result.dots.push_back({static_cast<float>(hits_[i].x) + 0.5f, static_cast<float>(hits_[i].y) + 0.5f,
                               static_cast<std::uint16_t>(s), hits_[i].class_index});
    }
    result.distance_factor = lowest_factor_;
    return result;
  }

 private:
  // Conflict distance relative to maximal sampling of the area's density.
  double scale() const { return options_.regularity * factor_ / std::sqrt(share_ * target_scale_); }

  // Dots a saturated set would hold.
  double capacity() const {
    double mean_square = 0;  // of the distances between classes
    const std::vector<double>& shares = options_.classes.shares;
    for (std::size_t i = 0; i < shares.size(); ++i)
      for (std::size_t j = 0; j < shares.size(); ++j) {
        const double d = options_.classes.distance[i * shares.size() + j];
        mean_square += shares[i] * shares[j] * d * d;
      }
    const double packed = builder_.expected() / (scale() * scale() * mean_square);
    return std::min(packed, static_cast<double>(builder_.free_cells()));
  }

  bool open(std::size_t c) const { return options_.maximal || class_counts_[c] < class_targets_[c]; }

  std::uint64_t need() const {
    std::uint64_t sum = 0;
    for (std::size_t c = 0; c < class_targets_.size(); ++c)
      if (class_counts_[c] < class_targets_[c]) sum += class_targets_[c] - class_counts_[c];
    return sum;
  }

  bool finished() const { return !options_.maximal && need() == 0; }

  // Splits the dots after this session among the classes. Rounding may ask a class for one dot less than it
  // already has; another class then goes without.
  void set_class_targets(std::uint64_t total) {
    class_targets_ = split(total, options_.classes.shares);
    std::uint64_t owed = 0;
    for (std::size_t c = 0; c < class_targets_.size(); ++c) {
      if (class_targets_[c] >= class_counts_[c]) continue;
      owed += class_counts_[c] - class_targets_[c];
      class_targets_[c] = class_counts_[c];
    }
    for (std::size_t c = 0; c < class_targets_.size() && owed > 0; ++c) {
      const std::uint64_t given = std::min(owed, class_targets_[c] - class_counts_[c]);
      class_targets_[c] -= given;
      owed -= given;
    }
  }

  // Dots of a session that heed nothing.
  void place_free(std::uint64_t count) {
    if (!free_dots_) free_dots_.emplace(builder_.area());
    const std::size_t first = hits_.size();
    constexpr std::uint64_t kNoRound = 0xFFFFFFFF;
    free_dots_->draw(
        count,
        {options_.seed, RandomPurpose::kPlacement, static_cast<std::uint64_t>(session_) << 32 | kNoRound},
        hits_);
    // Their places are independent, so any order of classes will do.
    const auto per_class = split(hits_.size() - first, options_.classes.shares);
    std::size_t i = first;
    for (std::size_t c = 0; c < per_class.size(); ++c)
      for (std::uint64_t k = 0; k < per_class[c]; ++k) hits_[i++].class_index = static_cast<std::uint16_t>(c);
    for (i = first; i < hits_.size(); ++i)
      ++level_counts_[static_cast<std::size_t>(builder_.level_at(hits_[i].x, hits_[i].y))];
  }

  // Places dots until there are `total`, this share of all.
  void fill_up(double share, std::uint64_t total) {
    share_ = share;
    factor_ = 1;
    const std::size_t classes = options_.classes.shares.size();
    class_counts_.assign(classes, 0);
    for (const Hit& hit : hits_) ++class_counts_[hit.class_index];
    set_class_targets(total);
    if (finished()) return;
    declined_.clear();
    rebuild();
    throw_darts();
    // Smallest lowering of the distance tried next; grows, so that hopeless places end soon.
    double lowering = 0.985;
    int list_rounds = kListRounds;
    for (;;) {
      list_free_cells(list_rounds);
      if (options_.maximal || finished() || builder_.largest_extent() < 1) return;
      std::uint64_t wanted = 0, placed = 0;
      for (std::size_t c = 0; c < classes; ++c) {
        wanted += class_targets_[c];
        placed += std::min(class_counts_[c], class_targets_[c]);
      }
      const double fullness = std::sqrt(static_cast<double>(placed) / static_cast<double>(wanted));
      list_rounds = fullness > 0.99 ? 2 : kListRounds;  // a few stragglers need no more care
      factor_ *= std::clamp(fullness, 0.7, lowering);
      lowest_factor_ = std::min(lowest_factor_, factor_);
      lowering = std::max(0.8, lowering - 0.5 * (1 - lowering));
      rebuild();
    }
  }

  void rebuild() {
    builder_.rebuild(scale(), hits_);
    detail::stamp_hits(builder_.canvas(), declined_, options_.threads);
  }

  // Throws more darts where a level of density lags behind. Sparse places next to dense ones, and places
  // where the distances within a class are cut, turn fewer darts down than others.
  void aim() {
    constexpr double kMostFactor = 4;
    const std::vector<double>& expected = builder_.level_expected();
    if (expected.size() < 2 || options_.maximal) return;
    std::vector<double> lacking(expected.size());
    double all = 0;
    for (std::size_t l = 0; l < expected.size(); ++l) {
      lacking[l] =
          std::max(0.0, expected[l] * share_ * target_scale_ - static_cast<double>(level_counts_[l]));
      all += lacking[l];
    }
    if (!(all > 0)) return;
    for (std::size_t l = 0; l < expected.size(); ++l)
      lacking[l] =
          expected[l] > 0 ? std::min(kMostFactor, lacking[l] / expected[l] * builder_.expected() / all) : 0;
    builder_.aim(lacking);
  }

  void throw_darts() {
    double acceptance = 1;
    for (int i = 0; i < 64 && !finished(); ++i) {
      aim();
      const double capacity_now = capacity();
      const double full = static_cast<double>(hits_.size()) / capacity_now;
      const double free = std::min(acceptance, free_share(full));
      if (free < kListBelow) return;
      const double wanted = static_cast<double>(need());
      double darts = std::min(kDartsPerRound, kHitsPerRound / free) * capacity_now;
      if (!options_.maximal) darts = std::min(darts, 1.02 * wanted / free + 2 * std::sqrt(wanted) + 4);
      Round round = new_round();
      round.darts_per_weight = darts / builder_.expected();
      round.poisson = options_.regularity < kEvenDartsFrom;
      const std::size_t before = hits_.size();
      play(round);
      // Small sets are too noisy to learn from.
      if (darts > 100)
        acceptance = std::min(acceptance, static_cast<double>(hits_.size() - before) / darts * 1.1);
    }
  }

  void list_free_cells(int rounds) {
    for (int left = rounds; left >= 1 && !finished(); --left) {
      Round round = new_round();
      round.list = true;
      round.list_left = left;
      // A set that stops before it is saturated must be tried everywhere in proportion to its density.
      if (!options_.maximal && left > 1) {
        const std::vector<float>& weights = builder_.canvas().tile_weight;
        round.full_weight = *std::max_element(weights.begin(), weights.end());
      }
      play(round);
    }
  }

  Round new_round() {
    Round round;
    RandomStream stream(options_.seed, RandomPurpose::kPlacement,
                        static_cast<std::uint64_t>(session_) << 32 | rounds_done_++);
    round.key = stream.bits();
    double sum = 0;
    for (std::size_t c = 0; c < options_.classes.shares.size(); ++c) {
      round.class_open.push_back(open(c) ? 1 : 0);
      if (open(c)) sum += options_.classes.shares[c];
    }
    double running = 0;
    for (std::size_t c = 0; c < options_.classes.shares.size(); ++c) {
      if (open(c)) running += options_.classes.shares[c];
      round.class_limits.push_back(
          static_cast<std::uint32_t>(std::lround(65536 * running / std::max(sum, 1e-9))));
    }
    return round;
  }

  // Plays a round and takes back what it placed beyond a class's count.
  void play(const Round& round) {
    const std::size_t before = hits_.size();
    detail::run_round(builder_.canvas(), round, options_.threads, hits_, declined_);
    for (std::size_t i = before; i < hits_.size(); ++i) ++class_counts_[hits_[i].class_index];
    if (options_.maximal) return;
    bool removed = false;
    for (std::size_t c = 0; c < class_counts_.size(); ++c)
      if (class_counts_[c] > class_targets_[c]) {
        drop_surplus(round.key, before, static_cast<std::uint16_t>(c));
        removed = true;
      }
    for (std::size_t i = before; i < hits_.size(); ++i)
      ++level_counts_[static_cast<std::size_t>(builder_.level_at(hits_[i].x, hits_[i].y))];
    if (removed && !finished()) rebuild();
  }

  // Removes dots of a class among those placed since `before`, drawn evenly over the area.
  void drop_surplus(std::uint64_t key, std::size_t before, std::uint16_t class_index) {
    const auto surplus = static_cast<std::size_t>(class_counts_[class_index] - class_targets_[class_index]);
    const auto lot = [key](const Hit& hit) {
      return mix64(key ^ mix64(static_cast<std::uint64_t>(hit.y) << 32 | static_cast<std::uint64_t>(hit.x)));
    };
    std::vector<std::uint64_t> lots;  // one cell, one lot: all differ
    for (std::size_t i = before; i < hits_.size(); ++i)
      if (hits_[i].class_index == class_index) lots.push_back(lot(hits_[i]));
    std::nth_element(lots.begin(), lots.begin() + static_cast<std::ptrdiff_t>(surplus) - 1, lots.end());
    const std::uint64_t limit = lots[surplus - 1];
    const auto drop = [&](const Hit& hit) { return hit.class_index == class_index && lot(hit) <= limit; };
    hits_.erase(std::remove_if(hits_.begin() + static_cast<std::ptrdiff_t>(before), hits_.end(), drop),
                hits_.end());
    class_counts_[class_index] = class_targets_[class_index];
  }

  const PlacementOptions& options_;
  CanvasBuilder builder_;
  std::optional<detail::FreeDots> free_dots_;
  std::vector<std::uint64_t> level_counts_;  // dots so far by level of density
  std::vector<Hit> hits_, declined_;
  std::vector<std::uint64_t> class_counts_, class_targets_;
  std::size_t session_ = 0;
  std::uint64_t rounds_done_ = 0;
  double share_ = 1, target_scale_ = 1, factor_ = 1, lowest_factor_ = 1;
};

}  // namespace

Placement place_dots(const PlacementArea& area, std::span<const ExistingDot> existing,
                     const PlacementOptions& options) {
  detail::check_placement(area, existing, options);
  if (area.allowed.width() == 0 || area.allowed.height() == 0) return {};
  return Placer(area, existing, options).run();
}

}  // namespace smp
