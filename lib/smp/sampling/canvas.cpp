#include "smp/sampling/canvas.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "smp/base/parallel.h"
#include "smp/sampling/poisson_disk.h"

namespace smp::detail {
namespace {

// Half extents of d^T M d < 1 in cells.
double extent_x(const Metric2& m) { return std::sqrt(m.yy / m.determinant()); }
double extent_y(const Metric2& m) { return std::sqrt(m.xx / m.determinant()); }

// The conflict form at scale 1: r^2 = kMaximalFill / density.
Metric2 conflict_form(const DensityField::Block& block) {
  return (block.density_per_mm2 / kMaximalFill) * block.metric_mm2;
}

// The block's ellipse at `scale`; where it would reach too far between classes it is shrunk, and in turn
// only a share `keep` of the darts that hit becomes dots, so that the density stays right. Distances
// within a class that are larger are cut to what can be reached; they do not limit the density.
BlockShape shape_of(const DensityField::Block& block, double scale, const ClassReach& reach,
                    double& largest_extent) {
  BlockShape shape;
  if (!(block.density_per_mm2 > 0)) return shape;
  const Metric2 form = conflict_form(block);
  const double extent = scale * std::max(extent_x(form), extent_y(form));
  const double limit = kLargestExtent / reach.between;
  double keep = 1;
  if (extent > limit) keep = (limit / extent) * (limit / extent);
  const double largest_factor = std::min(reach.largest, kLargestExtent / (extent * std::sqrt(keep)));
  largest_extent = std::max(largest_extent, extent * std::sqrt(keep) * largest_factor);
  const double scale2 = scale * scale * keep * (1 + kRoundingGuard);
  shape.slope = static_cast<float>(-form.xy / form.xx);
  shape.reach2 = static_cast<float>(scale2 / form.xx);
  shape.bend = static_cast<float>(form.determinant() / (form.xx * form.xx));
  shape.half_rows = static_cast<float>(std::sqrt(scale2 * form.xx / form.determinant()));
  shape.weight = static_cast<float>(block.density_per_mm2 * block.metric_mm2.area() / keep);
  shape.keep = static_cast<float>(keep);
  shape.largest_factor = static_cast<float>(largest_factor);
  return shape;
}

// Distances that decide how large an ellipse may be. With one class its own, else the largest between two
// classes, must be kept everywhere.
ClassReach reach_of(std::span<const double> class_distance, int classes) {
  ClassReach reach{0, *std::max_element(class_distance.begin(), class_distance.end())};
  for (int a = 0; a < classes; ++a)
    for (int b = 0; b < classes; ++b)
      if (a != b || classes == 1)
        reach.between = std::max(reach.between, class_distance[static_cast<std::size_t>(a) * classes + b]);
  return reach;
}

bool same(const DensityField::Block& a, const DensityField::Block& b) {
  return a.density_per_mm2 == b.density_per_mm2 && a.metric_mm2 == b.metric_mm2;
}

}  // namespace

CanvasBuilder::CanvasBuilder(const PlacementArea& area, std::span<const ExistingDot> existing,
                             std::span<const double> class_distance, int threads)
    : area_(area), existing_(existing), threads_(threads) {
  const DensityField& field = area.field;
  canvas_.width = area.allowed.width();
  canvas_.height = area.allowed.height();
  canvas_.layout = PlaneLayout(canvas_.width, canvas_.height);
  canvas_.classes = static_cast<int>(std::lround(std::sqrt(static_cast<double>(class_distance.size()))));
  canvas_.block_shift = std::countr_zero(static_cast<unsigned>(field.block_cells));
  canvas_.block_columns = field.columns;
  canvas_.block_rows = field.rows;
  for (const double distance : class_distance) canvas_.class_distance.push_back(static_cast<float>(distance));
  reach_ = reach_of(class_distance, canvas_.classes);
  set_plane_kinds();

  const DensityField::Block* first = nullptr;
  bool holes = false;
  canvas_.uniform = true;
  for (const DensityField::Block& block : field.blocks) {
    if (!(block.density_per_mm2 > 0)) {
      holes = true;
      continue;
    }
    if (first == nullptr) first = &block;
    if (!same(*first, block)) canvas_.uniform = false;
  }
  mask_ = &area.allowed;
  if (holes) {
    masked_ = area.allowed;
    mask_ = &masked_;
    const std::uint64_t all = ~std::uint64_t{0} >> (64 - field.block_cells);
    for (int y = 0; y < masked_.height(); ++y)
      for (int x = 0; x < masked_.width(); x += field.block_cells)
        if (!(field.at_cell(x, y).density_per_mm2 > 0)) masked_.row(y)[x >> 6] &= ~(all << (x & 63));
  }
  free_cells_ = mask_->count();
  expected_ = expected_count(area);
  tile_used_.assign(
      static_cast<std::size_t>(mask_->words_per_row()) * static_cast<std::size_t>((canvas_.height + 63) / 64),
      0);
  for (int y = 0; y < canvas_.height; ++y)
    for (int w = 0; w < mask_->words_per_row(); ++w)
      if (mask_->row(y)[w] != 0)
        tile_used_[static_cast<std::size_t>(y / 64) * static_cast<std::size_t>(mask_->words_per_row()) +
                   static_cast<std::size_t>(w)] = 1;
  set_levels();
}

void CanvasBuilder::set_levels() {
  constexpr int kLevels = 10;
  constexpr double kHalfOctave = 0.70710678118654752;
  const DensityField& field = area_.field;
  double densest = 0, sparsest = INFINITY;
  for (const DensityField::Block& block : field.blocks)
    if (block.density_per_mm2 > 0) {
      densest = std::max(densest, block.density_per_mm2);
      sparsest = std::min(sparsest, block.density_per_mm2);
    }
  level_expected_.assign(1, expected_);
  if (!(sparsest < kHalfOctave * densest)) return;
  level_expected_.assign(kLevels, 0.0);
  block_level_.assign(field.blocks.size(), 0);
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i) {
      const std::size_t k = static_cast<std::size_t>(j) * field.columns + static_cast<std::size_t>(i);
      const DensityField::Block& block = field.blocks[k];
      if (!(block.density_per_mm2 > 0)) continue;
      int level = 0;
      for (double top = kHalfOctave * densest; block.density_per_mm2 < top && level + 1 < kLevels; ++level)
        top *= kHalfOctave;
      block_level_[k] = static_cast<std::uint8_t>(level);
      int cells = 0;
      const std::uint64_t bits = (~std::uint64_t{0} >> (64 - field.block_cells))
                                 << (i * field.block_cells % 64);
      for (int y = j * field.block_cells; y < std::min(canvas_.height, (j + 1) * field.block_cells); ++y)
        cells += count_bits(mask_->row(y)[i * field.block_cells / 64] & bits);
      level_expected_[static_cast<std::size_t>(level)] +=
          cells * block.density_per_mm2 * block.metric_mm2.area();
    }
}

