#pragma once  // Thin strands drawn over one another with the area that they hide, at any scale.
#include <span>
#include <vector>

#include "smp/base/image.h"
#include "smp/base/point.h"

namespace smp {

/// A place along a strand. Between two of them the strand is straight; width and tone change evenly.
struct StrandNode {
  Point2 px;
  double width_px = 1;
  float tone = 1;  ///< brightness; the drawer does not know its scale
};

/// A part of a picture on which strands are drawn, each over those before. A strand narrower than a pixel is
/// drawn one pixel wide and as much fainter, so that the hidden area is its width times its length.
class StrandCanvas {
 public:
  /// @param frame in px; what lies outside is cut off.
  explicit StrandCanvas(const PixelRect& frame);
  /// Fewer than two nodes draw nothing.
  void draw(std::span<const StrandNode> strand);

  /// Share of each pixel not hidden by any strand, of the frame's size.
  const Image<float>& clear() const { return clear_; }
  /// Tone of what hides it, times 1 - clear.
  const Image<float>& shade() const { return shade_; }
  // For callers that go on with the pictures.
  Image<float> take_clear() { return std::move(clear_); }
  Image<float> take_shade() { return std::move(shade_); }

 private:
  void draw_piece(const StrandNode& from, const StrandNode& to);

  PixelRect frame_;
  Image<float> clear_, shade_;
  Image<float> cover_, tone_;  // of the strand being drawn; 0 between strands
  std::vector<std::size_t> touched_;
};

}  // namespace smp
