#pragma once  // Internal: sets up the bit planes of a placement.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "smp/sampling/placement.h"
#include "smp/sampling/windows.h"

namespace smp::detail {

/// Relative conflict distances that decide how large an ellipse may be.
struct ClassReach {
  double between = 1;  ///< largest between two classes
  double largest = 1;  ///< largest of all
};

/// A placement area turned into bit planes whose ellipses can be rescaled.
class CanvasBuilder {
 public:
  /// `class_distance` is the matrix of relative conflict distances.
  CanvasBuilder(const PlacementArea& area, std::span<const ExistingDot> existing,
                std::span<const double> class_distance, int threads);

  Canvas& canvas() { return canvas_; }
  const PlacementArea& area() const { return area_; }
  double expected() const { return expected_; }
  /// Cells in which a dot may lie (inside the mask, density > 0).
  std::size_t free_cells() const { return free_cells_; }
  /// Half extent of the largest ellipse at the present scale, over all classes, in cells.
  double largest_extent() const { return largest_extent_; }

  /// Expected dots by level of density: half octaves below the densest place, so that a level's places are
  /// much alike. One level where the density is the same everywhere.
  const std::vector<double>& level_expected() const { return level_expected_; }
  int level_at(int x, int y) const {
    return block_level_.empty() ? 0
                                : block_level_[static_cast<std::size_t>(y >> canvas_.block_shift) *
                                                   static_cast<std::size_t>(canvas_.block_columns) +
                                               static_cast<std::size_t>(x >> canvas_.block_shift)];
  }
  /// Darts at each level, relative to their share by density.
  void aim(std::span<const double> level_factor);

  /// Sets the conflict distance to `scale` times the one of maximal sampling, clears the planes and
  /// stamps the existing dots and `placed`.
  void rebuild(double scale, std::span<const Hit> placed);

 private:
  void set_levels();
  void set_shapes(double scale);
  void set_weights();
  void set_tile_weights();
  void set_plane_kinds();
  void lay_empty_planes(double scale);
  void stamp_existing(double scale);
  const DensityField::Block* block_near(int x, int y) const;

  const PlacementArea& area_;
  std::span<const ExistingDot> existing_;
  ClassReach reach_;
  int threads_;
  Canvas canvas_;
  BitGrid masked_;                         ///< allowed cells of positive density, where that differs
  const BitGrid* mask_;                    ///< `masked_` or the area's own grid
  std::vector<std::uint8_t> block_level_;  ///< empty: one level
  std::vector<double> level_expected_, level_factor_;
  std::vector<float> block_weight_;          ///< by density alone; empty: one level
  std::vector<char> tile_used_;              ///< tiles with cells in which a dot may lie, without the margin
  std::vector<double> kind_distance_;        ///< relative distances that existing dots keep: one per kind
  std::vector<std::size_t> plane_kind_;      ///< of each class
  std::vector<std::uint64_t> empty_planes_;  ///< one per kind, without placed dots, at the present scale
  double expected_ = 0, largest_extent_ = 0, scale_ = -1;
  std::size_t free_cells_ = 0;
};

}  // namespace smp::detail