void CanvasBuilder::aim(std::span<const double> level_factor) {
  if (block_level_.empty()) return;
  level_factor_.assign(level_factor.begin(), level_factor.end());
  set_weights();
}

const DensityField::Block* CanvasBuilder::block_near(int x, int y) const {
  const DensityField& field = area_.field;
  const DensityField::Block* best = nullptr;
  double best_distance = 3.0;  // blocks next to the one asked for, diagonals included
  const int i0 = std::clamp(x, 0, canvas_.width - 1) / field.block_cells;
  const int j0 = std::clamp(y, 0, canvas_.height - 1) / field.block_cells;
  for (int j = std::max(0, j0 - 1); j <= std::min(field.rows - 1, j0 + 1); ++j)
    for (int i = std::max(0, i0 - 1); i <= std::min(field.columns - 1, i0 + 1); ++i) {
      const DensityField::Block& block = field.blocks[static_cast<std::size_t>(j) * field.columns + i];
      const double away = (i - i0) * (i - i0) + (j - j0) * (j - j0);
      if (block.density_per_mm2 > 0 && away < best_distance) {
        best = &block;
        best_distance = away;
      }
    }
  return best;
}

void CanvasBuilder::set_shapes(double scale) {
  const DensityField& field = area_.field;
  std::vector<double> row_extent(static_cast<std::size_t>(field.rows), 0.0);
  if (canvas_.uniform) {
    const auto dense = std::find_if(field.blocks.begin(), field.blocks.end(),
                                    [](const auto& block) { return block.density_per_mm2 > 0; });
    canvas_.blocks.assign(1, BlockShape{});
    largest_extent_ = 0;
    if (dense == field.blocks.end()) return;
    const BlockShape shape = shape_of(*dense, scale, reach_, largest_extent_);
    canvas_.blocks.front() = shape;
    canvas_.stamps.clear();
    for (const float distance : canvas_.class_distance) {
      const double reach = scale * std::sqrt(static_cast<double>(shape.keep)) *
                           static_cast<double>(std::min(distance, shape.largest_factor));
      // A vanishing ellipse still holds its own cell.
      const double least = 1e-3 / std::max(extent_x(conflict_form(*dense)), extent_y(conflict_form(*dense)));
      const double r = std::max(reach, least);
      canvas_.stamps.push_back(exact_stamp((1 / (r * r)) * conflict_form(*dense)));
    }
    return;
  }
  canvas_.blocks.resize(field.blocks.size());
  parallel_for(threads_, row_extent.size(), [&](std::size_t j) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(field.columns); ++i) {
      const std::size_t k = j * static_cast<std::size_t>(field.columns) + i;
      canvas_.blocks[k] = shape_of(field.blocks[k], scale, reach_, row_extent[j]);
    }
  });
  if (!block_level_.empty()) {
    block_weight_.resize(canvas_.blocks.size());
    for (std::size_t k = 0; k < block_weight_.size(); ++k) block_weight_[k] = canvas_.blocks[k].weight;
  }
  largest_extent_ = 0;
  for (const double extent : row_extent) largest_extent_ = std::max(largest_extent_, extent);
}

