#pragma once  // Look-up tables of the dots' log transmittance, split into a sharp core and a smooth tail.
#include <cstdint>
#include <memory>
#include <vector>

#include "smp/render/mark.h"

namespace smp {

/// Four floats moved as one; the first three are R, G, B.
using Float4 = float __attribute__((vector_size(16)));

/// One dot's log((T - F) / (1 - F)) against distance, as two sums: `core` within `join_mm`, exactly
/// zero beyond it, and `tail`, smooth enough to be drawn on a coarser grid and interpolated.
struct DotTable {
  static constexpr int kCoreEntries = 160;  ///< evenly in r^2 over [0, join_mm^2], plus one
  static constexpr int kTailEntries = 128;  ///< evenly in r^2 over [0, reach_mm^2], plus one
  float join_mm = 0;
  float reach_mm = 0;  ///< where the drop has fallen below 0.0004
  bool has_tail = true;
  std::vector<Float4> core, tail;
};

/// One mark, ready to be drawn.
struct DrawnDot {
  Point2 center_px;
  std::uint32_t table = 0;
  float core_xx = 0, core_xy = 0, core_yy = 0;  ///< metric of the blurred core, mm^2 per px^2
  float tail_xx = 0, tail_xy = 0, tail_yy = 0;  ///< metric of the tail
  float core_x_px = 0, core_y_px = 0;           ///< half extents of the core
  float reach_x_px = 0, reach_y_px = 0;         ///< half extents of all that it changes
};

/// The marks of a picture with the tables they need.
struct DrawnDots {
  std::vector<DotTable> tables;
  std::vector<DrawnDot> dots;
  PerChannel floor{};    ///< F of the floor rule (optics notes, section 5)
  int tail_step_px = 0;  ///< spacing of the tail's grid; 0 = tails are part of the cores
};

/// Prepares the dots of one photo, moment after moment. Keeps the profiles that it has worked out: most of
/// them serve the next moment too. What it keeps never changes a result. Thread-safe.
class DotMaker {
 public:
  /// @param ita_deg skin tone. @param blur_px the camera's standard deviation; the pixel's own area is added.
  DotMaker(double ita_deg, double blur_px);
  ~DotMaker();
  DotMaker(DotMaker&&) noexcept;
  DotMaker& operator=(DotMaker&&) noexcept;

  /// Builds the tables. The floor is that of the shallowest deposit, 0 in a channel where a single dot
  /// already falls below it.
  DrawnDots prepare(const std::vector<Mark>& marks, int threads) const;

 private:
  class Profiles;
  double ita_deg_, blur_px_;
  std::unique_ptr<Profiles> profiles_;
};

/// The same for a single picture.
DrawnDots prepare_dots(const std::vector<Mark>& marks, double ita_deg, double blur_px, int threads);

}  // namespace smp
