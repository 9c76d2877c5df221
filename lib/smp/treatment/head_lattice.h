#pragma once  // The places of a posed head behind a lattice of its photo, found once for all regions.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "smp/base/image.h"
#include "smp/geometry/posed_head.h"
#include "smp/geometry/scalp_map.h"
#include "smp/treatment/zones.h"

namespace smp {

/// A lattice of about 0.7 mm over what a photo shows of a head. Immutable, thread-safe.
class HeadLattice {
 public:
  /// @param threads <= 0: all available; never changes the result.
  HeadLattice(const PosedHead& head, int width_px, int height_px, int threads);

  const PosedHead& head() const { return head_; }
  int width_px() const { return width_px_; }
  int height_px() const { return height_px_; }
  int threads() const { return threads_; }

  /// Lattice point (i, j) lies at `x0_px + step_px * i`, `y0_px + step_px * j`. The lattice ends at the
  /// head's or the photo's border; without points where the photo shows no head at all.
  int columns() const { return columns_; }
  int rows() const { return rows_; }
  int x0_px() const { return x0_px_; }
  int y0_px() const { return y0_px_; }
  int step_px() const { return step_px_; }
  /// Whether the head is seen there, grazing or not.
  bool on_head(int i, int j) const { return on_head_[index(i, j)] != 0; }
  Point3 place_mm(int i, int j) const { return places_[index(i, j)]; }  ///< in the head's frame
  /// Pieces of the whole surface, seen or not, and whether the photo shows them well enough to treat.
  const std::vector<SurfaceCell>& cells() const { return cells_; }
  bool shown(const SurfaceCell& cell) const;

  /// A function of places that changes by at most about 1 per mm, at all lattice points: exact where it is
  /// within `band` of 0, linear between every fourth point elsewhere. NaN off the head.
  Image<float> level(const std::function<double(Point3)>& function, double band) const;
  /// Values at every `every`th lattice point, carried on beyond the head's outline.
  ScalpMap map(int channels, const std::function<void(Point3, float*)>& function, int every = 4) const;

 private:
  bool interpolate(const PixelRect& square, double band, Image<float>& values) const;
  std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(j) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(i);
  }

  PosedHead head_;
  int width_px_, height_px_, threads_;
  int x0_px_ = 0, y0_px_ = 0, step_px_ = 1, columns_ = 0, rows_ = 0;
  std::vector<Point3> places_;
  std::vector<std::uint8_t> on_head_;
  std::vector<SurfaceCell> cells_;
};

}  // namespace smp