void CanvasBuilder::set_weights() {
  if (!level_factor_.empty()) {
    std::vector<float> factors(level_factor_.begin(), level_factor_.end());
    for (std::size_t k = 0; k < block_level_.size(); ++k)
      canvas_.blocks[k].weight = factors[block_level_[k]] * block_weight_[k];
  }
  set_tile_weights();
}

void CanvasBuilder::set_tile_weights() {
  const PlaneLayout& layout = canvas_.layout;
  const std::size_t tiles_x = static_cast<std::size_t>(layout.tiles_x);
  canvas_.tile_weight.assign(tiles_x * static_cast<std::size_t>(layout.tiles_y), 0.0f);
  const int per_tile = 64 >> canvas_.block_shift;
  for (int ty = 0; ty * 64 < canvas_.height; ++ty)
    for (int tx = 0; tx * 64 < canvas_.width; ++tx) {
      if (!tile_used_[static_cast<std::size_t>(ty) * static_cast<std::size_t>(mask_->words_per_row()) +
                      static_cast<std::size_t>(tx)])
        continue;
      float weight = canvas_.uniform ? canvas_.blocks.front().weight : 0.0f;
      if (!canvas_.uniform)
        for (int j = ty * per_tile; j < std::min(canvas_.block_rows, (ty + 1) * per_tile); ++j)
          for (int i = tx * per_tile; i < std::min(canvas_.block_columns, (tx + 1) * per_tile); ++i)
            weight = std::max(weight,
                              canvas_.blocks[static_cast<std::size_t>(j) * canvas_.block_columns + i].weight);
      canvas_.tile_weight[(static_cast<std::size_t>(ty) + 1) * tiles_x + static_cast<std::size_t>(tx) + 1] =
          weight;
    }
}

// The class of what is there is not known: it keeps a class away by the distance that the class keeps from
// any other. That is mostly one for all classes, whose planes then start alike.
void CanvasBuilder::set_plane_kinds() {
  const auto classes = static_cast<std::size_t>(canvas_.classes);
  for (std::size_t c = 0; c < classes; ++c) {
    const float* distances = canvas_.class_distance.data() + c * classes;
    const auto own = static_cast<double>(*std::min_element(distances, distances + classes));
    const auto known = std::find(kind_distance_.begin(), kind_distance_.end(), own);
    plane_kind_.push_back(static_cast<std::size_t>(known - kind_distance_.begin()));
    if (known == kind_distance_.end()) kind_distance_.push_back(own);
  }
}

void CanvasBuilder::lay_empty_planes(double scale) {
  const PlaneLayout& layout = canvas_.layout;
  // Bits are only ever cleared, so the margins stay empty.
  empty_planes_.resize(layout.words() * kind_distance_.size());
  for (int y = 0; y < canvas_.height; ++y) {
    const std::uint64_t* from = mask_->row(y);
    std::uint64_t* to = empty_planes_.data() + layout.word(kMargin, y + kMargin);
    for (int w = 0; w < mask_->words_per_row(); ++w) to[static_cast<std::ptrdiff_t>(w) * 64] = from[w];
  }
  const auto words = static_cast<std::ptrdiff_t>(layout.words());
  for (std::size_t k = 1; k < kind_distance_.size(); ++k)
    std::copy(empty_planes_.begin(), empty_planes_.begin() + words,
              empty_planes_.begin() + static_cast<std::ptrdiff_t>(k) * words);
  stamp_existing(scale);
}

void CanvasBuilder::stamp_existing(double scale) {
  const std::size_t words = canvas_.layout.words();
  for (const ExistingDot& dot : existing_) {
    if (!(dot.x > -32.0f && dot.y > -32.0f && dot.x < canvas_.width + 31.0f &&
          dot.y < canvas_.height + 31.0f))
      continue;  // too far outside to matter
    const int x = static_cast<int>(std::floor(dot.x)), y = static_cast<int>(std::floor(dot.y));
    const DensityField::Block* block = block_near(x, y);
    if (block == nullptr || dot.distance_factor <= 0) continue;
    const Metric2 form = conflict_form(*block);
    const double extent = std::max(extent_x(form), extent_y(form));
    for (std::size_t k = 0; k < kind_distance_.size(); ++k) {
      const double r =
          std::clamp(scale * kind_distance_[k] * dot.distance_factor, 1e-3 / extent, kLargestExtent / extent);
      clear_stamp(empty_planes_.data() + k * words, canvas_.layout,
                  exact_stamp((1 / (r * r)) * form, dot.x - x - 0.5, dot.y - y - 0.5), x + kMargin,
                  y + kMargin);
    }
  }
}

void CanvasBuilder::rebuild(double scale, std::span<const Hit> placed) {
  if (scale != scale_) {
    set_shapes(scale);
    set_weights();
    lay_empty_planes(scale);
    scale_ = scale;
  }
  const std::size_t words = canvas_.layout.words();
  canvas_.planes.resize(words * plane_kind_.size());
  for (std::size_t c = 0; c < plane_kind_.size(); ++c)
    std::copy_n(empty_planes_.data() + plane_kind_[c] * words, words, canvas_.planes.data() + c * words);
  stamp_hits(canvas_, placed, threads_);
}

}  // namespace smp::detail
