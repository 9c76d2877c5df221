#include "smp/sampling/check_placement.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "smp/base/error.h"

namespace smp::detail {
namespace {

void require(bool fine, const char* cause, const char* where) {
  if (!fine) throw InvalidArgument(cause, where);
}

bool sums_to_one(const std::vector<double>& shares) {
  double sum = 0;
  for (const double share : shares) {
    if (!(share >= 0 && share <= 1)) return false;
    sum += share;
  }
  return !shares.empty() && std::fabs(sum - 1) < 1e-6;
}

void check_field(const PlacementArea& area) {
  const DensityField& field = area.field;
  const auto cells = static_cast<unsigned>(std::max(field.block_cells, 0));
  require(std::has_single_bit(cells) && cells >= 4 && cells <= 64, "must be a power of two from 4 to 64",
          "field.block_cells");
  require(field.columns >= 0 && field.rows >= 0 &&
              field.blocks.size() ==
                  static_cast<std::size_t>(field.columns) * static_cast<std::size_t>(field.rows),
          "must hold columns x rows blocks", "field.blocks");
  require(static_cast<std::int64_t>(field.columns) * field.block_cells >= area.allowed.width() &&
              static_cast<std::int64_t>(field.rows) * field.block_cells >= area.allowed.height(),
          "must cover the whole grid", "field");
  for (const DensityField::Block& block : field.blocks) {
    require(block.density_per_mm2 >= 0 && std::isfinite(block.density_per_mm2), "must be finite and >= 0",
            "field.density_per_mm2");
    if (block.density_per_mm2 == 0) continue;
    const Metric2& m = block.metric_mm2;
    require(m.xx > 0 && m.yy > 0 && m.determinant() > 0 && std::isfinite(m.xx + m.yy),
            "must be positive definite where the density is not 0", "field.metric_mm2");
  }
}

void check_options(const PlacementOptions& options) {
  require(options.regularity >= 0 && options.regularity <= 1, "must lie in [0, 1]", "regularity");
  require(sums_to_one(options.session_shares), "must be shares that sum to 1", "session_shares");
  require(options.session_shares.size() <= 65535, "too many sessions", "session_shares");
  require(options.session_shares.front() > 0, "the first session must have a share above 0",
          "session_shares");
  const std::vector<double>& free = options.free_shares;
  require(free.empty() || free.size() == options.session_shares.size(), "must be one per session, or none",
          "free_shares");
  require(std::all_of(free.begin(), free.end(), [](double share) { return share >= 0 && share <= 1; }),
          "must lie in [0, 1]", "free_shares");
  const std::size_t classes = options.classes.shares.size();
  require(sums_to_one(options.classes.shares), "must be shares that sum to 1", "classes.shares");
  require(classes <= 64, "at most 64 classes", "classes.shares");
  const std::vector<double>& distance = options.classes.distance;
  require(distance.size() == classes * classes, "must be a square matrix, one row per class",
          "classes.distance");
  for (std::size_t i = 0; i < classes; ++i)
    for (std::size_t j = 0; j < classes; ++j) {
      require(distance[i * classes + j] > 0 && distance[i * classes + j] <= 16, "must lie in (0, 16]",
              "classes.distance");
      require(distance[i * classes + j] == distance[j * classes + i], "must be symmetric",
              "classes.distance");
    }
}

}  // namespace

void check_placement(const PlacementArea& area, std::span<const ExistingDot> existing,
                     const PlacementOptions& options) {
  check_field(area);
  check_options(options);
  for (const ExistingDot& dot : existing)
    require(std::isfinite(dot.x) && std::isfinite(dot.y) && std::isfinite(dot.distance_factor) &&
                dot.distance_factor >= 0,
            "must be finite, its factor >= 0", "existing");
}

}  // namespace smp::detail
